import assert from 'node:assert/strict';
import { shellWords, windowsWords } from '../../src/core/commandWords.ts';

/** What botocore splits them into; undefined where it refuses. */
const commands: readonly (readonly [
  command: string,
  posix: readonly string[] | undefined,
  windows: readonly string[] | undefined,
])[] = [
  ['', [], []],
  ['\ta  b ', ['a', 'b'], ['a', 'b']],
  [
    '"C:\\tools\\get keys.exe" --a "b c"',
    ['C:\\tools\\get keys.exe', '--a', 'b c'],
    ['C:\\tools\\get keys.exe', '--a', 'b c'],
  ],
  ['C:\\tools\\get.exe a\\ b', ['C:toolsget.exe', 'a b'], ['C:\\tools\\get.exe', 'a\\', 'b']],
  ['a "b\\"c" d', ['a', 'b"c', 'd'], ['a', 'b"c', 'd']],
  ['a "b\\\\" c', ['a', 'b\\', 'c'], ['a', 'b\\', 'c']],
  ['a \\\\"b c\\\\" d', ['a', '\\b c\\', 'd'], ['a', '\\b c\\', 'd']],
  ['"" \'a b\'', ['', 'a b'], ['', "'a", "b'"]],
  ['a "', undefined, undefined],
  ["a 'b", undefined, ['a', "'b"]],
  ['a\\', undefined, ['a\\']],
];

suite('core/commandWords', () => {
  for (const [command, posix, windows] of commands) {
    test(JSON.stringify(command), () => {
      assert.deepEqual(shellWords(command), posix);
      assert.deepEqual(windowsWords(command), windows);
    });
  }
});
