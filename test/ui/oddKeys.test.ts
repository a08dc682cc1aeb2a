// Keys that are not plain names, in the tree of a real VS Code: rows can be told apart, and a click reads that object.
// And buckets that are missing or elsewhere.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { addAccessKey, addBucket, assumeRole, bucketTree, identity } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

const bucket = 'test-bucket-012345678901';

/** In S3's order. What a row says, and the folders to open before an object is there. */
const keys: readonly [key: string, row: string, folder?: string][] = [
  ['odd/', '∅'],
  ['odd/ space before.txt', '␠space before.txt'],
  ['odd/../up.txt', 'up.txt', '../'],
  ['odd//double.txt', 'double.txt', '/'],
  ['odd/folder/', '∅', 'folder/'],
  ['odd/line\nbreak.txt', 'line␊break.txt'],
  ['odd/space', 'space'],
  ['odd/space ', 'space␠'],
  ['odd/two words.txt', 'two words.txt'],
  ['odd/\u202etxt.exe', '<U+202E>txt.exe'],
  ['odd/🙂.txt', '🙂.txt'],
];

suite('odd keys and buckets, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let workbench: Workbench;
  let tree: Tree;
  let scratch: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    for (const [n, [key]] of keys.entries()) account.put(bucket, key, `the body of row ${n}.`, 0);
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-odd-'));
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(path.join(workspaceFolder, '.vscode'), { recursive: true });
    writeFileSync(
      path.join(workspaceFolder, '.vscode/settings.json'),
      JSON.stringify({ 'rolecall.region': account.region }),
    );
    workbench = await Workbench.open({
      workspaceFolder,
      settings: { 'rolecall.endpointUrl': account.endpoint },
      // All rows in sight: others have no element.
      viewport: { width: 1280, height: 1500 },
    });
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, account);
    await identity(workbench).waitForText('AssumeRoleUser');
    await assumeRole(workbench, account.roles.S3Full as string);
    await identity(workbench).waitForText('S3Full');
    tree = await bucketTree(workbench);
    await tree.expand(bucket);
    await tree.expand(/^odd\/$/);
    await tree.waitForRow('two words.txt');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  test('spaces, newlines, `../`, `//`, trailing slashes, emoji, right-to-left marks: every row is another', async () => {
    const rows = (await tree.rows()).filter(({ level }) => level === 3);
    const expected = keys.map(([, row, folder]) => folder ?? row);
    assert.deepEqual(
      rows.map(({ label }) => label),
      expected,
    );
    // A screen reader tells them apart as well.
    assert.equal(new Set(rows.map(({ ariaLabel }) => ariaLabel)).size, keys.length);
    await workbench.screenshot('odd-keys');
  });

  for (const [n, [, row, folder]] of keys.entries()) {
    test(`a click on ${folder ?? ''}${row} opens exactly that object`, async () => {
      const exactly = (label: string) => new RegExp(`^${label.replace(/[.+<>/]/g, '\\$&')}$`);
      if (folder === undefined) {
        await tree.clickAt(3, exactly(row));
      } else {
        await tree.expand(exactly(folder));
        await tree.clickAt(4, exactly(row));
      }
      await workbench.editor.waitForText(`the body of row ${n}.`);
      if (folder !== undefined) await tree.collapse(exactly(folder));
    });
  }

  test('a bucket that does not exist: the tree says so', async () => {
    await addBucket(workbench, 'no-such-bucket');
    await tree.expand('no-such-bucket');
    const row = await tree.waitForRow('The list cannot be had.');
    assert.equal(row.description, 'There is no bucket named "no-such-bucket". Check its spelling.');
  });

  test('a bucket in another region: it opens', async () => {
    await tree.expand('far-bucket-012345678901');
    await tree.waitForRow('far.txt');
  });
});
