// The driver drives a small extension of its own, so that a failing test of Rolecall is not the driver's fault.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Workbench } from './driver/workbench.ts';

suite('the driver of the tests from outside', () => {
  needs('vscode-host');
  let workbench: Workbench;
  let workspaceFolder: string;

  suiteSetup(async () => {
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    workbench = await Workbench.open({
      extensionPath: path.join(import.meta.dirname, 'driver/fixture'),
      workspaceFolder,
      env: { GIVEN: 'to the terminal', TZ: 'Asia/Tokyo' },
      colorTheme: 'light',
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  const item = () => workbench.statusBarItem('fixture.item');

  test('reads a status bar item: text, label, icon, background, tooltip', async () => {
    await item().waitForText('ready');
    assert.equal(await item().ariaLabel(), 'Fixture is ready');
    assert.deepEqual(await item().icons(), ['account']);
    assert.equal(await item().background(), 'warning');
    assert.match(await item().tooltip(), /Tooltip of the fixture/);
  });

  test('picks from a list that a click on the status bar item opens', async () => {
    await item().click();
    await workbench.quickInput.waitFor('Fruit');
    assert.match(await workbench.quickInput.heading(), /Choose one/);
    const items = await workbench.quickInput.items();
    assert.deepEqual(
      items.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['Apple', 'red', ''],
        ['Pear', 'green', 'not an apple'],
      ],
    );
    await workbench.quickInput.choose('Pear');
    await item().waitForText('Pear');
  });

  test('types into an input box, and reads what is wrong with the value', async () => {
    await workbench.command('Fixture: Input');
    await workbench.quickInput.waitFor('No spaces');
    assert.equal(await workbench.quickInput.validationMessage(), '');
    await workbench.quickInput.type('two words');
    await workbench.quickInput.waitForValidationMessage('A space is not allowed');
    await workbench.quickInput.answer('word');
    await item().waitForText('word');
  });

  test('reads a notification and presses its button', async () => {
    await workbench.command('Fixture: Notify');
    await workbench.notifications.waitFor('Something happened');
    assert.deepEqual(await workbench.notifications.buttons('Something happened'), ['Fine', 'Not fine']);
    await workbench.screenshot('driver-notification');
    await workbench.notifications.press('Something happened', 'Fine');
    await item().waitForText('Fine');
  });

  test('answers a modal dialog', async () => {
    await workbench.command('Fixture: Ask');
    await workbench.dialog.waitFor('Really?');
    await workbench.dialog.press('Yes');
    await item().waitForText('Yes');
  });

  test('reads a tree, expands a row, uses its context menu and a welcome view', async () => {
    await workbench.command('View: Show Fixture');
    const tree = workbench.tree('Things');
    await tree.waitForRow('two');
    await tree.expand('one');
    await tree.waitForRow('one/leaf');
    assert.deepEqual(await tree.rows(), [
      { label: 'one', description: 'about one', ariaLabel: 'one, a thing', level: 1, expanded: true },
      {
        label: 'one/leaf',
        description: 'about one/leaf',
        ariaLabel: 'one/leaf, a thing',
        level: 2,
        expanded: undefined,
      },
      { label: 'two', description: 'about two', ariaLabel: 'two, a thing', level: 1, expanded: false },
    ]);
    await tree.openContextMenu('two');
    assert.deepEqual(await workbench.menu.items(), ['Notify']);
    await workbench.menu.choose('Notify');
    await workbench.notifications.press('Something happened', 'Not fine');
    await item().waitForText('Not fine');
    assert.match(await workbench.tree('Nothing').welcome(), /Nothing here/);
    await workbench.tree('Nothing').pressWelcomeButton('Notify');
    await workbench.notifications.press('Something happened', 'Fine');
    await item().waitForText('Fine');
  });

  test('types in a terminal, which has the environment that was given and what the extension put in force', async () => {
    await workbench.terminal.open();
    assert.equal(await workbench.terminal.run('echo "$GIVEN, $FIXTURE"'), 'to the terminal, in force');
    assert.equal(await workbench.terminal.run('echo $HOME'), workbench.folders.home);
    assert.equal(await workbench.terminal.run('env | grep ^AWS_ | grep -v NODE_VERSION'), '');
    assert.equal(await workbench.terminal.run("printf '%0250d\\n' 0"), '0'.repeat(250));
    assert.equal(await workbench.terminal.run('date +%Z'), 'JST');
    await workbench.screenshot('driver-terminal');
  });

  test('reloads, and opens a second window', async () => {
    await workbench.reload();
    await item().waitForText('ready');
    const folder = path.join(workspaceFolder, 'other');
    mkdirSync(folder);
    const second = await workbench.secondWindow(folder);
    await second.statusBarItem('fixture.item').waitForText('ready');
    await second.command('Fixture: Pick');
    await second.quickInput.choose('Apple');
    await second.statusBarItem('fixture.item').waitForText('Apple');
    assert.match(await item().text(), /ready/);
  });
});
