// Cuts lie strictly inside their range, whatever the keys are.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutBehindFolder, cutInTheMiddle, keysToCome, withLettersOf } from '../../src/core/keyRange.ts';
import { compareKeys } from '../../src/core/objectKey.ts';

const key = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '/', '0', '9'), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

suite('core/keyRange', () => {
  test('a cut lies strictly between', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3 }),
        key,
        fc.option(key),
        fc.array(key, { maxLength: 4 }),
        (prefix, a, b, more) => {
          const [low, high] = b === null || compareKeys(a, b) < 0 ? [a, b] : [b, a];
          const position = prefix + low;
          const until = high === null ? undefined : prefix + high;
          const alphabet = withLettersOf([], more);
          for (const cut of [
            cutInTheMiddle(prefix, position, until, alphabet),
            cutBehindFolder(prefix, position, until),
          ]) {
            if (cut === undefined) continue;
            assert.ok(cut.startsWith(prefix) && !/\p{Surrogate}/u.test(cut), cut);
            assert.ok(compareKeys(position, cut) < 0, cut);
            assert.ok(until === undefined || compareKeys(cut, until) < 0, cut);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('the middle of numbers is about the middle', () => {
    const digits = [...'0123456789'];
    assert.equal(cutInTheMiddle('d/', 'd/000999', undefined, digits), 'd/5');
    assert.equal(cutInTheMiddle('d/', 'd/100', 'd/3', digits), 'd/2');
    assert.equal(cutInTheMiddle('d/', 'd/1', 'd/1', digits), undefined);
  });

  test('behind a folder, the outermost first', () => {
    assert.equal(cutBehindFolder('', 'a/b/c', undefined), 'a0');
    assert.equal(cutBehindFolder('', 'a/b/c', 'a0'), 'a/b0');
    assert.equal(cutBehindFolder('a/b/', 'a/b/c', undefined), undefined);
  });

  test('how much is to come', () => {
    const digits = [...'0123456789'];
    const seen = { first: 'd/00', position: 'd/10', seen: 11, until: undefined };
    assert.equal(Math.round(keysToCome('d/', seen, digits) / 11), 9);
    assert.equal(keysToCome('d/', { ...seen, position: 'd/00' }, digits), Number.POSITIVE_INFINITY);
  });
});
