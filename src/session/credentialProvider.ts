// From a chain as it was chosen to its credentials: the source worked out, and the roles assumed from there. Who is
// current is not decided here.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import { type Chain, type Endpoints, type Source, sameChain, sameEndpoints, sourceText } from '../core/chain.ts';
import { failureError, failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { expiringMs, type RoleSession } from '../core/roleSession.ts';
import type { ServerClock } from './clock.ts';
import { Coalescer } from './coalescer.ts';
import type { Known } from './current.ts';
import type { HeldSession } from './held.ts';
import type { Keys, SourceKeys } from './keys.ts';
import type { Wanted } from './roleSessions.ts';
import type { TimeLearner } from './timeLearner.ts';
import type { Vault } from './vault.ts';

export interface CredentialPorts {
  /**
   * Rejects with a Failure; `source-missing` where nothing is configured, `source-waits` where somebody would have to be
   * asked, or a program run, and it may not be.
   */
  readonly resolveSource: (source: Source, how: How & { readonly mayRun: boolean }) => Promise<SourceKeys>;
  /** A role session that is held, or asked for. `chain` has at least one hop. Rejects with a Failure or the signal's reason. */
  readonly session: (source: SourceKeys, chain: Chain, wanted: Wanted) => Promise<HeldSession>;
  readonly getCallerIdentity: (keys: Keys, signal?: AbortSignal) => Promise<Identity>;
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

/** What a chain has come to: a role's session, or the source itself. */
export type Outcome = HeldSession | SourceIdentity;

interface SourceIdentity {
  readonly keys: SourceKeys;
  readonly identity: Identity;
}

export class CredentialProvider {
  readonly #ports: CredentialPorts;
  readonly #vault: Vault;
  readonly #clock: ServerClock;
  readonly #time: TimeLearner;
  readonly #resolving = new Coalescer();

  constructor(ports: CredentialPorts, vault: Vault, clock: ServerClock, time: TimeLearner) {
    this.#ports = ports;
    this.#vault = vault;
    this.#clock = clock;
    this.#time = time;
  }

  /** For a person who waits for it, and may be asked. Rejects with a Failure, or with the signal's reason. */
  async ask({ source, hops }: Chain, signal: AbortSignal | undefined): Promise<Outcome> {
    signal?.throwIfAborted();
    const keys = await this.#resolve(source, { quiet: false, mayRun: true, signal });
    const outcome = await this.#carryOut(source, keys, wholeChain(keys, hops), { quiet: false, signal });
    signal?.throwIfAborted();
    return outcome;
  }

  /**
   * Where nobody asked for it, a role is only taken up again, not assumed.
   *
   * @param last what came of the chain before
   */
  async find(
    { source: chosen, hops }: Chain,
    how: How & { readonly mayRun: boolean },
    last?: LastSession,
  ): Promise<Outcome> {
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

  /** New keys for whom `known` is, good beyond `endsAfter`. Rejects with a Failure, also where the chain leads elsewhere by now. */
  async renew(chosen: Chain, known: Known, endsAfter: number, how: How): Promise<Outcome> {
    const source = await this.#resolve(chosen.source, { ...how, mayRun: true });
    const chain = wholeChain(source, chosen.hops);
    // Nobody becomes somebody else by a renewal.
    const endpoints = known.kind === 'role' ? known.session.endpoints : known.endpoints;
    requireSame(source, chain, known.chain, endpoints);
    return known.kind === 'role'
      ? this.#session(chosen.source, source, chain, { ...how, endsAfter })
      : { keys: source, identity: await this.#ports.getCallerIdentity(source, how.signal) };
  }

  /** Lets go of a session that is good no longer, where these are still its keys. */
  async drop({ chain, endpoints }: RoleSession, { credentials }: Keys): Promise<void> {
    // A store that fails keeps a dead session; this window is done with it all the same.
    await this.#vault.dropSession(chain, endpoints, credentials.accessKeyId).catch(() => undefined);
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

  async #carryOut(chosen: Source, source: SourceKeys, chain: Chain, { quiet, signal }: How): Promise<Outcome> {
    if (chain.hops.length === 0) {
      return { keys: source, identity: await this.#ports.getCallerIdentity(source, signal) };
    }
    // By a clock that jumped, what is held would seem to have ended, and a person would be asked for a code again.
    await this.#time.learn(source);
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
