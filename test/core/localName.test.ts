// Keys as names on a disk: hostile ones one by one, test/fixtures/keys read whole, and generated ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { LocalNames, localSegment, numbered } from '../../src/core/localName.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/keys');
const tableKeys = readdirSync(fixtures).flatMap((file) =>
  (JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')) as readonly { readonly key: string }[]).map(
    ({ key }) => key,
  ),
);

/** All that a name on a disk must not be, on any system. */
function assertSafe(name: string, what: string): void {
  assert.notEqual(name, '', what);
  assert.doesNotMatch(name, /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*]/, what);
  assert.doesNotMatch(name, /[. ]$/, what);
  assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i, what);
  assert.ok(Buffer.byteLength(name) <= 230, what);
  assert.doesNotMatch(name, /\p{Cs}/u, what);
}

function assertInside(segments: readonly string[], what: string): void {
  for (const segment of segments) assertSafe(segment, what);
  for (const system of [path.posix, path.win32]) {
    const root = system === path.posix ? '/chosen/folder' : 'C:\\chosen\\folder';
    const local = system.resolve(root, ...segments);
    assert.equal(system.relative(root, local), segments.join(system.sep), what);
  }
}

/** As one disk or another does: without case, composed or decomposed. */
const onDisks = (segments: readonly string[]) => segments.join('/').normalize('NFC').toLowerCase();

suite('core/localName', () => {
  const rows: readonly [segment: string, name: string][] = [
    ['a.txt', 'a.txt'],
    ['two words', 'two words'],
    ['.hidden', '.hidden'],
    ['日本語 🙂.txt', '日本語 🙂.txt'],
    ['', '_'],
    ['.', '%2E'],
    ['..', '%2E%2E'],
    ['a.', 'a%2E'],
    ['a. .', 'a%2E%20%2E'],
    ['a ', 'a%20'],
    ['C:', 'C%3A'],
    ['a\\b', 'a%5Cb'],
    ['..\\up', '..%5Cup'],
    ['a:stream', 'a%3Astream'],
    ['a|b<c>d"e*f?', 'a%7Cb%3Cc%3Ed%22e%2Af%3F'],
    ['line\nbreak\0', 'line%0Abreak%00'],
    ['\u202etxt.exe', '%E2%80%AEtxt.exe'],
    ['\u0085', '%C2%85'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['aux .c', '_aux .c'],
    ['COM1', '_COM1'],
    ['lpt9.a.b', '_lpt9.a.b'],
    ['com¹', '_com¹'],
    ['console', 'console'],
    ['nul.', 'nul%2E'],
    ['\ud800', '\ufffd'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(196)}.txt`],
    ['é'.repeat(300), 'é'.repeat(100)],
  ];
  for (const [segment, name] of rows) {
    test(JSON.stringify(segment.slice(0, 30)), () => {
      assert.equal(localSegment(segment), name);
    });
  }

  const collisions: readonly [keys: readonly string[], paths: readonly string[]][] = [
    [
      ['a', 'A'],
      ['a', 'A (2)'],
    ],
    [
      ['é.txt', 'e\u0301.txt'],
      ['é.txt', 'e\u0301 (2).txt'],
    ],
    [
      ['ß', 'SS'],
      ['ß', 'SS (2)'],
    ],
    [
      ['a', 'a/b'],
      ['a', 'a (2)/b'],
    ],
    [
      ['a/b', 'a'],
      ['a/b', 'a (2)'],
    ],
    [
      ['A/x', 'a/x', 'A/y'],
      ['A/x', 'a (2)/x', 'A/y'],
    ],
    [
      ['a:b', 'a%3Ab'],
      ['a%3Ab', 'a%3Ab (2)'],
    ],
    [
      ['a (2)', 'a', 'A'],
      ['a (2)', 'a', 'A (3)'],
    ],
    [
      ['a\u200d', 'a'],
      ['a\u200d', 'a (2)'],
    ],
    [
      ['/x', '//x'],
      ['_/x', '_/_/x'],
    ],
    [
      ['../x', '..\\x'],
      ['%2E%2E/x', '..%5Cx'],
    ],
    [
      ['/', '_'],
      ['_/_', '_ (2)'],
    ],
  ];
  for (const [keys, paths] of collisions) {
    test(`${keys.map((key) => JSON.stringify(key)).join(', ')}: all arrive`, () => {
      const names = new LocalNames();
      assert.deepEqual(
        keys.map((key) => names.fileOf(key).join('/')),
        paths,
      );
    });
  }

  test(`${tableKeys.length} hard keys: inside the folder, each with a place of its own`, () => {
    assert.ok(tableKeys.length >= 200);
    const names = new LocalNames();
    const keys = [...new Set(tableKeys)];
    const places = keys.map((key) => {
      const place = names.fileOf(key);
      assertInside(place, JSON.stringify(key));
      return onDisks(place);
    });
    assert.equal(new Set(places).size, keys.length);
    const folders = new Set(
      places.flatMap((place) => place.split('/').map((_, at, all) => all.slice(0, at).join('/'))),
    );
    assert.deepEqual(
      places.filter((place) => folders.has(place)),
      [],
    );
  });

  test('generated keys as well', () => {
    const segment = fc.oneof(
      fc.constantFrom('', '.', '..', 'a', 'A', 'CON', 'con.', 'é', 'e\u0301', 'C:', '\\', ' ', '%2E', 'a (2)'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const keys = fc.array(
      fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(keys, (all) => {
        const names = new LocalNames();
        const different = [...new Set(all)];
        const places = different.map((key) => {
          const place = names.fileOf(key);
          assertInside(place, JSON.stringify(key));
          return onDisks(place);
        });
        assert.equal(new Set(places).size, different.length);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a number stands before the ending', () => {
    assert.deepEqual(
      [numbered('a.txt', 1), numbered('a.txt', 2), numbered('.env', 2), numbered('a', 3)],
      ['a.txt', 'a (2).txt', '.env (2)', 'a (3)'],
    );
  });
});
