// What a role may do in a bucket, as a person learns it: a role that may list and not write, and copies between buckets of
// one that may.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { practiceStore } from '../aws/s3/practiceStore.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { addAccessKey, addBucket, assumeRole, bucketTree, clearMessages, identity } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

const other = 'other-bucket';

suite('what a role may do in a bucket, in a real VS Code', () => {
  needs('vscode-host', 'linux');
  let account: PracticeAccount;
  let workbench: Workbench;
  let tree: Tree;
  let workspaceFolder: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-capabilities-'));
    workbench = await Workbench.open({
      workspaceFolder,
      settings: { 'rolecall.endpointUrl': account.endpoint },
      env: { AWS_REGION: account.region },
    });
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, account);
    await identity(workbench).waitForText('AssumeRoleUser');
    await become('S3ListBucketOnly');
    await clearMessages(workbench);
    tree = await bucketTree(workbench);
    await addBucket(workbench, account.bucket);
    await tree.expand(account.bucket);
    await tree.waitForRow('test.txt');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  async function become(role: string): Promise<void> {
    await assumeRole(workbench, account.roles[role] as string);
    await identity(workbench).waitForText(role);
  }

  async function menuOf(row: string, isThere: (items: readonly string[]) => boolean): Promise<void> {
    // A tree that is drawn anew closes a menu that has just opened.
    await eventually(
      `the menu of ${row}`,
      async () => {
        await tree.openContextMenu(row);
        return workbench.menu.items();
      },
      isThere,
    );
  }

  async function tooltipOf(row: string): Promise<string> {
    const label = `bucket ${row}`;
    await workbench.page.locator(`.monaco-list-row[aria-label="${label}"] .label-name`).first().hover();
    return eventually(
      `the tooltip of ${row}`,
      async () => (await workbench.page.locator('.workbench-hover').allInnerTexts()).join('\n'),
      (text) => text.includes('s3://'),
    );
  }

  test('at first nothing is known to be denied, and what is tried is denied by AWS', async () => {
    await menuOf('test.txt', (items) => items.includes('Delete'));
    await workbench.menu.choose('Delete');
    await workbench.dialog.waitFor('Delete "test.txt"');
    await workbench.dialog.press('Delete');
    await workbench.notifications.waitFor(/may not s3:DeleteObject on test-bucket-012345678901\/test\.txt/);
    await clearMessages(workbench);
  });

  test('then it is greyed, there and for the whole folder, and the tooltip says what was seen', async () => {
    await menuOf('test.txt', (items) => items.includes('Download…') && !items.includes('Delete'));
    await workbench.screenshot('capabilities-menu');
    await workbench.menu.close();
    const text = await tooltipOf(account.bucket);
    assert.match(text, /list: allowed \(observed\)/);
    assert.match(text, /read: unknown/);
    assert.match(text, /delete: denied \(observed at "test\.txt"\)\. Access denied: .* may not s3:DeleteObject/);
    await workbench.screenshot('capabilities-tooltip');
  });

  test('by the keyboard: the reason comes before any question, and it can be tried all the same', async () => {
    // A click opens the object, which this role may not read, so that the tree keeps the focus.
    await tree.click('test.txt');
    await workbench.notifications.waitFor(/may not s3:GetObject/);
    await workbench.page.keyboard.press('Delete');
    await workbench.notifications.waitFor(/Nothing was asked: AWS has denied this before\. .*s3:DeleteObject/);
    assert.deepEqual(await workbench.notifications.buttons(/Nothing was asked/), ['Try Anyway']);
    await workbench.screenshot('capabilities-known');
    await workbench.notifications.press(/Nothing was asked/, 'Try Anyway');
    await workbench.dialog.waitFor('Delete "test.txt"');
    await workbench.dialog.press('Cancel');
    await clearMessages(workbench);
  });

  test('another role knows nothing of it; it copies into another bucket, and moves', async () => {
    await become('S3Full');
    await tree.waitForRow(other);
    await tree.expand(account.bucket);
    await tree.waitForRow('test.txt');
    const copyTo = async (row: string, to: string, button: string) => {
      await menuOf(row, (items) => items.includes('Copy or Move to…'));
      await workbench.menu.choose('Copy or Move to…');
      await workbench.quickInput.waitFor('Copy or Move');
      await workbench.quickInput.answer(to);
      await workbench.dialog.waitFor(`to ${to}`);
      await workbench.screenshot(`capabilities-${button.toLowerCase()}`);
      await workbench.dialog.press(button);
    };
    await copyTo('test.txt', `s3://${other}/in/`, 'Copy');
    await workbench.notifications.waitFor(`Copied 1 object to "s3://${other}/in/".`);
    await copyTo('test/', `s3://${other}/in/`, 'Move');
    await workbench.notifications.waitFor(`Moved 1 object to "s3://${other}/in/".`);
    const store = await practiceStore(account, 'S3Full');
    const keysIn = async (bucket: string) => {
      const keys: string[] = [];
      for await (const page of store.list({ bucket, prefix: '' })) keys.push(...page.map(({ key }) => key));
      return keys;
    };
    assert.deepEqual(await keysIn(other), ['in/test.txt', 'in/test/note.txt']);
    assert.deepEqual(await keysIn(account.bucket), ['test.txt']);
  });
});
