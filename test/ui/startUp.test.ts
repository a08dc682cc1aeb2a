// Start-up, in a real VS Code: whatever the default profile needs, nobody is asked and nothing is run until a person acts.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('start-up, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let elsewhere: HttpEndpoint;
  let scratch: string;
  let home: string;
  let workbench: Workbench | undefined;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    elsewhere = await startHttpEndpoint();
  });
  suiteTeardown(async () => {
    await account?.close();
    await elsewhere?.close();
  });

  setup(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-start-'));
    home = path.join(scratch, 'home');
    mkdirSync(path.join(home, '.aws'), { recursive: true });
  });
  teardown(async () => {
    await workbench?.close();
    workbench = undefined;
    rmSync(scratch, { recursive: true, force: true });
  });

  /** A window at rest: what it says who one is, and that it said nothing else. */
  async function open(config: string, words: string): Promise<Workbench> {
    writeFileSync(path.join(home, '.aws/config'), config);
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(workspaceFolder);
    const window = await Workbench.open({ workspaceFolder, home });
    workbench = window;
    await identity(window).waitForText(words);
    assert.equal(await window.quickInput.isOpen(), false);
    assert.equal(await window.dialog.isOpen(), false);
    assert.deepEqual(await window.notifications.read(), []);
    return window;
  }

  async function checkIdentity(window: Workbench): Promise<void> {
    await identity(window).click();
    await window.quickInput.choose('Check Identity Now');
  }

  test('a profile that runs a program: it runs when the identity is checked', async () => {
    const ran = path.join(scratch, 'ran');
    const program = path.join(home, 'credentials.sh');
    const answer = {
      Version: 1,
      AccessKeyId: account.accessKeyId,
      SecretAccessKey: account.secretAccessKey,
    };
    writeFileSync(program, `#!/bin/sh\necho x >> '${ran}'\necho '${JSON.stringify(answer)}'\n`);
    chmodSync(program, 0o700);
    const window = await open(
      `[default]\ncredential_process = ${program}\nregion = ${account.region}\nendpoint_url = ${account.endpoint}\n`,
      'AWS: not checked',
    );
    assert.equal(existsSync(ran), false);
    await checkIdentity(window);
    await identity(window).waitForText('AssumeRoleUser · 012345678901');
    assert.equal(existsSync(ran), true);
  });

  test('a profile whose role needs an MFA code: it is asked for when the identity is checked', async () => {
    const window = await open(
      [
        '[profile user]',
        `aws_access_key_id = ${account.accessKeyId}`,
        `aws_secret_access_key = ${account.secretAccessKey}`,
        `endpoint_url = ${account.endpoint}`,
        '[default]',
        'source_profile = user',
        `role_arn = ${account.roles.S3Full}`,
        `mfa_serial = ${account.mfaSerial}`,
        `region = ${account.region}`,
        `endpoint_url = ${account.endpoint}`,
      ].join('\n'),
      'AWS: MFA code needed',
    );
    await checkIdentity(window);
    await window.quickInput.waitFor('MFA');
  });

  test('a profile of single sign-on: nothing is sent, and it says that one has to sign in', async () => {
    await open(
      [
        '[sso-session work]',
        'sso_start_url = https://example.awsapps.com/start',
        'sso_region = us-east-1',
        '[default]',
        'sso_session = work',
        'sso_account_id = 012345678901',
        'sso_role_name = ReadOnly',
        'region = us-east-1',
        `endpoint_url = ${elsewhere.url}`,
      ].join('\n'),
      'AWS: sign-in needed',
    );
    assert.equal(elsewhere.requests, 0);
  });

  test('a profile with keys: AWS is asked once who they are', async () => {
    elsewhere.answer = {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::012345678901:user/AssumeRoleUser</Arn><UserId>AIDAEXAMPLE</UserId><Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    };
    const window = await open(
      `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up-secret\nregion = us-east-1\nendpoint_url = ${elsewhere.url}\n`,
      'AssumeRoleUser · 012345678901',
    );
    assert.equal(elsewhere.requests, 1);
    // A change is a reason to ask again.
    await checkIdentity(window);
    await eventually(
      'a second request',
      async () => elsewhere.requests,
      (requests) => requests === 2,
    );
  });
});
