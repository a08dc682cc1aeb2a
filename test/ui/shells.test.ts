// Shells that do not do what a shell usually does: one that VS Code's integration does not know, one whose start-up file
// sets everything, and one that ends in a bad moment.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { giveEndpointToOldCli } from './driver/awsCli.ts';
import { arnOf, Desk, sessionOf } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import type { Workbench } from './driver/workbench.ts';

const other = 'AWS_ACCESS_KEY_ID=AKIAOTHER AWS_SECRET_ACCESS_KEY=made-up AWS_SESSION_TOKEN=made-up';

async function assumeWithConsent(desk: Desk, role: string): Promise<void> {
  await desk.assume(role);
  await desk.workbench.dialog.waitFor('Keyless terminals need an empty profile');
  await desk.workbench.dialog.press('Add the Profile');
}

for (const mode of ['environment', 'keyless'] as const) {
  suite(`dash, which VS Code does not integrate, ${mode}, in a real VS Code`, () => {
    needs('vscode-host', 'aws-cli', 'linux', 'shells');
    let desk: Desk;
    let workbench: Workbench;
    const startUp = (text: string) => {
      const own = `PS1='$ '\nexport PATH='${process.env.PATH ?? ''}'\n`;
      writeFileSync(path.join(desk.folder, 'home/.dashrc'), `${own}${text}\n`);
    };

    suiteSetup(async () => {
      desk = await Desk.open({
        settings: { 'rolecall.terminal.mode': mode },
        workspaceSettings: {
          'terminal.integrated.profiles.linux': { dash: { path: '/bin/dash' } },
          'terminal.integrated.defaultProfile.linux': 'dash',
        },
        env: { ENV: '$HOME/.dashrc' },
      });
      ({ workbench } = desk);
      startUp('');
      if (mode === 'keyless') await assumeWithConsent(desk, 'S3ListBucketOnly');
      else await desk.assume('S3ListBucketOnly');
    });
    suiteTeardown(() => desk?.close());

    test('a terminal is the role, and is known to be', async () => {
      await desk.openTerminal();
      assert.match(await workbench.terminal.run('echo $0'), /dash$/);
      assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
      assert.match(await desk.explanation(), /is in force here, which is the current identity/);
    });

    test('it is reopened in its folder, with its shell', async () => {
      await workbench.terminal.run('cd below');
      await workbench.command('Rolecall: Reopen with the Current Identity');
      await eventually(
        'another terminal in its place',
        () => workbench.terminal.text(),
        (text) => !text.includes('cd below'),
      );
      assert.match(await workbench.terminal.run('echo $0'), /dash$/);
      assert.match(await workbench.terminal.run('pwd'), /workspace\/below$/);
    });

    test('what its start-up file sets wins, and is told', async () => {
      startUp(`export ${other}`);
      await workbench.terminal.open();
      assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), 'AKIAOTHER');
      const told = await desk.explanation();
      assert.match(
        told,
        /Not for every program:.*AWS CLI and boto3: another access key, by AWS_ACCESS_KEY_ID, which \S+\.dashrc/,
      );
      assert.doesNotMatch(told, /AKIAOTHER|made-up/);
      // Keys in the environment make every client somebody else; over an endpoint, the SDK for JavaScript stays the role.
      const partly = mode === 'keyless' ? 'only partly in this terminal' : 'not in this terminal';
      await workbench.statusBarItem('rolecall.identity').waitForText(` · ${partly}`);
      await workbench.screenshot(`shells-dash-${mode}`);
    });
  });
}

/** VS Code's own, in its dark theme. */
const ansiGreen = 'rgb(13, 188, 121)';

suite('a start-up file that sets everything, keyless, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;

  suiteSetup(async () => {
    const endpoint =
      'AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/ AWS_CONTAINER_AUTHORIZATION_TOKEN=made-up AWS_PROFILE=default';
    desk = await Desk.open({
      settings: { 'rolecall.terminal.mode': 'keyless' },
      startup: `export ${other} ${endpoint}`,
    });
  });
  suiteTeardown(() => desk?.close());

  test('it is put right: what Rolecall sets is set again behind the file, and its keys are emptied', async () => {
    const { workbench } = desk;
    await assumeWithConsent(desk, 'S3ListBucketOnly');
    await workbench.notifications.waitFor('New terminals are too.');
    await desk.openTerminal();
    assert.match(await desk.variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'), /^http:\/\/127\.0\.0\.1:\d{4,}/);
    assert.equal(await desk.variable('AWS_ACCESS_KEY_ID$AWS_SECRET_ACCESS_KEY$AWS_SESSION_TOKEN'), '');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.doesNotMatch((await workbench.notifications.read()).join('\n'), /Not every program/);
    await workbench.command('Rolecall: Focus on Terminals View');
    await eventually(
      'the terminal shown as the role',
      async () => (await workbench.tree('Terminals').rows()).map(({ description }) => description).join('\n'),
      (shown) => shown === 'S3ListBucketOnly/MySession, keyless',
    );
    assert.equal(
      await desk.explanation(),
      'S3ListBucketOnly/MySession, keyless is in force here, which is the current identity.',
    );
    await workbench.screenshot('shells-rc-keyless');
  });
});

