// When to take back a role that a guard lets nobody keep unused. Measures, role by role; taking it back is the caller's.

/** Leaving needs the network, and is tried again where it failed. */
const againMs = 60_000;

interface Measured {
  lastUse: number;
  lastTry: number;
}

export class AutoLeave {
  readonly #now: () => number;
  readonly #roles = new Map<string, Measured>();

  /** @param now milliseconds since the epoch; goes on while the machine sleeps */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The roles that there are to take back, each by one name; one that was not among them counts as used. */
  are(names: readonly string[]): void {
    for (const name of this.#roles.keys()) if (!names.includes(name)) this.#roles.delete(name);
    for (const name of names) if (!this.#roles.has(name)) this.#roles.set(name, this.#usedNow());
  }

  /** @param name absent: somebody is at the window, which is a use of all of them */
  used(name?: string): void {
    for (const each of name === undefined ? [...this.#roles.keys()] : [name]) {
      if (this.#roles.has(each)) this.#roles.set(each, this.#usedNow());
    }
  }

  /** Whether to take it back now. Says so once, and then once a minute until there was a use. */
  due(name: string, leaveAfterMinutes: number | undefined): boolean {
    const role = this.#roles.get(name);
    if (leaveAfterMinutes === undefined || !role) return false;
    const now = this.#now();
    if (now - role.lastUse < leaveAfterMinutes * 60_000 || now - role.lastTry < againMs) return false;
    role.lastTry = now;
    return true;
  }

  #usedNow(): Measured {
    return { lastUse: this.#now(), lastTry: Number.NEGATIVE_INFINITY };
  }
}
