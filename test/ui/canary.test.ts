// The secrets of a whole run are found nowhere (keys, sessions of roles and of an MFA device, its seed, a single sign-on, the
// link to the console): not in the user data, the browser's profile, logs at trace level, HOME,
// the workspace or temporary files. SecretStorage may hold them, but keeps them encrypted, so it is searched as all else.
// The one exception is what VS Code itself logs about terminals (canary/hostLog.ts). That the search would find them
// elsewhere is the matter of canaryPlanted.test.ts.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assumeRole as assumeRoleAt } from '../../src/aws/sts.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type AwsStandIns, startAwsStandIns } from '../fakes/awsStandIns.ts';
import { SingleSignOn, startUrl } from '../fakes/singleSignOn.ts';
import { needs } from '../support/needs.ts';
import { type IssuedSecrets, watchIssuedSecrets } from './canary/issuedSecrets.ts';
import { Needles, type Secret } from './canary/needles.ts';
import { type Content, contentsOf, searchContents } from './canary/storeSearch.ts';
import { makeStores, openIn, removeStores, type Stores } from './canary/stores.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { Commands, commandsExtension } from './driver/commands.ts';
import { Person } from './driver/person.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';
const ownPractice = "the secret key of Rolecall's own practice account";

suite('the secrets of a whole run', () => {
  needs('vscode-host', 'aws-cli', 'openssl', 'linux');
  let stores: Stores;
  let workbench: Workbench;
  let practice: PracticeAccount;
  let issued: IssuedSecrets;
  let aws: AwsStandIns;
  let signOn: SingleSignOn;
  let second: Workbench;
  /** What the run printed outside of any store. */
  const printed: Content[] = [];
  const wrongSecret = randomBytes(30).toString('base64');
  /** Of the practice account that Rolecall itself runs: the key that its terminals hold. */
  let ownPracticeSecret = '';

  suiteSetup(async () => {
    stores = makeStores();
    mkdirSync(path.join(stores.workspace, 'second'));
    practice = await startPracticeAccount();
    issued = await watchIssuedSecrets(practice.endpoint);
    aws = await startAwsStandIns(practice);
    signOn = await startSignOn(practice);
    mkdirSync(path.join(stores.home, '.aws'));
    writeFileSync(path.join(stores.home, '.aws/config'), config());
    workbench = await openIn(stores, {
      env: { ...awsCliEnvironment, ...aws.env },
      otherExtensions: [commandsExtension, aws.extension],
      browserFlags: aws.browserFlags,
      portProxy: true,
    });
    workbench.page.context().on('console', (message) => {
      printed.push({ place: 'console of a window', bytes: Buffer.from(message.text()) });
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await signOn?.close();
    await aws?.close();
    await issued?.close();
    await practice?.close();
    if (stores !== undefined) removeStores(stores);
  });

  const secretsOfTheRun = (): Secret[] => [
    { name: "the user's secret key", value: practice.secretAccessKey },
    { name: 'the wrong secret key', value: wrongSecret },
    { name: ownPractice, value: ownPracticeSecret },
    ...issued.secrets(),
    ...lastingSecrets(),
  ];
  /** What is in no terminal's environment. */
  const lastingSecrets = (): Secret[] => [
    { name: 'the MFA seed', value: practice.totpSeed },
    { name: 'the secret of the sign-on client', value: signOn.clientSecret },
    ...[...signOn.tokens].map((value) => ({ name: 'the token of the sign-on', value })),
    ...[...signOn.refreshTokens].map((value) => ({ name: 'the refresh token of the sign-on', value })),
    { name: "the secret key of the sign-on's role", value: signOn.roleCredentials?.secretAccessKey ?? '' },
    { name: "the token of the sign-on's role", value: signOn.roleCredentials?.sessionToken ?? '' },
    ...aws.federation.tokens.map((value) => ({ name: 'the sign-in token of the console', value })),
  ];

  /** The user's own calls go to the practice account directly; those of the single sign-on, to AWS's own names. */
  const config = () => `
[default]
region = ${practice.region}
endpoint_url = ${issued.endpoint}
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[services here]
sso_oidc =
  endpoint_url = ${signOn.url}
sso =
  endpoint_url = ${signOn.url}
[profile signed-in]
sso_session = corp
sso_account_id = ${practice.account}
sso_role_name = S3Full
services = here
region = ${practice.region}
`;

  test('keys are typed, one of them with a wrong secret', async () => {
    await addAccessKey(workbench, practice.accessKeyId, wrongSecret);
    await workbench.notifications.waitFor(/The secret does not belong to the access key/);
    await addAccessKey(workbench, practice.accessKeyId, practice.secretAccessKey);
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
  });

  test('a role is assumed and used in a terminal and a bucket; an object and another role are denied', async () => {
    await assumeRole(workbench, role('S3ListBucketOnly'));
    await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly · 012345678901');
    await useTerminal(workbench, 'assumed-role/S3ListBucketOnly');
    await openObject();
    await workbench.notifications.waitFor(/may not s3:GetObject on/);
    await assumeRole(workbench, role('LentToSomebodyElse'));
    await workbench.notifications.waitFor(/sts:AssumeRole/);
  });

  test('after a reload the role is left, and another one assumed and used', async () => {
    await workbench.reload();
    await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly');
    // The terminal of before comes back by itself, and would be taken for the one that is opened next.
    await workbench.terminal.waitFor('get-caller-identity');
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await assumeRole(workbench, role('S3Full'));
    await workbench.statusBarItem(identity).waitForText('S3Full');
    await useTerminal(workbench, 'assumed-role/S3Full');
    await openObject();
    await workbench.editor.waitForText('xxxx');
  });

  test('a second window is a third role', async () => {
    second = await workbench.secondWindow(path.join(stores.workspace, 'second'));
    await second.statusBarItem(identity).waitForText('AWS: no identity');
    await second.command('Rolecall: Choose Source…');
    await second.quickInput.choose(practice.accessKeyId.slice(-4));
    await second.statusBarItem(identity).waitForText('AssumeRoleUser');
    await assumeRole(second, role('S3TestFolderOnly'));
    await second.statusBarItem(identity).waitForText('S3TestFolderOnly');
    await useTerminal(second, 'assumed-role/S3TestFolderOnly');
    await workbench.screenshot('canary-run');
  });

  test('a code is typed in one window, and made from a seed that is kept in the other', async () => {
    const person = new Person(practice.totpSeed);
    const withMfa = { roleArn: role('NeedsMfa'), roleSessionName: 'MySession', mfaSerial: practice.mfaSerial };
    await person.besides([workbench], () => new Commands(stores.workspace).run('rolecall.assumeRole', withMfa));
    await workbench.statusBarItem(identity).waitForText('NeedsMfa');
    await keepSeed(second);
    // A code is good for once.
    await person.nextCode();
    await new Commands(path.join(stores.workspace, 'second')).run('rolecall.assumeRole', withMfa);
    await second.statusBarItem(identity).waitForText('NeedsMfa');
    assert.deepEqual([...person.asked.values()], [1]);
  });

  test('single sign-on, and the console in a browser', async () => {
    await workbench.command('Rolecall: Choose Source…');
    await workbench.quickInput.choose('signed-in');
    const device = workbench.page.context().waitForEvent('page');
    await workbench.notifications.press('Confirm the code', 'Open Browser');
    await (await device).waitForFunction("document.title.includes('is confirmed')");
    await (await device).close();
    await workbench.statusBarItem(identity).waitForText('S3Full');

    // A person's browser is another program than VS Code: here it is this test.
    const handed = /\/proxy\/\d+\/[\w-]{43}$/;
    await workbench.page.context().route(handed, (route) => route.abort());
    const opened = workbench.page.context().waitForEvent('request', (request) => handed.test(request.url()));
    await new Commands(stores.workspace).run('rolecall.openConsole', { destination: '' });
    const { headers } = await fetch((await opened).url(), { redirect: 'manual' });
    const { pathname, search } = new URL(headers.get('location') ?? '');
    assert.equal((await aws.federation.answer('GET', pathname + search)).status, 200);
  });

  test("Rolecall's own practice account, whose key its terminals hold", async () => {
    await second.command('Rolecall: Start Practice Account');
    await second.statusBarItem(identity).waitForText('AssumeRoleUser');
    await useTerminal(second, 'user/AssumeRoleUser');
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'rolecall-seen-')), 'key');
    await second.terminal.run(`printf %s "$AWS_SECRET_ACCESS_KEY" > ${file}`);
    ownPracticeSecret = readFileSync(file, 'utf8');
    rmSync(path.dirname(file), { recursive: true });
    assert.equal(ownPracticeSecret.length, 40);
    assert.notEqual(ownPracticeSecret, practice.secretAccessKey);
  });

  test('all is closed, with nothing forgotten: every session had a secret key and a token', async () => {
    printed.push({ place: 'server output', bytes: Buffer.from(workbench.serverOutput()) });
    await workbench.close();
    // Three roles without MFA, then the device and a role in each of two windows.
    assert.equal(issued.secrets().length, 2 * (3 + 2 * 2));
    assert.equal(lastingSecrets().length, 7);
    assert.deepEqual([signOn.defects, aws.defects()], [[], []]);
  });

  test('everything wrote its log at trace level', () => {
    const logs = path.join(stores['user data'], 'logs');
    const traced = readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.log') && readFileSync(path.join(logs, file), 'utf8').includes('[trace]'))
      .map((file) => path.basename(file));
    assert.deepEqual(
      ['remoteagent.log', 'remoteexthost.log', 'ptyhost.log'].filter((file) => !traced.includes(file)),
      [],
      traced.join(),
    );
    assert.ok(printed.some(({ place, bytes }) => place === 'console of a window' && bytes.includes('TRACE')));
  });

  test('Rolecall’s own log is there at trace level, and is searched', () => {
    const logs = path.join(stores['user data'], 'logs');
    const own = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith(path.join('rolecall.rolecall', 'Rolecall.log')),
    );
    const written = own.map((file) => readFileSync(path.join(logs, file), 'utf8')).join('');
    for (const line of [
      /\[trace\] rolecall\.addAccessKey$/m,
      /\[error\] rolecall\.addAccessKey: \{"code":"secret-wrong","accessKeyId":"AKIA…\w{4}"\}$/m,
      /\[error\] rolecall\.assumeRole: \{"code":"denied",/m,
    ]) {
      assert.match(written, line);
    }
    const searched = new Set<string>();
    for (const { place } of contentsOf(stores)) searched.add(place);
    assert.deepEqual(
      own.filter((file) => !searched.has(path.join('user data/logs', file))),
      [],
    );
  });

  test('nothing of them is in any store, log or output', () => {
    const everything = [...contentsOf(stores), ...printed];
    const { found, inHostLog, unread } = searchContents(everything, new Needles(secretsOfTheRun()));
    assert.deepEqual({ found, unread }, { found: [], unread: [] });
    // What stood in a terminal's environment and nothing else: no key that a person typed.
    const sessions = new Set([ownPractice, ...issued.secrets().map(({ name }) => name)]);
    assert.deepEqual(
      inHostLog.filter(({ secret }) => !sessions.has(secret)),
      [],
    );
  });

  test('each of them would have been found: planted, it is', () => {
    const planted = makeStores();
    try {
      const secrets = secretsOfTheRun();
      secrets.forEach(({ value }, index) => {
        writeFileSync(path.join(planted.home, `${index}`), JSON.stringify({ url: `x?t=${encodeURIComponent(value)}` }));
      });
      const { found } = searchContents(contentsOf(planted), new Needles(secrets));
      const names = (each: readonly { readonly secret: string }[]) => [...new Set(each.map(({ secret }) => secret))];
      assert.deepEqual(names(found).sort(), secrets.map(({ name }) => name).sort());
    } finally {
      removeStores(planted);
    }
  });

  async function keepSeed(window: Workbench): Promise<void> {
    await window.command('Rolecall: Keep MFA Seed…');
    await window.quickInput.waitFor('MFA Device');
    await window.quickInput.type(practice.mfaSerial);
    await window.quickInput.choose(practice.mfaSerial);
    await window.dialog.waitFor('Keep the seed of');
    await window.dialog.press('Keep Seed');
    await window.quickInput.waitFor('MFA Seed');
    await window.quickInput.answer(practice.totpSeed);
    await window.notifications.waitFor('is kept. Codes are made from it.');
  }

  function role(name: string): string {
    const arn = practice.roles[name];
    assert.ok(arn, name);
    return arn;
  }

  async function openObject(): Promise<void> {
    await workbench.command('View: Show Rolecall');
    const tree = workbench.tree('Buckets');
    if (!(await tree.rows()).some(({ label }) => label === practice.bucket)) {
      await workbench.command('Rolecall: Add Bucket…');
      await workbench.quickInput.waitFor();
      await workbench.quickInput.answer(practice.bucket);
    }
    await tree.expand(practice.bucket);
    await tree.click('test.txt');
  }
});

