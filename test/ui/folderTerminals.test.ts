// A workspace of several folders, of which one has a role of its own: a real terminal and a real task in each.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Desk, sessionOf, user } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';
const minuteMs = 60_000;
const shells = (row: string) => row.replace(/^(?:bash|python|aws|env):/, 'shell:');

suite('folders with a role of their own, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;
  /** How far AWS's clock is ahead of this machine's. */
  let aheadMs = 0;

  suiteSetup(async () => {
    desk = await Desk.open({
      folders: ['one', 'two'],
      task: 'echo "$AWS_ACCESS_KEY_ID" > seen.txt',
      now: () => Date.now() + aheadMs,
      workspaceSettings: { 'rolecall.durationSeconds': 900 },
    });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());

  const setForFolder = async (folder: string) => {
    await workbench.command('Rolecall: Set Terminal Environment for Folder…');
    await workbench.quickInput.waitFor('Set Terminal Environment for Folder');
    await workbench.quickInput.choose(folder);
    await workbench.notifications.waitFor(`New terminals in the folder "${folder}" are`);
    await workbench.command('Notifications: Clear All Notifications');
  };
  /** The access key that a task of the folder sees. */
  const keyOfTask = async (folder: string) => {
    const seen = path.join(desk.folder, folder, 'seen.txt');
    rmSync(seen, { force: true });
    await desk.runTask(`look in ${folder}`);
    const text = await eventually(
      'what the task saw',
      async () => readFileSync(seen, 'utf8'),
      (written) => written !== '',
    );
    return text.trim();
  };

  test('the current identity is put in force in one folder, and stays there after a switch', async () => {
    await desk.assume('S3ListBucketOnly');
    await setForFolder('one');
    await desk.assume('S3Full');
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.match(
      await desk.explanation(),
      /^S3ListBucketOnly\/MySession is in force here, as in all new terminals of this/,
    );
    await workbench.statusBarItem(identity).waitForText('not in this terminal');
    await desk.openTerminal('two');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    assert.match(await desk.explanation(), /^S3Full\/MySession is in force here, which is the current identity/);
  });

  test('tasks get what new terminals of their folder get', async () => {
    const keyOfTwo = await desk.variable('AWS_ACCESS_KEY_ID');
    assert.equal(await keyOfTask('two'), keyOfTwo);
    assert.match(await keyOfTask('one'), /^ASIA/);
    assert.notEqual(await keyOfTask('one'), keyOfTwo);
  });

  test('tooltip, menu and view tell it', async () => {
    assert.match(
      await workbench.statusBarItem(identity).waitForTooltip('folder one'),
      /this identity: S3Full\/MySession\s+in the folder one: S3ListBucketOnly\/MySession/,
    );
    await workbench.screenshot('folders-1-tooltip');
    await workbench.statusBarItem(identity).click();
    await workbench.quickInput.waitFor('What next?');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.ok(labels.includes('Set Terminal Environment for Folder…'), labels.join(', '));
    assert.ok(labels.includes('Clear Terminal Environment of Folder…'), labels.join(', '));
    await workbench.quickInput.cancel();
    await workbench.command('Rolecall: Focus on Terminals View');
    const tree = workbench.tree('Terminals');
    await tree.waitForRow('New terminals in one');
    const rows = (await tree.rows()).map(({ label, description }) => shells(`${label}: ${description}`));
    await workbench.screenshot('folders-2-view');
    assert.ok(rows.includes('New terminals in one: S3ListBucketOnly/MySession'), rows.join('\n'));
    assert.ok(rows.includes('shell: S3ListBucketOnly/MySession, for this folder'), rows.join('\n'));
    assert.ok(rows.includes('shell: S3Full/MySession'), rows.join('\n'));
  });

  test('it is renewed with its own session', async () => {
    await desk.openTerminal('one');
    const before = await desk.variable('AWS_ACCESS_KEY_ID');
    // Of 15 minutes, three are left.
    aheadMs = 12 * minuteMs;
    await workbench.command('Rolecall: Check Identity Now');
    const renewed = await eventually(
      'new keys in new terminals of the folder',
      () => keyOfTask('one'),
      (key) => key !== before,
    );
    assert.match(renewed, /^ASIA/);
    await desk.openTerminal('one');
    assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), renewed);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
  });

  test('a terminal is reopened as who its folder is', async () => {
    await workbench.terminal.run('cd ..');
    await workbench.terminal.run('cd one');
    await workbench.command('Rolecall: Reopen with the Current Identity');
    await eventually(
      'another terminal in its place',
      () => workbench.terminal.text(),
      (text) => !text.includes('cd one'),
    );
    await workbench.terminal.waitForPrompt();
    assert.match(
      await desk.explanation(),
      /^S3ListBucketOnly\/MySession is in force here, as in all new terminals of this/,
    );
  });

  test('after a reload it is in force again', async () => {
    await workbench.terminal.killAll();
    await workbench.reload();
    await workbench.statusBarItem(identity).waitForText('S3Full');
    await workbench.statusBarItem(identity).waitForTooltip('in the folder one: S3ListBucketOnly/MySession');
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
  });

  test('it is cleared for the folder, in the view, and with everything', async () => {
    await workbench.command('Rolecall: Focus on Terminals View');
    await workbench.tree('Terminals').pressRowButton('New terminals in one', 'Clear Terminal Environment of Folder…');
    await workbench.notifications.waitFor('New terminals in the folder "one" are as in the others.');
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await setForFolder('two');
    await workbench.command('Rolecall: Clear Terminal Environment');
    await workbench.notifications.waitFor('New terminals are again who this machine is configured to be.');
    await desk.openTerminal('two');
    assert.equal(await desk.whoIsTheTerminal(), user);
  });

  test('leaving the role takes it out of the folder', async () => {
    await setForFolder('two');
    await desk.openTerminal('two');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await desk.openTerminal('two');
    assert.equal(await desk.whoIsTheTerminal(), user);
  });

  test('the folders in the Explorer have it in their menu', async () => {
    await workbench.command('View: Show Explorer');
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'two' })
      .click({ button: 'right' });
    assert.ok((await workbench.menu.items()).includes('Set Terminal Environment for Folder…'));
    await workbench.screenshot('folders-3-explorer');
    await workbench.menu.choose('Set Terminal Environment for Folder…');
    await workbench.notifications.waitFor('New terminals in the folder "two" are AssumeRoleUser.');
  });
});

