// A session that AWS ends while a folder is being listed, and what a reload brings back, in a real VS Code. The practice
// account runs here, on a clock that the tests hold.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import {
  addAccessKey,
  addBucket,
  assumeRole,
  bucketTree,
  clearMessages,
  identity,
  waitUntilInForceIsKept,
  waitUntilRoleIsKept,
} from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

const minuteMs = 60_000;
const bucket = 'test-bucket-012345678901';
const ended = 'The session has ended. Renew it to go on.';

suite('a session that ends, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let account: PracticeAccount;
  let workbench: Workbench;
  let scratch: string;
  /** How far AWS's clock is ahead of this machine's. Requests are signed by this machine's: within 15 minutes it answers. */
  let aheadMs = 0;

  suiteSetup(async () => {
    account = await startPracticeAccount({ now: () => Date.now() + aheadMs });
    for (let n = 0; n < 2500; n++) account.put(bucket, `big/${String(n).padStart(4, '0')}.txt`, 'x');
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-ended-'));
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(path.join(workspaceFolder, '.vscode'), { recursive: true });
    // A remote window, which this is to VS Code, takes no such setting from the user's own.
    writeFileSync(
      path.join(workspaceFolder, '.vscode/settings.json'),
      JSON.stringify({ 'rolecall.region': account.region, 'rolecall.durationSeconds': 900 }),
    );
    workbench = await Workbench.open({
      workspaceFolder,
      env: awsCliEnvironment,
      settings: {
        'rolecall.endpointUrl': account.endpoint,
        // In a low view the row that loads more would lie below the names of its folders.
        'workbench.tree.enableStickyScroll': false,
      },
    });
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, account);
    await identity(workbench).waitForText('AssumeRoleUser · 012345678901');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  setup(() => clearMessages(workbench));

  const roleArn = () => account.roles.S3ListBucketOnly as string;
  async function becomeRole(sessionName: string) {
    await assumeRole(workbench, roleArn(), sessionName);
    await workbench.notifications.waitFor(`You are S3ListBucketOnly, in the session ${sessionName}.`);
    await identity(workbench).waitForText('S3ListBucketOnly · 012345678901');
    await waitUntilRoleIsKept(workbench, sessionName);
  }
  async function openBigFolder() {
    const tree = await bucketTree(workbench);
    await tree.expand(bucket);
    await tree.expand('big/');
    await tree.waitForRow(/^\d{4}\.txt/);
    return tree;
  }
  async function loadMore(tree: Tree, shown: number) {
    await tree.waitForRowAtEnd(`Load more… (${shown} shown)`);
    await tree.click(`Load more… (${shown} shown)`);
  }

  test('between two pages: message, status bar and tree agree, and nothing hangs', async () => {
    aheadMs = -4 * minuteMs;
    await becomeRole('MySession');
    await bucketTree(workbench);
    await addBucket(workbench, bucket);
    const tree = await openBigFolder();
    // By this machine's clock ten minutes are left.
    aheadMs = 14 * minuteMs;
    await loadMore(tree, 1000);
    await workbench.notifications.waitFor(ended);
    await identity(workbench).waitForText('S3ListBucketOnly expired');
    assert.equal(await identity(workbench).background(), 'error');
    const tooltip = await identity(workbench).tooltip();
    assert.match(tooltip, /The session has ended/);
    assert.match(tooltip, /S3ListBucketOnly\/MySession \(expired\)/);
    assert.match(await tree.waitForWelcome(), /Buckets appear here once Rolecall knows who you are/);
    await workbench.screenshot('ended-session');
    aheadMs = 0;
    await workbench.notifications.press(ended, 'Renew Session Now');
    await workbench.notifications.waitFor('The session is new and lasts until');
    await identity(workbench).waitForText('S3ListBucketOnly · 012345678901');
  });

  test('renewed from that message, it goes on where one was', async () => {
    const tree = await openBigFolder();
    await loadMore(tree, 1000);
    await loadMore(tree, 2000);
    await tree.waitForRowAtEnd('2499.txt');
  });

  test('before a refresh: the tree says who one no longer is', async () => {
    aheadMs = -4 * minuteMs;
    await becomeRole('Another');
    const tree = await bucketTree(workbench);
    await tree.waitForRowAtStart(bucket);
    aheadMs = 14 * minuteMs;
    await workbench.command('Rolecall: Refresh');
    await identity(workbench).waitForText('S3ListBucketOnly expired');
    assert.match(await tree.waitForWelcome(), /Buckets appear here once Rolecall knows who you are/);
  });

  test('a reload restores the session and what was in force, and new terminals have the keys', async () => {
    aheadMs = 0;
    await becomeRole('Restored');
    await waitUntilInForceIsKept(workbench, 'Restored');
    await workbench.reload();
    // It ends with the time left, and says nothing of terminals that are not.
    await identity(workbench).waitForText(/S3ListBucketOnly · 012345678901 · \d+ min$/);
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    assert.match(await workbench.terminal.run('echo "$AWS_ACCESS_KEY_ID"'), /^ASIA[A-Z0-9]{16}$/);
    const { Arn } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', minuteMs));
    assert.equal(Arn, 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/Restored');
    await workbench.terminal.killAll();
  });

  test('a reload after the session has ended says so, and puts nothing in force', async () => {
    aheadMs = -minuteMs;
    await assumeRole(workbench, roleArn(), 'Short');
    await waitUntilRoleIsKept(workbench, 'Short');
    await identity(workbench).waitForText('S3ListBucketOnly · 012345678901');
    aheadMs = 14.5 * minuteMs;
    await workbench.command('Rolecall: Check Identity Now');
    await identity(workbench).waitForText('S3ListBucketOnly expired');
    await workbench.reload();
    await identity(workbench).waitForText('S3ListBucketOnly expired');
    assert.match(await identity(workbench).tooltip(), /The session has ended/);
    await workbench.terminal.open();
    assert.equal(await workbench.terminal.run('env | grep -E "^AWS_(ACCESS|SECRET|SESSION|ENDPOINT|PROFILE)"'), '');
  });
});