suite('a terminal that gets a profile from the settings, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;

  suiteSetup(async () => {
    desk = await Desk.open({ workspaceSettings: { 'terminal.integrated.env.linux': { AWS_PROFILE: 'prod' } } });
  });
  suiteTeardown(() => desk?.close());

  test('it is not taken for who the machine is configured to be', async () => {
    const { workbench } = desk;
    await desk.openTerminal();
    assert.match(await desk.whoIsTheTerminal(), /prod.* could not be found/);
    await workbench.statusBarItem('rolecall.identity').waitForText(' · not in this terminal');
    const told = await desk.explanation();
    assert.match(told, /^Rolecall has put nobody in force here, and not every program is who this machine/);
    assert.match(told, /The AWS CLI and boto3: nobody, an error, by the variable AWS_PROFILE\./);
    await workbench.screenshot('shells-settings');
  });
});

for (const mode of ['environment', 'keyless'] as const) {
  suite(`a start-up file over a pinned terminal, ${mode}, in a real VS Code`, () => {
    needs('vscode-host', 'aws-cli', 'linux');
    let desk: Desk;

    suiteSetup(async () => {
      desk = await Desk.open({ settings: { 'rolecall.terminal.mode': mode }, startup: `export ${other}` });
    });
    suiteTeardown(() => desk?.close());

    test('it is told when the terminal is opened, and of the terminal', async () => {
      const { workbench } = desk;
      await workbench.command('Rolecall: Open Terminal as Role…');
      await workbench.quickInput.type(arnOf('S3ListBucketOnly'));
      await workbench.quickInput.choose(/S3ListBucketOnly/);
      if (mode === 'keyless') {
        await workbench.dialog.waitFor('Keyless terminals need an empty profile');
        await workbench.dialog.press('Add the Profile');
      }
      const told = await workbench.notifications.waitFor('Not every program in this terminal will be S3ListBucketOnly');
      assert.match(told, /AWS CLI and boto3: .*by AWS_ACCESS_KEY_ID, which \S+\.bashrc sets in line 1/);
      await workbench.terminal.waitFor('This terminal is S3ListBucketOnly/');
      assert.equal(await desk.variable('AWS_ACCESS_KEY_ID'), 'AKIAOTHER');
      const explained = await desk.explanation();
      assert.match(explained, /was opened as S3ListBucketOnly.*Not for every program:.*which \S+\.bashrc/);
      assert.doesNotMatch(told + explained, /AKIAOTHER|made-up/);
      await workbench.screenshot(`shells-pinned-${mode}`);
    });
  });
}

suite('a pinned terminal that is reopened, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;

  suiteSetup(async () => {
    desk = await Desk.open({});
  });
  suiteTeardown(() => desk?.close());

  test('it is the current identity, without the name of its role and with the look of what is in force', async () => {
    const { workbench } = desk;
    const icon = (name: string) =>
      workbench.page.locator(`.terminal-tabs-entry .codicon-${name}, .single-terminal-tab .codicon-${name}`);
    await desk.assume('S3Full');
    await workbench.command('Rolecall: Open Terminal as Role…');
    await workbench.quickInput.type(arnOf('S3ListBucketOnly'));
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.terminal.waitFor('This terminal is S3ListBucketOnly/');
    await workbench.terminal.waitForPrompt();
    await workbench.command('Rolecall: Focus on Terminals View');
    const tree = workbench.tree('Terminals');
    await tree.waitForRow('S3ListBucketOnly');
    assert.equal(await icon('pin').count(), 1);
    await workbench.command('Rolecall: Reopen with the Current Identity');
    await eventually(
      'the terminal as the current identity',
      async () => (await tree.rows()).map(({ label, description }) => `${label}: ${description}`),
      (rows) => rows.length === 1 && /^(?!S3ListBucketOnly).*: S3Full\/MySession$/.test(rows[0] ?? ''),
    );
    // VS Code draws a tab anew each time that something of it changes: what is not in the page has no style.
    await eventually(
      'the look of what is in force',
      () =>
        icon('key').evaluateAll((drawn) => {
          // The page's own function: these files are checked without the browser's types.
          const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { color: string } };
          return drawn.map((each) => getComputedStyle(each).color).join();
        }),
      (colors) => colors === ansiGreen,
    );
    await giveEndpointToOldCli(workbench);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await workbench.screenshot('shells-pinned-reopened');
  });
});

suite('a shell that ends in a bad moment, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;
  const terminals = () => workbench.page.locator('.terminal-wrapper').count();

  suiteSetup(async () => {
    desk = await Desk.open({});
    ({ workbench } = desk);
    await desk.assume('S3ListBucketOnly');
  });
  suiteTeardown(() => desk?.close());

  test('closed while it is being reopened: nothing is opened, and nothing fails', async () => {
    await desk.openTerminal();
    const shell = Number(await workbench.terminal.run('echo $$'));
    await workbench.terminal.type('sleep 300');
    await workbench.page.keyboard.press('Enter');
    await workbench.terminal.waitFor('sleep 300');
    await workbench.command('Rolecall: Reopen with the Current Identity');
    await workbench.dialog.waitFor('Something may be running');
    process.kill(shell, 'SIGHUP');
    await eventually('no terminal', terminals, (count) => count === 0);
    await workbench.dialog.press('Reopen');
    await desk.openTerminal();
    assert.equal(await terminals(), 1);
    assert.doesNotMatch((await workbench.notifications.read()).join('\n'), /wrong|Rolecall itself/);
  });
});
