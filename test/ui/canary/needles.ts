// Finds many secrets in one pass over the bytes: each of their pieces, in each form.
import { formsOf, piecesOf } from './secretForms.ts';

export interface Secret {
  /** What a failure calls it. */
  readonly name: string;
  readonly value: string;
}

export interface Found {
  readonly secret: string;
  readonly form: string;
}

interface Needle extends Found {
  readonly bytes: Buffer;
}

/** A needle is looked up by a hash of its first eight bytes, which are four characters of UTF-16. */
const startBytes = 8;
const hashBits = 24;
const hashOf = (first: number, second: number) =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> (32 - hashBits);

export class Needles {
  readonly #byHash = new Map<number, Needle[]>();
  /** Which hashes there are: most places of most files begin nothing, and that is seen at once. */
  readonly #isStart = new Uint8Array(2 ** hashBits);

  constructor(secrets: readonly Secret[]) {
    for (const { name, value } of secrets) {
      for (const { form, bytes } of piecesOf(value).flatMap(formsOf)) {
        const hash = hashOf(bytes.readInt32BE(0), bytes.readInt32BE(4));
        this.#isStart[hash] = 1;
        const others = this.#byHash.get(hash) ?? [];
        this.#byHash.set(hash, others);
        others.push({ secret: name, form, bytes });
      }
    }
  }

  /** What was found, each secret and form once. */
  findIn(buffer: Buffer): Found[] {
    const found = new Map<string, Found>();
    // The last eight bytes that were seen.
    let first = 0;
    let second = 0;
    for (let index = 0; index < buffer.length; index++) {
      first = (first << 8) | (second >>> 24);
      second = (second << 8) | (buffer[index] as number);
      const hash = hashOf(first, second);
      if (this.#isStart[hash] === 0) continue;
      for (const { secret, form, bytes } of this.#byHash.get(hash) ?? []) {
        if (standsAt(buffer, index - startBytes + 1, bytes)) found.set(`${secret} ${form}`, { secret, form });
      }
    }
    return [...found.values()];
  }
}

function standsAt(buffer: Buffer, from: number, bytes: Buffer): boolean {
  return from >= 0 && buffer.subarray(from, from + bytes.length).equals(bytes);
}
