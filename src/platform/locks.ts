// One window at a time: a lock file without secrets that all windows of this machine's user see. SecretStorage has no
// compare-and-set, and its events are unreliable.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { failureError } from '../core/failure.ts';

export interface LockTimes {
  /** How often a holder shows that it lives. */
  readonly beatMs: number;
  /** A lock whose holder has not been seen to live for so long is taken over. */
  readonly deadMs: number;
  readonly pollMs: number;
  /** After so long a waiter fails. */
  readonly patienceMs: number;
}

const usualTimes: LockTimes = { beatMs: 2_000, deadMs: 10_000, pollMs: 100, patienceMs: 5 * 60_000 };

export class Locks {
  readonly #folder: string;
  readonly #fileName: (name: string) => string;
  readonly #times: LockTimes;

  /** @param fileName makes a name for a file, which everybody may read, out of a lock's name */
  constructor(folder: string, fileName: (name: string) => string, times = usualTimes) {
    this.#folder = folder;
    this.#fileName = fileName;
    this.#times = times;
  }

  /**
   * Runs `work` while no other holder of the same name runs. Rejects as `work` does, with the signal's reason, or with the
   * Failure `turn-not-reached`. Where no lock can be made at all, `work` runs without: two calls do less harm than none.
   */
  readonly exclusively = async <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const file = path.join(this.#folder, `${this.#fileName(name)}.lock`);
    const release = await this.#acquire(file, signal);
    try {
      return await work();
    } finally {
      await release?.();
    }
  };

  /** Undefined where the folder takes no lock. */
  async #acquire(file: string, signal: AbortSignal | undefined): Promise<(() => Promise<void>) | undefined> {
    const { pollMs, patienceMs } = this.#times;
    const holder = newHolder();
    const watch = new HolderWatch(file);
    for (let looks = 0; ; looks++) {
      signal?.throwIfAborted();
      const made = await create(file, holder);
      if (made === 'made') return this.#hold(file, holder);
      if (made === 'impossible') return undefined;
      // Counted, since a clock goes on while the machine sleeps.
      if (looks * pollMs > patienceMs) throw failureError({ code: 'turn-not-reached', afterMs: patienceMs });
      if (await watch.isDead(this.#times)) await watch.takeAway(this.#times);
      await pause(pollMs, signal);
    }
  }

  #hold(file: string, holder: string): () => Promise<void> {
    // A count instead of the time: a clock that stands still or goes back would make beats look alike.
    let beats = 0;
    const beat = setInterval(() => {
      beats++;
      void utimes(file, beats, beats).catch(() => undefined);
    }, this.#times.beatMs);
    beat.unref();
    return async () => {
      clearInterval(beat);
      await takeAway(file, holder);
    };
  }
}

/** Watches a holder by its own looks, not by a clock, which leaps in a sleep: what counts is how many saw no change. */
class HolderWatch {
  readonly #file: string;
  #holder: string | undefined;
  #seen = '';
  #silentLooks = 0;
  /** Watches who is taking this holder's lock away. */
  #taker: HolderWatch | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** To be called once in each `pollMs`. */
  async isDead(times: LockTimes): Promise<boolean> {
    await this.#look();
    return (this.#holder !== undefined && !isRunning(this.#holder)) || this.#isSilent(times);
  }

  /** To be called once in each `pollMs`, as long as the holder is dead. */
  async takeAway(times: LockTimes): Promise<void> {
    if ((await takeAway(this.#file, this.#holder)) === 'done') return;
    const mark = markOf(this.#file, this.#holder);
    const taker = this.#taker && this.#taker.#file === mark ? this.#taker : new HolderWatch(mark);
    this.#taker = taker;
    if (await taker.#isLeftBehind(times)) await taker.takeAway(times);
  }

  /** Who was taking a lock away has died over it. As long as he runs, the mark is his, though he shows no life. */
  async #isLeftBehind(times: LockTimes): Promise<boolean> {
    await this.#look();
    if (this.#holder === undefined) return false;
    // He died before he had written his number, or is about to.
    return this.#holder === '' ? this.#isSilent(times) : !isRunning(this.#holder);
  }

  async #look(): Promise<void> {
    const now = await beatOf(this.#file);
    this.#silentLooks++;
    if (now?.text === this.#seen) return;
    this.#seen = now?.text ?? '';
    this.#holder = now?.holder;
    this.#silentLooks = 0;
  }

  #isSilent({ deadMs, pollMs }: LockTimes): boolean {
    return this.#silentLooks * pollMs > deadMs;
  }
}

async function beatOf(file: string): Promise<{ readonly text: string; readonly holder: string } | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const holder = await handle.readFile('utf8');
      return { holder, text: `${holder} ${(await handle.stat()).mtimeMs}` };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

async function create(file: string, holder: string): Promise<'made' | 'taken' | 'impossible'> {
  for (const attempt of ['first', 'second']) {
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        await handle.writeFile(holder);
      } finally {
        await handle.close();
      }
      return 'made';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return 'taken';
      if (code !== 'ENOENT' || attempt === 'second') return 'impossible';
      await mkdir(path.dirname(file), { recursive: true }).catch(() => undefined);
    }
  }
  return 'impossible';
}

/**
 * Removes the lock of this holder, unless somebody else was quicker. To look whose it is and to remove it are two steps,
 * so only one may take them for one holder: who makes the mark that has the holder's name. Else a slow one would remove
 * the lock of whoever came next.
 */
async function takeAway(file: string, holder: string | undefined): Promise<'done' | 'marked'> {
  const mark = markOf(file, holder);
  if ((await create(mark, newHolder())) === 'taken') return 'marked';
  try {
    if ((await contentOf(file)) === holder) await rm(file, { force: true });
  } finally {
    await rm(mark, { force: true });
  }
  return 'done';
}

function markOf(file: string, holder: string | undefined): string {
  const name = createHash('sha256')
    .update(holder ?? '')
    .digest('hex')
    .slice(0, 16);
  return `${file}.${name}`;
}

function newHolder(): string {
  return `${process.pid} ${randomUUID()}`;
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function isRunning(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  // A holder that has not yet written its number cannot be judged by it.
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, milliseconds);
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
  });
}
