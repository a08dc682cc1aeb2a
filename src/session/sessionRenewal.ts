// Keeping the current identity alive: renewed before it ends, ended where it cannot be, by AWS's time.
import { sameChain } from '../core/chain.ts';
import { failureOf } from '../core/failure.ts';
import type { Choice } from './choice.ts';
import type { ServerClock } from './clock.ts';
import type { CredentialProvider, How } from './credentialProvider.ts';
import { endOf, hasEnded, isKnown, type Known } from './current.ts';
import type { CurrentIdentity } from './currentIdentity.ts';
import type { Renewals } from './renewals.ts';
import type { TimeLearner } from './timeLearner.ts';

export interface RenewalPorts {
  readonly choice: Choice;
  readonly identity: CurrentIdentity;
  readonly provider: CredentialProvider;
  readonly renewals: Renewals;
  readonly clock: ServerClock;
  readonly time: TimeLearner;
}

export class SessionRenewal {
  readonly #ports: RenewalPorts;
  #renewing: Promise<void> | undefined;
  /** Whether it had ended at the last beat. */
  #hadEnded = false;

  constructor(ports: RenewalPorts) {
    this.#ports = ports;
  }

  /** @param woke right after the machine slept or its clock was set */
  async beat(woke: boolean): Promise<void> {
    const { identity, provider, renewals, clock, time } = this.#ports;
    const { value } = identity;
    if (!isKnown(value)) return;
    const ends = endOf(value);
    if (ends === undefined) return;
    this.#lookAtTime(value);
    await (woke ? time.learn(identity.keys) : time.learnNowAndThen(identity.keys));
    const now = clock.now();
    if (renewals.due(ends, now)) await this.#renewQuietly(value);
    const after = identity.value;
    if (after !== value && endOf(after) !== ends) return;
    if (ends <= clock.now() && renewals.hopeless && isKnown(after)) {
      const { keys } = identity;
      identity.end(after, { code: 'session-expired' }, false);
      // By a clock that is wrong it may only seem to have ended.
      if (after.kind === 'role' && keys && clock.isKnown) await provider.drop(after.session, keys);
    }
  }

  /** That it has ended, or has not by a clock that was set right, changes what is shown of it, and nothing else does. */
  #lookAtTime(value: Known): void {
    const { identity, clock } = this.#ports;
    const ended = hasEnded(value, clock.now());
    if (ended === this.#hadEnded) return;
    this.#hadEnded = ended;
    identity.update(value);
  }

  /** Renews what has ended, before it is used. Rejects with nothing: what came of it is in the identity. */
  async beforeUse(): Promise<void> {
    const { identity, renewals, clock, time } = this.#ports;
    await time.learn(identity.keys);
    const { value } = identity;
    if (hasEnded(value, clock.now()) && isKnown(value) && !renewals.hopeless) await this.#renewQuietly(value);
  }

  /** Rejects with a Failure; the old session stays then. */
  async renew(value: Known, endsAfter: number, how: How): Promise<void> {
    const { choice, identity, provider } = this.#ports;
    const { number } = choice;
    const outcome = await provider.renew(choice.chain, value, endsAfter, how);
    // What was ended or left meanwhile is not brought back.
    const now = identity.value;
    const isSame = now.kind === value.kind && sameChain(now.chain, value.chain);
    if (choice.isLatest(number) && isSame) identity.adopt(outcome);
  }

  /** However many ask, one renewal runs. */
  #renewQuietly(value: Known): Promise<void> {
    this.#renewing ??= this.#tryToRenew(value).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #tryToRenew(value: Known): Promise<void> {
    const { identity, renewals, clock } = this.#ports;
    try {
      await this.renew(value, Math.max(endOf(value) ?? 0, clock.now()), { quiet: true });
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (value !== identity.value) return;
      renewals.failed(failure, clock.now());
      identity.update({ ...value, renewalFailure: failure });
    }
  }
}
