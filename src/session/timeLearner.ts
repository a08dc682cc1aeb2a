// AWS's time, asked for where this machine's clock is in doubt: after a sleep, or where it was set.
import type { ServerClock } from './clock.ts';
import type { Keys } from './keys.ts';

const pauseMs = 30_000;

export class TimeLearner {
  readonly #clock: ServerClock;
  readonly #learnTime: (keys: Keys) => Promise<void>;
  #learning: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(clock: ServerClock, learnTime: (keys: Keys) => Promise<void>) {
    this.#clock = clock;
    this.#learnTime = learnTime;
  }

  /** Asks where these keys are good. However many ask, one request is made. Where AWS is out of reach, nothing changes. */
  async learn(keys: Keys | undefined): Promise<void> {
    if (!keys || !this.#clock.doubtful) return;
    this.#learning ??= this.#tryToLearn(keys).finally(() => {
      this.#learning = undefined;
    });
    await this.#learning;
  }

  /** For who calls often: where nothing was learned, it is not asked again at once. */
  async learnNowAndThen(keys: Keys | undefined): Promise<void> {
    if (this.#clock.now() >= this.#notBefore) await this.learn(keys);
  }

  async #tryToLearn(keys: Keys): Promise<void> {
    // Unreachable: the clock goes on with the later of its two times.
    await this.#learnTime(keys).catch(() => undefined);
    this.#notBefore = this.#clock.doubtful ? this.#clock.now() + pauseMs : Number.NEGATIVE_INFINITY;
  }
}
