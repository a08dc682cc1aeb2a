import assert from 'node:assert/strict';
import type { BucketEntry } from '../../src/core/bucketListing.ts';
import { type EntryOrder, inOrder } from '../../src/core/entryOrder.ts';

suite('core/entryOrder', () => {
  const object = (key: string, size: number, lastModified: number): BucketEntry => ({
    kind: 'object',
    key,
    size,
    lastModified,
  });
  const entries: readonly BucketEntry[] = [
    object('a', 5, 30),
    { kind: 'folder', key: 'b/' },
    object('c', 9, 10),
    object('d', 5, 20),
    { kind: 'folder', key: 'e/' },
    object('f', 0, 30),
  ];
  const rows: Readonly<Record<EntryOrder, string>> = {
    name: 'a b/ c d e/ f',
    size: 'b/ e/ c a d f',
    date: 'b/ e/ a f d c',
  };
  for (const [order, expected] of Object.entries(rows)) {
    test(`by ${order}`, () => {
      const sorted = inOrder(entries, order as EntryOrder, (entry) => entry);
      assert.equal(sorted.map(({ key }) => key).join(' '), expected);
    });
  }

  test('what is given stays as it is', () => {
    const before = [...entries];
    inOrder(entries, 'size', (entry) => entry);
    assert.deepEqual(entries, before);
  });
});
