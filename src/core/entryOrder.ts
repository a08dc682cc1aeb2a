// The order in which a folder shows what was loaded of it.
import type { BucketEntry } from './bucketListing.ts';

export const entryOrders = ['name', 'size', 'date'] as const;
export type EntryOrder = (typeof entryOrders)[number];

/**
 * By name: as S3 lists them, by bytes. By size the largest first, by date the newest; folders, which have neither, stand
 * before the objects, and what is equal stays in S3's order.
 *
 * @param entries in S3's order
 */
export function inOrder<T>(
  entries: readonly T[],
  order: EntryOrder,
  entryOf: (item: T) => BucketEntry | undefined,
): readonly T[] {
  if (order === 'name') return entries;
  const field = order === 'size' ? 'size' : 'lastModified';
  const rankOf = (item: T) => {
    const entry = entryOf(item);
    return entry?.kind === 'object' ? entry[field] : Number.POSITIVE_INFINITY;
  };
  return entries
    .map((item) => ({ item, rank: rankOf(item) }))
    .sort((one, other) => (one.rank === other.rank ? 0 : other.rank - one.rank))
    .map(({ item }) => item);
}
