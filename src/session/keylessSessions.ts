// What the token of a keyless terminal is for, and the session that it gets now. Nobody is ever asked for it: a client
// waits for a second.
import { type Chain, chainText, type Endpoints, readChain, sameChain } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { type Failure, failureOf } from '../core/failure.ts';
import { type Current, hasEnded } from './current.ts';
import type { InForce } from './inForce.ts';
import type { Keeper } from './keeper.ts';
import type { Keys } from './keys.ts';
import { Observable, type Watched } from './observable.ts';
import { readSomebody, type Somebody } from './somebody.ts';

/** An endpoint is part of a source: a terminal that has one in its environment gets no session of another. */
export type Binding =
  /** Whoever is in force in new terminals at the time. */
  | { readonly kind: 'follow'; readonly endpoints: Endpoints }
  | { readonly kind: 'chain'; readonly chain: Chain; readonly pinned: boolean; readonly endpoints: Endpoints };

export type KeylessGrant =
  | { readonly kind: 'granted'; readonly credentials: Required<Credentials> }
  | {
      readonly kind: 'refused';
      readonly reason: 'no-identity' | 'session-expired' | 'person-needed' | 'no-session' | 'unavailable';
    };

export interface KeylessSessionPorts {
  readonly keeper: Pick<Keeper, 'current' | 'keys' | 'beat'>;
  readonly inForce: Watched<InForce>;
  /** Whom `keep` was last told, also before this window was loaded again. */
  readonly kept: () => unknown;
  readonly keep: (followed: Somebody | undefined) => void;
  /** `rolecall.terminal.follow`. */
  readonly follows: () => boolean;
  /** Keys of a chain that is not the current one, without asking anybody. Rejects with a Failure. */
  readonly keysOf: (chain: Chain, wanted: 'held' | 'renewed') => Promise<Keys>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told whose session a client was given. */
  readonly used: (chain: Chain) => void;
}

export class KeylessSessions {
  readonly #ports: KeylessSessionPorts;
  readonly #watching: { dispose(): void };
  /** Whom the following terminals were last given: with the setting off they become nobody else. */
  #followed: Somebody | undefined;
  /** The chains, as texts, of which there was no session when one was last asked for. */
  readonly #refused = new Observable<ReadonlySet<string>>(new Set());

  constructor(ports: KeylessSessionPorts) {
    this.#ports = ports;
    this.#followed = readSomebody(ports.kept());
    this.#follow();
    this.#watching = ports.inForce.subscribe(() => this.#follow());
  }

  dispose(): void {
    this.#watching.dispose();
  }

  /** Whose session the following terminals get. */
  get followed(): Somebody | undefined {
    return this.#followed;
  }

  /** Changes with what `refuses` says of chains that are not the current one. */
  get refused(): Watched<ReadonlySet<string>> {
    return this.#refused;
  }

  /** Whether there is no session of the chain to give now. Of another than the current one the last answer counts. */
  refuses(chain: Chain): boolean {
    const current = this.#currentOf(chain);
    if (!current) return this.#refused.value.has(chainText(chain));
    return current.kind === 'failed' || hasEnded(current, this.#ports.now());
  }

  forget(): void {
    this.#followed = undefined;
    this.#ports.keep(undefined);
  }

  /** The chain whose session the holder of such a token gets; undefined where it gets none. */
  chainFor(binding: Binding): Chain | undefined {
    return binding.kind === 'follow' ? this.#followed?.chain : binding.chain;
  }

  async grantFor(binding: Binding | undefined, wanted: 'held' | 'renewed'): Promise<KeylessGrant> {
    const chain = binding && this.chainFor(binding);
    if (!binding || !chain) return { kind: 'refused', reason: 'no-identity' };
    try {
      const { credentials, endpoints } = await this.#keys(chain, wanted);
      this.#note(chain, false);
      if (!sameEndpoints(endpoints, binding.endpoints)) return { kind: 'refused', reason: 'no-identity' };
      const { sessionToken, expiration } = credentials;
      if (!sessionToken || expiration === undefined) return { kind: 'refused', reason: 'no-session' };
      this.#ports.used(chain);
      return { kind: 'granted', credentials: { ...credentials, sessionToken, expiration } };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      // What cannot be renewed may be good for a while yet.
      if (wanted === 'held') this.#note(chain, true);
      return { kind: 'refused', reason: reasonOf(failure) };
    }
  }

  #note(chain: Chain, isRefused: boolean): void {
    const text = chainText(chain);
    const { value } = this.#refused;
    if (value.has(text) === isRefused) return;
    this.#refused.set(new Set(isRefused ? [...value, text] : [...value].filter((each) => each !== text)));
  }

  async #keys(chain: Chain, wanted: 'held' | 'renewed'): Promise<Keys> {
    const { keeper, keysOf } = this.#ports;
    if (!this.#currentOf(chain)) return keysOf(chain, wanted);
    if (wanted === 'renewed') await keeper.beat();
    return keeper.keys();
  }

  /** Undefined where the chain is not the current one, or nobody knows yet what comes of it. */
  #currentOf(chain: Chain): Current | undefined {
    const { value } = this.#ports.keeper.current;
    const isSettled = value.kind !== 'none' && value.kind !== 'checking';
    return isSettled && sameChain(value.chain, chain) ? value : undefined;
  }

  #follow(): void {
    const { inForce, follows, keep } = this.#ports;
    if (inForce.value.kind !== 'set' || !follows()) return;
    const { chain, identity } = inForce.value;
    this.#followed = { chain, identity };
    keep(this.#followed);
  }
}

/** The text that an endpoint keeps with a token. */
export function bindingText(binding: Binding): string {
  return JSON.stringify(binding);
}

export function readBinding(text: string): Binding | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { kind, chain: written, pinned, endpoints: given } = (value ?? {}) as Record<string, unknown>;
  const { sts, s3 } = (given ?? {}) as Record<string, unknown>;
  const endpoints = { ...(typeof sts === 'string' && { sts }), ...(typeof s3 === 'string' && { s3 }) };
  if (kind === 'follow') return { kind, endpoints };
  const chain = readChain(written);
  return kind === 'chain' && chain ? { kind, chain, pinned: pinned === true, endpoints } : undefined;
}

function sameEndpoints(one: Endpoints, other: Endpoints): boolean {
  return one.sts === other.sts && one.s3 === other.s3;
}

function reasonOf({ code }: Failure): (KeylessGrant & { kind: 'refused' })['reason'] {
  switch (code) {
    case 'session-expired':
      return 'session-expired';
    case 'mfa-needed':
    case 'mfa-code-refused':
      return 'person-needed';
    case 'source-missing':
      return 'no-identity';
    default:
      return 'unavailable';
  }
}
