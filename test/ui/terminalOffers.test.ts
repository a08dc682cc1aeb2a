// What is said about open terminals after a change, and what can be done about them: only those that keep another identity
// are counted. The source is a profile, which VS Code inherits and which is put in force by its name.
import assert from 'node:assert/strict';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { giveEndpointToOldCli } from './driver/awsCli.ts';
import { arnOf, Desk, sessionOf, user } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import { clearMessages } from './driver/rolecall.ts';
import type { Workbench } from './driver/workbench.ts';

suite('what is offered for open terminals, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;

  suiteSetup(async () => {
    desk = await Desk.open({ env: { AWS_PROFILE: 'default' } });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());
  setup(() => clearMessages(workbench));

  /** Of the terminal: the variables of AWS, without what the tests set for every one. */
  async function variables(): Promise<string> {
    const names = await workbench.terminal.run("env | grep -oE '^AWS_[A-Z0-9_]+' | sort | xargs");
    return names
      .split(' ')
      .filter((name) => !/^AWS_(?:PAGER|EC2_METADATA_DISABLED|SDK_JS_\w+)$/.test(name))
      .join(' ');
  }

  async function whoIsTheSdk(): Promise<string> {
    const script = path.resolve('out/test/test/endpoint/callerIdentity.main.js');
    // It warns of a profile beside keys.
    return (await workbench.terminal.run(`${process.execPath} ${script} 2>/dev/null`, 60_000)).trim();
  }

  async function set(): Promise<readonly [told: string, buttons: readonly string[]]> {
    await workbench.command('Rolecall: Set Terminal Environment');
    const told = await workbench.notifications.waitFor('New terminals are');
    return [told, await workbench.notifications.buttons('New terminals are')];
  }

  test('a profile is put in force: who was that already keeps no other identity', async () => {
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), user);
    assert.deepEqual(await set(), ['New terminals are AssumeRoleUser.', ['New Terminal']]);
    await workbench.notifications.press('New terminals are', 'New Terminal');
  });

  test('in a new terminal it is AWS_PROFILE, and no key', async () => {
    await workbench.terminal.waitForPrompt();
    await giveEndpointToOldCli(workbench);
    assert.equal(await variables(), 'AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_PROFILE AWS_REGION');
    assert.equal(await desk.variable('AWS_PROFILE'), 'default');
    assert.equal(await desk.whoIsTheTerminal(), user);
    await workbench.screenshot('terminal-offers-1-profile');
  });

  test('a role follows: both terminals keep the user, and Relaunch makes one of them the role', async () => {
    await desk.assume('S3ListBucketOnly');
    assert.match(
      await workbench.notifications.waitFor('New terminals are too.'),
      /^You are S3ListBucketOnly.* New terminals are too\. 2 open terminals keep the identity they were started with\.$/,
    );
    await workbench.screenshot('terminal-offers-2-keeping');
    await workbench.notifications.press('New terminals are too.', 'Relaunch Active Terminal');
    await eventually(
      'a terminal that was started anew',
      () => workbench.terminal.text(),
      (text) => !text.includes('get-caller-identity'),
    );
    await giveEndpointToOldCli(workbench);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.equal(
      await variables(),
      'AWS_ACCESS_KEY_ID AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_PROFILE AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    );
    assert.equal(await whoIsTheSdk(), user);
    assert.match(await desk.explanation(), /Not for every program: The SDK for JavaScript: .*AWS_PROFILE/);
  });

  test('a terminal that Rolecall opens leaves out what is inherited and would win, and shows by icon and colour whose it is', async () => {
    await set();
    await workbench.notifications.press('New terminals are', 'New Terminal');
    await workbench.terminalTabs.waitFor('the new terminal', (tabs) => tabs.length === 3);
    await workbench.terminal.waitForPrompt();
    await giveEndpointToOldCli(workbench);
    assert.equal(
      await variables(),
      'AWS_ACCESS_KEY_ID AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    );
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.equal(await whoIsTheSdk(), sessionOf('S3ListBucketOnly'));
    assert.match(await desk.explanation(), /is in force here, which is the current identity\.$/);
    const { icon, color } = (await workbench.terminalTabs.read())[2] ?? {};
    assert.deepEqual([icon, color], ['key', 'ansiGreen']);
  });

  test('who is the role already, or pinned, is not counted', async () => {
    await workbench.command('Rolecall: Open Terminal as Role…');
    await workbench.quickInput.type(arnOf('S3Full'));
    await workbench.quickInput.choose(/S3Full/);
    await workbench.terminal.waitFor('This terminal is S3Full/');
    await giveEndpointToOldCli(workbench);
    assert.match(await desk.whoIsTheTerminal(), /assumed-role\/S3Full\//);
    assert.deepEqual(await set(), [
      'New terminals are S3ListBucketOnly/MySession. One open terminal keeps the identity it was started with.',
      ['New Terminal', 'Relaunch Active Terminal'],
    ]);
    await workbench.screenshot('terminal-offers-3-counted');
  });

  test('cleared: the terminals of the role are those that keep another, and a new one has what is inherited', async () => {
    await workbench.command('Rolecall: Clear Terminal Environment');
    assert.match(
      await workbench.notifications.waitFor('New terminals are again'),
      /^New terminals are again who this machine is configured to be\. \d open terminals keep the identity/,
    );
    await desk.openTerminal();
    assert.equal(await variables(), 'AWS_PROFILE');
    assert.equal(await desk.whoIsTheTerminal(), user);
  });
});
