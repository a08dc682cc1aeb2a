// What would make a program in a terminal somebody else, in the shells that VS Code integrates.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Desk, sessionOf } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';

suite('what shadows a role in a terminal, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  const others = ['AWS_PROFILE=default', 'AWS_ACCESS_KEY_ID=AKIAOTHER', 'AWS_SECRET_ACCESS_KEY=made-up'];

  suiteSetup(async () => {
    const profiles = Object.fromEntries(['zsh', 'fish'].map((name) => [name, { path: name }]));
    desk = await Desk.open({
      startup: `export ${others.join(' ')}`,
      workspaceSettings: { 'terminal.integrated.profiles.linux': profiles },
    });
    const { home } = desk.workbench.folders;
    const programs = `'${process.env.PATH ?? ''}'`;
    // Debian's old CLI v2 knows no variable for the endpoint.
    const asked = 'command aws --endpoint-url "$AWS_ENDPOINT_URL"';
    writeFileSync(
      path.join(home, '.zshrc'),
      `PS1='$ '\nexport PATH=${programs}\nexport ${others.join(' ')}\naws() { ${asked} "$@"; }\n`,
    );
    mkdirSync(path.join(home, '.config/fish'), { recursive: true });
    writeFileSync(
      path.join(home, '.config/fish/config.fish'),
      [
        "function fish_prompt; echo -n '$ '; end",
        'set -g fish_greeting',
        'set -g fish_autosuggestion_enabled 0',
        `set -gx PATH ${programs}`,
        ...others.map((each) => `set -gx ${each.replace('=', ' ')}`),
        `function aws; ${asked} $argv; end`,
      ].join('\n'),
    );
  });
  suiteTeardown(() => desk?.close());

  test('a start-up file of the shell is named, and what can be put right is', async () => {
    await desk.assume('S3ListBucketOnly');
    const told = await desk.workbench.notifications.waitFor('Not every program in a new terminal');
    assert.match(
      told,
      /will be S3ListBucketOnly\/MySession\. The SDK for JavaScript: the profile "default", by AWS_PROFILE, which \S+\.bashrc sets in line 1\./,
    );
    assert.doesNotMatch(told, /AWS_ACCESS_KEY_ID|AKIAOTHER|made-up/);
    assert.deepEqual(await desk.workbench.notifications.buttons('Not every program'), ['Open File']);
    await desk.workbench.screenshot('shadows-1-told');
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
  });

  suite('of other shells that VS Code integrates', () => {
    needs('shells');
    const files = { zsh: '.zshrc sets in line 3', fish: 'config.fish sets in line 5' };

    for (const [shell, place] of Object.entries(files)) {
      test(`${shell}: named, and put right`, async () => {
        const { workbench } = desk;
        const before = await workbench.page.locator('.terminal-wrapper').count();
        await workbench.command('Create New Terminal (With Profile)');
        await workbench.quickInput.choose(shell);
        await eventually(
          'a new terminal',
          () => workbench.page.locator('.terminal-wrapper').count(),
          (count) => count > before,
        );
        assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
        const told = await desk.explanation();
        assert.match(
          told,
          /is in force here, .* Not for every program: The SDK for JavaScript: .*by AWS_PROFILE, which/,
        );
        assert.ok(told.includes(place), told);
      });
    }
  });

  suite('and boto3', () => {
    needs('botocore');

    test('it is the role, as the CLI is', async () => {
      await desk.openTerminal();
      const script = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';
      const printed = await desk.workbench.terminal.run(`python3 -c '${script}'`, 60_000);
      assert.equal(printed.trim(), sessionOf('S3ListBucketOnly'));
    });
  });
});
