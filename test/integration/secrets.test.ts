// Inside VS Code: secrets are in SecretStorage and in the environment of terminals, and no command gives one away.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Stores } from './stores.ts';
import { variablesOfTask } from './taskEnvironment.ts';

const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';
const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);

suite('secrets, inside VS Code', () => {
  let stores: Stores;
  const secrets = new Set<string>();

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    stores = await Stores.observe();
    await run('startPractice');
    await noteSecrets();
    await run('assumeRole', { roleArn, roleSessionName: 'MySession' });
    await run('addBucket', 'test-bucket-012345678901');
    await noteSecrets();
  });

  suiteTeardown(async () => {
    await run('forgetEverything');
    await run('stopPractice');
    stores?.dispose();
  });

  /** Those of the identity that is in force. */
  async function noteSecrets(): Promise<void> {
    const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = await variablesOfTask();
    for (const secret of [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN]) if (secret) secrets.add(secret);
  }

  test('what is held is in SecretStorage', () => {
    // The user's key, and the key and the token of the role.
    assert.equal(secrets.size, 3);
    for (const secret of secrets) assert.ok(stores.secrets.some((stored) => stored.includes(secret)));
  });

  test('settings, states and folders hold none of it', () => {
    for (const key of ['rolecall.chain', 'rolecall.lastSession', 'rolecall.recentRoles', 'rolecall.buckets']) {
      assert.ok(stores.stateKeys().includes(key), `${key} in ${stores.stateKeys()}`);
    }
    assert.deepEqual(
      [...secrets].flatMap((secret) => stores.placesWith(secret)),
      [],
    );
  });

  test('planted in a state and in a folder, it is found there', async () => {
    const [folder = ''] = stores.folders();
    const file = path.join(folder, 'planted');
    mkdirSync(folder, { recursive: true });
    await stores.ownState.update('planted', { deep: ['made-up-secret'] });
    writeFileSync(file, 'x made-up-secret');
    try {
      assert.deepEqual(stores.placesWith('made-up-secret'), ['state planted', file]);
    } finally {
      rmSync(file);
      await stores.ownState.update('planted', undefined);
    }
  });

  test('no command returns a secret', async function () {
    this.timeout(300_000);
    const { contributes } = vscode.extensions.getExtension('rolecall.rolecall')?.packageJSON ?? {};
    const commands = contributes.commands.map(({ command }: { command: string }) => command);
    const last = ['rolecall.forgetEverything', 'rolecall.stopPractice'];
    const calls: (readonly [command: string, argument?: unknown])[] = [
      ['rolecall.assumeRole', { roleArn, roleSessionName: 'Another' }],
      ['rolecall.openTerminal', { roleArn, roleSessionName: 'Pinned' }],
      ['rolecall.addBucket', 'test-bucket-012345678901'],
      ...commands.filter((id: string) => !last.includes(id)).map((id: string) => [id] as const),
      ...last.map((id) => [id] as const),
    ];
    const answers: Record<string, unknown> = {};
    for (const [command, argument] of calls) {
      answers[`${command} ${JSON.stringify(argument)}`] = await answerOf(command, argument);
    }
    // By what stands behind them, and by their looks.
    const told = JSON.stringify(answers);
    assert.match(told, /"rolecall\.checkIdentity undefined":\{"userId":/);
    assert.doesNotMatch(told, /(?:AKIA|ASIA)[A-Z2-7]{16}|secret|token/i);
    const held = stores.secrets.flatMap((stored) => [
      ...stored.matchAll(/"(?:secretAccessKey|sessionToken)":"([^"]+)"/g),
    ]);
    const all = new Set([...secrets, ...held.map(([, secret = '']) => secret)]);
    // Of the two other sessions as well.
    assert.ok(all.size >= 7, `${all.size} secrets`);
    for (const secret of all) assert.ok(!told.includes(secret));
    vscode.window.terminals.find(({ name }) => name === 'S3ListBucketOnly')?.dispose();
  });

  /** Of a person who closes every question and every message. */
  async function answerOf(command: string, argument: unknown): Promise<unknown> {
    let ended = false;
    const answered = Promise.resolve(vscode.commands.executeCommand(command, argument)).finally(() => {
      ended = true;
    });
    const closing = (async () => {
      while (!ended) {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await vscode.commands.executeCommand('notifications.clearAll');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    const [answer] = await Promise.all([answered.catch(String), closing]);
    return answer ?? null;
  }
});
