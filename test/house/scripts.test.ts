// What the project's scripts rest on: the version of Node.js, npm's silence, and how Windows is told what to run.
import assert from 'node:assert/strict';
import { nodeIsNewEnough } from '../../scripts/nodeVersion.mjs';
import { wordForCmd } from '../../scripts/process.mjs';
import { readJson, readText } from './project.ts';

suite('the version of Node.js', () => {
  const rows: readonly (readonly [version: string, isEnough: boolean])[] = [
    ['18.20.4', false],
    ['20.9.0', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['21.7.3', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.0.0', true],
  ];
  for (const [version, isEnough] of rows) {
    test(`${version}: ${isEnough ? 'enough' : 'too old'}`, () => assert.equal(nodeIsNewEnough(version), isEnough));
  }

  test('package.json, the sentence and the READMEs say the same', () => {
    const { engines } = readJson('package.json') as { readonly engines: Readonly<Record<string, string>> };
    assert.equal(engines.node, '^20.19.0 || >=22.12.0');
    for (const file of ['scripts/nodeVersion.mjs', 'README.md', 'README.ja.md']) {
      assert.match(readText(file), /Node\.js 20\.19(?:, |、)22\.12/, file);
    }
  });

  test('what a person starts looks at it before all else', () => {
    const { scripts } = readJson('package.json') as { readonly scripts: Readonly<Record<string, string>> };
    for (const script of Object.values(scripts)) {
      const file = /^node (scripts\/\w+\.mjs)/.exec(script)?.[1];
      assert.ok(file, script);
      assert.equal(/^import .*$/m.exec(readText(file))?.[0], "import './nodeVersion.mjs';", file);
    }
  });
});

suite('npm', () => {
  test('prints nothing of its own before what a script prints', () =>
    assert.match(readText('.npmrc'), /^loglevel=silent$/m));
});

suite('a word for cmd.exe', () => {
  const rows: readonly (readonly [word: string, told: string])[] = [
    ['npm', 'npm'],
    ['C:\\Programs\\Code\\bin\\code.cmd', 'C:\\Programs\\Code\\bin\\code.cmd'],
    ['C:\\Program Files\\Microsoft VS Code\\bin\\code.cmd', '"C:\\Program Files\\Microsoft VS Code\\bin\\code.cmd"'],
    ['--user-data-dir=D:\\R&D (new)', '"--user-data-dir=D:\\R&D (new)"'],
  ];
  for (const [word, told] of rows) test(word, () => assert.equal(wordForCmd(word), told));
});
