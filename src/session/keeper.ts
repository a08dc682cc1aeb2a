// The current identity of this window: how it is found at start, changed, checked, kept alive and given up.
// Keys stay inside; what others see is who it is, until when, and what went wrong.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import { type Chain, type Endpoints, type Source, sameChain, sameEndpoints, sourceText } from '../core/chain.ts';
import type { Grant } from '../core/environment.ts';
import { type Failure, failureError, failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { expiringMs } from '../core/roleSession.ts';
import type { ServerClock } from './clock.ts';
import { Coalescer } from './coalescer.ts';
import { type Current, endOf, identityOf, isKnown, type Known } from './current.ts';
import type { HeldSession } from './held.ts';
import { grantFor, type Keys, type SourceKeys } from './keys.ts';
import { Observable, type Watched } from './observable.ts';
import { Renewals } from './renewals.ts';
import type { Wanted } from './roleSessions.ts';
import type { Vault } from './vault.ts';

export interface KeeperPorts {
  /**
   * Rejects with a Failure; `source-missing` where nothing is configured, `source-waits` where somebody would have to be
   * asked, or a program run, and it may not be.
   */
  readonly resolveSource: (source: Source, how: How & { readonly mayRun: boolean }) => Promise<SourceKeys>;
  /** A role session that is held, or asked for. `chain` has at least one hop. Rejects with a Failure or the signal's reason. */
  readonly session: (source: SourceKeys, chain: Chain, wanted: Wanted) => Promise<HeldSession>;
  readonly getCallerIdentity: (keys: Keys, signal?: AbortSignal) => Promise<Identity>;
  /** Learns AWS's time anew, without keys. Rejects where AWS cannot be reached. */
  readonly learnTime: (keys: Keys) => Promise<void>;
  /** Keeps the choice with the workspace; undefined: back to automatic. `last` is the session that came of it. */
  readonly remember: (chain: Chain | undefined, last?: LastSession) => void;
}

/** The whole chain of a session, and where it is good: what it is found by. */
export interface LastSession {
  readonly chain: Chain;
  readonly endpoints: Endpoints;
}

export interface How {
  /** Nobody is asked. */
  readonly quiet: boolean;
  readonly signal?: AbortSignal | undefined;
}

const learnPauseMs = 30_000;

const automaticChain: Chain = { source: { kind: 'automatic' }, hops: [] };

export class Keeper {
  readonly #ports: KeeperPorts;
  readonly #vault: Vault;
  readonly #clock: ServerClock;
  readonly #current = new Observable<Current>({ kind: 'checking', chain: automaticChain });
  readonly #renewals = new Renewals();
  readonly #resolving = new Coalescer();
  /** Keys of the current identity. */
  #keys: Keys | undefined;
  #renewing: Promise<void> | undefined;
  /** How many changes that a person asked for are under way. */
  #changing = 0;
  #learning: Promise<void> | undefined;
  /** After a try that told nothing, AWS's time is not asked for again before. */
  #learnNotBefore = Number.NEGATIVE_INFINITY;
  /** What was chosen last; a slower answer to an earlier choice must not become current. */
  #choice = 0;
  #chosen: Chain = automaticChain;

  constructor(ports: KeeperPorts, vault: Vault, clock: ServerClock) {
    this.#ports = ports;
    this.#vault = vault;
    this.#clock = clock;
  }

  get current(): Watched<Current> {
    return this.#current;
  }

  /** What was chosen: a source as it was named, and the hops from there on, without those of a profile. */
  get chosen(): Chain {
    return this.#chosen;
  }

  /**
   * Finds out who we are at start-up: asks nobody, runs nothing, and assumes no role that a person assumed by hand and
   * that has ended. `last` is what was remembered beside the choice.
   */
  async start(remembered: Chain | undefined, last?: LastSession): Promise<void> {
    this.#chosen = remembered ?? automaticChain;
    // Who was quicker than start-up is not overtaken by it.
    if (this.#changing === 0) await this.#begin(last);
  }

  async #begin(last?: LastSession): Promise<void> {
    const choice = ++this.#choice;
    await this.#settle(choice, this.#chosen, () => this.#find({ quiet: true, mayRun: false }, last));
    if (this.#current.value.kind === 'role') await this.check({ quiet: true }).catch(() => undefined);
  }

  /**
   * Changes to `source` and, from there, through `hops`. What was current stays so until the new one is there, and
   * where it fails. Rejects with a Failure, or with the signal's reason when `signal` ended it.
   */
  async become(source: Source, hops: readonly AssumeRoleRequest[], signal?: AbortSignal): Promise<Current> {
    const choice = ++this.#choice;
    const outcome = await this.#change(source, hops, signal).catch(async (error: unknown) => {
      // A check that this choice overtook has to be made after all.
      if (choice === this.#choice && this.#current.value.kind === 'checking') await this.retry({ quiet: true });
      throw error;
    });
    if (choice === this.#choice) {
      // A profile's own hops are found again in its configuration; only what was chosen is remembered.
      this.#chosen = { source, hops };
      const isDefault = source.kind === 'automatic' && hops.length === 0;
      const last = 'session' in outcome ? outcome.session : undefined;
      this.#ports.remember(isDefault ? undefined : this.#chosen, last);
      this.#adopt(outcome);
    }
    return this.#current.value;
  }

  /** Back to the source, without the roles. */
  leave(signal?: AbortSignal): Promise<Current> {
    return this.become(this.sourceOf(this.#current.value), [], signal);
  }

  /**
   * Gives the roles up at once, without asking anybody, also while a question is open that nobody answers; what comes of
   * the source shows in `current`.
   */
  async leaveQuietly(): Promise<void> {
    const choice = ++this.#choice;
    this.#chosen = { source: this.sourceOf(this.#current.value), hops: [] };
    this.#ports.remember(this.#chosen);
    this.#keys = undefined;
    await this.#settle(choice, this.#chosen, () => this.#find({ quiet: true, mayRun: false }));
  }

  /** The source that the current chain starts from; as chosen, unless a profile with a role stood for it. */
  sourceOf(current: Current): Source {
    if (current.kind === 'none') return { kind: 'automatic' };
    return this.#chosen.hops.length === 0 && current.chain.hops.length > 0 ? current.chain.source : this.#chosen.source;
  }

  /** Works the chosen chain out again, after its configuration changed or to try again. A Failure ends up in `current`. */
  async retry(how: How): Promise<void> {
    // What a person is waiting for is not overtaken by what happens by itself.
    if (how.quiet && this.#changing > 0) return;
    const choice = ++this.#choice;
    const chosen = this.#chosen;
    await this.#settle(choice, chosen, () => this.#find({ ...how, mayRun: !how.quiet }));
  }

  /** Asks AWS who we are. A session that AWS refuses is let go of. Rejects with a Failure. */
  async check(how: How): Promise<Identity> {
    const choice = this.#choice;
    const { value } = this.#current;
    if (!isKnown(value)) {
      await this.retry(how);
      return this.#identity();
    }
    const keys = await this.keys();
    try {
      const identity = await this.#ports.getCallerIdentity(keys, how.signal);
      const now = this.#current.value;
      if (choice === this.#choice && now.kind === 'source') this.#current.set({ ...now, identity });
      return identity;
    } catch (error) {
      await this.refused(error, keys);
      throw error;
    }
  }

  /**
   * Tells the keeper how a request with `keys` failed. Current ones that AWS no longer takes end the session before its
   * time; those of an earlier identity end nothing.
   */
  async refused(error: unknown, keys: Keys): Promise<void> {
    if (keys !== this.#keys) return;
    const failure = failureOf(error);
    const { value } = this.#current;
    if (failure?.code !== 'session-expired' && failure?.code !== 'access-key-unknown') return;
    if (isKnown(value)) this.#end(value, failure);
    if (value.kind === 'role') await this.#drop(value, keys);
  }

  /**
   * Renews what ends soon, and ends what has ended and cannot be renewed. To be called about once a second, with `woke`
   * right after the machine slept or its clock was set; does nothing most times.
   */
  async beat(woke = false): Promise<void> {
    const { value } = this.#current;
    if (!isKnown(value)) return;
    const ends = endOf(value);
    if (ends === undefined) return;
    if (this.#clock.doubtful && (woke || this.#clock.now() >= this.#learnNotBefore)) await this.#learnTime();
    const now = this.#clock.now();
    if (this.#renewals.due(ends, now)) await this.#renewQuietly(value);
    const after = this.#current.value;
    if (after !== value && endOf(after) !== ends) return;
    if (ends <= this.#clock.now() && this.#renewals.hopeless && isKnown(after)) {
      const keys = this.#keys;
      this.#end(after, { code: 'session-expired' });
      // By a clock that is wrong it may only seem to have ended.
      if (after.kind === 'role' && keys && this.#clock.isKnown) await this.#drop(after, keys);
    }
  }

  /** Asks for new keys now, and for what is needed to get them. Rejects with a Failure; the old session stays then. */
  async renew(signal?: AbortSignal): Promise<Current> {
    const { value } = this.#current;
    if (!isKnown(value)) {
      await this.retry({ quiet: false, signal });
      this.#identity();
    } else {
      await this.#renew(value, endOf(value) ?? this.#clock.now(), { quiet: false, signal });
    }
    return this.#current.value;
  }

  /** Keys to make a request with now, renewed first where they have ended. Rejects with a Failure where there are none that work. */
  async keys(): Promise<Keys> {
    if (this.#clock.doubtful) await this.#learnTime();
    const { value } = this.#current;
    const ended = (endOf(value) ?? Number.POSITIVE_INFINITY) <= this.#clock.now();
    if (ended && isKnown(value) && !this.#renewals.hopeless) {
      await this.#renewQuietly(value);
    }
    return this.#heldKeys();
  }

  /** What puts the current identity in force in a shell. Throws a Failure where there are no keys that work. */
  grant(): Grant {
    const keys = this.#heldKeys();
    const { value } = this.#current;
    if (!isKnown(value)) throw failureError({ code: 'source-missing' });
    return grantFor(value.chain, keys);
  }

  /** Gives up what was chosen: back to what the machine's own configuration says. */
  async reset(): Promise<void> {
    this.#ports.remember(undefined);
    this.#chosen = automaticChain;
    await this.#begin();
  }

  /** However many ask for the same source at once, one sign-in is shown and one program run. */
  #resolve(source: Source, how: How & { readonly mayRun: boolean }): Promise<SourceKeys> {
    const { quiet, mayRun, signal } = how;
    const name = JSON.stringify([sourceText(source), quiet, mayRun]);
    return this.#resolving.run(
      name,
      (shared) => this.#ports.resolveSource(source, { quiet, mayRun, signal: shared }),
      signal,
    );
  }

  #heldKeys(): Keys {
    const { value } = this.#current;
    if (value.kind === 'failed') throw failureError(value.failure);
    const ends = endOf(value);
    if (ends !== undefined && ends <= this.#clock.now()) throw failureError({ code: 'session-expired' });
    if (!this.#keys) throw failureError({ code: 'source-missing' });
    return this.#keys;
  }

  /** Carries out what was chosen. Where nobody asked for it, a role is only taken up again, not assumed. */
  async #find(how: How & { readonly mayRun: boolean }, last?: LastSession): Promise<HeldSession | SourceIdentity> {
    const { source: chosen, hops } = this.#chosen;
    try {
      const source = await this.#resolve(chosen, how);
      const chain = wholeChain(source, hops);
      if (!how.quiet || hops.length === 0) return await this.#carryOut(chosen, source, chain, how);
      const { region, endpoints } = source;
      const held = await this.#vault.session(chain, endpoints);
      if (!held) throw failureError({ code: 'session-expired' });
      return { ...held, session: { ...held.session, region, endpoints } };
    } catch (error) {
      // A session outlives its source: a network that is away, a sign-in that has ended, a program that may not run yet.
      const held =
        last && failureOf(error) && (await this.#vault.session(last.chain, last.endpoints).catch(() => undefined));
      if (!held || failureOf(error)?.code === 'session-expired') throw error;
      return held;
    }
  }

  /** What a person asked for and waits for. */
  async #change(source: Source, hops: readonly AssumeRoleRequest[], signal: AbortSignal | undefined) {
    this.#changing += 1;
    try {
      signal?.throwIfAborted();
      const keys = await this.#resolve(source, { quiet: false, mayRun: true, signal });
      const outcome = await this.#carryOut(source, keys, wholeChain(keys, hops), { quiet: false, signal });
      signal?.throwIfAborted();
      return outcome;
    } finally {
      this.#changing -= 1;
    }
  }

  async #carryOut(
    chosen: Source,
    source: SourceKeys,
    chain: Chain,
    { quiet, signal }: How,
  ): Promise<HeldSession | SourceIdentity> {
    if (chain.hops.length === 0) {
      return { keys: source, identity: await this.#ports.getCallerIdentity(source, signal) };
    }
    // By a clock that jumped, what is held would seem to have ended, and a person would be asked for a code again.
    if (this.#clock.doubtful) await this.#learnTime(source);
    // Who asks for a role wants to work with it for a while.
    const leastMs = quiet ? 0 : expiringMs;
    return this.#session(chosen, source, chain, { quiet, signal, endsAfter: this.#clock.now() + leastMs });
  }

  #session(chosen: Source, source: SourceKeys, chain: Chain, wanted: Wanted): Promise<HeldSession> {
    const recheck = () => this.#requireUnchanged(chosen, source);
    return this.#ports.session(source, chain, { ...wanted, recheck });
  }

  /** The files may have changed while a question was open: an answer counts for what was asked, and for nothing else. */
  async #requireUnchanged(chosen: Source, before: SourceKeys): Promise<void> {
    const now = await this.#resolve(chosen, { quiet: true, mayRun: false }).catch((error: unknown) => {
      // What would run a program or ask somebody again for it is not worked out twice.
      if (failureOf(error)?.code === 'source-waits') return before;
      throw error;
    });
    requireSame(now, wholeChain(now, []), wholeChain(before, []), before.endpoints);
  }

  /** However many ask, one renewal runs. */
  #renewQuietly(value: Known): Promise<void> {
    this.#renewing ??= this.#tryToRenew(value).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #tryToRenew(value: Known): Promise<void> {
    try {
      await this.#renew(value, Math.max(endOf(value) ?? 0, this.#clock.now()), { quiet: true });
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (value !== this.#current.value) return;
      this.#renewals.failed(failure, this.#clock.now());
      if (value.kind === 'role') this.#current.set({ ...value, renewalFailure: failure });
    }
  }

  async #renew(value: Known, endsAfter: number, how: How): Promise<void> {
    const choice = this.#choice;
    const source = await this.#resolve(this.#chosen.source, { ...how, mayRun: true });
    const chain = wholeChain(source, this.#chosen.hops);
    // Nobody becomes somebody else by a renewal.
    const endpoints = value.kind === 'role' ? value.session.endpoints : value.endpoints;
    requireSame(source, chain, value.chain, endpoints);
    const outcome =
      value.kind === 'role'
        ? await this.#session(this.#chosen.source, source, chain, { ...how, endsAfter })
        : { keys: source, identity: await this.#ports.getCallerIdentity(source, how.signal) };
    // What was ended meanwhile is not brought back.
    if (choice === this.#choice && this.#current.value.kind === value.kind) this.#adopt(outcome);
  }

  #learnTime(keys = this.#keys): Promise<void> {
    this.#learning ??= this.#tryToLearnTime(keys).finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #tryToLearnTime(keys: Keys | undefined): Promise<void> {
    if (!keys) return;
    // Unreachable: the clock goes on with the later of its two times.
    await this.#ports.learnTime(keys).catch(() => undefined);
    this.#learnNotBefore = this.#clock.doubtful ? this.#clock.now() + learnPauseMs : Number.NEGATIVE_INFINITY;
  }

  async #drop({ chain, session }: Current & { kind: 'role' }, { credentials }: Keys): Promise<void> {
    // A store that fails keeps a dead session; this window is done with it all the same.
    await this.#vault.dropSession(chain, session.endpoints, credentials.accessKeyId).catch(() => undefined);
  }

  #end(value: Known, failure: Failure): void {
    this.#keys = undefined;
    this.#current.set({ kind: 'failed', chain: value.chain, failure });
  }

  async #settle(choice: number, chain: Chain, find: () => Promise<HeldSession | SourceIdentity>): Promise<void> {
    const before = this.#current.value;
    this.#show(choice, { kind: 'checking', chain });
    try {
      const outcome = await find();
      if (choice === this.#choice) this.#adopt(outcome);
    } catch (error) {
      const failure = failureOf(error);
      // What is no failure is a person who closed the question, or a defect: either changes nothing.
      if (!failure) this.#show(choice, before.kind === 'checking' ? { kind: 'none' } : before);
      if (!failure) throw error;
      if (choice !== this.#choice) return;
      this.#keys = undefined;
      const nothing = failure.code === 'source-missing' && chain.source.kind === 'automatic';
      this.#current.set(nothing ? { kind: 'none' } : { kind: 'failed', chain, failure });
    }
  }

  #adopt(outcome: HeldSession | SourceIdentity): void {
    this.#renewals.succeeded(this.#clock.now());
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

  #show(choice: number, current: Current): void {
    if (choice === this.#choice) this.#current.set(current);
  }

  #identity(): Identity {
    const { value } = this.#current;
    const identity = identityOf(value);
    if (identity) return identity;
    throw failureError(value.kind === 'failed' ? value.failure : { code: 'source-missing' });
  }
}

interface SourceIdentity {
  readonly keys: SourceKeys;
  readonly identity: Identity;
}

/** Throws where a source leads by another way, or to another place, than before. */
function requireSame(now: SourceKeys, chain: Chain, before: Chain, endpoints: Endpoints): void {
  if (!sameChain(chain, before) || !sameEndpoints(now.endpoints, endpoints)) {
    throw failureError({ code: 'configuration-changed' });
  }
}

function wholeChain(source: SourceKeys, hops: readonly AssumeRoleRequest[]): Chain {
  return { source: source.source, hops: [...source.hops, ...hops] };
}
