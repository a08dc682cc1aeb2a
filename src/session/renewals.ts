// When to renew: early enough that a session never ends in use, and not again and again where it cannot succeed.
import type { Failure } from '../core/failure.ts';

/** Clients that are handed a session want more than 15 minutes of it. */
const earlyMs = 20 * 60_000;
const firstPauseMs = 30_000;
const longestPauseMs = 5 * 60_000;

export class Renewals {
  #pauseMs = firstPauseMs;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** When the keys were taken up. */
  #since = 0;

  /** Whether what ends at `ends` should be renewed at `now`, both in milliseconds since the epoch. */
  due(ends: number, now: number): boolean {
    // A third of what there was when it was taken up, so that short ones are not renewed again and again.
    const early = Math.min(earlyMs, (ends - this.#since) / 3);
    return ends - now <= early && now >= this.#notBefore;
  }

  /** Nothing but a person's doing can make it succeed. */
  get hopeless(): boolean {
    return this.#notBefore === Number.POSITIVE_INFINITY;
  }

  /** There are new keys. */
  succeeded(now: number): void {
    this.#since = now;
    this.#pauseMs = firstPauseMs;
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }

  failed(failure: Failure, now: number): void {
    this.#notBefore = passes(failure) ? now + this.#pauseMs : Number.POSITIVE_INFINITY;
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }
}

/** The network, a busy service or window, a program that failed once, a locked keyring: what may be over in a minute. */
function passes({ code }: Failure): boolean {
  switch (code) {
    case 'endpoint-unreachable':
    case 'endpoint-silent':
    case 'answer-unreadable':
    case 'throttled':
    case 'service-error':
    case 'clock-skewed':
    case 'secrets-unavailable':
    case 'source-failed':
    case 'turn-not-reached':
      return true;
    default:
      return false;
  }
}
