// The key sets that listings are measured with: each 200,000 keys, in shapes that buckets have.

export const keyCount = 200_000;
export type KeySet = 'mixed' | 'flat' | 'skewed' | 'dates';

export function benchKeys(set: KeySet): readonly string[] {
  return Array.from({ length: keyCount }, (_, at) => makers[set](at));
}

const padded = (n: number, width = 6) => String(n).padStart(width, '0');

const makers: Readonly<Record<KeySet, (at: number) => string>> = {
  /** Folders of a few thousand; one key in eight with characters that must be decoded. */
  mixed: (at) =>
    at % 8 === 0
      ? `exports/${padded(at % 64, 2)}/レポート & <${padded(at)}>.csv`
      : `exports/${padded(at % 64, 2)}/part-${padded(at)}-c000.snappy.parquet`,
  /** One folder and nothing to tell from: numbers. */
  flat: (at) => `data/${padded(at)}`,
  /** Nine of ten keys, named by a hash, in one of forty folders. */
  skewed: (at) => (at % 10 === 0 ? `folder-${padded(at % 40, 2)}/${padded(at)}` : `logs/app/${hash(at)}.json`),
  /** year/month/day/hour */
  dates: (at) => {
    const date = new Date(Date.UTC(2021, 0, 1) + at * 600_000).toISOString();
    return `events/${date.slice(0, 4)}/${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(11, 13)}/${padded(at)}.gz`;
  },
};

/** Spread evenly and the same each time. */
function hash(at: number): string {
  const mixed = Math.imul(at + 1, 0x9e3779b1) >>> 0;
  return (mixed ^ (mixed >>> 15)).toString(16).padStart(8, '0') + padded(at);
}
