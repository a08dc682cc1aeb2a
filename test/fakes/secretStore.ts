// SecretStorage in memory. It answers a turn later, as the real one does, and fails where a test says so.
import type { SecretStore } from '../../src/session/vault.ts';

export class FakeSecretStore implements SecretStore {
  readonly entries = new Map<string, string>();
  /** What fails from now on. */
  readonly failing = new Set<'get' | 'store' | 'delete'>();

  async get(key: string): Promise<string | undefined> {
    await this.#turn('get');
    return this.entries.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.#turn('store');
    this.entries.set(key, value);
  }

  async delete(key: string): Promise<void> {
    await this.#turn('delete');
    this.entries.delete(key);
  }

  async #turn(act: 'get' | 'store' | 'delete'): Promise<void> {
    await Promise.resolve();
    if (this.failing.has(act)) throw new Error('The keyring is locked.');
  }
}
