// Listing with many streams what nobody knows the keys of. It starts with one range, all of it; a stream without work
// takes the half of the range that seems to have most to come, and asks for what stands behind the cut. The folders at
// the top say where to cut first. A wrong guess costs one request: an empty half tells where the other one ends.
import { setMaxListeners } from 'node:events';
import type { BucketEntry } from '../../core/bucketListing.ts';
import {
  type Alphabet,
  cutBehindFolder,
  cutInTheMiddle,
  keysToCome,
  rank,
  withLettersOf,
} from '../../core/keyRange.ts';
import { compareKeys } from '../../core/objectKey.ts';
import type { S3Access } from './bucketUrl.ts';
import { listPage } from './listing.ts';

/** Keys behind `position` and up to `until`, the end included. Belongs to one stream. */
interface Range {
  /** Where it starts; absent: at the beginning of the prefix. */
  readonly after?: string;
  first: string | undefined;
  position: string | undefined;
  /** Drawn nearer when another stream takes the rest. */
  until: string | undefined;
  seen: number;
  toCome: number;
  cuts: number;
}

/** No key lies behind `from` and before `to` (absent: the end). */
interface Gap {
  readonly from: string;
  readonly to: string | undefined;
}

/** Keys that are not worth a request of their own, even one by a stream that has nothing else to do. */
const smallest = 500;
/** Folders within folders that are looked into. */
const deepest = 8;

/**
 * Every key below the prefix exactly once, in pages of no particular order; each page is in S3's order. At most one page
 * for each stream waits to be taken. Throws a Failure, or the signal's reason.
 */
export async function* listInParallel(
  access: S3Access,
  place: { readonly bucket: string; readonly prefix: string },
  streams: number,
  signal?: AbortSignal,
): AsyncGenerator<readonly BucketEntry[], void, undefined> {
  const stop = new AbortController();
  // Of each stream, and of each folder that is looked into meanwhile.
  setMaxListeners(2 * streams, stop.signal);
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    yield* new ParallelListing(access, place, streams, stop.signal).pages();
  } finally {
    signal?.removeEventListener('abort', abort);
    stop.abort();
  }
}

class ParallelListing {
  readonly #access: S3Access;
  readonly #place: { readonly bucket: string; readonly prefix: string };
  readonly #streams: number;
  readonly #signal: AbortSignal;
  readonly #waiting: Range[] = [newRange(undefined, undefined)];
  readonly #active = new Set<Range>();
  readonly #ready: (readonly BucketEntry[])[] = [];
  /** What first pages told besides their keys: a guess in such a place needs no request. */
  readonly #gaps: Gap[] = [];
  /** Those that are known, in S3's order. */
  readonly #folders: string[] = [];
  #alphabet: Alphabet = [];
  #wake: (() => void)[] = [];

  constructor(
    access: S3Access,
    place: { readonly bucket: string; readonly prefix: string },
    streams: number,
    signal: AbortSignal,
  ) {
    this.#access = access;
    this.#place = place;
    this.#streams = streams;
    this.#signal = signal;
  }

  async *pages(): AsyncGenerator<readonly BucketEntry[], void, undefined> {
    const failures: unknown[] = [];
    let running = this.#streams + 1;
    for (const work of [this.#findFolders(), ...Array.from({ length: this.#streams }, () => this.#work())]) {
      void work
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          running--;
          this.#tell();
        });
    }
    while (running > 0 || this.#ready.length > 0) {
      if (failures.length > 0) throw failures[0];
      const page = this.#ready.shift();
      if (page === undefined) {
        await this.#change();
      } else {
        this.#tell();
        yield page;
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #work(): Promise<void> {
    for (;;) {
      const range = this.#waiting.pop() ?? this.#half();
      if (range !== undefined) {
        this.#active.add(range);
        await this.#list(range);
        this.#active.delete(range);
        this.#tell();
      } else if (this.#active.size === 0) {
        return;
      } else {
        await this.#change();
      }
    }
  }

  async #list(range: Range): Promise<void> {
    let token: string | undefined;
    do {
      while (this.#ready.length >= this.#streams) await this.#change();
      const page = await listPage(
        this.#access,
        {
          ...this.#place,
          ...(range.after !== undefined && { startAfter: range.after }),
          ...(token !== undefined && { continuationToken: token }),
        },
        this.#signal,
      );
      if (token === undefined && range.after !== undefined) {
        this.#gaps.push({ from: range.after, to: page.entries[0]?.key });
      }
      token = page.next;
      // Read now: another stream may have taken the rest while this page was on its way.
      const { until } = range;
      const last = page.entries.at(-1);
      const isPast = until !== undefined && last !== undefined && compareKeys(last.key, until) >= 0;
      const entries = isPast ? page.entries.filter(({ key }) => compareKeys(key, until) <= 0) : page.entries;
      if (isPast) token = undefined;
      this.#learn(range, entries);
      if (token === undefined) range.toCome = 0;
      if (entries.length > 0) this.#ready.push(entries);
      this.#tell();
    } while (token !== undefined);
  }

  #learn(range: Range, entries: readonly BucketEntry[]): void {
    const position = entries.at(-1)?.key;
    if (position === undefined) return;
    range.first ??= entries[0]?.key;
    range.position = position;
    range.seen += entries.length;
    const step = Math.ceil(entries.length / 32);
    const sample = entries.filter((_, at) => at % step === 0).map(({ key }) => key);
    this.#alphabet = withLettersOf(this.#alphabet, sample);
    range.toCome = keysToCome(
      this.#place.prefix,
      { first: range.first ?? position, position, seen: range.seen, until: range.until },
      this.#alphabet,
    );
  }

