// What the token of a keyless terminal is for, and the session that it gets now. Nobody is ever asked for it: a client
// waits for a second.
import { type Chain, type Endpoints, readChain, sameChain } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { type Failure, failureOf } from '../core/failure.ts';
import type { InForce } from './inForce.ts';
import type { Keeper } from './keeper.ts';
import type { Keys } from './keys.ts';
import type { Watched } from './observable.ts';

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
  /** What was in force before this window was loaded again. */
  readonly before: Chain | undefined;
  /** `rolecall.terminal.follow`. */
  readonly follows: () => boolean;
  /** Keys of a chain that is not the current one, without asking anybody. Rejects with a Failure. */
  readonly keysOf: (chain: Chain, wanted: 'held' | 'renewed') => Promise<Keys>;
  /** Told whose session a client was given. */
  readonly used: (chain: Chain) => void;
}

export class KeylessSessions {
  readonly #ports: KeylessSessionPorts;
  readonly #watching: { dispose(): void };
  /** Whom the following terminals were last given: with the setting off they become nobody else. */
  #followed: Chain | undefined;

  constructor(ports: KeylessSessionPorts) {
    this.#ports = ports;
    this.#followed = ports.before;
    this.#follow();
    this.#watching = ports.inForce.subscribe(() => this.#follow());
  }

  dispose(): void {
    this.#watching.dispose();
  }

  /** The chain whose session the holder of such a token gets; undefined where it gets none. */
  chainFor(binding: Binding): Chain | undefined {
    return binding.kind === 'follow' ? this.#followed : binding.chain;
  }

  async grantFor(binding: Binding | undefined, wanted: 'held' | 'renewed'): Promise<KeylessGrant> {
    const chain = binding && this.chainFor(binding);
    if (!binding || !chain) return { kind: 'refused', reason: 'no-identity' };
    try {
      const { credentials, endpoints } = await this.#keys(chain, wanted);
      if (!sameEndpoints(endpoints, binding.endpoints)) return { kind: 'refused', reason: 'no-identity' };
      const { sessionToken, expiration } = credentials;
      if (!sessionToken || expiration === undefined) return { kind: 'refused', reason: 'no-session' };
      this.#ports.used(chain);
      return { kind: 'granted', credentials: { ...credentials, sessionToken, expiration } };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      return { kind: 'refused', reason: reasonOf(failure) };
    }
  }

  async #keys(chain: Chain, wanted: 'held' | 'renewed'): Promise<Keys> {
    const { keeper, keysOf } = this.#ports;
    const { value } = keeper.current;
    const isSettled = value.kind !== 'none' && value.kind !== 'checking';
    if (!isSettled || !sameChain(value.chain, chain)) return keysOf(chain, wanted);
    if (wanted === 'renewed') await keeper.beat();
    return keeper.keys();
  }

  #follow(): void {
    const { inForce, follows } = this.#ports;
    if (inForce.value.kind === 'set' && follows()) this.#followed = inForce.value.chain;
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
