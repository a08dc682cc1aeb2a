// What the environment of a terminal cannot protect is written in the README, in both languages.
import assert from 'node:assert/strict';
import { readText } from './project.ts';

suite('the README', () => {
  const rows: readonly (readonly [file: string, words: readonly RegExp[]])[] = [
    [
      'README.md',
      [
        /any process of the same user can read them/,
        /VS Code can bring terminals back.*`terminal\.integrated\.enablePersistentSessions`/,
        /\*\*Terminal: Show Environment Contributions\*\*/,
        /other extensions can read what a terminal of \*\*Open Terminal as Role…\*\* was opened with/,
      ],
    ],
    [
      'README.ja.md',
      [
        /同じユーザーのプロセスなら、どれでも読み取れます/,
        /復元する.*`terminal\.integrated\.enablePersistentSessions`/,
        /\*\*Terminal: Show Environment Contributions\*\*/,
        /\*\*ロールとしてターミナルを開く…\*\* で開いたターミナルに渡した値.*ほかの拡張機能も読み取れます/,
      ],
    ],
  ];
  for (const [file, words] of rows) {
    test(`${file} says what shows and reads the keys of a terminal`, () => {
      const lines = readText(file).split('\n');
      for (const word of words)
        assert.ok(
          lines.some((line) => line.startsWith('- ') && word.test(line)),
          String(word),
        );
    });
  }
});
