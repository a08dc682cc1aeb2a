// The current identity of this window: how it is found at start, changed, checked and given up.
// Keys stay inside; what others see is who it is, until when, and what went wrong.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import { type Chain, chainText, type Endpoints, type Source } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import type { Grant } from '../core/environment.ts';
import { type Failure, failureError, failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { type RoleSession, sessionState } from '../core/roleSession.ts';
import { Observable, type Watched } from './observable.ts';
import type { HeldSession, Vault } from './vault.ts';

/** What requests are made with. */
export interface Keys {
  readonly credentials: Credentials;
  readonly region: string;
  readonly endpoints: Endpoints;
}

/** A source worked out: its keys, and the AssumeRole calls that a profile itself asks for. */
export interface SourceKeys extends Keys {
  /** What it turned out to be: never `automatic`. */
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
  /** It is what a shell starts from that Rolecall does not touch. */
  readonly inherited: boolean;
}

export type Current =
  /** No credentials are configured anywhere, and none were chosen. */
  | { readonly kind: 'none' }
  | { readonly kind: 'checking'; readonly chain: Chain }
  | {
      readonly kind: 'source';
      readonly chain: Chain;
      /** It is what a shell starts from that Rolecall does not touch. */
      readonly inherited: boolean;
      readonly identity: Identity;
      readonly region: string;
      readonly endpoints: Endpoints;
    }
  | { readonly kind: 'role'; readonly chain: Chain; readonly session: RoleSession }
  | { readonly kind: 'failed'; readonly chain: Chain; readonly failure: Failure };

export interface KeeperPorts {
  /** Rejects with a Failure; `source-missing` where nothing is configured. */
  readonly resolveSource: (source: Source) => Promise<SourceKeys>;
  readonly getCallerIdentity: (keys: Keys, signal?: AbortSignal) => Promise<Identity>;
  readonly assumeRole: (
    keys: Keys,
    request: AssumeRoleRequest,
    signal?: AbortSignal,
  ) => Promise<{ readonly credentials: Credentials & { readonly expiration: number }; readonly identity: Identity }>;
  readonly now: () => number;
  /** Keeps the choice with the workspace; undefined: back to automatic. */
  readonly remember: (chain: Chain | undefined) => void;
}

const automaticChain: Chain = { source: { kind: 'automatic' }, hops: [] };

export class Keeper {
  readonly #ports: KeeperPorts;
  readonly #vault: Vault;
  readonly #current = new Observable<Current>({ kind: 'checking', chain: automaticChain });
  /** Sessions being asked for, by chain: however many ask, one call is made. */
  readonly #asking = new Map<string, Promise<HeldSession>>();
  /** Keys of the current identity. */
  #keys: Keys | undefined;
  /** What was chosen last; a slower answer to an earlier choice must not become current. */
  #choice = 0;
  #chosen: Chain = automaticChain;

  constructor(ports: KeeperPorts, vault: Vault) {
    this.#ports = ports;
    this.#vault = vault;
  }

  get current(): Watched<Current> {
    return this.#current;
  }

  /** Finds out who we are at start-up: asks nobody, and assumes no role that a person assumed by hand and that has ended. */
  async start(remembered: Chain | undefined): Promise<void> {
    const choice = ++this.#choice;
    this.#chosen = remembered ?? automaticChain;
    this.#show(choice, { kind: 'checking', chain: this.#chosen });
    await this.#settle(choice, this.#chosen, async () => {
      const source = await this.#ports.resolveSource(this.#chosen.source);
      const chain = wholeChain(source, this.#chosen.hops);
      if (this.#chosen.hops.length === 0) return this.#carryOut(source, chain);
      const held = await this.#vault.session(chain, source.endpoints);
      if (!held) throw failureError({ code: 'session-expired' });
      return inRegion(held, source.region);
    });
    if (this.#current.value.kind === 'role') await this.check().catch(() => undefined);
  }

  /**
   * Changes to `source` and, from there, through `hops`. What was current stays so until the new one is there, and
   * where it fails. Rejects with a Failure, or with the signal's reason when `signal` ended it.
   */
  async become(source: Source, hops: readonly AssumeRoleRequest[], signal?: AbortSignal): Promise<Current> {
    const choice = ++this.#choice;
    let chain: Chain;
    let outcome: HeldSession | SourceIdentity;
    try {
      const keys = await this.#ports.resolveSource(source);
      chain = wholeChain(keys, hops);
      outcome = await this.#carryOut(keys, chain, signal);
      signal?.throwIfAborted();
    } catch (error) {
      // A check that this choice overtook has to be made after all.
      if (choice === this.#choice && this.#current.value.kind === 'checking') await this.retry();
      throw error;
    }
    if (choice === this.#choice) {
      // A profile's own hops are found again in its configuration; only what was chosen is remembered.
      this.#chosen = { source, hops };
      this.#ports.remember(source.kind === 'automatic' && hops.length === 0 ? undefined : this.#chosen);
      this.#adopt(outcome);
    }
    return this.#current.value;
  }

  /** Back to the source, without the roles. */
  leave(signal?: AbortSignal): Promise<Current> {
    return this.become(this.sourceOf(this.#current.value), [], signal);
  }

  /** The source that the current chain starts from; as chosen, unless a profile with a role stood for it. */
  sourceOf(current: Current): Source {
    if (current.kind === 'none') return { kind: 'automatic' };
    return this.#chosen.hops.length === 0 && current.chain.hops.length > 0 ? current.chain.source : this.#chosen.source;
  }

  /** Works the chosen chain out again, after its configuration changed or to try again. Rejects never; see `current`. */
  async retry(): Promise<void> {
    const choice = ++this.#choice;
    const chosen = this.#chosen;
    this.#show(choice, { kind: 'checking', chain: chosen });
    await this.#settle(choice, chosen, async () => {
      const source = await this.#ports.resolveSource(chosen.source);
      return this.#carryOut(source, wholeChain(source, chosen.hops));
    });
  }

  /** Asks AWS who we are. A session that AWS refuses is let go of. Rejects with a Failure. */
  async check(signal?: AbortSignal): Promise<Identity> {
    const choice = this.#choice;
    const { value } = this.#current;
    if (value.kind !== 'role' && value.kind !== 'source') {
      await this.retry();
      return this.#identity();
    }
    const keys = this.keys();
    try {
      const identity = await this.#ports.getCallerIdentity(keys, signal);
      if (choice === this.#choice && value.kind === 'source') this.#current.set({ ...value, identity });
      return identity;
    } catch (error) {
      if (keys === this.#keys) await this.refused(error);
      throw error;
    }
  }

  /** Tells the keeper how a request with its keys failed; keys that AWS no longer takes end the session before its time. */
  async refused(error: unknown): Promise<void> {
    const failure = failureOf(error);
    const { value } = this.#current;
    if (failure?.code !== 'session-expired' && failure?.code !== 'access-key-unknown') return;
    // A store that fails keeps a dead session; this window is done with it all the same.
    if (value.kind === 'role') {
      await this.#vault.dropSession(value.chain, value.session.endpoints).catch(() => undefined);
    }
    if (value === this.#current.value && (value.kind === 'role' || value.kind === 'source')) {
      this.#keys = undefined;
      this.#current.set({ kind: 'failed', chain: value.chain, failure });
    }
  }

  /** The keys of the current identity, to make a request with now. Throws a Failure where there are none that work. */
  keys(): Keys {
    const { value } = this.#current;
    if (value.kind === 'failed') throw failureError(value.failure);
    if (value.kind === 'role' && sessionState(value.session, this.#ports.now()) === 'expired') {
      throw failureError({ code: 'session-expired' });
    }
    if (!this.#keys) throw failureError({ code: 'source-missing' });
    return this.#keys;
  }

  /** What puts the current identity in force in a shell. Throws a Failure as `keys` does. */
  grant(): Grant {
    const { credentials, region, endpoints } = this.keys();
    const { value } = this.#current;
    return value.kind === 'source' && value.chain.source.kind === 'profile'
      ? { kind: 'profile', profile: value.chain.source.profile, region, endpoints }
      : { kind: 'keys', credentials, region, endpoints };
  }

  /** Gives up what was chosen: back to what the machine's own configuration says. */
  async reset(): Promise<void> {
    this.#ports.remember(undefined);
    await this.start(undefined);
  }

  async #carryOut(source: SourceKeys, chain: Chain, signal?: AbortSignal): Promise<HeldSession | SourceIdentity> {
    let keys: Keys = source;
    let held: HeldSession | undefined;
    for (let n = 1; n <= chain.hops.length; n++) {
      const part: Chain = { source: chain.source, hops: chain.hops.slice(0, n) };
      // What cannot be read is asked for again.
      const found = await this.#vault.session(part, source.endpoints).catch(() => undefined);
      held = found ? inRegion(found, source.region) : await this.#ask(keys, part, signal);
      keys = { ...keys, credentials: held.credentials };
    }
    return held ?? { keys: source, identity: await this.#ports.getCallerIdentity(source, signal) };
  }

  /** One AssumeRole call for the last hop of `chain`, shared by all who ask for it meanwhile. */
  async #ask(keys: Keys, chain: Chain, signal?: AbortSignal): Promise<HeldSession> {
    // A call that somebody may cancel is not shared: the others did not cancel.
    if (signal) return this.#assumeAndHold(keys, chain, signal);
    const text = JSON.stringify([chainText(chain), keys.endpoints]);
    const running = this.#asking.get(text);
    if (running !== undefined) return running;
    const asking = this.#assumeAndHold(keys, chain).finally(() => {
      if (this.#asking.get(text) === asking) this.#asking.delete(text);
    });
    this.#asking.set(text, asking);
    return asking;
  }

  async #assumeAndHold(keys: Keys, chain: Chain, signal?: AbortSignal): Promise<HeldSession> {
    const request = chain.hops.at(-1) as AssumeRoleRequest;
    const { credentials, identity } = await this.#ports.assumeRole(keys, request, signal);
    const { region, endpoints } = keys;
    const session: RoleSession = { chain, identity, region, endpoints, expiration: credentials.expiration };
    const held = { session, credentials };
    // A store that fails costs the session its life beyond this window, not its use in it.
    await this.#vault.holdSession(held).catch(() => undefined);
    return held;
  }

  async #settle(choice: number, chain: Chain, find: () => Promise<HeldSession | SourceIdentity>): Promise<void> {
    try {
      const outcome = await find();
      if (choice === this.#choice) this.#adopt(outcome);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      this.#keys = undefined;
      const nothing = failure.code === 'source-missing' && chain.source.kind === 'automatic';
      this.#show(choice, nothing ? { kind: 'none' } : { kind: 'failed', chain, failure });
    }
  }

  #adopt(outcome: HeldSession | SourceIdentity): void {
    if ('session' in outcome) {
      const { session, credentials } = outcome;
      this.#keys = { credentials, region: session.region, endpoints: session.endpoints };
      this.#current.set({ kind: 'role', chain: session.chain, session });
      return;
    }
    const { keys, identity } = outcome;
    this.#keys = keys;
    this.#current.set({
      kind: 'source',
      chain: { source: keys.source, hops: [] },
      inherited: keys.inherited,
      identity,
      region: keys.region,
      endpoints: keys.endpoints,
    });
  }

  #show(choice: number, current: Current): void {
    if (choice === this.#choice) this.#current.set(current);
  }

  #identity(): Identity {
    const { value } = this.#current;
    switch (value.kind) {
      case 'source':
        return value.identity;
      case 'role':
        return value.session.identity;
      case 'failed':
        throw failureError(value.failure);
      default:
        throw failureError({ code: 'source-missing' });
    }
  }
}

interface SourceIdentity {
  readonly keys: SourceKeys;
  readonly identity: Identity;
}

/** A session outlives a change of the region setting. */
function inRegion({ session, credentials }: HeldSession, region: string): HeldSession {
  return { session: { ...session, region }, credentials };
}

function wholeChain(source: SourceKeys, hops: readonly AssumeRoleRequest[]): Chain {
  return { source: source.source, hops: [...source.hops, ...hops] };
}
