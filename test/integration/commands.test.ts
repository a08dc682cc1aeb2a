// Inside VS Code: activation, commands and what they leave behind, on the practice account.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Identity } from '../../src/core/identity.ts';
import { isRemoteHost } from '../../src/platform/remoteHost.ts';
import { environmentOfTask } from './taskEnvironment.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const whoAmI = () => run<Identity>('checkIdentity');
const roleArn = (name: string) => `arn:aws:iam::012345678901:role/${name}`;
const session = 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession';
const user = 'arn:aws:iam::012345678901:user/AssumeRoleUser';

suite('commands, inside VS Code', () => {
  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    await run('startPractice');
  });

  suiteTeardown(async () => {
    await run('forgetEverything');
    await run('stopPractice');
  });

  test('every contributed command is registered', async () => {
    const extension = vscode.extensions.getExtension('rolecall.rolecall');
    const contributed = extension?.packageJSON.contributes.commands.map(({ command }: { command: string }) => command);
    assert.ok(contributed.length > 10);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((id: string) => !registered.has(id)),
      [],
    );
  });

  test('the machine that keeps the secrets is this one, whatever VS Code calls the remote', () => {
    assert.equal(isRemoteHost(vscode.env.remoteName), false, vscode.env.remoteName);
  });

  test('the practice account makes us its user', async () => {
    assert.equal((await whoAmI()).arn, user);
  });

  test('a role is assumed with what was given, and nothing is asked', async () => {
    await run('assumeRole', { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'MySession' });
    const { userId, account, arn } = await whoAmI();
    assert.match(userId, /^AROA[A-Z0-9]{17}:MySession$/);
    assert.deepEqual({ account, arn }, { account: '012345678901', arn: session });
  });

  for (const [what, argument] of [
    ['a role name instead of an ARN', { roleArn: 'S3ListBucketOnly' }],
    ['half an ARN', { roleArn: 'arn:aws:iam::012345678901:role' }],
    ['a session name of 1 character', { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'x' }],
    ['a session name of 65 characters', { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'x'.repeat(65) }],
    ['a session name with a space', { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'My Session' }],
    ['a role that is lent to somebody else', { roleArn: roleArn('LentToSomebodyElse'), roleSessionName: 'MySession' }],
    ['a role that does not exist', { roleArn: roleArn('Missing'), roleSessionName: 'MySession' }],
    ['a role that needs an external id', { roleArn: roleArn('NeedsExternalId'), roleSessionName: 'MySession' }],
    ['a profile that does not exist', { profile: 'no-such-profile' }],
  ] as const) {
    test(`${what}: we stay who we were`, async () => {
      await run('assumeRole', argument);
      assert.equal((await whoAmI()).arn, session);
    });
  }

  test('no command returns a secret', async () => {
    for (const id of ['checkIdentity', 'assumeRole', 'setTerminalEnvironment'] as const) {
      const argument =
        id === 'assumeRole' ? [{ roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'MySession' }] : [];
      const answer = JSON.stringify((await run(id, ...argument)) ?? null);
      assert.doesNotMatch(answer, /AKIA|ASIA|secret|token/i);
    }
  });

  test('return to the source', async () => {
    await run('leaveRole');
    assert.equal((await whoAmI()).arn, user);
  });

  test('a new terminal gets the role, and after clearing it does not', async () => {
    await run('assumeRole', { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'MySession' });
    assert.match(await environmentOfTask(), /^ASIA[A-Z0-9]{16} http:\/\/127\.0\.0\.1:\d+ ap-northeast-1$/);
    await run('clearTerminalEnvironment');
    assert.equal(await environmentOfTask(), 'none');
  });

  test('forget everything reads back what was there and what is left', async () => {
    await run('addBucket', 'test-bucket-012345678901');
    const counted = await run<{ before: Record<string, number>; after: Record<string, number> }>('forgetEverything');
    assert.equal(counted.before.sessions, 1);
    assert.equal(counted.before.buckets, 1);
    assert.deepEqual(counted.after, { sessions: 0, accessKeys: 0, others: 0, buckets: 0 });
  });
});