suite('folders with a role of their own, keyless, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;

  suiteSetup(async () => {
    desk = await Desk.open({ folders: ['one', 'two'], settings: { 'rolecall.terminal.mode': 'keyless' } });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());

  test('the terminals of the folder stay who they are while the others follow', async () => {
    await desk.assume('S3ListBucketOnly');
    await workbench.dialog.waitFor('Keyless terminals need an empty profile');
    await workbench.dialog.press('Add the Profile');
    await workbench.notifications.waitFor('New terminals are too.');
    await workbench.command('Rolecall: Set Terminal Environment for Folder…');
    await workbench.quickInput.choose('one');
    await workbench.notifications.waitFor('New terminals in the folder "one" are S3ListBucketOnly/MySession.');
    await desk.openTerminal('two');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    await desk.assume('S3Full');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.match(
      await desk.explanation(),
      /^S3ListBucketOnly\/MySession, keyless is in force here, as in all new terminals/,
    );
    assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), '');
  });

  test('after a reload they go on, and leaving the role ends them', async () => {
    await workbench.reload();
    await workbench.statusBarItem(identity).waitForText('S3Full');
    await workbench.terminal.waitForPrompt();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.match(
      await desk.explanation(),
      /^S3ListBucketOnly\/MySession, keyless is in force here, as in all new terminals/,
    );
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    assert.match(await desk.whoIsTheTerminal(), /token is not valid or no longer/);
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), user);
  });
});