async function addAccessKey(workbench: Workbench, accessKeyId: string, secretAccessKey: string): Promise<void> {
  await workbench.command('Rolecall: Add Access Key…');
  await workbench.quickInput.waitFor('Add Access Key (1 of 2)');
  await workbench.quickInput.answer(accessKeyId);
  await workbench.quickInput.waitFor('Add Access Key (2 of 2)');
  await workbench.quickInput.answer(secretAccessKey);
}

async function assumeRole(workbench: Workbench, roleArn: string): Promise<void> {
  await workbench.command('Rolecall: Assume Role…');
  await workbench.quickInput.waitFor('Assume Role');
  await workbench.quickInput.type(roleArn);
  await workbench.quickInput.choose(roleArn.split('/').at(-1) ?? roleArn);
  await workbench.quickInput.waitFor('Session Name');
  await workbench.quickInput.answer('MySession');
}

/** A new terminal, in which the AWS CLI is who Rolecall says. */
async function useTerminal(workbench: Workbench, arnPart: string): Promise<void> {
  await workbench.terminal.open();
  await giveEndpointToOldCli(workbench);
  const answer = await workbench.terminal.run('aws sts get-caller-identity', 60_000);
  assert.ok(JSON.parse(answer).Arn.includes(arnPart), answer);
}

/** Its tokens are as long as AWS's; its role's keys are good. */
async function startSignOn({ accessKeyId, secretAccessKey, ...practice }: PracticeAccount): Promise<SingleSignOn> {
  const { endpoint, region, account, roles } = practice;
  const access = { credentials: { accessKeyId, secretAccessKey }, endpoint, region };
  const request = { roleArn: roles.S3Full as string, roleSessionName: 'SignedIn' };
  const signOn = await SingleSignOn.start();
  signOn.role = { account_id: account, role_name: 'S3Full' };
  signOn.roleCredentials = (await assumeRoleAt(access, request)).credentials;
  signOn.scopes = ['sso:account:access'];
  signOn.waitsForBrowser = true;
  signOn.clientSecret = randomBytes(60).toString('base64url');
  signOn.tokenText = () => randomBytes(300).toString('base64url');
  return signOn;
}
