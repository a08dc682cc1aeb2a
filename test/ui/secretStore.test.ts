// SecretStorage that holds garbage or loses what it is given, in a real VS Code. The host keeps secrets encrypted in the
// browser; the page spoils what it encrypts. A store that refuses to answer is tested at the seam (session/vault, keeper).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import {
  addAccessKey,
  assumeRole,
  clearMessages,
  identity,
  waitUntilGone,
  waitUntilRoleIsKept,
} from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

/** What happens to everything that is written from now on, and where the page finds that. */
type Spoiling = 'none' | 'sessions' | 'everything' | 'not kept';
const modeKey = 'test.spoiling';

/** Runs in the page before VS Code's own code. */
const spoil = `
  const encrypt = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = function (algorithm, key, data) {
    const mode = localStorage.getItem('${modeKey}') ?? 'none';
    if (mode === 'none') return encrypt.call(this, algorithm, key, data);
    if (mode === 'not kept') return Promise.reject(new Error('The keyring is locked.'));
    const spoiled = Object.entries(JSON.parse(new TextDecoder().decode(data))).map(([name, value]) =>
      mode === 'everything' || name.includes('rolecall.session.') ? [name, '{"session":['] : [name, value],
    );
    return encrypt.call(this, algorithm, key, new TextEncoder().encode(JSON.stringify(Object.fromEntries(spoiled))));
  };
`;

suite('SecretStorage with garbage, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let workbench: Workbench;
  let scratch: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-secrets-'));
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(path.join(workspaceFolder, '.vscode'), { recursive: true });
    writeFileSync(
      path.join(workspaceFolder, '.vscode/settings.json'),
      JSON.stringify({ 'rolecall.region': account.region }),
    );
    workbench = await Workbench.open({ workspaceFolder, settings: { 'rolecall.endpointUrl': account.endpoint } });
    await workbench.page.addInitScript(spoil);
    await workbench.reload();
    await identity(workbench).waitForText('AWS: no identity');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  setup(() => clearMessages(workbench));

  const set = (mode: Spoiling) =>
    workbench.page.evaluate(`localStorage.setItem('${modeKey}', ${JSON.stringify(mode)})`);
  const isUser = () => identity(workbench).waitForText('AssumeRoleUser · 012345678901');
  const isRole = () => identity(workbench).waitForText('S3ListBucketOnly · 012345678901');
  const becomeRole = async (sessionName: string) => {
    await addAccessKey(workbench, account);
    await isUser();
    await assumeRole(workbench, account.roles.S3ListBucketOnly as string, sessionName);
    await workbench.notifications.waitFor(`in the session ${sessionName}.`);
    await isRole();
    await waitUntilRoleIsKept(workbench, sessionName);
  };
  const keyIsGone = async () => {
    await identity(workbench).waitForText('AWS: error');
    assert.match(
      await identity(workbench).tooltip(),
      new RegExp(`The access key \\S*${account.accessKeyId.slice(-4)} is no longer held\\. Add it again\\.`),
    );
  };

  test('a mistyped secret is not held, and one that was held before it is held again', async () => {
    const mistyped = { ...account, secretAccessKey: `${account.secretAccessKey.slice(0, -1)}x` };
    const isWrong = () => workbench.notifications.waitFor(/The secret does not belong to the access key/);
    const heldKeys = async () => {
      await workbench.command('Rolecall: Choose Source…');
      await workbench.quickInput.waitFor('Choose Source');
      const labels = (await workbench.quickInput.items()).map(({ label }) => label);
      return labels.filter((label) => label.includes(account.accessKeyId.slice(-4)));
    };
    await addAccessKey(workbench, mistyped);
    await isWrong();
    assert.deepEqual(await heldKeys(), []);
    await workbench.quickInput.cancel();
    await addAccessKey(workbench, account);
    await isUser();
    await clearMessages(workbench);
    await addAccessKey(workbench, mistyped);
    await isWrong();
    await isUser();
    await clearMessages(workbench);
    const [key = ''] = await heldKeys();
    await workbench.quickInput.choose(key);
    await workbench.notifications.waitFor(/AssumeRoleUser/);
    await isUser();
  });

  test('sessions that are garbage: the role is asked for again, and the access key is still held', async () => {
    await set('sessions');
    await becomeRole('Sessions');
    await workbench.reload();
    await identity(workbench).waitForText('S3ListBucketOnly expired');
    await set('none');
    await clearMessages(workbench);
    await assumeRole(workbench, account.roles.S3ListBucketOnly as string, 'SessionsAgain');
    await workbench.notifications.waitFor('in the session SessionsAgain.');
    await waitUntilRoleIsKept(workbench, 'SessionsAgain');
    await workbench.reload();
    await isRole();
  });

  test('every entry garbage, the index among them: the access key is asked for again', async () => {
    await set('everything');
    await becomeRole('Everything');
    await workbench.reload();
    await keyIsGone();
    await set('none');
    await becomeRole('EverythingAgain');
    await workbench.reload();
    await isRole();
  });

  test('a store that cannot be decrypted: the access key is asked for again', async () => {
    await workbench.page.evaluate("localStorage.setItem('secrets.provider', 'rubbish')");
    await workbench.reload();
    await keyIsGone();
    await becomeRole('Decrypted');
  });

  test('a store that keeps nothing: the window goes on, and after a reload it is asked again', async () => {
    await workbench.page.evaluate("localStorage.removeItem('secrets.provider')");
    await set('not kept');
    await workbench.reload();
    // Once it shows something its commands are there.
    await identity(workbench).waitForText(/AWS/);
    await becomeRole('NotKept');
    await workbench.reload();
    await keyIsGone();
    await set('none');
  });

  test('and what is forgotten then is gone', async () => {
    await becomeRole('Forgotten');
    await workbench.command('Rolecall: Forget Everything');
    await workbench.notifications.waitFor(
      /Forgotten: access keys 1, sessions 1, other secrets \d, buckets 0\. Left: 0\./,
    );
    await identity(workbench).waitForText('AWS: no identity');
    await waitUntilGone(workbench, '"Forgotten"');
    await workbench.reload();
    await identity(workbench).waitForText('AWS: no identity');
  });
});
