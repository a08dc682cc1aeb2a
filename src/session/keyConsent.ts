// Whether an access key that is held may be used on this host. Held keys follow a person from machine to machine, and a
// remote host may be somebody else's: there each key is asked for once.
import { printedKey } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';

export interface KeyConsentPorts {
  /** The extension runs on another machine than the window. */
  readonly remote: boolean;
  readonly host: string;
  readonly digest: (text: string) => string;
  /** Marks of the pairs of key and host that were agreed to. */
  readonly remembered: () => readonly string[];
  readonly remember: (marks: readonly string[]) => PromiseLike<void>;
  /** @param key as it may be shown */
  readonly ask: (key: string, host: string) => Promise<boolean>;
}

export class KeyConsent {
  readonly #ports: KeyConsentPorts;

  constructor(ports: KeyConsentPorts) {
    this.#ports = ports;
  }

  /** The key was typed in on this host, which is agreement enough. */
  async agreed(accessKeyId: string): Promise<void> {
    const { remembered, remember } = this.#ports;
    const mark = this.#mark(accessKeyId);
    if (!remembered().includes(mark)) await remember([...remembered(), mark]);
  }

  /** Rejects with `key-unconfirmed` where the key may not be used here, or nobody may be asked about it now. */
  async require(accessKeyId: string, { quiet }: { readonly quiet: boolean }): Promise<void> {
    const { remote, host, remembered, ask } = this.#ports;
    if (!remote || remembered().includes(this.#mark(accessKeyId))) return;
    const key = printedKey(accessKeyId);
    if (quiet || !(await ask(key, host))) throw failureError({ code: 'key-unconfirmed', key, host });
    await this.agreed(accessKeyId);
  }

  async forget(): Promise<void> {
    await this.#ports.remember([]);
  }

  #mark(accessKeyId: string): string {
    return this.#ports.digest(JSON.stringify([accessKeyId, this.#ports.host]));
  }
}
