// The two READMEs tell the same: the same headings, code and commands, in the same order of headings;
// and what the environment of a terminal cannot protect is written there.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson, readText, root } from './project.ts';

type Texts = Readonly<Record<string, string>>;

suite('the READMEs', () => {
  const [english, japanese] = [readText('README.md'), readText('README.ja.md')];
  const [titles, japaneseTitles] = [readJson('package.nls.json') as Texts, readJson('package.nls.ja.json') as Texts];

  const blocks = (text: string) => text.match(/^```.*?^```/gms) ?? [];
  const prose = (text: string) => text.replace(/^```.*?^```/gms, '');

  test('have the same headings, one for one', () => {
    const levels = (text: string) => (prose(text).match(/^#+(?= )/gm) ?? []).join(' ');
    assert.equal(levels(japanese), levels(english));
    assert.ok(levels(english).split(' ').length > 5);
  });

  test('have the same blocks of code', () => {
    assert.deepEqual(blocks(japanese), blocks(english));
    assert.ok(blocks(english).length > 0);
  });

  test('have the same code in their sentences: scripts, settings, variables, files', () => {
    // What stands in angle brackets is translated, and the demo is shown in the reader's own language.
    const code = (text: string) =>
      [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, each = '']) =>
        each.replace(/<[^>]*>/g, '<>').replace(' -- --locale ja', ''),
      );
    assert.deepEqual([...new Set(code(japanese))].sort(), [...new Set(code(english))].sort());
  });

  test('name the same commands, each as the palette has it in that language', () => {
    const bold = (text: string) =>
      new Set([...prose(text).matchAll(/\*\*([^*\n]+)\*\*/g)].map(([, each = '']) => each));
    const named = (text: string, language: Texts) =>
      Object.keys(titles).filter((key) => key.startsWith('command.') && bold(text).has(language[key] ?? ''));
    assert.deepEqual(named(japanese, japaneseTitles), named(english, titles));
    assert.ok(named(english, titles).length > 3);
  });

  test('lead to each other', () => {
    assert.ok(english.includes('](README.ja.md)') && japanese.includes('](README.md)'));
  });

  test('show pictures that are there, with words, each in its own language', () => {
    for (const [text, locale] of [
      [english, 'en'],
      [japanese, 'ja'],
    ] as const) {
      const pictures = [...text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
      assert.ok(pictures.length > 0);
      for (const [, words = '', file = ''] of pictures) {
        assert.ok(words.length > 3 && file.endsWith(`.${locale}.png`) && existsSync(path.join(root, file)), file);
      }
    }
  });

  test('name scripts that are there', () => {
    const { scripts } = readJson('package.json') as { readonly scripts: Texts };
    const named = [...english.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
});

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
