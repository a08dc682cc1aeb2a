// The work that the product exists for, as a person does it: status bar, palette, tree, and the real AWS CLI typed in
// the integrated terminal, on the practice account.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { unpackExtension } from '../support/packagedFiles.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { eventually } from './driver/eventually.ts';
import { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';
const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';

const account = '012345678901';
const user = `arn:aws:iam::${account}:user/AssumeRoleUser`;
const notAuthorized = `User: ${user} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`;

suite('the scenario, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let workbench: Workbench;
  let workspaceFolder: string;
  let extensionPath: string;

  suiteSetup(async () => {
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    extensionPath = mkdtempSync(path.join(os.tmpdir(), 'rolecall-packaged-'));
    // As installed from a package: what is missing in it, nobody has.
    await unpackExtension(extensionPath);
    workbench = await Workbench.open({
      workspaceFolder,
      extensionPath,
      settings: { 'rolecall.terminal.follow': false },
      env: awsCliEnvironment,
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    for (const folder of [workspaceFolder, extensionPath]) rmSync(folder, { recursive: true, force: true });
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
    const { UserId, ...rest } = await whoAmI();
    assert.match(UserId, /^AIDA[A-Z0-9]{17}$/);
    assert.deepEqual(rest, { Account: account, Arn: user });
    assert.match(await workbench.statusBarItem(identity).text(), /AssumeRoleUser · 012345678901/);
    await workbench.screenshot('scenario-1-user');
  });

  test('step 2: the user may not use S3', async () => {
    // The newest CLI names itself first.
    assert.equal(
      (await typed('aws s3 ls')).replace(/^aws: \[ERROR\]: /, ''),
      `An error occurred (AccessDenied) when calling the ListBuckets operation: ${notAuthorized}`,
    );
    await workbench.screenshot('scenario-2-denied');
  });

  test('step 3: ask for the role, with a session name checked while it is typed', async () => {
    await workbench.command('Rolecall: Assume Role…');
    for (const [wrong, sentence] of [
      ['NoSuchRole', 'That is only a name. A role ARN has the account too: arn:aws:iam::<account>:role/<name>'],
      [
        `arn:aws:iam::${account}:role`,
        'The ARN is not complete. It ends with role/<name>: arn:aws:iam::<account>:role/<name>',
      ],
      ['S3ListBucketOnly/x y', 'A role has only letters, digits and _+=,.@- in its name.'],
    ] as const) {
      await workbench.quickInput.type(wrong);
      await eventually(
        sentence,
        () => workbench.quickInput.items(),
        (items) => items.some(({ label }) => label === sentence),
      );
    }
    await workbench.quickInput.type(roleArn);
    await workbench.screenshot('scenario-3-role');
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.quickInput.waitFor('Session Name');
    for (const [wrong, sentence] of [
      ['x', 'A session name has at least 2 characters.'],
      ['x'.repeat(65), 'A session name has 64 characters at most.'],
      ['My Session', 'A session name has no spaces.'],
    ] as const) {
      await workbench.quickInput.type(wrong);
      await workbench.quickInput.waitForValidationMessage(sentence);
    }
    await workbench.quickInput.answer('MySession');
    await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly · 012345678901');
    assert.match(await workbench.statusBarItem(identity).text(), /not in terminals/);
    await workbench.screenshot('scenario-3-assumed');
  });

  test('step 4: that alone changed nothing in the terminal', async () => {
    const { UserId, ...rest } = await whoAmI();
    assert.match(UserId, /^AIDA[A-Z0-9]{17}$/);
    assert.deepEqual(rest, { Account: account, Arn: user });
    await workbench.screenshot('scenario-4-still-the-user');
  });

  test('step 5: put the keys in force; the open terminal is counted', async () => {
    await workbench.command('Rolecall: Set Terminal Environment');
    assert.equal(
      await workbench.notifications.waitFor('New terminals are'),
      'New terminals are S3ListBucketOnly/MySession. One open terminal keeps the identity it was started with.',
    );
    assert.deepEqual(await workbench.notifications.buttons('New terminals are'), [
      'New Terminal',
      'Relaunch Active Terminal',
    ]);
    await workbench.screenshot('scenario-5-set');
    assert.doesNotMatch(await workbench.statusBarItem(identity).text(), /not in terminals/);
    await workbench.notifications.press('New terminals are', 'New Terminal');
  });

  test('step 6: a new terminal is the role', async () => {
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    const { UserId, ...rest } = await whoAmI();
    assert.match(UserId, /^AROA[A-Z0-9]{17}:MySession$/);
    assert.deepEqual(rest, {
      Account: account,
      Arn: `arn:aws:sts::${account}:assumed-role/S3ListBucketOnly/MySession`,
    });
    await workbench.screenshot('scenario-6-role');
  });

  test('step 7: the one permitted bucket opens', async () => {
    assert.equal(
      await workbench.terminal.run('aws s3 ls s3://test-bucket-012345678901', 60_000),
      '                           PRE test/\n2025-03-26 22:30:50       1002 test.txt',
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

  /** What the command prints, as one line: the terminal's width may have broken a long one. */
  async function typed(commandLine: string): Promise<string> {
    return (await workbench.terminal.run(commandLine, 60_000)).replaceAll('\n', '');
  }

  async function whoAmI(): Promise<Record<'UserId' | 'Account' | 'Arn', string>> {
    return JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
  }
});
