// One piece of work after the other, for what there is room for once.
import { untilAborted } from './coalescer.ts';

export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Rejects as `work` does, or at once with the signal's reason; `work` is not begun then. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return untilAborted(turn, signal);
  }
}
