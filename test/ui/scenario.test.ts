// The work that the product exists for, as a person does it: status bar, palette, tree, and the real AWS CLI typed in
// the integrated terminal, on the practice account.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';
const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';

suite('the scenario, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let workbench: Workbench;
  let workspaceFolder: string;

  suiteSetup(async () => {
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    workbench = await Workbench.open({
      workspaceFolder,
      settings: { 'rolecall.terminal.follow': false },
      env: awsCliEnvironment,
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  test('without any credentials the status bar says so, and the menu says what to do', async () => {
    const item = workbench.statusBarItem(identity);
    await item.waitForText('AWS: no identity');
    await item.click();
    await workbench.quickInput.waitFor();
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.equal(labels[0], 'Start Practice Account');
    await workbench.screenshot('scenario-0-no-identity');
    await workbench.quickInput.choose('Start Practice Account');
    await item.waitForText('AssumeRoleUser');
  });

  test('step 1: who am I', async () => {
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    const { UserId, ...rest } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
    assert.match(UserId, /^AIDA[A-Z0-9]{17}$/);
    assert.deepEqual(rest, { Account: '012345678901', Arn: 'arn:aws:iam::012345678901:user/AssumeRoleUser' });
    assert.match(await workbench.statusBarItem(identity).text(), /AssumeRoleUser · 012345678901/);
    await workbench.screenshot('scenario-1-user');
  });

  test('step 2: the user may not use S3', async () => {
    assert.match(
      unwrapped(await workbench.terminal.run('aws s3 ls', 60_000)),
      /An error occurred \(AccessDenied\) when calling the ListBuckets operation: User: arn:aws:iam::012345678901:user\/AssumeRoleUser is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action/,
    );
  });

  test('step 3: ask for the role, with a session name checked while it is typed', async () => {
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.type('S3ListBucketOnly/x y');
    await workbench.quickInput.type(roleArn);
    await workbench.screenshot('scenario-3-role');
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.quickInput.waitFor('Session Name');
    await workbench.quickInput.type('My Session');
    await workbench.quickInput.waitForValidationMessage('A session name has no spaces.');
    await workbench.quickInput.answer('MySession');
    await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly · 012345678901');
    assert.match(await workbench.statusBarItem(identity).text(), /not in terminals/);
    await workbench.screenshot('scenario-3-assumed');
  });

  test('step 4: that alone changed nothing in the terminal', async () => {
    const { Arn } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
    assert.equal(Arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
    await workbench.screenshot('scenario-4-still-the-user');
  });

  test('step 5: put the keys in force; the open terminal is counted', async () => {
    await workbench.command('Rolecall: Set Terminal Environment');
    const told = await workbench.notifications.waitFor('New terminals are S3ListBucketOnly/MySession.');
    assert.match(told, /One open terminal keeps the identity it was started with/);
    await workbench.screenshot('scenario-5-set');
    assert.doesNotMatch(await workbench.statusBarItem(identity).text(), /not in terminals/);
    await workbench.notifications.press('New terminals are', 'New Terminal');
  });

  test('steps 6 and 7: a new terminal is the role, and the one permitted bucket opens', async () => {
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    const { UserId, Arn } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
    assert.match(UserId, /^AROA[A-Z0-9]{17}:MySession$/);
    assert.equal(Arn, 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession');
    const listed = await workbench.terminal.run('aws s3 ls s3://test-bucket-012345678901', 60_000);
    assert.deepEqual(
      listed.split('\n').map((line) => line.trimEnd()),
      ['                           PRE test/', '2025-03-26 22:30:50       1002 test.txt'],
    );
    await workbench.screenshot('scenario-7-listed');
  });

  test('the tree opens the bucket by its name, where listing all buckets is denied', async () => {
    await workbench.command('View: Show Rolecall');
    const tree = workbench.tree('Buckets');
    await tree.waitForRow(/Not all buckets can be listed\./);
    await tree.click('Add a bucket by its name…');
    await workbench.quickInput.answer('test-bucket-012345678901');
    await tree.expand('test-bucket-012345678901');
    const row = await tree.waitForRow('test.txt');
    assert.equal(row.description, '2025-03-26 22:30:50  1002');
    await tree.waitForRow('test');
    await workbench.screenshot('scenario-8-tree');
    await tree.click('test.txt');
    await workbench.notifications.waitFor(/S3ListBucketOnly\/MySession may not s3:GetObject on/);
    await workbench.screenshot('scenario-9-denied');
  });

  test('return to the source identity', async () => {
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await workbench.notifications.waitFor('You are AssumeRoleUser.');
  });
});

/** A terminal's lines as one, since a long sentence is wrapped. */
function unwrapped(text: string): string {
  return text.replaceAll('\n', '');
}
