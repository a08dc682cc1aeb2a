// What terminals live through in both modes: renewals and ends of their session, a window that goes, a port that is taken.
// However it ends, no terminal becomes somebody else.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Desk, sessionOf, user } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import { extensionHostsOf } from './driver/processes.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';
const minuteMs = 60_000;
const modes = ['environment', 'keyless'] as const;

async function assumeWithConsent(desk: Desk, role: string): Promise<void> {
  await desk.assume(role);
  await desk.workbench.dialog.waitFor('Keyless terminals need an empty profile');
  await desk.workbench.dialog.press('Add the Profile');
  await desk.workbench.notifications.waitFor('New terminals are too.');
}

for (const mode of modes) {
  suite(`a session in ${mode} terminals, in a real VS Code`, () => {
    needs('vscode-host', 'aws-cli', 'linux');
    let desk: Desk;
    let workbench: Workbench;
    /** How far AWS's clock is ahead of this machine's. Within 15 minutes it takes what this machine signs. */
    let aheadMs = -14 * minuteMs;
    let firstKey: string;

    suiteSetup(async () => {
      desk = await Desk.open({
        settings: { 'rolecall.terminal.mode': mode, 'terminal.integrated.tabs.hideCondition': 'never' },
        now: () => Date.now() + aheadMs,
        // Debian's old CLI v2 does not know AWS_ENDPOINT_URL.
        task: 'aws --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity > who.json',
        workspaceSettings: { 'rolecall.durationSeconds': 900 },
      });
      ({ workbench } = desk);
    });
    suiteTeardown(() => desk?.close());

    test('a renewal reaches new terminals, and keyless ones that are open', async () => {
      if (mode === 'keyless') await assumeWithConsent(desk, 'S3ListBucketOnly');
      else await desk.assume('S3ListBucketOnly');
      await desk.openTerminal();
      firstKey = await desk.variable('AWS_ACCESS_KEY_ID');
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
      const before = await workbench.statusBarItem(identity).text();
      // Of 15 minutes, four are left.
      aheadMs = -3 * minuteMs;
      await workbench.command('Rolecall: Check Identity Now');
      await workbench.statusBarItem(identity).waitForText(/ (?:14|15) min/);
      assert.ok(before.includes(' min'), before);
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
      assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), firstKey);
      await desk.openTerminal();
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
      const key = await desk.variable('AWS_ACCESS_KEY_ID');
      if (mode === 'keyless') assert.equal(key, '');
      else assert.ok(key.startsWith('ASIA') && key !== firstKey, 'the keys of new terminals are the old ones');
    });

    test('a task gets what new terminals get', async () => {
      const who = path.join(workbench.folders.workspace, 'who.json');
      await desk.runTask('look');
      const answer = await eventually(
        'what the task was told',
        async () => readFileSync(who, 'utf8'),
        (text) => text.trimEnd().endsWith('}'),
      );
      assert.equal(JSON.parse(answer).Arn, sessionOf('S3ListBucketOnly'));
      rmSync(who);
      await workbench.command('Terminal: Kill the Active Terminal Instance');
    });

    test('when the session has ended, the terminal says so and is nobody', async () => {
      aheadMs = 14 * minuteMs;
      await workbench.command('Rolecall: Check Identity Now');
      await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly expired');
      const told = await desk.whoIsTheTerminal();
      assert.doesNotMatch(told, /user\/AssumeRoleUser/);
      assert.match(
        told,
        mode === 'keyless' ? /The session has expired\. Run \\?"Rolecall: Renew Session Now/ : /expired/i,
      );
      assert.match(
        await desk.explanation(),
        mode === 'keyless' ? /^Rolecall has no session of S3ListBucketOnly/ : /^What this terminal was given has ended/,
      );
      await workbench.terminalTabs.waitFor('the mark of what has ended', (tabs) => tabs.at(-1)?.badge === '!');
      await workbench.command('Rolecall: Focus on Terminals View');
      await eventually(
        'what has ended in the view',
        async () => (await workbench.tree('Terminals').rows()).map(({ description }) => description).at(-1),
        (shown) => shown === `S3ListBucketOnly/MySession, ${mode === 'keyless' ? 'keyless, ended' : 'ended'}`,
      );
      await workbench.screenshot(`terminal-life-${mode}-ended`);
    });

    test('taken up again, keyless terminals go on, and others after they are reopened', async () => {
      aheadMs = 0;
      await desk.assume('S3ListBucketOnly');
      if (mode === 'environment') {
        await workbench.command('Rolecall: Reopen with the Current Identity');
        await eventually(
          'another terminal in its place',
          () => workbench.terminal.text(),
          (text) => !text.includes('xpired'),
        );
        await workbench.terminal.waitForPrompt();
      }
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    });
  });
}

