// The current identity with its keys: how it is taken up, shown, found out and ended. The keys stay inside.
import type { Chain } from '../core/chain.ts';
import type { Grant } from '../core/environment.ts';
import { type Failure, failureError, failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { automaticChain, type Choice } from './choice.ts';
import type { Outcome } from './credentialProvider.ts';
import { type Current, endOf, hasEnded, identityOf, isKnown, type Known } from './current.ts';
import { grantFor, type Keys } from './keys.ts';
import { Observable, type Watched } from './observable.ts';
import type { Renewals } from './renewals.ts';

export class CurrentIdentity {
  readonly #choice: Choice;
  readonly #renewals: Renewals;
  /** Milliseconds since the epoch. */
  readonly #now: () => number;
  readonly #current = new Observable<Current>({ kind: 'checking', chain: automaticChain });
  #keys: Keys | undefined;

  constructor(choice: Choice, renewals: Renewals, now: () => number) {
    this.#choice = choice;
    this.#renewals = renewals;
    this.#now = now;
  }

  get watched(): Watched<Current> {
    return this.#current;
  }

  get value(): Current {
    return this.#current.value;
  }

  /** Whether they end or not; undefined while nobody is known. */
  get keys(): Keys | undefined {
    return this.#keys;
  }

  /** Throws a Failure where there are none that work. */
  workingKeys(): Keys {
    const { value } = this;
    if (value.kind === 'failed') throw failureError(value.failure);
    if (hasEnded(value, this.#now())) throw failureError({ code: 'session-expired' });
    if (!this.#keys) throw failureError({ code: 'source-missing' });
    return this.#keys;
  }

  /** Throws a Failure where there are no keys that work. */
  grant(): Grant {
    const keys = this.workingKeys();
    const { value } = this;
    if (!isKnown(value)) throw failureError({ code: 'source-missing' });
    return grantFor(value.chain, keys);
  }

  /** Throws a Failure while it is not known. */
  identity(): Identity {
    const { value } = this;
    const identity = identityOf(value);
    if (identity) return identity;
    throw failureError(value.kind === 'failed' ? value.failure : { code: 'source-missing' });
  }

  /** Shows more of whom it was before. */
  update(known: Known): void {
    this.#current.set(known);
  }

  adopt(outcome: Outcome): void {
    this.#renewals.succeeded(this.#now());
    if ('session' in outcome) {
      const { session, credentials } = outcome;
      this.#keys = { credentials, region: session.region, endpoints: session.endpoints };
      this.#current.set({ kind: 'role', chain: session.chain, session });
      return;
    }
    const { keys, identity } = outcome;
    const { expiration } = keys.credentials;
    this.#keys = keys;
    this.#current.set({
      kind: 'source',
      chain: { source: keys.source, hops: [] },
      inherited: keys.inherited,
      identity,
      region: keys.region,
      endpoints: keys.endpoints,
      ...(expiration !== undefined && { expiration }),
    });
  }

  /** @param isRefused by AWS, and not only over by the clock */
  end(value: Known, failure: Failure, isRefused: boolean): void {
    this.#keys = undefined;
    const expiration = endOf(value);
    const ended = { identity: identityOf(value), isRefused, ...(expiration !== undefined && { expiration }) };
    this.#current.set({ kind: 'failed', chain: value.chain, failure, ended });
  }

  giveUpKeys(): void {
    this.#keys = undefined;
  }

  /**
   * Takes up what `find` comes to, as long as the choice is the latest and nobody was taken up meanwhile. A Failure ends
   * up in the value.
   */
  async settle(choice: number, chain: Chain, find: () => Promise<Outcome>): Promise<void> {
    const before = this.value;
    const checking: Current = { kind: 'checking', chain };
    this.#current.set(checking);
    const isWanted = () => this.#choice.isLatest(choice) && this.value === checking;
    try {
      const outcome = await find();
      if (isWanted()) this.adopt(outcome);
    } catch (error) {
      const failure = failureOf(error);
      // What is no failure is a person who closed the question, or a defect: either changes nothing.
      if (!failure && isWanted()) this.#current.set(before.kind === 'checking' ? { kind: 'none' } : before);
      if (!failure) throw error;
      if (!isWanted()) return;
      this.#keys = undefined;
      const nothing = failure.code === 'source-missing' && chain.source.kind === 'automatic';
      this.#current.set(nothing ? { kind: 'none' } : { kind: 'failed', chain, failure });
    }
  }
}
