// The current identity of this window: how it is found at start, changed, checked, kept alive and given up.
// Keys stay inside; what others see is who it is, until when, and what went wrong.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import { type Chain, type Source, sameChain } from '../core/chain.ts';
import type { Grant } from '../core/environment.ts';
import { failureOf } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { automaticChain, Choice } from './choice.ts';
import type { ServerClock } from './clock.ts';
import { type CredentialPorts, CredentialProvider, type How, type LastSession } from './credentialProvider.ts';
import { type Current, endOf, isKnown } from './current.ts';
import { CurrentIdentity } from './currentIdentity.ts';
import type { Keys } from './keys.ts';
import type { Watched } from './observable.ts';
import { Renewals } from './renewals.ts';
import { SessionRenewal } from './sessionRenewal.ts';
import { TimeLearner } from './timeLearner.ts';
import type { Vault } from './vault.ts';

export interface KeeperPorts extends CredentialPorts {
  /** Learns AWS's time anew, without keys. Rejects where AWS cannot be reached. */
  readonly learnTime: (keys: Keys) => Promise<void>;
  /** Keeps the choice with the workspace; undefined: back to automatic. `last` is the session that came of it. */
  readonly remember: (chain: Chain | undefined, last?: LastSession) => void;
}

export class Keeper {
  readonly #ports: KeeperPorts;
  readonly #clock: ServerClock;
  readonly #choice = new Choice();
  readonly #provider: CredentialProvider;
  readonly #identity: CurrentIdentity;
  readonly #renewal: SessionRenewal;

