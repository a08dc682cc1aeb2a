// Inside VS Code: what stopping the practice account leaves behind.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Identity } from '../../src/core/identity.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { environmentOfTask } from './taskEnvironment.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const setFollow = (value: boolean | undefined) =>
  vscode.workspace.getConfiguration().update('rolecall.terminal.follow', value, vscode.ConfigurationTarget.Global);

suite('stopping the practice account, inside VS Code', () => {
  /** Stands for another account of the person's. */
  let other: PracticeAccount;
  let folder: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    other = await startPracticeAccount();
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-practice-'));
    writeFileSync(
      path.join(folder, 'config'),
      `[profile other]\naws_access_key_id=${other.accessKeyId}\naws_secret_access_key=${other.secretAccessKey}\n` +
        `endpoint_url=${other.endpoint}\nregion=${other.region}\n`,
    );
    process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
  });

  setup(async () => {
    await run('startPractice');
    await setFollow(false);
  });
  teardown(() => setFollow(undefined));

  suiteTeardown(async () => {
    await run('forgetEverything');
    delete process.env.AWS_CONFIG_FILE;
    await other.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const isOther = async () => {
    const { arn } = await run<Identity>('checkIdentity');
    assert.equal(arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
  };

  test('in force while somebody else is current: it leaves the terminals, and the other one stays', async () => {
    assert.match(await environmentOfTask(), /^AKIA/);
    await run('chooseSource', { profile: 'other' });
    assert.match(await environmentOfTask(), /^AKIA/);
    await run('stopPractice');
    assert.equal(await environmentOfTask(), 'none');
    await isOther();
  });

  test('somebody else in force: he stays so', async () => {
    const roleArn = other.roles.S3Full;
    await run('assumeRole', { roleArn, roleSessionName: 'Other', sourceProfile: 'other' });
    await run('setTerminalEnvironment');
    const before = await environmentOfTask();
    assert.match(before, new RegExp(`^ASIA\\w+ ${other.endpoint} `));
    await run('stopPractice');
    assert.equal(await environmentOfTask(), before);
  });
});
