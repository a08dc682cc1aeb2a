// Session keys inherited from the environment, with the token's two names that disagree: the identity, what is put in
// force, and what the AWS CLI makes of it in a terminal.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assumeRole as assumeBeforehand } from '../../src/aws/sts.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { assumeRole, identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

const session = (role: string) => `arn:aws:sts::012345678901:assumed-role/${role}/MySession`;

suite('AWS_SESSION_TOKEN and AWS_SECURITY_TOKEN inherited, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let account: PracticeAccount;
  let workbench: Workbench;
  let workspaceFolder: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    const { accessKeyId, secretAccessKey, region, endpoint } = account;
    const { credentials } = await assumeBeforehand(
      { credentials: { accessKeyId, secretAccessKey }, region, endpoint },
      { roleArn: account.roles.FirstHop as string, roleSessionName: 'MySession' },
    );
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    workbench = await Workbench.open({
      workspaceFolder,
      env: {
        ...awsCliEnvironment,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        // botocore takes the older name where both are there.
        AWS_SECURITY_TOKEN: credentials.sessionToken,
        AWS_SESSION_TOKEN: 'left-over-from-another-session',
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
      },
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  /** Who the CLI is in a new terminal, and whether one token is left there. */
  async function inNewTerminal(): Promise<{ arn: string; tokens: string }> {
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    const { Arn: arn } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
    const compare = '[ "$AWS_SECURITY_TOKEN" = "$AWS_SESSION_TOKEN" ] && echo same || echo different';
    return { arn, tokens: await workbench.terminal.run(compare) };
  }

  test('untouched: Rolecall and the CLI take the same one', async () => {
    await identity(workbench).waitForText('FirstHop · 012345678901');
    assert.deepEqual(await inNewTerminal(), { arn: session('FirstHop'), tokens: 'different' });
  });

  test('the environment put in force: one token, and the same identity', async () => {
    await workbench.command('Rolecall: Set Terminal Environment');
    await workbench.notifications.waitFor('New terminals are FirstHop/MySession.');
    assert.deepEqual(await inNewTerminal(), { arn: session('FirstHop'), tokens: 'same' });
  });

  test('a role put in force over it: the CLI is the role', async () => {
    await assumeRole(workbench, account.roles.SecondHop as string);
    await identity(workbench).waitForText('SecondHop · 012345678901');
    await workbench.notifications.waitFor('You are SecondHop, in the session MySession. New terminals are too.');
    assert.deepEqual(await inNewTerminal(), { arn: session('SecondHop'), tokens: 'same' });
  });
});
