// Buckets and roles that a terminal or a file names, in a real VS Code: one click away, and nothing is sent by a look.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { bucketTree, identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('links to buckets and roles, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let scratch: string;
  let workbench: Workbench;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-links-'));
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(workspaceFolder);
    writeFileSync(path.join(workspaceFolder, 'main.tf'), `bucket = "s3://${account.bucket}/in-a-file/x.txt"\n`);
    workbench = await Workbench.open({
      workspaceFolder,
      env: {
        AWS_ACCESS_KEY_ID: account.accessKeyId,
        AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
        AWS_REGION: account.region,
        AWS_ENDPOINT_URL: account.endpoint,
      },
    });
    await identity(workbench).waitForText('AssumeRoleUser');
  });
  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  test('a bucket in a terminal: a click shows it in its view', async () => {
    await workbench.terminal.open();
    await workbench.terminal.run(`echo s3://${account.bucket}/in-a-terminal/`);
    await workbench.terminal.clickLink(`s3://${account.bucket}/in-a-terminal/`, 'Show in Buckets');
    await workbench.tree('Buckets').waitForRow(`${account.bucket}/in-a-terminal/`);
  });

  test('a role in a terminal: a click opens its form, which asks before AWS is asked', async () => {
    const roleArn = account.roles.S3ListBucketOnly ?? '';
    await workbench.terminal.run(`echo ${roleArn}`);
    await workbench.terminal.clickLink(roleArn, 'Assume Role with Options');
    await workbench.quickInput.waitFor('Assume Role with Options');
    await workbench.quickInput.cancel();
    assert.match(await identity(workbench).text(), /AssumeRoleUser/);
  });

  test('a bucket in a file: its hover has the same', async () => {
    await workbench.page.keyboard.press('Control+P');
    await workbench.quickInput.waitFor();
    await workbench.quickInput.type('main.tf');
    await workbench.quickInput.choose('main.tf');
    await workbench.editor.waitForText('in-a-file');
    await workbench.page.locator('.view-line span', { hasText: 'in-a-file' }).last().hover();
    const link = workbench.page.locator('.monaco-hover a', { hasText: 'Show in Buckets' });
    await eventually(
      'a hover',
      () => link.count(),
      (count) => count > 0,
    );
    await workbench.screenshot('links-hover');
    await link.first().click();
    const tree = await bucketTree(workbench);
    await tree.waitForRow(`${account.bucket}/in-a-file/`);
  });
});
