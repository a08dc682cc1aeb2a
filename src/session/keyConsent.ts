// Whether an access key that is held may be used on this host. Held keys follow a person from machine to machine, and a
// remote host may be somebody else's: there each key is asked for once.
import { printedKey } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';

export interface KeyConsentPorts {
  /** How the window reaches the machine that the extension runs on; absent where it is the window's own. */
  readonly remote: string | undefined;
  readonly host: string;
  readonly digest: (text: string) => string;
  /** Marks of what was agreed to: a key on a host that is reached in one way. */
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
    if (remote === undefined || remembered().includes(this.#mark(accessKeyId))) return;
    const key = printedKey(accessKeyId);
    if (quiet || !(await ask(key, host))) throw failureError({ code: 'key-unconfirmed', key, host });
    await this.agreed(accessKeyId);
  }

  async forget(): Promise<void> {
    await this.#ports.remember([]);
  }

  #mark(accessKeyId: string): string {
    const { digest, remote, host } = this.#ports;
    // A container on a host, or a WSL on a laptop, may have its name and is another place all the same.
    return digest(JSON.stringify([accessKeyId, remote ?? null, host]));
  }
}
