// Goes through keys in S3's order as listings do: from a marker on, below a prefix, with all that share a name up to the
// delimiter rolled into one. Each step costs the same wherever it is.
import { compareUtf8, firstIndex, type KeyIndex } from './keyIndex.ts';

export interface Walk {
  readonly prefix: string;
  /** Empty: nothing is rolled up. */
  readonly delimiter: string;
  /** Only what comes after this; after all that it stands for, where it is a common prefix. Empty: from the start. */
  readonly after: string;
}

export type Listed = { readonly kind: 'key' | 'prefix'; readonly name: string };

export function* walkKeys(keys: KeyIndex, walk: Walk): Generator<Listed> {
  for (let at = firstOf(keys, walk); at < keys.length; ) {
    const key = keys.at(at);
    if (!key.startsWith(walk.prefix)) return;
    const common = commonPrefix(key, walk);
    if (common === undefined) {
      yield { kind: 'key', name: key };
      at++;
    } else {
      yield { kind: 'prefix', name: common };
      at = endOfPrefix(keys, common);
    }
  }
}

/** What `key` is rolled into. */
export function commonPrefix(
  key: string,
  { prefix, delimiter }: Pick<Walk, 'prefix' | 'delimiter'>,
): string | undefined {
  const found = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return found < 0 ? undefined : key.slice(0, found + delimiter.length);
}

function firstOf(keys: KeyIndex, { prefix, delimiter, after }: Walk): number {
  const at = firstIndex(keys, (key) => compareUtf8(key, after) > 0 && compareUtf8(key, prefix) >= 0);
  const isCommon = delimiter !== '' && after.startsWith(prefix) && after.slice(prefix.length).endsWith(delimiter);
  return isCommon ? Math.max(at, endOfPrefix(keys, after)) : at;
}

/** The place of the first key behind all that begin with `prefix`. */
function endOfPrefix(keys: KeyIndex, prefix: string): number {
  return firstIndex(keys, (key) => compareUtf8(key, prefix) > 0 && !key.startsWith(prefix));
}
