// Keys as paths and back: test/fixtures/keys/*.json read whole, and generated keys.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  authorityOfBucket,
  bucketOfAuthority,
  folderOfPath,
  keyOfPath,
  pathOfFolder,
  pathOfKey,
} from '../../src/core/objectPath.ts';

interface Row {
  readonly about: string;
  readonly key: string;
  readonly path: string;
  /** The path where a folder of the same name is beside it. */
  readonly beside: string;
}

const fixtures = path.resolve(import.meta.dirname, '../fixtures/keys');
const rows = readdirSync(fixtures).flatMap(
  (file) => JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')) as readonly Row[],
);

/** What VS Code's Uri does to a path when it is written down. */
const asVsCodeWrites = (text: string) => text.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());

suite('core/objectPath', () => {
  test(`${rows.length} hard keys`, () => {
    assert.ok(rows.length >= 200);
    for (const row of rows) {
      const what = `${row.about}: ${JSON.stringify(row.key)}`;
      assert.equal(pathOfKey(row.key), row.path, what);
      assert.equal(pathOfKey(row.key, true), row.beside, what);
      assert.deepEqual(keyOfPath(row.path), { key: row.key, isBesideFolder: false }, what);
      assert.deepEqual(keyOfPath(row.beside), { key: row.key, isBesideFolder: true }, what);
      assert.equal(folderOfPath(pathOfFolder(`${row.key}/`)), `${row.key}/`, what);
    }
  });

  test('no two keys share a path', () => {
    const paths = new Set(rows.flatMap((row) => [row.path, row.beside]));
    assert.equal(paths.size, 2 * new Set(rows.map(({ key }) => key)).size);
  });

  test('every key, and nothing for a resolver to resolve', () => {
    const segment = fc.oneof(
      fc.constantFrom('', '.', '..', '~', '~!', '!', 'C:', 'a'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const key = fc
      .array(segment, { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join('/'))
      .filter((text) => text !== '');
    fc.assert(
      fc.property(key, fc.boolean(), (text, isBesideFolder) => {
        const made = pathOfKey(text, isBesideFolder);
        assert.deepEqual(keyOfPath(made), { key: text, isBesideFolder });
        assert.equal(path.posix.normalize(made), made);
        assert.equal(asVsCodeWrites(made), made);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a path that no key has', () => {
    for (const text of ['/~a', '/a//b', '/.', '/a/..', '', '/', '//', '/C:/a', '/~!a/b', '/~~C:/~x']) {
      assert.equal(keyOfPath(text), undefined, text);
    }
    assert.equal(folderOfPath('/'), '');
    assert.equal(folderOfPath('/a/~!b'), undefined);
  });

  test('buckets with capitals keep them, and access points their colons and slashes', () => {
    const point = 'arn:aws:s3:eu-west-1:112345678901:accesspoint/2-points';
    for (const bucket of ['my-bucket', 'with.dots', 'Old_Bucket', 'A.B-C', point]) {
      const authority = authorityOfBucket(bucket);
      assert.match(authority, /^[a-z0-9._-]+$/);
      assert.equal(bucketOfAuthority(authority), bucket);
    }
  });
});
