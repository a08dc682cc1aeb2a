// Ranges of keys, and where to cut one in two when nothing is known but the keys that were seen so far.
import { compareKeys } from './objectKey.ts';

/** Characters that keys are made of, in their order. */
export type Alphabet = readonly string[];

/** Digits that are looked at behind what the ends of a range have in common: more are lost in a number anyway. */
const digits = 10;

const tellingLetters = 6;

/** The first key behind all that begin with `folder`, which ends with a slash. */
function behindFolder(folder: string): string {
  return `${folder.slice(0, -1)}0`;
}

/**
 * Behind the outermost folder below `prefix` that `position` is in, where that is before `until`: what is left of a
 * folder, and all that stands behind it.
 */
export function cutBehindFolder(prefix: string, position: string, until: string | undefined): string | undefined {
  for (let slash = position.indexOf('/', prefix.length); slash >= 0; slash = position.indexOf('/', slash + 1)) {
    const cut = behindFolder(position.slice(0, slash + 1));
    if (isBefore(cut, until)) return cut;
  }
  return undefined;
}

/**
 * A text about in the middle between `position` and `until` (absent: the end of `prefix`), as if keys were numbers whose
 * digits are the alphabet's. Undefined where there is none in between.
 */
export function cutInTheMiddle(
  prefix: string,
  position: string,
  until: string | undefined,
  alphabet: Alphabet,
): string | undefined {
  const base = shared(prefix, position, until);
  const letters = ordered([
    ...alphabet,
    ...characters(position.slice(base.length)),
    ...characters(until?.slice(base.length) ?? ''),
  ]);
  const radix = letters.length + 1;
  const low = fraction(position.slice(base.length), letters);
  const high = until === undefined ? 1 : fraction(until.slice(base.length), letters);
  let rest = (low + high) / 2;
  let cut = base;
  for (let at = 0; at < digits; at++) {
    const digit = Math.floor(rest * radix);
    rest = rest * radix - digit;
    if (digit === 0) {
      // No text goes on behind its end; the least letter is next to it.
      cut += letters[0] ?? '';
      rest = 0.5;
    } else {
      cut += letters[digit - 1] ?? '';
    }
    if (compareKeys(cut, position) > 0 && isBefore(cut, until)) return cut;
  }
  return undefined;
}

/**
 * How many keys are still to come behind `position`, if they lie as close as the `seen` ones from `first` on did;
 * Infinity where that cannot be told.
 */
export function keysToCome(
  prefix: string,
  { first, position, seen, until }: { first: string; position: string; seen: number; until: string | undefined },
  alphabet: Alphabet,
): number {
  const base = shared(prefix, first, until);
  const at = (key: string) => fraction(key.slice(base.length), alphabet);
  const passed = at(position) - at(first);
  const left = (until === undefined ? 1 : at(until)) - at(position);
  return passed > 0 ? (seen * Math.max(0, left)) / passed : Number.POSITIVE_INFINITY;
}

/**
 * The alphabet, with the letters that names of some more keys begin with. What stands behind, endings above all, would
 * make the middle between two names lie where no name is.
 */
export function withLettersOf(alphabet: Alphabet, keys: readonly string[]): Alphabet {
  const known = new Set(alphabet);
  for (const key of keys) {
    const name = key.slice(key.lastIndexOf('/', key.length - 2) + 1);
    for (const letter of characters(name).slice(0, tellingLetters)) known.add(letter);
  }
  return known.size === alphabet.length ? alphabet : ordered(known);
}

function ordered(letters: Iterable<string>): Alphabet {
  return [...new Set(letters)].sort(compareKeys);
}

/** What every key between the two begins with. */
function shared(prefix: string, position: string, until: string | undefined): string {
  if (until === undefined) return prefix;
  let length = 0;
  while (length < position.length && position[length] === until[length]) length++;
  const isInPair = /[\ud800-\udbff]/.test(position[length - 1] ?? '');
  return position.slice(0, isInPair ? length - 1 : length);
}

/** Between 0 and 1; the end of the text is the least digit. */
function fraction(text: string, letters: Alphabet): number {
  const radix = letters.length + 1;
  let value = 0;
  let weight = 1;
  for (const letter of characters(text)) {
    weight /= radix;
    value += rank(letters, letter) * weight;
  }
  return value;
}

/** How many of the keys, which are in S3's order, are not behind this one. */
export function rank(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] ?? '', key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function characters(text: string): readonly string[] {
  return [...text.slice(0, 2 * digits)].slice(0, digits).filter((letter) => !/^\p{Surrogate}$/u.test(letter));
}

function isBefore(key: string, until: string | undefined): boolean {
  return until === undefined || compareKeys(key, until) < 0;
}
