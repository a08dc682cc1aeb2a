// Inside VS Code: the variables that new terminals get, and how they are written to VS Code's collection.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Chain } from '../../src/core/chain.ts';
import { NewTerminals } from '../../src/features/terminals/newTerminals.ts';
import { TerminalsFeature } from '../../src/features/terminals/terminalsFeature.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { Current } from '../../src/session/current.ts';
import type { Keeper } from '../../src/session/keeper.ts';
import { Observable } from '../../src/session/observable.ts';
import { roleIdentity, roleNamed } from '../fakes/aws.ts';
import { FakeCollection } from '../fakes/environmentCollection.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { Shown } from './shown.ts';
import { variablesOfTask } from './taskEnvironment.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);

/** What a shell, an INI file or VS Code could take for something else. */
const odd = 'it\'s "odd" $HOME `x` %PATH% \\ ä';
const expanded = 'a ${env:HOME}';

suite('in force, inside VS Code', () => {
  let account: PracticeAccount;
  let folder: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    account = await startPracticeAccount();
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-in-force-'));
    const profile = (name: string) =>
      `[profile ${name}]\naws_access_key_id=${account.accessKeyId}\naws_secret_access_key=${account.secretAccessKey}\n` +
      `endpoint_url=${account.endpoint}\nregion=${account.region}\n`;
    // Names with spaces stand in quotes, and what is in those with a backslash.
    const written = [odd, expanded].map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`);
    writeFileSync(path.join(folder, 'config'), ['by-name', ...written].map(profile).join(''));
    process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
  });

  suiteTeardown(async () => {
    await run('forgetEverything');
    await run('stopPractice');
    delete process.env.AWS_CONFIG_FILE;
    await account.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Without what every program gets here. */
  const variables = async (): Promise<Record<string, string>> =>
    Object.fromEntries(Object.entries(await variablesOfTask()).filter(([name, value]) => process.env[name] !== value));
  const region = { AWS_REGION: 'ap-northeast-1', AWS_DEFAULT_REGION: 'ap-northeast-1' };

  test('the practice account: its endpoint, region and keys at once, and an empty token', async () => {
    await run('startPractice');
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, ...others } = await variables();
    assert.match(AWS_ACCESS_KEY_ID ?? '', /^AKIA[A-Z2-7]{16}$/);
    assert.match(AWS_SECRET_ACCESS_KEY ?? '', /^\S{40}$/);
    assert.match(AWS_ENDPOINT_URL ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(others, { AWS_SESSION_TOKEN: '', ...region });
  });

  test('a role: its token and its end too', async () => {
    const before = await variables();
    const roleArn = 'arn:aws:iam::012345678901:role/S3ListBucketOnly';
    await run('assumeRole', { roleArn, roleSessionName: 'MySession' });
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION, ...others } =
      await variables();
    assert.match(AWS_ACCESS_KEY_ID ?? '', /^ASIA[A-Z2-7]{16}$/);
    assert.match(AWS_SECRET_ACCESS_KEY ?? '', /^\S{40}$/);
    assert.match(AWS_SESSION_TOKEN ?? '', /^\S{100,}$/);
    assert.match(AWS_CREDENTIAL_EXPIRATION ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(others, { AWS_ENDPOINT_URL: before.AWS_ENDPOINT_URL, ...region });
  });

  test('back to the source: its keys, an empty token and no end', async () => {
    const { AWS_ACCESS_KEY_ID: ofRole = '', AWS_ENDPOINT_URL } = await variables();
    assert.match(ofRole, /^ASIA/);
    await run('leaveRole');
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...others } = await variables();
    assert.match(AWS_ACCESS_KEY_ID ?? '', /^AKIA[A-Z2-7]{16}$/);
    assert.match(AWS_SECRET_ACCESS_KEY ?? '', /^\S{40}$/);
    assert.deepEqual(others, { AWS_SESSION_TOKEN: '', AWS_ENDPOINT_URL, ...region });
  });

  test('a profile: its name and no key', async () => {
    await run('chooseSource', { profile: 'by-name' });
    assert.deepEqual(await variables(), { AWS_PROFILE: 'by-name', AWS_ENDPOINT_URL: account.endpoint, ...region });
  });

  test('a profile with an odd name: to the letter', async () => {
    await run('chooseSource', { profile: odd });
    assert.equal((await variables()).AWS_PROFILE, odd);
  });

  test('a name that VS Code would expand is not put in force', async () => {
    await run('chooseSource', { profile: expanded });
    const shown = new Shown();
    assert.match(shown.statusBar('rolecall.identity'), /not in terminals/);
    shown.dispose();
    assert.equal((await variables()).AWS_PROFILE, odd);
  });

  test('cleared: nothing', async () => {
    await run('clearTerminalEnvironment');
    assert.deepEqual(await variables(), {});
  });

  test('a role that is given up ends the tokens of its terminals, also where the source cannot be asked', () => {
    const chain: Chain = { source: { kind: 'practice' }, hops: [roleNamed('A')] };
    const session = { chain, identity: roleIdentity('A', 'me'), region: 'us-east-1', endpoints: {}, expiration: 1 };
    const current = new Observable<Current>({ kind: 'role', chain, session });
    let ended = 0;
    const unused = () => assert.fail('not asked for');
    const feature = new TerminalsFeature({
      keeper: { current } as unknown as Keeper,
      collection: new FakeCollection(),
      remembered: new FakeMemento() as unknown as vscode.Memento,
      keyless: unused,
      mayPutInForce: unused,
      standingIn: unused,
      noteGiven: unused,
      endTokens: async () => {
        ended += 1;
      },
    });
    feature.takeBack(chain);
    assert.equal(ended, 1);
    const source: Chain = { source: chain.source, hops: [] };
    current.set({ kind: 'checking', chain: source });
    current.set({ kind: 'failed', chain: source, failure: { code: 'endpoint-silent', endpoint: 'x', afterMs: 5 } });
    assert.equal(ended, 1);
    feature.dispose();
  });

  suite('the collection', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SESSION_TOKEN: 'made-up', AWS_REGION: 'eu-west-1' };
    let collection: FakeCollection;
    let terminals: NewTerminals;
    setup(() => {
      collection = new FakeCollection();
      terminals = new NewTerminals(collection);
    });
    teardown(() => terminals.dispose());

    test('is not kept on disk, which is said before anything else', () => {
      assert.deepEqual(collection.acts, ['persistent = false', 'clear']);
    });

    test('is written what differs, and nothing else', () => {
      collection.acts.length = 0;
      terminals.setEverywhere({ environment: keys, description: 'AWS identity one' });
      assert.deepEqual(collection.acts, [
        'replace AWS_ACCESS_KEY_ID',
        'replace AWS_SESSION_TOKEN',
        'replace AWS_REGION',
        'description = AWS identity one',
      ]);
      collection.acts.length = 0;
      terminals.setEverywhere({ environment: { ...keys }, description: 'AWS identity one' });
      assert.deepEqual(collection.acts, []);
      terminals.setEverywhere({
        environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_REGION: 'eu-west-1' },
        description: 'AWS identity two',
      });
      assert.deepEqual(collection.acts, [
        'delete AWS_SESSION_TOKEN',
        'replace AWS_ACCESS_KEY_ID',
        'description = AWS identity two',
      ]);
      assert.deepEqual(collection.values(), { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_REGION: 'eu-west-1' });
    });

    test('is empty once it is cleared, and is not cleared again', () => {
      terminals.setEverywhere({ environment: keys });
      terminals.clear();
      assert.deepEqual(collection.values(), {});
      collection.acts.length = 0;
      terminals.clear();
      assert.deepEqual(collection.acts, []);
    });
  });
});
