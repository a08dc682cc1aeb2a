// Inside VS Code: everything that AssumeRole takes, from a command's argument to what AWS is sent, and back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as vscode from 'vscode';
import type { Identity } from '../../src/core/identity.ts';
import type { SavedRole } from '../../src/manifest.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const whoAmI = async () => (await run<Identity>('checkIdentity')).arn;
const roleArn = (name: string) => `arn:aws:iam::012345678901:role/${name}`;
const managedPolicy = 'arn:aws:iam::012345678901:policy/s3ListBucketOnly';
const user = 'arn:aws:iam::012345678901:user/AssumeRoleUser';

/** The practice account, with a record of each AssumeRole on the way to it. */
class Recorder {
  readonly calls: Record<string, string>[] = [];
  readonly #target: string;
  #server: Server | undefined;

  constructor(target: string) {
    this.#target = target;
  }

  async start(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      const body = await buffer(request);
      const { Action, Version: _, ...parameters } = Object.fromEntries(new URLSearchParams(body.toString()));
      if (Action === 'AssumeRole') this.calls.push(parameters);
      const { method, url, headers } = request;
      // The signature is about the host that the client named.
      const sent = httpRequest(this.#target, { method, path: url, headers, setHost: false });
      sent.end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(await buffer(answer));
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}

suite('roles, inside VS Code', () => {
  let practice: PracticeAccount;
  let recorder: Recorder;
  let folder: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    practice = await startPracticeAccount();
    recorder = new Recorder(practice.endpoint);
    const endpoint = await recorder.start();
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-roles-'));
    const { accessKeyId, secretAccessKey } = practice;
    writeFileSync(
      path.join(folder, 'config'),
      `[profile somebody]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n` +
        `endpoint_url=${endpoint}\nregion=ap-northeast-1\n` +
        `[profile reader]\nrole_arn=${roleArn('S3ListBucketOnly')}\nrole_session_name=Reader\nsource_profile=somebody\n` +
        `endpoint_url=${endpoint}\nregion=ap-northeast-1\n`,
    );
    process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
  });

  suiteTeardown(async () => {
    await run('forgetEverything');
    delete process.env.AWS_CONFIG_FILE;
    recorder.stop();
    await practice.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('all that is given is sent, and nothing is asked', async () => {
    recorder.calls.length = 0;
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
    await run('assumeRole', {
      roleArn: roleArn('NeedsExternalId'),
      roleSessionName: 'AllOfIt',
      sourceProfile: 'somebody',
      externalId: 'abc-123',
      durationSeconds: 1800,
      policy,
      policyArns: [managedPolicy],
    });
    assert.deepEqual(recorder.calls, [
      {
        RoleArn: roleArn('NeedsExternalId'),
        RoleSessionName: 'AllOfIt',
        ExternalId: 'abc-123',
        DurationSeconds: '1800',
        Policy: JSON.stringify(policy),
        'PolicyArns.member.1.arn': managedPolicy,
      },
    ]);
    assert.equal(await whoAmI(), 'arn:aws:sts::012345678901:assumed-role/NeedsExternalId/AllOfIt');
  });

  test('tags, those that go on, and a source identity are sent', async () => {
    recorder.calls.length = 0;
    await run('assumeRole', {
      roleArn: roleArn('S3ListBucketOnly'),
      roleSessionName: 'Tagged',
      sourceProfile: 'somebody',
      tags: { team: 'blue', project: 'x' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'Ann',
    });
    assert.deepEqual(recorder.calls, [
      {
        RoleArn: roleArn('S3ListBucketOnly'),
        RoleSessionName: 'Tagged',
        'Tags.member.1.Key': 'team',
        'Tags.member.1.Value': 'blue',
        'Tags.member.2.Key': 'project',
        'Tags.member.2.Value': 'x',
        'TransitiveTagKeys.member.1': 'team',
        SourceIdentity: 'Ann',
      },
    ]);
  });

  for (const [what, wrong] of [
    ['a duration as text', { durationSeconds: '3600' }],
    ['one policy ARN for a list', { policyArns: managedPolicy }],
    ['tags as a list', { tags: ['team=blue'] }],
    ['a tag that is a number', { tags: { team: 5 } }],
    ['a session name that is a number', { roleSessionName: 42 }],
    ['a source that is a number', { sourceProfile: 5 }],
    ['a way that is one role', { via: { roleArn: roleArn('FirstHop') } }],
    ['a way with a duration that nobody takes', { via: [{ roleArn: roleArn('FirstHop'), durationSeconds: 1 }] }],
    ['a policy that is no JSON', { policy: 'no JSON' }],
    ['a policy that is too large', { policy: { Version: 'x'.repeat(2048) } }],
    ['a device that cannot be one', { mfaSerial: 'x' }],
    ['a tag to go on that is not there', { transitiveTagKeys: ['team'] }],
    ['a source identity with a space', { sourceIdentity: 'Ann B' }],
  ] as const) {
    test(`${what}: nothing is sent`, async () => {
      recorder.calls.length = 0;
      await run('assumeRole', {
        roleArn: roleArn('S3ListBucketOnly'),
        roleSessionName: 'Wrong',
        sourceProfile: 'somebody',
        ...wrong,
      });
      assert.deepEqual(recorder.calls, []);
    });
  }

  test('a guard gives the duration where none is given, and the setting otherwise', async () => {
    const settings = vscode.workspace.getConfiguration();
    const guards = [{ match: { role: 'S3ListBucket*' }, durationSeconds: 900 }];
    await settings.update('rolecall.guards', guards, vscode.ConfigurationTarget.Global);
    await settings.update('rolecall.durationSeconds', 1200, vscode.ConfigurationTarget.Global);
    try {
      recorder.calls.length = 0;
      for (const [name, more] of [
        ['S3ListBucketOnly', {}],
        ['S3ListBucketOnly', { durationSeconds: 1000 }],
        ['S3Full', {}],
      ] as const) {
        await run('assumeRole', {
          roleArn: roleArn(name),
          roleSessionName: 'Guarded',
          sourceProfile: 'somebody',
          ...more,
        });
      }
      assert.deepEqual(
        recorder.calls.map(({ DurationSeconds }) => DurationSeconds),
        ['900', '1000', '1200'],
      );
    } finally {
      await settings.update('rolecall.guards', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('rolecall.durationSeconds', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('a role is saved with all that it was assumed with, and removed', async () => {
    const saved = () => vscode.workspace.getConfiguration().get('rolecall.roles');
    const all = {
      roleArn: roleArn('NeedsExternalId'),
      roleSessionName: 'Saved',
      externalId: 'abc-123',
      durationSeconds: 1800,
      policyArns: [managedPolicy],
      sourceProfile: 'somebody',
    };
    await run('assumeRole', all);
    await run('saveRole', { name: 'With an id' });
    assert.deepEqual(saved(), [{ ...all, name: 'With an id' }]);
    await run('removeRole', { kind: 'role', known: { group: 'saved', role: { ...all, name: 'With an id' } } });
    assert.deepEqual(saved(), []);
  });

  test('a role that a profile leads to is saved with the source of that profile', async () => {
    await run('assumeRole', { profile: 'reader' });
    await run('saveRole', { name: 'Reader' });
    const roles = vscode.workspace.getConfiguration().get<readonly SavedRole[]>('rolecall.roles', []);
    const [{ durationSeconds: _, ...saved } = assert.fail()] = roles;
    const role = { roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'Reader' };
    assert.deepEqual(saved, { ...role, sourceProfile: 'somebody', name: 'Reader' });
    await vscode.workspace.getConfiguration().update('rolecall.roles', undefined, vscode.ConfigurationTarget.Global);
  });

  test('a way through several roles is saved with all of them, and gone again', async () => {
    const settings = () => vscode.workspace.getConfiguration();
    const saved = () => settings().get<readonly SavedRole[]>('rolecall.roles', []);
    const hop = (name: string) => ({ roleArn: roleArn(name), roleSessionName: 'MySession' });
    const chain = { source: { kind: 'profile', profile: 'somebody' }, hops: [hop('FirstHop'), hop('SecondHop')] };
    const whole = { ...hop('SecondHop'), sourceProfile: 'somebody', via: [hop('FirstHop')] };
    await run('assumeRole', { kind: 'role', known: { group: 'recent', chain } });
    await run('saveRole', { name: 'Two hops' });
    assert.deepEqual(saved(), [{ ...whole, name: 'Two hops' }]);

    await run('forgetEverything');
    await run('chooseSource', { profile: 'somebody' });
    recorder.calls.length = 0;
    await run('assumeRole', { kind: 'role', known: { group: 'saved', role: saved()[0] } });
    assert.equal(await whoAmI(), 'arn:aws:sts::012345678901:assumed-role/SecondHop/MySession');
    assert.deepEqual(
      recorder.calls.map(({ RoleArn }) => RoleArn),
      [roleArn('FirstHop'), roleArn('SecondHop')],
    );
    await settings().update('rolecall.roles', undefined, vscode.ConfigurationTarget.Global);
  });

  test('leaving brings back the user of the profile', async () => {
    await run('leaveRole');
    assert.equal(await whoAmI(), user);
  });
});
