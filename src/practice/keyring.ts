// The keys that were given out, with whom each stands for. It holds and finds; whether a key is still good is decided in
// authentication.ts. Lives as long as the practice account.
import type { Caller, Session } from './caller.ts';
import * as ids from './ids.ts';

export interface HeldKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caller: Caller;
}

export interface SessionKey extends HeldKey {
  readonly caller: Caller & { readonly session: Session };
}

export class Keyring {
  readonly source: HeldKey;
  readonly #sessions: Map<string, SessionKey>;
  readonly #onIssued: () => void;

  /** @param onIssued is told of every new session key, after it is held. */
  constructor(source: HeldKey, sessions: readonly SessionKey[], onIssued: () => void) {
    this.source = source;
    this.#sessions = new Map(sessions.map((key) => [key.accessKeyId, key]));
    this.#onIssued = onIssued;
  }

  find(accessKeyId: string): HeldKey | undefined {
    return accessKeyId === this.source.accessKeyId ? this.source : this.#sessions.get(accessKeyId);
  }

  /** In the order in which they were issued. */
  sessions(): readonly SessionKey[] {
    return [...this.#sessions.values()];
  }

  /** New keys for a session of `caller`. */
  issue(caller: SessionKey['caller']): SessionKey {
    const key = { accessKeyId: ids.accessKeyId('ASIA'), secretAccessKey: ids.secretAccessKey(), caller };
    this.#sessions.set(key.accessKeyId, key);
    this.#onIssued();
    return key;
  }
}