for (const mode of modes) {
  suite(`${mode} terminals whose window goes, in a real VS Code`, () => {
    needs('vscode-host', 'aws-cli', 'linux');
    let desk: Desk;
    let workbench: Workbench;
    let squatter: Server | undefined;

    suiteSetup(async () => {
      desk = await Desk.open({ settings: { 'rolecall.terminal.mode': mode } });
      ({ workbench } = desk);
      if (mode === 'keyless') await assumeWithConsent(desk, 'S3ListBucketOnly');
      else await desk.assume('S3ListBucketOnly');
      await desk.openTerminal();
    });
    suiteTeardown(async () => {
      squatter?.closeAllConnections();
      squatter?.close();
      await desk?.close();
    });

    test('with the extension host killed, a keyless terminal is nobody, and keys stay what they are', async () => {
      const shell = Number(await workbench.terminal.run('echo $$'));
      // VS Code starts it again, a few times.
      await eventually(
        'no extension host any more',
        async () => {
          const hosts = extensionHostsOf(shell);
          for (const host of hosts) process.kill(host, 'SIGKILL');
          const told = await workbench.page.locator('.notification-list-item-message').allInnerTexts();
          return hosts.length === 0 && told.some((text) => /extension host terminated unexpectedly.*times/i.test(text));
        },
        (isGone) => isGone,
        2 * minuteMs,
      );
      const told = await desk.whoIsTheTerminal();
      await workbench.screenshot(`terminal-life-${mode}-killed`);
      if (mode === 'environment') assert.equal(told, sessionOf('S3ListBucketOnly'));
      else assert.match(told, /Error when retrieving credentials from container-role|Connection refused|connect/i);
      assert.doesNotMatch(told, /user\/AssumeRoleUser/);
    });

    test('after a reload it goes on as who it was', async () => {
      await workbench.reload();
      await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly');
      await workbench.terminal.waitForPrompt();
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    });

    if (mode === 'keyless') {
      test('with the port taken meanwhile it is stale: it is told, and nobody', async () => {
        const url = new URL(await desk.variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'));
        const shell = Number(await workbench.terminal.run('echo $$'));
        await workbench.reload(async () => {
          squatter = createServer((_request, response) => response.writeHead(404).end('{}'));
          for (const host of extensionHostsOf(shell)) process.kill(host, 'SIGKILL');
          await listen(squatter, Number(url.port));
        });
        await workbench.notifications.waitFor('Another program has taken the port of the keyless terminals.');
        await workbench.statusBarItem(identity).waitForText('S3ListBucketOnly');
        await workbench.terminal.waitForPrompt();
        assert.doesNotMatch(await desk.whoIsTheTerminal(), /arn:aws/);
        assert.match(await desk.explanation(), /^What this terminal was given has ended/);
        await workbench.screenshot('terminal-life-port-taken');
        await workbench.command('Rolecall: Reopen with the Current Identity');
        await eventually(
          'another terminal in its place',
          () => workbench.terminal.text(),
          (text) => !text.includes('get-caller-identity'),
        );
        await workbench.terminal.waitForPrompt();
        assert.notEqual(await desk.variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'), url.href);
        assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
      });
    }
  });
}

suite('keyless terminals of two windows, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;

  suiteSetup(async () => {
    desk = await Desk.open({ settings: { 'rolecall.terminal.mode': 'keyless' } });
  });
  suiteTeardown(() => desk?.close());

  test('each has its own endpoint and its own role', async () => {
    await assumeWithConsent(desk, 'S3ListBucketOnly');
    await desk.openTerminal();
    const folder = path.join(desk.folder, 'other');
    mkdirSync(folder);
    const other = desk.in(await desk.workbench.secondWindow(folder));
    await other.workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await other.openTerminal();
    assert.equal(await other.whoIsTheTerminal(), user);
    await other.workbench.terminal.killAll();
    await other.assume('S3Full');
    await other.openTerminal();
    assert.equal(await other.whoIsTheTerminal(), sessionOf('S3Full'));
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    const address = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
    assert.notEqual(await other.variable(address), await desk.variable(address));
    await other.workbench.command('Rolecall: Return to Source Identity');
    await other.workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    assert.match(await other.whoIsTheTerminal(), /token is not valid or no longer/);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
  });
});

/** As soon as the port is free. */
async function listen(server: Server, port: number): Promise<void> {
  await eventually(
    `port ${port} taken`,
    () =>
      new Promise<boolean>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve(true));
      }),
    (isListening) => isListening,
  );
}
