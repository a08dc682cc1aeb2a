// Keeping the current identity alive: renewed before it ends, ended where it cannot be, by AWS's time.
import { sameChain } from '../core/chain.ts';
import { failureOf } from '../core/failure.ts';
import type { Choice } from './choice.ts';
import type { ServerClock } from './clock.ts';
import type { CredentialProvider, How } from './credentialProvider.ts';
import { endOf, hasEnded, isKnown, type Known } from './current.ts';
import type { CurrentIdentity } from './currentIdentity.ts';
import type { Keys } from './keys.ts';
import type { Renewals } from './renewals.ts';

export interface RenewalPorts {
  readonly choice: Choice;
  readonly identity: CurrentIdentity;
  readonly provider: CredentialProvider;
  readonly renewals: Renewals;
  readonly clock: ServerClock;
  /** Learns AWS's time anew, without keys. Rejects where AWS cannot be reached. */
  readonly learnTime: (keys: Keys) => Promise<void>;
}

const learnPauseMs = 30_000;

export class SessionRenewal {
  readonly #ports: RenewalPorts;
  #renewing: Promise<void> | undefined;
  #learning: Promise<void> | undefined;
  /** After a try that told nothing, AWS's time is not asked for again before. */
  #learnNotBefore = Number.NEGATIVE_INFINITY;
  /** Whether it had ended at the last beat. */
  #hadEnded = false;

  constructor(ports: RenewalPorts) {
    this.#ports = ports;
  }

  /** @param woke right after the machine slept or its clock was set */
  async beat(woke: boolean): Promise<void> {
    const { identity, provider, renewals, clock } = this.#ports;
    const { value } = identity;
    if (!isKnown(value)) return;
    const ends = endOf(value);
    if (ends === undefined) return;
    this.#lookAtTime(value);
    if (clock.doubtful && (woke || clock.now() >= this.#learnNotBefore)) await this.#learnTime();
    const now = clock.now();
    if (renewals.due(ends, now)) await this.#renewQuietly(value);
    const after = identity.value;
    if (after !== value && endOf(after) !== ends) return;
    if (ends <= clock.now() && renewals.hopeless && isKnown(after)) {
      identity.end(after, { code: 'session-expired' }, false);
      // By a clock that jumped it may only seem to have ended.
      if (after.kind === 'role' && !clock.doubtful) await provider.drop(after.session);
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
    const { identity, renewals, clock } = this.#ports;
    if (clock.doubtful) await this.#learnTime();
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

  #learnTime(): Promise<void> {
    this.#learning ??= this.#tryToLearnTime().finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #tryToLearnTime(): Promise<void> {
    const { identity, clock, learnTime } = this.#ports;
    if (!identity.keys) return;
    // Unreachable: the clock goes on with the later of its two times.
    await learnTime(identity.keys).catch(() => undefined);
    this.#learnNotBefore = clock.doubtful ? clock.now() + learnPauseMs : Number.NEGATIVE_INFINITY;
  }
}
