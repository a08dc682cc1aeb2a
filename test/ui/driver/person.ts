// The person with the MFA device.
import { totpCode } from '../../../src/practice/totp.ts';
import { eventually } from './eventually.ts';
import type { Workbench } from './workbench.ts';

/** What goes on meanwhile may take as long as many operations do. */
const longestMs = 10 * 60_000;

/** Whoever holds the device: answers the windows' questions, with a new code each time. */
export class Person {
  /** Questions that were answered, by window. */
  readonly asked = new Map<Workbench, number>();
  readonly #seed: string;
  #lastStep = 0;
  #over = false;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** Answers in this window while `work` is under way. */
  async besides(windows: readonly Workbench[], work: () => Promise<unknown>): Promise<void> {
    this.#over = false;
    const answering = windows.map((window) => this.#answerIn(window));
    try {
      await work();
    } finally {
      this.#over = true;
    }
    await Promise.all(answering);
  }

  async #answerIn(window: Workbench): Promise<void> {
    const { quickInput } = window;
    for (;;) {
      const isAsked = async () => (await quickInput.isOpen()) && (await quickInput.heading()).includes('MFA Code');
      await eventually('a question', async () => this.#over || (await isAsked()), Boolean, longestMs);
      if (this.#over) return;
      this.asked.set(window, (this.asked.get(window) ?? 0) + 1);
      await quickInput.answer(await this.nextCode());
      await quickInput.waitForClose();
    }
  }

  /** A code is good for once, so the device has to show another one first. */
  async nextCode(): Promise<string> {
    const step = async () => Math.floor(Date.now() / 30_000);
    this.#lastStep = await eventually('the next code', step, (now) => now > this.#lastStep);
    return totpCode(this.#seed, this.#lastStep * 30_000);
  }
}