  /** Takes a part of the range that has most to come; undefined where none is worth it. */
  #half(): Range | undefined {
    const fullest = [...this.#active]
      .filter(({ position, toCome }) => position !== undefined && toCome > smallest)
      .sort((a, b) => b.toCome - a.toCome);
    for (const range of fullest) {
      const cut = this.#usefulCutOf(range);
      if (cut !== undefined) return this.#split(range, cut);
      // Until its next page tells more.
      range.toCome = 0;
    }
    return undefined;
  }

  /** A cut with something on either side, as far as is known. Ends the range earlier where nothing can be behind. */
  #usefulCutOf(range: Range): string | undefined {
    for (;;) {
      const cut = this.#cutOf(range);
      const gap = cut === undefined ? undefined : this.#gapAt(cut);
      if (gap === undefined) return cut;
      const hasRest = gap.to !== undefined && (range.until === undefined || compareKeys(gap.to, range.until) < 0);
      const hasStart = compareKeys(gap.from, range.position ?? '') > 0;
      if (hasRest) return hasStart ? gap.from : gap.to;
      if (!hasStart) return undefined;
      range.until = gap.from;
    }
  }

  #gapAt(key: string): Gap | undefined {
    return this.#gaps.find(
      ({ from, to }) => compareKeys(from, key) <= 0 && (to === undefined || compareKeys(key, to) < 0),
    );
  }

  /** Where a folder begins in the middle of it; else guesses of two kinds in turn: either can be wrong many times over. */
  #cutOf({ position = '', until, cuts }: Range): string | undefined {
    const { prefix } = this.#place;
    const from = rank(this.#folders, position);
    const to = until === undefined ? this.#folders.length : rank(this.#folders, until);
    const known = this.#folders[Math.floor((from + to) / 2)];
    if (known !== undefined && to > from && known !== until) return known;
    const middle = () => cutInTheMiddle(prefix, position, until, this.#alphabet);
    const folder = () => cutBehindFolder(prefix, position, until);
    return cuts % 2 === 0 ? (folder() ?? middle()) : (middle() ?? folder());
  }

  #split(range: Range, cut: string): Range {
    const rest = newRange(cut, range.until);
    range.toCome /= 2;
    if (Number.isFinite(range.toCome)) {
      // Good enough a guess to cut it again before its first page is here.
      rest.position = cut;
      rest.toCome = range.toCome;
    }
    range.until = cut;
    range.cuts++;
    return rest;
  }

  /** Cuts where folders begin before anything else is known: from the top down, as long as a few requests tell of more. */
  async #findFolders(): Promise<void> {
    let level: readonly string[] = [this.#place.prefix];
    for (let depth = 0; depth < deepest && level.length <= this.#streams; depth++) {
      const below = (await Promise.all(level.map((prefix) => this.#foldersIn(prefix)))).flat();
      if (below.length === 0) break;
      level = below;
      this.#folders.push(...below);
    }
    this.#folders.sort(compareKeys);
    const count = Math.min(this.#streams - 1, level.length);
    const cuts = Array.from({ length: count }, (_, at) => level[Math.floor((at * level.length) / count)] ?? '');
    for (const cut of cuts) this.#cutAt(cut);
    this.#tell();
  }

  /** The first thousand at most. */
  async #foldersIn(prefix: string): Promise<readonly string[]> {
    const { bucket } = this.#place;
    const { entries } = await listPage(this.#access, { bucket, prefix, delimiter: '/' }, this.#signal);
    return entries.filter(({ kind }) => kind === 'folder').map(({ key }) => key);
  }

  #cutAt(cut: string): void {
    const range = [...this.#active, ...this.#waiting].find(
      ({ position, after, until }) =>
        compareKeys(position ?? after ?? '', cut) < 0 && (until === undefined || compareKeys(cut, until) < 0),
    );
    if (!range) return;
    const rest = newRange(cut, range.until);
    range.until = cut;
    this.#waiting.push(rest);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #tell(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const go of wake) go();
  }
}

function newRange(after: string | undefined, until: string | undefined): Range {
  return {
    ...(after !== undefined && { after }),
    first: undefined,
    position: undefined,
    until,
    seen: 0,
    toCome: 0,
    cuts: 0,
  };
}
