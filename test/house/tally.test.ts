// What counts as passed, failed and skipped: in a file of tests, and in a whole run with its last line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Tally } from '../../scripts/tally.mjs';
import type { Counts } from '../support/mochaRun.ts';
import { readText, root } from './project.ts';

suite('a run of tests', () => {
  const failed = { title: 'one', error: 'Error: no' };
  const skipped = { title: 'other', reason: 'no AWS CLI on PATH' };
  const rows: readonly [title: string, count: (tally: Tally) => void, lastLine: string, exitCode: number][] = [
    ['nothing ran', () => {}, '0 passed, 0 failed, 0 skipped', 1],
    [
      'what passed',
      (tally) => {
        tally.check('lint', true);
        tally.add({ passed: 2, failed: [], skipped: [] });
      },
      '3 passed, 0 failed, 0 skipped',
      0,
    ],
    [
      'a test that failed',
      (tally) => tally.add({ passed: 2, failed: [failed], skipped: [] }),
      '2 passed, 1 failed, 0 skipped',
      1,
    ],
    ['a check that failed', (tally) => tally.check('lint', false), '0 passed, 1 failed, 0 skipped', 1],
    [
      'one skipped for a reason',
      (tally) => tally.add({ passed: 1, failed: [], skipped: [skipped] }),
      '1 passed, 0 failed, 1 skipped',
      0,
    ],
    [
      'a file that failed at first',
      (tally) => tally.addAgain({ passed: 1, failed: [failed], skipped: [] }, { passed: 2, failed: [], skipped: [] }),
      '2 passed, 0 failed, 0 skipped',
      0,
    ],
    [
      'a file that failed twice',
      (tally) =>
        tally.addAgain({ passed: 1, failed: [failed], skipped: [] }, { passed: 1, failed: [failed], skipped: [] }),
      '1 passed, 1 failed, 0 skipped',
      1,
    ],
    [
      'three files that failed at first',
      (tally) => {
        for (let n = 0; n < 3; n += 1) {
          tally.addAgain({ passed: 1, failed: [failed], skipped: [] }, { passed: 2, failed: [], skipped: [] });
        }
      },
      '6 passed, 1 failed, 0 skipped',
      1,
    ],
    ['all skipped: nothing ran', (tally) => tally.skip(), '0 passed, 0 failed, 1 skipped', 1],
  ];
  for (const [title, count, lastLine, exitCode] of rows) {
    test(title, () => {
      const tally = new Tally();
      count(tally);
      assert.deepEqual([tally.lastLine, tally.exitCode], [lastLine, exitCode]);
    });
  }

  test('failures are kept to be told at the end', () => {
    const tally = new Tally();
    tally.check('lint', false);
    tally.add({ passed: 0, failed: [failed], skipped: [] });
    assert.deepEqual(tally.failures, [{ title: 'lint', error: '' }, failed]);
  });

  test('what passed at the second time is told', () => {
    const tally = new Tally();
    tally.addAgain({ passed: 0, failed: [failed], skipped: [] }, { passed: 1, failed: [], skipped: [] });
    assert.deepEqual([tally.unsteady, tally.failures], [[failed], []]);
  });

  test('the last line is the tally’s, and nothing is printed after it', () => {
    assert.match(readText('scripts/test.mjs'), /console\.log\(`\\n\$\{tally\.lastLine\}`\);\s*$/);
  });
});

suite('a file of tests', function () {
  this.timeout(60_000);
  let folder: string;

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-tally-'));
  });
  teardown(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it as every test file is run. */
  function counted(source: string): Counts & { readonly exitCode: number | null } {
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(path.join(folder, 'planted.test.js'), source);
    const counts = path.join(folder, 'counts.json');
    const built = path.join(root, 'out/test/test');
    const program = path.join(built, 'support/mocha.main.js');
    const { status } = spawnSync(process.execPath, [program, '--counts', counts, path.relative(built, folder)]);
    return { ...(JSON.parse(readFileSync(counts, 'utf8')) as Counts), exitCode: status };
  }
  const titles = ({ failed }: Counts) => failed.map(({ title, error }) => `${title}: ${error.split('\n')[0]}`);

  test('passed and failed', () => {
    const counts = counted(
      "suite('s', () => { test('good', () => {}); test('bad', () => { throw new Error('no'); }); });",
    );
    assert.deepEqual(
      [counts.passed, titles(counts), counts.skipped, counts.exitCode],
      [1, ['s bad: Error: no'], [], 1],
    );
  });

  test('skipped without a reason counts as failed', () => {
    for (const source of [
      "suite('s', () => { test('good', () => {}); test('left', function () { this.skip(); }); });",
      "suite('s', () => { test('good', () => {}); test.skip('left', () => {}); });",
    ]) {
      const counts = counted(source);
      assert.deepEqual(
        [counts.passed, titles(counts), counts.skipped, counts.exitCode],
        [1, ['s left: skipped without a reason'], [], 1],
      );
    }
  });

  test('one that picks a test for itself, or cannot be loaded, counts as failed', () => {
    for (const source of ["suite('s', () => { test.only('mine', () => {}); });", 'throw new Error("broken")']) {
      const counts = counted(source);
      assert.deepEqual([counts.passed, counts.failed.length, counts.exitCode], [0, 1, 1]);
    }
  });
});
