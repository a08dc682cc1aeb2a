// A value that others watch. Stands in for VS Code's emitter where VS Code may not be imported.

export interface Watched<T> {
  readonly value: T;
  /** Calls `listener` after every change until disposed. */
  subscribe(listener: (value: T) => void): { dispose(): void };
}

export class Observable<T> implements Watched<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }
}
