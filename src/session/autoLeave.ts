// Returning to the source after a time without use, where a guard asks for it. Measures; leaving is the caller's.

/** Leaving needs the network, and is tried again where it failed. */
const againMs = 60_000;

export class AutoLeave {
  readonly #now: () => number;
  #name = '';
  #lastUse: number;
  #lastTry = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch; goes on while the machine sleeps */
  constructor(now: () => number) {
    this.#now = now;
    this.#lastUse = now();
  }

  /** Who is current; another one than before counts as used. */
  isNow(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    this.used();
  }

  used(): void {
    this.#lastUse = this.#now();
    this.#lastTry = Number.NEGATIVE_INFINITY;
  }

  /** Whether to leave now. Says so once, and then once a minute until there was a use. */
  due(leaveAfterMinutes: number | undefined): boolean {
    if (leaveAfterMinutes === undefined) return false;
    const now = this.#now();
    if (now - this.#lastUse < leaveAfterMinutes * 60_000 || now - this.#lastTry < againMs) return false;
    this.#lastTry = now;
    return true;
  }
}
