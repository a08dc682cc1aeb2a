// A whole keyless run, with a copy of the config file: no key of a role is written anywhere, not even by VS Code's own
// logs at trace level, which write the environment of terminals; in that stands a token of Rolecall's endpoint, and it
// stands nowhere else.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { type IssuedSecrets, watchIssuedSecrets } from './canary/issuedSecrets.ts';
import { Needles, type Secret } from './canary/needles.ts';
import { type Content, contentsOf, searchContents } from './canary/storeSearch.ts';
import { makeStores, openIn, removeStores, type Stores } from './canary/stores.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { addAccessKey, assumeRole, identity } from './driver/rolecall.ts';
import type { Workbench } from './driver/workbench.ts';

suite('the secrets of a keyless run', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let stores: Stores;
  let workbench: Workbench;
  let practice: PracticeAccount;
  let issued: IssuedSecrets;
  const tokens = new Map<string, string>();
  /** What the run printed outside of any store. */
  const printed: Content[] = [];

  suiteSetup(async () => {
    stores = makeStores();
    practice = await startPracticeAccount();
    issued = await watchIssuedSecrets(practice.endpoint);
    mkdirSync(path.join(stores.home, '.aws'));
    writeFileSync(path.join(stores.home, '.aws/config'), `[default]\nregion = ${practice.region}\n`);
    workbench = await openIn(stores, {
      settings: { 'rolecall.endpointUrl': issued.endpoint, 'rolecall.terminal.mode': 'keyless' },
      env: awsCliEnvironment,
    });
    workbench.page.context().on('console', (message) => {
      printed.push({ place: 'console of a window', bytes: Buffer.from(message.text()) });
    });
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await issued?.close();
    await practice?.close();
    if (stores !== undefined) removeStores(stores);
  });

  /** Who the terminal in sight is. Its token is noted, from where the system tells it. */
  async function whoIsHere(): Promise<string> {
    const shell = await workbench.terminal.run('echo $$');
    const environment = readFileSync(`/proc/${shell.trim()}/environ`, 'utf8').split('\0');
    const [, token] = /^AWS_CONTAINER_AUTHORIZATION_TOKEN=(.+)$/.exec(
      environment.find((line) => line.startsWith('AWS_CONTAINER_AUTHORIZATION_TOKEN=')) ?? '',
    ) ?? [undefined, ''];
    if (token) tokens.set(token, `token ${tokens.size + 1} of the endpoint`);
    return JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000)).Arn;
  }

  test('a role is assumed, switched, reloaded, pinned and left', async () => {
    await addAccessKey(workbench, practice);
    await identity(workbench).waitForText('AssumeRoleUser');
    await assumeRole(workbench, practice.roles.S3ListBucketOnly as string);
    await workbench.dialog.waitFor('Keyless terminals need an empty profile');
    await workbench.dialog.press('Use a Copy');
    await workbench.notifications.waitFor('New terminals are too.');
    await workbench.terminal.open();
    await giveEndpointToOldCli(workbench);
    assert.match(await whoIsHere(), /assumed-role\/S3ListBucketOnly\//);
    await assumeRole(workbench, practice.roles.S3Full as string);
    await identity(workbench).waitForText('S3Full');
    assert.match(await whoIsHere(), /assumed-role\/S3Full\//);
    await workbench.reload();
    await identity(workbench).waitForText('S3Full');
    await workbench.terminal.waitForPrompt();
    assert.match(await whoIsHere(), /assumed-role\/S3Full\//);
    await workbench.command('Rolecall: Open Terminal as Role…');
    await workbench.quickInput.type(practice.roles.S3ListBucketOnly as string);
    await workbench.quickInput.choose('S3ListBucketOnly');
    await workbench.terminal.waitFor('This terminal is S3ListBucketOnly/');
    await giveEndpointToOldCli(workbench);
    assert.match(await whoIsHere(), /assumed-role\/S3ListBucketOnly\//);
    await workbench.command('Rolecall: Return to Source Identity');
    await identity(workbench).waitForText('AssumeRoleUser');
  });

  test('nothing of it is in any store, log or output, but the tokens where VS Code logs the environment', async () => {
    printed.push({ place: 'server output', bytes: Buffer.from(workbench.serverOutput()) });
    await workbench.close();
    const secrets: Secret[] = [
      { name: "the user's secret key", value: practice.secretAccessKey },
      ...issued.secrets(),
      ...[...tokens].map(([value, name]) => ({ name, value })),
    ];
    // A secret key and a token of each session; a token of the terminals that follow, and one of the pinned one.
    assert.ok(issued.secrets().length >= 4, String(issued.secrets().length));
    assert.equal(tokens.size, 2);
    // What is looked for is found where it is: each token and each key.
    for (const { name, value } of secrets) {
      const planted = { place: 'planted', bytes: Buffer.from(`"${value}"`) };
      assert.deepEqual(
        searchContents([planted], new Needles(secrets)).found.map(({ secret }) => secret),
        [name],
      );
    }
    const { found, inHostLog, unread } = searchContents([...contentsOf(stores), ...printed], new Needles(secrets));
    assert.deepEqual({ found, unread }, { found: [], unread: [] });
    const names = new Set(tokens.values());
    assert.deepEqual(
      inHostLog.filter(({ secret }) => !names.has(secret)),
      [],
    );
    assert.ok(inHostLog.length > 0, 'the logs were not searched at trace level');
  });
});
