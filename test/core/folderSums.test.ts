// Sums of a folder and of the folders in it, and sizes as people read them.
import assert from 'node:assert/strict';
import { FolderSums, sizeText } from '../../src/core/folderSums.ts';

suite('core/folderSums', () => {
  test('each folder directly below, and what lies beside them', () => {
    const sums = new FolderSums('a/');
    const object = (key: string, size: number) => ({ kind: 'object', key, size, lastModified: 0 }) as const;
    sums.add([object('a/x', 1), object('a/b/c/d', 10), object('a//y', 5)]);
    sums.add([object('a/b/e', 20), { kind: 'folder', key: 'a/b/' }]);
    assert.deepEqual(sums.total, { objects: 4, size: 36 });
    assert.deepEqual(sums.children(), [
      { name: 'b/', objects: 2, size: 30 },
      { name: '/', objects: 1, size: 5 },
      { name: '', objects: 1, size: 1 },
    ]);
  });

  test('sizes', () => {
    const rows = {
      0: '0 B',
      1023: '1023 B',
      1024: '1.0 KiB',
      1500: '1.5 KiB',
      102400: '100 KiB',
      1048575: '1.0 MiB',
      5e12: '4.5 TiB',
      1e18: '888 PiB',
    };
    for (const [bytes, text] of Object.entries(rows)) assert.equal(sizeText(Number(bytes)), text);
  });
});
