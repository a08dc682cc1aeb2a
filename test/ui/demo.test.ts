// `npm run demo`, in both languages: it plays to its end, tells each step, and leaves a picture of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { needs } from '../support/needs.ts';

suite('the demo', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  const told = [
    'Who am I?',
    'The user may not use S3.',
    'The role is assumed.',
    'That alone changed nothing in the terminal.',
    'The keys are put in force in new terminals.',
    'A new terminal is the role.',
    'And the one permitted bucket opens.',
  ];

  for (const locale of ['en', 'ja']) {
    test(locale, async () => {
      const pictures = `out/demo/${locale}`;
      rmSync(pictures, { recursive: true, force: true });
      const { stdout } = await promisify(execFile)(process.execPath, [
        'out/test/scripts/demo.main.js',
        ...['--locale', locale],
      ]);
      const lines = stdout.split('\n');
      assert.deepEqual(
        told.filter((sentence) => !lines.some((line) => line.startsWith(sentence))),
        [],
      );
      const files = readdirSync(pictures).sort();
      assert.deepEqual(
        files.map((file) => file[0]),
        ['1', '2', '3', '4', '5', '6', '7'],
      );
      for (const file of files) {
        assert.equal(readFileSync(`${pictures}/${file}`).subarray(1, 4).toString(), 'PNG', file);
      }
    });
  }
});
