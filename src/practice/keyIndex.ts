// Keys in S3's order, that of their UTF-8 bytes, and finding a place among them without looking at all.

/** Keys by their place. They can be held, or computed from the place. */
export interface KeyIndex {
  readonly length: number;
  /** @param index from 0 to before `length` */
  at(index: number): string;
}

/** Binary search for the place of the first key that `holds`, which must hold for all that follow. */
export function firstIndex(keys: KeyIndex, holds: (key: string) => boolean): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys.at(middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Keys that come and go. Sorted when they are asked for, so that filling a bucket with thousands of keys sorts once. */
export class SortedKeys {
  readonly #held = new Set<string>();
  #added: string[] = [];
  #hasRemoved = false;
  #sorted: readonly string[] = [];

  add(key: string): void {
    if (this.#held.has(key)) return;
    this.#held.add(key);
    this.#added.push(key);
  }

  delete(key: string): void {
    if (this.#held.delete(key)) this.#hasRemoved = true;
  }

  index(): KeyIndex {
    if (this.#added.length > 0 || this.#hasRemoved) {
      // A key that went and came again is in both lists.
      const all = new Set([...this.#sorted, ...this.#added].filter((key) => this.#held.has(key)));
      // The runs that are in order already make this nearly linear.
      this.#sorted = [...all].sort(compareUtf8);
      this.#added = [];
      this.#hasRemoved = false;
    }
    const sorted = this.#sorted;
    return { length: sorted.length, at: (index) => sorted[index] ?? '' };
  }
}

/** JavaScript compares UTF-16 units, where surrogates (U+10000 and up) come before U+E000 to U+FFFF; UTF-8 has them after. */
export function compareUtf8(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return one.length - other.length;
}

const codePointRank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
