// Keyless terminals, with the real AWS CLI typed in them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { giveEndpointToOldCli } from './driver/awsCli.ts';
import { arnOf, Desk, ownConfig, sessionOf, user } from './driver/desk.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';

/** With a client's own header and no other: the endpoint answers nothing that looks like a browser. */
function get(url: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { authorization: token } }, (response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

/** Files that hold any of the texts. One that vanishes while it is looked at holds none. */
function filesWith(texts: readonly string[], folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => {
        try {
          const bytes = readFileSync(file);
          return texts.some((text) => bytes.includes(text));
        } catch {
          return false;
        }
      }),
  );
}

suite('keyless terminals, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;

  suiteSetup(async () => {
    desk = await Desk.open({ settings: { 'rolecall.terminal.mode': 'keyless' } });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());

  test('the profile that it needs is added with consent, and only then', async () => {
    await desk.assume('S3ListBucketOnly');
    await workbench.dialog.waitFor('Keyless terminals need an empty profile "rolecall" in your AWS configuration.');
    await workbench.screenshot('keyless-1-consent');
    assert.equal(desk.config(), ownConfig(desk.account.endpoint));
    await workbench.dialog.press('Add the Profile');
    await workbench.notifications.waitFor('New terminals are too.');
    assert.match(desk.config(), /^\[profile rolecall\]$/m);
  });

  test('a new terminal is the role, over the keys of [default], and its environment has no key', async () => {
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    const names = await workbench.terminal.run("env | grep -oE '^AWS_[A-Z0-9_]+' | sort | xargs");
    assert.match(names, /AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_CREDENTIALS_FULL_URI/);
    assert.doesNotMatch(names, /KEY|SESSION_TOKEN/);
    await workbench.screenshot('keyless-2-role');
  });

  test('the same terminal follows to the next role', async () => {
    await desk.assume('S3Full');
    assert.doesNotMatch(await workbench.notifications.waitFor('You are S3Full'), /keeps the identity/);
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await workbench.screenshot('keyless-3-followed');
  });

  test('no secret of it is written to disk', async () => {
    const shell = (await workbench.terminal.run('echo $$')).trim();
    const variables = Object.fromEntries(
      readFileSync(`/proc/${shell}/environ`, 'utf8')
        .split('\0')
        .map((line) => line.split(/=(.*)/s)),
    );
    const token = variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '';
    const { SecretAccessKey, Token } = JSON.parse(await get(variables.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '', token));
    const { home, userDataDir, browserProfile, workspace } = workbench.folders;
    const planted = path.join(userDataDir, 'planted');
    writeFileSync(planted, `{"key":"${SecretAccessKey}"}`);
    const found = filesWith([token, SecretAccessKey, Token], [home, userDataDir, browserProfile, workspace]);
    // The account's user is in the credentials file; the role is nowhere but where it was planted.
    assert.deepEqual(found, [planted]);
    rmSync(planted);
  });

  test('a pinned terminal stays who it was opened for', async () => {
    await workbench.command('Rolecall: Open Terminal as Role…');
    await workbench.quickInput.type(arnOf('S3ListBucketOnly'));
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.terminal.waitFor('This terminal is S3ListBucketOnly/');
    await giveEndpointToOldCli(workbench);
    assert.match(await desk.whoIsTheTerminal(), /assumed-role\/S3ListBucketOnly\//);
    assert.doesNotMatch(
      await workbench.terminal.run("env | grep -oE '^[A-Z_]*KEY[A-Z_]*|ROLECALL_PIN' | xargs"),
      /AWS|PIN/,
    );
    await workbench.screenshot('keyless-3-pinned');
    await workbench.command('Terminal: Kill the Active Terminal Instance');
  });

  test('after a reload of the window it goes on', async () => {
    await workbench.reload();
    await workbench.statusBarItem(identity).waitForText('S3Full');
    await workbench.terminal.waitForPrompt();
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3Full'));
    await workbench.screenshot('keyless-4-reloaded');
  });

  test('when the role is left its token ends, and nobody else is handed out', async () => {
    await workbench.command('Rolecall: Return to Source Identity');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    assert.match(await desk.whoIsTheTerminal(), /token is not valid or no longer/);
    await workbench.screenshot('keyless-5-left');
    await desk.openTerminal();
    assert.equal(await desk.whoIsTheTerminal(), user);
  });

  test('the profile is taken out again', async () => {
    await workbench.command('Rolecall: Remove Keyless Profile');
    await workbench.notifications.waitFor('The profile of keyless terminals is taken out.');
    assert.equal(desk.config(), ownConfig(desk.account.endpoint));
  });
});
