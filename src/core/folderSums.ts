// How much is in a folder, and in each of the folders directly in it.
import type { BucketEntry } from './bucketListing.ts';

export interface Sum {
  readonly objects: number;
  /** Bytes. */
  readonly size: number;
}

/** Grows while a folder is listed, in any order. Lives as long as one measurement. */
export class FolderSums {
  readonly #prefix: string;
  readonly #children = new Map<string, { objects: number; size: number }>();
  #objects = 0;
  #size = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get total(): Sum {
    return { objects: this.#objects, size: this.#size };
  }

  add(entries: readonly BucketEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'folder') continue;
      this.#objects++;
      this.#size += entry.size;
      const slash = entry.key.indexOf('/', this.#prefix.length);
      // Objects directly in the folder are summed up under the empty name.
      const name = slash < 0 ? '' : entry.key.slice(this.#prefix.length, slash + 1);
      const child = this.#children.get(name) ?? { objects: 0, size: 0 };
      child.objects++;
      child.size += entry.size;
      this.#children.set(name, child);
    }
  }

  /** The largest first. */
  children(): readonly (Sum & { readonly name: string })[] {
    return [...this.#children]
      .map(([name, sum]) => ({ name, ...sum }))
      .sort((a, b) => b.size - a.size || b.objects - a.objects);
  }
}

/** `532 B`, `1.4 KiB`, `1.0 TiB`: three figures at most, 1,024 to the next unit. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  // What would be rounded to 1024 is one of the next unit.
  while (unit < units.length - 1 && Number(value.toFixed(unit === 0 || value >= 100 ? 0 : 1)) >= 1024) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(unit === 0 || value >= 99.95 ? 0 : 1)} ${units[unit]}`;
}
