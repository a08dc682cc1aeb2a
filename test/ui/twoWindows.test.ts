// Two windows at once on the same user data: each has its own identity and its own tree, and what one forgets is
// forgotten. The host's windows lose each other's secrets, so at worst a key is asked for again.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import {
  addAccessKey,
  addBucket,
  assumeRole,
  bucketTree,
  clearMessages,
  identity,
  waitUntilKept,
} from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

const bucket = 'test-bucket-012345678901';

suite('two windows at once, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let one: Workbench;
  let other: Workbench;
  let scratch: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-two-'));
    const [first, second] = ['one', 'other'].map((name) => {
      const folder = path.join(scratch, name);
      mkdirSync(path.join(folder, '.vscode'), { recursive: true });
      writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'rolecall.region': account.region }));
      return folder;
    }) as [string, string];
    one = await Workbench.open({
      workspaceFolder: first,
      settings: { 'rolecall.endpointUrl': account.endpoint },
    });
    other = await one.secondWindow(second);
    for (const window of [one, other]) await identity(window).waitForText('AWS: no identity');
  });

  suiteTeardown(async () => {
    await one?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const labels = async (window: Workbench) => (await window.tree('Buckets').rows()).map(({ label }) => label);

  test('both add the key and assume another role: each is who it asked to be', async () => {
    await Promise.all([one, other].map((window) => addAccessKey(window, account)));
    for (const window of [one, other]) await identity(window).waitForText('AssumeRoleUser · 012345678901');
    await Promise.all([
      assumeRole(one, account.roles.S3ListBucketOnly as string, 'InOne'),
      assumeRole(other, account.roles.S3Full as string, 'InOther'),
    ]);
    await identity(one).waitForText('S3ListBucketOnly · 012345678901');
    await identity(other).waitForText('S3Full · 012345678901');
    await waitUntilKept(one, '"InOne"');
    await waitUntilKept(other, '"InOther"');
  });

  test('each has its own tree', async () => {
    for (const window of [one, other]) await bucketTree(window);
    await addBucket(one, bucket);
    await one.tree('Buckets').expand(bucket);
    await one.tree('Buckets').waitForRow('test.txt');
    await other.tree('Buckets').waitForRow('other-bucket');
    assert.ok((await labels(one)).some((label) => label.startsWith('Not all buckets can be listed.')));
    assert.ok(!(await labels(one)).includes('other-bucket'));
    assert.deepEqual(await labels(other), [
      'far-bucket-012345678901',
      'other-bucket',
      bucket,
      'work-bucket-012345678901',
    ]);
  });

  test('each is still itself after a reload, or says plainly what is asked for again', async () => {
    await other.reload();
    // The window that wrote last overwrote what the other held.
    await identity(other).waitForText(/S3Full · 012345678901|S3Full expired|AWS: error/);
    await assumeAgain(other, 'S3Full', 'InOther');
    await identity(one).waitForText('S3ListBucketOnly · 012345678901');
  });

  test('one forgets everything: the other notices and starts anew too, also after its reload', async () => {
    await clearMessages(one);
    await other.command('Rolecall: Forget Everything');
    await other.notifications.waitFor(/Forgotten: .* Left: 0\./);
    await identity(other).waitForText('AWS: no identity');
    await one.notifications.waitFor('Everything was forgotten in another window.');
    await identity(one).waitForText('AWS: no identity');
    await one.reload();
    await identity(one).waitForText('AWS: no identity');
  });

  test('both go on from there, each as it asks to be', async () => {
    await addAccessKey(one, account);
    await identity(one).waitForText(/AssumeRoleUser · 012345678901|AWS: error/);
    await assumeAgain(one, 'S3ListBucketOnly', 'InOne');
    await identity(other).waitForText('AWS: no identity');
  });

  /** From whatever was left, back to the role. */
  async function assumeAgain(window: Workbench, role: string, sessionName: string) {
    const text = await identity(window).text();
    if (text.includes('AWS: error')) {
      assert.match(await identity(window).tooltip(), /The access key \S+ is no longer held\. Add it again\./);
      await addAccessKey(window, account);
      await identity(window).waitForText('AssumeRoleUser · 012345678901');
    }
    if (!text.includes(`${role} · `)) await assumeRole(window, account.roles[role] as string, sessionName);
    await identity(window).waitForText(`${role} · 012345678901`);
    assert.match(await identity(window).tooltip(), new RegExp(`assumed-role/${role}/${sessionName}`));
  }
});
