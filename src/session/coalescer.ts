// One piece of work for all who ask for the same at the same time.

interface Running {
  readonly work: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
}

export class Coalescer {
  readonly #running = new Map<string, Running>();

  /**
   * Starts `work`, or joins what was started under `name`. Who is aborted by his own `signal` leaves with its reason; the
   * work is aborted when nobody waits for it any more.
   */
  async run<T>(name: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const running = this.#running.get(name) ?? this.#start(name, work);
    running.waiting += 1;
    try {
      return (await untilAborted(running.work, signal)) as T;
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0 && this.#remove(name, running)) running.controller.abort();
    }
  }

  #start(name: string, work: (signal: AbortSignal) => Promise<unknown>): Running {
    const controller = new AbortController();
    const running: Running = { work: work(controller.signal), controller, waiting: 0 };
    this.#running.set(name, running);
    const over = () => void this.#remove(name, running);
    running.work.then(over, over);
    return running;
  }

  /** Whether it was still running. */
  #remove(name: string, running: Running): boolean {
    return this.#running.get(name) === running && this.#running.delete(name);
  }
}

/** Settles as `work` does, or with the reason of `signal` once it is aborted. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