  constructor(ports: KeeperPorts, vault: Vault, clock: ServerClock) {
    this.#ports = ports;
    this.#clock = clock;
    const now = () => clock.now();
    const renewals = new Renewals();
    const time = new TimeLearner(clock, ports.learnTime);
    this.#provider = new CredentialProvider(ports, vault, clock, time);
    this.#identity = new CurrentIdentity(this.#choice, renewals, now);
    this.#renewal = new SessionRenewal({
      choice: this.#choice,
      identity: this.#identity,
      provider: this.#provider,
      renewals,
      clock,
      time,
    });
  }

  get current(): Watched<Current> {
    return this.#identity.watched;
  }

  /** What was chosen: a source as it was named, and the hops from there on, without those of a profile. */
  get chosen(): Chain {
    return this.#choice.chain;
  }

  /**
   * Finds out who we are at start-up: asks nobody, runs nothing, and assumes no role that a person assumed by hand and
   * that has ended. `last` is what was remembered beside the choice.
   */
  async start(remembered: Chain | undefined, last?: LastSession): Promise<void> {
    this.#choice.chain = remembered ?? automaticChain;
    // Who was quicker than start-up is not overtaken by it.
    if (!this.#choice.isChanging) await this.#begin(last);
  }

  async #begin(last?: LastSession): Promise<void> {
    await this.#settle(this.#choice.next(), { quiet: true, mayRun: false }, last);
    if (this.#identity.value.kind === 'role') await this.check({ quiet: true }).catch(() => undefined);
  }

  /**
   * Changes to `source` and, from there, through `hops`. What was current stays so until the new one is there, and
   * where it fails. Rejects with a Failure, or with the signal's reason when `signal` ended it.
   */
  async become(source: Source, hops: readonly AssumeRoleRequest[], signal?: AbortSignal): Promise<Current> {
    const choice = this.#choice.next();
    const chain: Chain = { source, hops };
    const asked = this.#choice.change(() => this.#provider.ask(chain, signal));
    const outcome = await asked.catch(async (error: unknown) => {
      // A check that this choice overtook has to be made after all.
      if (this.#choice.isLatest(choice) && this.#identity.value.kind === 'checking') await this.retry({ quiet: true });
      throw error;
    });
    if (this.#choice.isLatest(choice)) {
      // A profile's own hops are found again in its configuration; only what was chosen is remembered.
      this.#choice.chain = chain;
      const isDefault = source.kind === 'automatic' && hops.length === 0;
      const last = 'session' in outcome ? outcome.session : undefined;
      this.#ports.remember(isDefault ? undefined : chain, last);
      this.#identity.adopt(outcome);
    }
    return this.#identity.value;
  }

  /** Back to the source, without the roles. */
  leave(signal?: AbortSignal): Promise<Current> {
    return this.become(this.sourceOf(this.#identity.value), [], signal);
  }

  /**
   * Gives the roles up at once, where they are still those of `chain`, without asking anybody; what comes of the source
   * shows in `current`. Also while a question is open that nobody answers: who answers it later gets what he asked for.
   */
  async leaveQuietly(chain: Chain): Promise<void> {
    const { value } = this.#identity;
    if (value.kind !== 'role' || !sameChain(value.chain, chain)) return;
    const choice = this.#choice.isChanging ? this.#choice.number : this.#choice.next();
    this.#choice.chain = { source: this.sourceOf(value), hops: [] };
    this.#ports.remember(this.#choice.chain);
    this.#identity.giveUpKeys();
    await this.#settle(choice, { quiet: true, mayRun: false });
  }

  /** The source that the current chain starts from; as chosen, unless a profile with a role stood for it. */
  sourceOf(current: Current): Source {
    return this.#choice.sourceOf(current);
  }

  /** Works the chosen chain out again, after its configuration changed or to try again. A Failure ends up in `current`. */
  async retry(how: How): Promise<void> {
    // What a person is waiting for is not overtaken by what happens by itself.
    if (how.quiet && this.#choice.isChanging) return;
    await this.#settle(this.#choice.next(), { ...how, mayRun: !how.quiet });
  }

  /** Asks AWS who we are. A session that AWS refuses is let go of. Rejects with a Failure. */
  async check(how: How): Promise<Identity> {
    if (!isKnown(this.#identity.value)) {
      await this.retry(how);
      return this.#identity.identity();
    }
    const keys = await this.keys();
    try {
      const identity = await this.#ports.getCallerIdentity(keys, how.signal);
      const now = this.#identity.value;
      if (keys === this.#identity.keys && now.kind === 'source') this.#identity.update({ ...now, identity });
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
    if (keys !== this.#identity.keys) return;
    const failure = failureOf(error);
    const { value } = this.#identity;
    if (failure?.code !== 'session-expired' && failure?.code !== 'access-key-unknown') return;
    if (isKnown(value)) this.#identity.end(value, failure, true);
    if (value.kind === 'role') await this.#provider.drop(value.session, keys);
  }

  /**
   * Renews what ends soon, and ends what has ended and cannot be renewed. To be called about once a second, with `woke`
   * right after the machine slept or its clock was set; does nothing most times.
   */
  beat(woke = false): Promise<void> {
    return this.#renewal.beat(woke);
  }

  /** Asks for new keys now, and for what is needed to get them. Rejects with a Failure; the old session stays then. */
  async renew(signal?: AbortSignal): Promise<Current> {
    const { value } = this.#identity;
    if (!isKnown(value)) {
      await this.retry({ quiet: false, signal });
      this.#identity.identity();
    } else {
      await this.#renewal.renew(value, endOf(value) ?? this.#clock.now(), { quiet: false, signal });
    }
    return this.#identity.value;
  }

  /** Keys to make a request with now, renewed first where they have ended. Rejects with a Failure where there are none that work. */
  async keys(): Promise<Keys> {
    await this.#renewal.beforeUse();
    return this.#identity.workingKeys();
  }

  /** What puts the current identity in force in a shell. Throws a Failure where there are no keys that work. */
  grant(): Grant {
    return this.#identity.grant();
  }

  /** Gives up what was chosen: back to what the machine's own configuration says. */
  async reset(): Promise<void> {
    this.#ports.remember(undefined);
    this.#choice.chain = automaticChain;
    await this.#begin();
  }

  async #settle(choice: number, how: How & { readonly mayRun: boolean }, last?: LastSession): Promise<void> {
    const { chain } = this.#choice;
    await this.#identity.settle(choice, chain, () => this.#provider.find(chain, how, last));
  }
}
