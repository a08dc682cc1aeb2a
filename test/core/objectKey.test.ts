import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareKeys, nameBelow, visibleName } from '../../src/core/objectKey.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

suite('core/objectKey: order', () => {
  // `binary` draws from all code points without lone surrogates. The constants sit at the edges of UTF-8's lengths.
  const edge = fc.constantFrom(
    '\u0000',
    '/',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{103ff}',
    '\u{10400}',
    '\u{10ffff}',
    '🙂',
  );
  const key = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.array(edge, { maxLength: 4 }).map((parts) => parts.join('')),
  );

  test('is that of the bytes of UTF-8', () => {
    fc.assert(
      fc.property(key, key, key, (start, a, b) => {
        assert.equal(Math.sign(compareKeys(start + a, start + b)), Buffer.compare(bytes(start + a), bytes(start + b)));
      }),
      { numRuns: 1000 },
    );
  });

  test('differs from JavaScript’s beyond the basic plane', () => {
    assert.ok('🙂' < '\uff5e');
    assert.ok(compareKeys('🙂', '\uff5e') > 0);
    assert.deepEqual(['🙂', '\uff5e', 'b', 'a/', 'a', ''].sort(compareKeys), ['', 'a', 'a/', 'b', '\uff5e', '🙂']);
  });

  // UTF-8 has no bytes for them, so that S3 never gives one; sorting must not go astray all the same.
  test('stays an order with lone surrogates', () => {
    const unit = fc.constantFrom('a', '\uffff', '\ud800', '\udbff', '\udc00', '\udfff', '\ue000');
    const any = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''));
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        assert.equal(Math.sign(compareKeys(a, b)), -Math.sign(compareKeys(b, a)) + 0);
        assert.equal(compareKeys(a, b) === 0, a === b);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) assert.ok(compareKeys(a, c) <= 0);
      }),
      { numRuns: 1000 },
    );
  });
});

suite('core/objectKey: names', () => {
  const below: readonly [prefix: string, key: string, name: string][] = [
    ['', 'a/b', 'a/b'],
    ['a/', 'a/b', 'b'],
    ['a/', 'a//b', '/b'],
    ['a/', 'a/../b', '../b'],
    ['a/', 'a/', ''],
    ['x/', 'a/b', 'a/b'],
  ];
  for (const [prefix, key, name] of below) {
    test(`${key} below ${JSON.stringify(prefix)}`, () => assert.equal(nameBelow(prefix, key), name));
  }

  const names: readonly [name: string, shown: string][] = [
    ['', '∅'],
    ['report.txt', 'report.txt'],
    ['two words.txt', 'two words.txt'],
    [' a ', '␠a␠'],
    ['   ', '␠␠␠'],
    ['a\nb', 'a␊b'],
    ['a\r\n', 'a␍␊'],
    ['\0\t\u001b\u007f', '␀␉␛␡'],
    ['\u0085', '<U+0085>'],
    ['../secret', '../secret'],
    ['a//b/', 'a//b/'],
    ['txt.\u202eexe', 'txt.<U+202E>exe'],
    ['\u200fa\u061c', '<U+200F>a<U+061C>'],
    ['a\u2066b\u2069', 'a<U+2066>b<U+2069>'],
    ['a\u00a0b', 'a<U+00A0>b'],
    ['a\u200bb\ufeff', 'a<U+200B>b<U+FEFF>'],
    ['a\u00adb', 'a<U+00AD>b'],
    ['a\u2028b\u2029', 'a<U+2028>b<U+2029>'],
    ['\u3164\u115f\u1160', '<U+3164><U+115F><U+1160>'],
    ['日本語 の名前', '日本語 の名前'],
    ['שלום', 'שלום'],
    ['e\u0301', 'e\u0301'],
    ['🙂', '🙂'],
    ['👍🏽', '👍🏽'],
    ['❤️', '❤️'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['🏳️‍🌈', '🏳️‍🌈'],
    ['👩🏽‍💻', '👩🏽‍💻'],
    ['a\u200db', 'a<U+200D>b'],
    ['a\u200dx❤', 'a<U+200D>x❤'],
    ['🙂\u200d', '🙂<U+200D>'],
    ['\ud83d', '<U+D83D>'],
    ['a\udc00\udc01b', 'a<U+DC00><U+DC01>b'],
    ['\ud800\ud800\udc00', '<U+D800>\u{10000}'],
  ];
  for (const [name, shown] of names) {
    test(`${JSON.stringify(name)} is shown as ${shown}`, () => assert.equal(visibleName(name), shown));
  }

  test('nothing invisible or moving is left', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
            fc.constantFrom('\u202e', '\ud800', '\n', ' ', '\u2067'),
          ),
        }),
        (name) => {
          const shown = visibleName(name);
          assert.doesNotMatch(shown.replaceAll('\u200d', ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          assert.doesNotMatch(shown, /^ | $/);
          assert.notEqual(shown, '');
        },
      ),
    );
  });
});
