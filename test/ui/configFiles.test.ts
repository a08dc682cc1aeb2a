// ~/.aws as people have it, in a real VS Code: what can be used is used, and what the AWS CLI refuses is told.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { Person } from './driver/person.ts';
import { clearMessages, identity, waitUntilKept } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('~/.aws, in a real VS Code', () => {
  needs('vscode-host');
  let account: PracticeAccount;
  let scratch: string;
  let home: string;
  let config: string;
  let workbench: Workbench | undefined;

  suiteSetup(async () => {
    account = await startPracticeAccount();
  });
  suiteTeardown(() => account?.close());

  setup(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-config-'));
    home = path.join(scratch, 'home');
    config = path.join(home, '.aws/config');
  });
  teardown(async () => {
    await workbench?.close();
    workbench = undefined;
    rmSync(scratch, { recursive: true, force: true });
  });

  function write(text: string | Buffer): void {
    mkdirSync(path.dirname(config), { recursive: true });
    writeFileSync(config, text);
  }

  async function open(locale: 'en' | 'ja' = 'en'): Promise<Workbench> {
    const workspaceFolder = path.join(scratch, 'workspace');
    mkdirSync(workspaceFolder);
    workbench = await Workbench.open({ workspaceFolder, home, locale });
    return workbench;
  }

  const usable = () =>
    `[default]\naws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\nregion = ${account.region}\nendpoint_url = ${account.endpoint}\n`;
  const refusal = (line: number, what: string) =>
    `${config}, line ${line}: ${what} The AWS CLI refuses the whole file until this is corrected; Rolecall goes on with what it can read.`;
  const isUser = (window: Workbench) => identity(window).waitForText('AssumeRoleUser · 012345678901');

  test('missing, then made: nobody, without a message, and then the user', async () => {
    const window = await open();
    await identity(window).waitForText('AWS: no identity');
    assert.deepEqual(await window.notifications.read(), []);
    write(usable());
    await isUser(window);
    assert.deepEqual(await window.notifications.read(), []);
  });

  test('empty: nobody, without a message', async () => {
    write('');
    const window = await open();
    await identity(window).waitForText('AWS: no identity');
    assert.deepEqual(await window.notifications.read(), []);
  });

  test('not UTF-8: the profile is usable, and the line is told', async () => {
    write(Buffer.from(`${usable()}# caf\xe9\n`, 'latin1'));
    const window = await open();
    await isUser(window);
    await window.notifications.waitFor(refusal(6, 'The characters are not UTF-8.'));
  });

  test('with a BOM, in Japanese: the profile is usable, and it is told', async () => {
    write(`\ufeff${usable()}`);
    const window = await open('ja');
    await isUser(window);
    await window.notifications.waitFor(
      `${config} の 1 行目: ファイルの先頭にバイトオーダーマーク (BOM) があります。修正するまで AWS CLI はこのファイル全体を読み込みません。`,
    );
  });

  test('refused by the AWS CLI: told once for each change, and opened at the line', async () => {
    write(`${usable()}[profile work]\nregion = eu-west-1\n[profile work]\n`);
    const window = await open();
    await isUser(window);
    const told = refusal(8, 'The section is there a second time.');
    await window.notifications.waitFor(told);
    await window.screenshot('config-refused');
    await window.notifications.press(told, 'Open File');
    await window.editor.waitForText('[profile work]');
    assert.equal(await window.editor.title(), 'config');
    await window.statusBarItem('editor.selection').waitForText('Ln 8, Col 1');

    await clearMessages(window);
    await waitUntilKept(window, 'rolecall.refusedFilesTold');
    await window.reload();
    await isUser(window);
    assert.deepEqual(await window.notifications.read(), []);

    write(`${usable()}[profile work]\nregion\n`);
    await window.notifications.waitFor(refusal(7, 'The line has no "=".'));
    await isUser(window);

    await clearMessages(window);
    write(usable().replace(account.region, 'eu-west-1'));
    await window.statusBarItem('rolecall.identity').waitForTooltip('eu-west-1');
    assert.deepEqual(await window.notifications.read(), []);
  });

  const withRole = (role: string) =>
    `${usable()}[profile work]\nrole_arn = ${account.roles[role]}\nmfa_serial = ${account.mfaSerial}\n` +
    `source_profile = default\nregion = ${account.region}\nendpoint_url = ${account.endpoint}\n`;
  const changed =
    'The AWS configuration files have changed and say something else now. Assume the role again to use what they say.';

  test('changed while the list of roles is open: the role that was seen is not another one in secret', async () => {
    write(withRole('NeedsMfa'));
    const window = await open();
    await isUser(window);
    await window.command('Rolecall: Assume Role…');
    await window.quickInput.waitFor('Assume Role');
    write(withRole('S3Full'));
    await window.quickInput.choose('work');
    await window.notifications.waitFor(changed);
    await isUser(window);
  });

  test('changed while an MFA code is asked for: said, and what they say now is assumed at the next try', async () => {
    write(withRole('NeedsMfa'));
    const window = await open();
    await isUser(window);
    const person = new Person(account.totpSeed);
    const assumeWork = async () => {
      await window.command('Rolecall: Assume Role…');
      await window.quickInput.waitFor('Assume Role');
      await window.quickInput.choose('work');
    };
    await assumeWork();
    await window.quickInput.waitFor('MFA Code');
    write(withRole('S3Full'));
    await window.quickInput.answer(await person.nextCode());
    await window.notifications.waitFor(changed);
    await isUser(window);

    await clearMessages(window);
    await assumeWork();
    await window.quickInput.waitFor('MFA Code');
    await window.quickInput.answer(await person.nextCode());
    await identity(window).waitForText('S3Full · 012345678901');
  });
});
