// The seeds of MFA devices that a person chose to keep: in the vault, with a list of the devices beside it, since the
// vault does not tell the names of what it holds.
import type { Vault } from './vault.ts';

export interface SerialList {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const listKey = 'rolecall.seedDevices';

export class MfaSeeds {
  readonly #vault: Vault;
  readonly #list: SerialList;

  constructor(vault: Vault, list: SerialList) {
    this.#vault = vault;
    this.#list = list;
  }

  /** The devices whose seeds are kept. */
  serials(): readonly string[] {
    const value = this.#list.get(listKey);
    return Array.isArray(value) ? value.filter((serial) => typeof serial === 'string') : [];
  }

  async keep(serial: string, seed: string): Promise<void> {
    await this.#vault.holdTotpSeed(serial, seed);
    await this.#list.update(listKey, [...this.serials().filter((each) => each !== serial), serial]);
  }

  async forget(serial: string): Promise<void> {
    await this.#vault.dropTotpSeed(serial);
    await this.#list.update(
      listKey,
      this.serials().filter((each) => each !== serial),
    );
  }

  /** After the vault has been emptied. */
  async forgetList(): Promise<void> {
    await this.#list.update(listKey, undefined);
  }
}
