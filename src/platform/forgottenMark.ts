// Forget Everything is for all windows: a file in the folder that they share tells the others. It holds no secret, and
// nothing but a number that tells one time from another.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export class ForgottenMark {
  readonly #file: string;
  readonly #everyMs: number;
  /** All that this window has set: it may come to look at one after it has set the next. */
  readonly #own = new Set<string>();

  constructor(file: string, everyMs = 2_000) {
    this.#file = file;
    this.#everyMs = everyMs;
  }

  /** Tells the other windows. Rejects with the system's error. */
  async set(): Promise<void> {
    const mark = randomUUID();
    this.#own.add(mark);
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeFile(this.#file, mark);
  }

  /** Calls `told` each time that another window has set it from now on, until disposed. */
  watch(told: () => void): { dispose(): void } {
    let known = this.#now();
    const look = async () => {
      const mark = await readFile(this.#file, 'utf8').catch(() => '');
      if (mark === known) return;
      known = mark;
      // It is empty for the moment in which it is written.
      if (mark !== '' && !this.#own.has(mark)) told();
    };
    const timer = setInterval(look, this.#everyMs);
    return { dispose: () => clearInterval(timer) };
  }

  #now(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }
}
