// Single sign-on, from the profile to the role, in a real VS Code: the code is shown, confirmed in a browser, and the role
// is in force. The services are stand-ins, led to as AWS's clients are: by the profile's `services`.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assumeRole } from '../../src/aws/sts.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { SingleSignOn, startUrl } from '../fakes/singleSignOn.ts';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { clearMessages, identity, waitUntilKept } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('single sign-on, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let practice: PracticeAccount;
  let service: SingleSignOn;
  let workbench: Workbench;
  let scratch: string;

  suiteSetup(async () => {
    practice = await startPracticeAccount();
    service = await SingleSignOn.start();
    service.scopes = ['sso:account:access'];
    service.role = { account_id: practice.account, role_name: 'ChainStart' };
    service.waitsForBrowser = true;
    const { accessKeyId, secretAccessKey, endpoint, region } = practice;
    const access = { credentials: { accessKeyId, secretAccessKey }, endpoint, region };
    const request = { roleArn: practice.roles.ChainStart as string, roleSessionName: 'Ann' };
    service.roleCredentials = (await assumeRole(access, request)).credentials;
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-sso-'));
    const home = path.join(scratch, 'home');
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(workspaceFolder);
    mkdirSync(path.join(home, '.aws'), { recursive: true });
    writeFileSync(path.join(home, '.aws/config'), config());
    workbench = await Workbench.open({ workspaceFolder, home, env: awsCliEnvironment, portProxy: true });
    await identity(workbench).waitForText('AWS: no identity');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await service?.close();
    await practice?.close();
    rmSync(scratch, { recursive: true, force: true });
    assert.deepEqual(service?.defects, []);
  });

  const config = () => `
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[services here]
sso_oidc =
  endpoint_url = ${service.url}
sso =
  endpoint_url = ${service.url}
sts =
  endpoint_url = ${practice.endpoint}
s3 =
  endpoint_url = ${practice.endpoint}
[profile signed-in]
sso_session = corp
sso_account_id = ${practice.account}
sso_role_name = ChainStart
services = here
region = ${practice.region}
[profile further]
role_arn = ${practice.roles.ChainEnd}
role_session_name = Ann
source_profile = signed-in
services = here
region = ${practice.region}
`;
  const question = 'AWS asks you to sign in. Confirm the code ABCD-EFGH in the browser.';
  const signIns = () => service.calls.filter((call) => call === 'POST /device_authorization').length;

  async function chooseSource(profile: string): Promise<void> {
    await workbench.command('Rolecall: Choose Source…');
    await workbench.quickInput.choose(profile);
  }

  test('who closes the question stays who he was, and no browser is opened', async () => {
    await chooseSource('signed-in');
    await workbench.notifications.waitFor(question);
    assert.deepEqual(await workbench.notifications.buttons(question), ['Open Browser']);
    await clearMessages(workbench);
    await identity(workbench).waitForText('AWS: no identity');
    assert.ok(!service.calls.includes('GET /device'));
  });

  test('the code is confirmed in the browser, and one is the role', async () => {
    await chooseSource('signed-in');
    const opened = workbench.page.context().waitForEvent('page');
    await workbench.notifications.press(question, 'Open Browser');
    const page = await opened;
    await page.waitForFunction("document.title === 'ABCD-EFGH is confirmed'");
    await page.close();
    await identity(workbench).waitForText('ChainStart · 012345678901');
    assert.match(await identity(workbench).tooltip(), /assumed-role\/ChainStart\/Ann/);
    await workbench.notifications.waitForNone('Waiting for the sign-in');
  });

  test('a role that starts from there needs no further sign-in, and is in force in a terminal', async () => {
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.waitFor('Assume Role');
    await workbench.quickInput.choose('further');
    await identity(workbench).waitForText('ChainEnd · 012345678901');
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    const answer = await workbench.terminal.run('aws sts get-caller-identity', 60_000);
    assert.ok(JSON.parse(answer).Arn.endsWith(':assumed-role/ChainEnd/Ann'), answer);
    await workbench.terminal.killAll();
  });

  test('loaded anew one is still the role, and nobody has to sign in', async () => {
    const before = signIns();
    await clearMessages(workbench);
    await waitUntilKept(workbench, '"further"');
    await workbench.reload();
    await identity(workbench).waitForText('ChainEnd · 012345678901');
    await workbench.command('Rolecall: Renew Session Now');
    await workbench.notifications.waitFor('The session is new');
    assert.equal(signIns(), before);
  });
});
