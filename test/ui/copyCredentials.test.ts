// Credentials and share-safe text on the clipboard, as a person copies and pastes them; on the practice account.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { eventually } from './driver/eventually.ts';
import { Workbench } from './driver/workbench.ts';

const role = 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession';

suite('copying, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let workbench: Workbench;
  let workspaceFolder: string;

  suiteSetup(async () => {
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    workbench = await Workbench.open({
      workspaceFolder,
      settings: { 'rolecall.terminal.follow': false },
      env: { ...awsCliEnvironment, ROLECALL_START_PRACTICE: '1' },
    });
    await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
  });

  suiteTeardown(async () => {
    await workbench?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  async function whoIsTheTerminal(): Promise<string> {
    return JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000)).Arn;
  }

  test('what is copied for a shell and pasted makes an open terminal the role', async () => {
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.quickInput.waitFor('Session Name');
    await workbench.quickInput.answer('MySession');
    await workbench.statusBarItem('rolecall.identity').waitForText('S3ListBucketOnly · 012345678901');
    assert.match(await whoIsTheTerminal(), /:user\/AssumeRoleUser$/);

    await workbench.command('Rolecall: Copy Credentials as…');
    await workbench.quickInput.waitFor('Copy Credentials of S3ListBucketOnly/MySession');
    assert.equal((await workbench.quickInput.items())[0]?.label, 'POSIX shell (sh, bash, zsh)');
    await workbench.screenshot('copy-1-formats');
    await workbench.quickInput.choose('POSIX shell');
    const told = await workbench.notifications.waitFor('The keys of S3ListBucketOnly/MySession are on the clipboard');
    assert.match(told, /They end at \d+:\d\d.*In a minute the clipboard is cleared/);
    await workbench.screenshot('copy-2-copied');
    assert.match(await workbench.clipboard(), /^ unset .*\n export AWS_ACCESS_KEY_ID='ASIA[A-Z2-7]{16}'\n/);

    await workbench.command('Terminal: Paste into Active Terminal');
    await workbench.terminal.waitFor('AWS_DEFAULT_REGION=');
    await workbench.page.keyboard.press('Enter');
    assert.equal(await whoIsTheTerminal(), role);
  });

  test('after a minute the clipboard is empty', async () => {
    assert.notEqual(await workbench.clipboard(), '');
    await eventually(
      'an empty clipboard',
      () => workbench.clipboard(),
      (text) => text === '',
      120_000,
    );
  });

  test('the clipboard is cleared at once when asked to, and the format used last comes first', async () => {
    await workbench.command('Rolecall: Copy Credentials as…');
    await workbench.quickInput.choose('Answer to AssumeRole (JSON)');
    await workbench.notifications.waitFor('on the clipboard (Answer to AssumeRole (JSON))');
    const { Credentials, AssumedRoleUser } = JSON.parse(await workbench.clipboard());
    assert.deepEqual(Object.keys(Credentials), ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration']);
    assert.equal(AssumedRoleUser.Arn, role);

    await workbench.notifications.press('(Answer to AssumeRole (JSON))', 'Clear Now');
    await eventually(
      'an empty clipboard',
      () => workbench.clipboard(),
      (text) => text === '',
    );

    await workbench.command('Rolecall: Copy Credentials as…');
    await workbench.quickInput.waitFor('Copy Credentials of');
    const labels = (await workbench.quickInput.items()).slice(0, 2).map(({ label }) => label);
    assert.deepEqual(labels, ['Answer to AssumeRole (JSON)', 'POSIX shell (sh, bash, zsh)']);
    await workbench.quickInput.cancel();
  });

  test("the terminal's selection is copied without the account", async () => {
    await workbench.command('Terminal: Clear');
    await workbench.terminal.run('aws sts get-caller-identity', 60_000);
    await workbench.command('Terminal: Select All');
    await workbench.command('Rolecall: Copy Selection Share-Safe');
    await workbench.notifications.waitFor(/Copied, with replacements: 3\. Read it before you share it\./);
    const copied = await workbench.clipboard();
    assert.match(copied, /"Arn": "arn:aws:sts::111111111111:assumed-role\/S3ListBucketOnly\/MySession"/);
    assert.match(copied, /"UserId": "AROA0000000001EXAMPLE:MySession"/);
    assert.doesNotMatch(copied, /012345678901/);
    await workbench.screenshot('copy-3-share-safe');
  });

  test('it is in the menu of a selection', async () => {
    await workbench.command('Terminal: Select All');
    await workbench.page.locator('.terminal-wrapper.active .xterm-screen').first().click({ button: 'right' });
    assert.ok((await workbench.menu.items()).includes('Copy Selection Share-Safe'));
    await workbench.screenshot('copy-4-menu');
    await workbench.menu.close();
  });

  test('without a selection, what is on the clipboard stays', async () => {
    const before = await workbench.clipboard();
    await workbench.command('Terminal: Clear Selection');
    await workbench.command('Rolecall: Copy Selection Share-Safe');
    await workbench.notifications.waitFor('No text is selected in the terminal.');
    assert.equal(await workbench.clipboard(), before);
  });
});
