// Open terminals: who each is, how it is shown, and what is done about it.
import assert from 'node:assert/strict';
import { needs } from '../support/needs.ts';
import { giveEndpointToOldCli } from './driver/awsCli.ts';
import { arnOf, Desk, sessionOf, user } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import { changeUserSettings } from './driver/userSettings.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';

suite('who open terminals are, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;

  suiteSetup(async () => {
    desk = await Desk.open({
      settings: { 'terminal.integrated.tabs.hideCondition': 'never', 'workbench.editor.useModal': 'off' },
    });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());

  async function explanation(): Promise<string> {
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Rolecall: What Is in Force Here?');
    return workbench.notifications.waitFor(/here|terminal/);
  }
  test('a terminal from before the role is told apart, in the status bar too', async () => {
    await desk.openTerminal();
    await workbench.terminal.run('cd below');
    await desk.assume('S3ListBucketOnly');
    await workbench.statusBarItem(identity).waitForText('not in this terminal');
    assert.match(await explanation(), /^Rolecall has put nobody in force here/);
    await workbench.screenshot('terminals-1-before');
    assert.equal(await desk.whoIsTheTerminal(), user);
  });

  test('reopened in its place it is the role, in the same folder', async () => {
    // A message does not stay for long.
    await explanation();
    await workbench.notifications.press('Rolecall has put nobody in force here', 'Reopen with the Current Identity');
    await eventually(
      'another terminal in its place',
      () => workbench.terminal.text(),
      (text) => !text.includes('cd below'),
    );
    await giveEndpointToOldCli(workbench);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.match(await workbench.terminal.run('pwd'), /workspace\/below$/);
    assert.match(await explanation(), /^S3ListBucketOnly\/MySession is in force here, which is the current identity/);
    assert.doesNotMatch(await workbench.statusBarItem(identity).text(), /terminal/);
  });

  test('after the next role it is older, and reopening asks while a command runs', async () => {
    await desk.assume('S3Full');
    await workbench.statusBarItem(identity).waitForText('not in this terminal');
    assert.match(await explanation(), /^S3ListBucketOnly\/MySession is in force here, from before the last change/);
    await workbench.screenshot('terminals-2-older');
    await workbench.terminal.type('sleep 300');
    await workbench.page.keyboard.press('Enter');
    await workbench.command('Rolecall: Reopen with the Current Identity');
    await workbench.dialog.waitFor('Something may be running');
    await workbench.screenshot('terminals-3-busy');
    await workbench.dialog.press('Cancel');
    await workbench.page.keyboard.press('Control+C');
    await workbench.terminal.waitForPrompt();
  });

  test('a terminal can be pinned to another role, and stays it', async () => {
    await workbench.command('Rolecall: Open Terminal as Role…');
    await workbench.quickInput.type(arnOf('S3ListBucketOnly'));
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.terminal.waitFor('This terminal is S3ListBucketOnly/');
    await giveEndpointToOldCli(workbench);
    assert.match(await desk.whoIsTheTerminal(), /assumed-role\/S3ListBucketOnly\//);
    assert.equal(await workbench.terminal.run("env | grep -c 'ROLECALL_PIN'"), '0');
    assert.match(await explanation(), /^This terminal was opened as S3ListBucketOnly\/.* and stays so/);
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
  });

  test('each tab shows who its terminal is, by a mark; those that Rolecall opened by icon and colour too', async () => {
    // On the first stands VS Code's own warning instead, of variables that have changed since.
    const marks = ['', '◆', '✓'];
    const tabs = await workbench.terminalTabs.waitFor(
      'a mark on each tab',
      (seen) => String(seen.map(({ badge }) => badge)) === String(marks),
    );
    await workbench.screenshot('terminals-4-tabs');
    assert.deepEqual(tabs[1], { title: 'S3ListBucketOnly', icon: 'pin', color: 'ansiBlue', badge: '◆' });
  });

  test('the view lists them all', async () => {
    await workbench.command('Rolecall: Focus on Terminals View');
    const tree = workbench.tree('Terminals');
    await tree.waitForRow('S3ListBucketOnly');
    const rows = (await tree.rows()).map(({ label, description }) => `${label}: ${description}`);
    await workbench.screenshot('terminals-5-view');
    // VS Code names the others by what last ran in them.
    assert.deepEqual(
      rows.map((row) => row.replace(/^(?:bash|python|aws):/, 'shell:').replace(/\/\S+@\S+,/, '/somebody,')).sort(),
      [
        'S3ListBucketOnly: S3ListBucketOnly/somebody, pinned',
        'shell: S3Full/MySession',
        'shell: S3ListBucketOnly/MySession, not current',
      ],
    );
  });

  test('the menu of a tab is about its own terminal, whichever is in sight', async () => {
    await workbench.terminalTabs.show(2);
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.terminalTabs.openContextMenu(1);
    await workbench.menu.choose('What Is in Force Here?');
    assert.match(
      await workbench.notifications.waitFor(/here|terminal/),
      /^This terminal was opened as S3ListBucketOnly/,
    );
  });

  test('the mode is changed in the running window: new terminals have no key, and are who they were', async () => {
    await workbench.terminalTabs.show(2);
    await changeUserSettings(workbench, { 'rolecall.terminal.mode': 'keyless' });
    await workbench.dialog.waitFor('Keyless terminals need an empty profile');
    await workbench.dialog.press('Add the Profile');
    await eventually(
      'the keyless profile',
      async () => desk.config(),
      (text) => text.includes('[profile rolecall]'),
    );
    assert.match(await explanation(), /^S3Full\/MySession is in force here, which is the current identity/);
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), '');
    assert.match(await explanation(), /^S3Full\/MySession, keyless is in force here, which is the current identity/);
  });

  test('a second pinned one, by the terminal profile, beside the first: both stay who they are when the role is left', async () => {
    await workbench.command('Create New Terminal (With Profile)');
    await workbench.quickInput.choose('AWS Role');
    await workbench.quickInput.waitFor('Assume Role');
    await workbench.quickInput.type(arnOf('FirstHop'));
    await workbench.quickInput.choose(/FirstHop/);
    await workbench.terminal.waitFor('This terminal is FirstHop/');
    // Nobody has typed in it: VS Code starts such terminals anew with what is in force then.
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await giveEndpointToOldCli(workbench);
    assert.match(await desk.whoIsTheTerminal(), /assumed-role\/FirstHop\//);
    await workbench.terminalTabs.show(1);
    assert.match(await desk.whoIsTheTerminal(), /assumed-role\/S3ListBucketOnly\//);
    assert.match(await explanation(), /^This terminal was opened as S3ListBucketOnly\/.* and stays so/);
    await workbench.screenshot('terminals-6-side-by-side');
  });
});
