// Containers, instances, web identity and `aws login`: each against a stand-in that checks what it is sent, or a file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { containerCredentials } from '../../src/aws/containerSource.ts';
import { instanceCredentials } from '../../src/aws/instanceSource.ts';
import { loginCredentials } from '../../src/aws/loginSource.ts';
import { resolveSource } from '../../src/aws/sources.ts';
import type { Answer } from '../fakes/httpEndpoint.ts';
import { type Asked, type HttpService, startHttpService } from '../fakes/httpService.ts';
import { asked, portsWith, quiet, settingsWith } from './surroundings.ts';

const time = Date.parse('2025-03-26T13:30:50Z');
const now = () => time;
const metadata = {
  Code: 'Success',
  AccessKeyId: 'ASIAMETADATA',
  SecretAccessKey: 'metadata-secret',
  Token: 'metadata-token',
  Expiration: '2025-03-26T14:30:50Z',
};
const credentials = {
  accessKeyId: 'ASIAMETADATA',
  secretAccessKey: 'metadata-secret',
  sessionToken: 'metadata-token',
  expiration: time + 3_600_000,
};
const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });

let folder: string;
let service: HttpService | undefined;

async function serve(answerTo: (asked: Asked) => Answer | undefined): Promise<HttpService> {
  service = await startHttpService(answerTo);
  return service;
}

function suiteWith(title: string, body: () => void): void {
  suite(title, function () {
    this.timeout(30_000);
    setup(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'rolecall-metadata-'));
    });
    teardown(async () => {
      await service?.close();
      service = undefined;
      await rm(folder, { recursive: true, force: true });
    });
    body();
  });
}

const failed = (problem: string, detail?: string) => ({
  failure: { code: 'source-failed', problem, ...(detail !== undefined && { detail }) },
});

suiteWith('aws/containerSource', () => {
  const get = (env: Record<string, string>) => containerCredentials({}, { env, now });

  test('the whole address, with a token', async () => {
    const { url, asked } = await serve(() => json(metadata));
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/creds?x=1`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Basic x',
    };
    assert.deepEqual(await get(env), credentials);
    assert.deepEqual(
      asked.map(({ method, path, headers }) => [method, path, headers.authorization]),
      [['GET', '/creds?x=1', 'Basic x']],
    );
  });

  test('no token', async () => {
    const { url, asked } = await serve(() => json(metadata));
    assert.deepEqual(await get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }), credentials);
    assert.equal(asked[0]?.headers.authorization, undefined);
  });

  test('a token file is read each time, and beats the token', async () => {
    const { url, asked } = await serve(() => json(metadata));
    const file = path.join(folder, 'token');
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
    };
    for (const token of ['one', 'two']) {
      await writeFile(file, token);
      await get(env);
    }
    assert.deepEqual(
      asked.map(({ headers }) => headers.authorization),
      ['one', 'two'],
    );
  });

  test('again while the service has no answer yet, but not for ever', async () => {
    let failures = 2;
    const { url, asked } = await serve(() => (failures-- > 0 ? { status: 503 } : json(metadata)));
    assert.deepEqual(await get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }), credentials);
    failures = 99;
    await assert.rejects(get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }), failed('container-refused', '503'));
    assert.equal(asked.length, 6);
  });

  const answers: readonly [title: string, answer: Answer, failure: object][] = [
    ['a refusal', { status: 403, body: 'metadata-secret' }, failed('container-refused', '403')],
    [
      'a redirection',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      failed('container-refused', '302'),
    ],
    ['rubbish', { status: 200, body: '<html>' }, failed('answer-malformed', 'not a JSON object')],
    ['no token', json({ ...metadata, Token: undefined }), failed('answer-malformed', 'Token')],
    ['no end', json({ ...metadata, Expiration: undefined }), failed('answer-malformed', 'Expiration')],
    ['an end that is over', json({ ...metadata, Expiration: '2025-03-26T13:00:00Z' }), failed('answer-expired')],
  ];
  for (const [title, answer, failure] of answers) {
    test(`bad: ${title}`, async () => {
      const { url } = await serve(() => answer);
      await assert.rejects(get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }), failure);
    });
  }

  test('bad: nobody there', async () => {
    const { url, close } = await startHttpService(() => undefined);
    await close();
    const failure = { code: 'endpoint-unreachable', endpoint: url, reason: 'ECONNREFUSED' };
    await assert.rejects(get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }), { failure });
  });

  test('a service that hangs is left when the signal says so', async () => {
    const { url } = await serve(() => undefined);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
    const getting = containerCredentials({}, { env, now, signal: controller.signal });
    getting.catch(() => undefined);
    controller.abort(reason);
    await assert.rejects(getting, (error) => error === reason);
  });

  const hosts: readonly [uri: string, host: string][] = [
    ['http://example.com/x', 'example.com'],
    ['http://169.254.169.254/x', '169.254.169.254'],
    ['http://127.0.0.1.example.com/', '127.0.0.1.example.com'],
    ['http://localhost.example.com/', 'localhost.example.com'],
    ['http://user@example.com:80/', 'example.com'],
    ['http://[fd00:ec2::24]/', '[fd00:ec2::24]'],
    ['ftp://127.0.0.1/', '127.0.0.1'],
    ['file:///etc/passwd', ''],
    ['no address', ''],
    ['', ''],
  ];
  for (const [uri, host] of hosts) {
    test(`bad: the host of "${uri}"`, () =>
      assert.rejects(get({ AWS_CONTAINER_CREDENTIALS_FULL_URI: uri }), failed('container-host-refused', host)));
  }

  test('bad: a relative address that leads elsewhere', () =>
    assert.rejects(
      get({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '@example.com/' }),
      failed('container-host-refused', 'example.com'),
    ));

  test('bad: tokens', async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1' };
    const file = path.join(folder, 'token');
    const withFile = { ...env, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
    await assert.rejects(get(withFile), failed('token-file-missing', file));
    await writeFile(file, '');
    await assert.rejects(get(withFile), failed('token-file-empty', file));
    await writeFile(file, 'a\nHost: example.com');
    await assert.rejects(get(withFile), failed('token-file-no-token', file));
    await assert.rejects(
      get({ ...withFile, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: folder }),
      failed('token-file-unreadable', folder),
    );
  });

  test('as a source: announced, chosen, and under a role', async () => {
    const { url } = await serve(() => json(metadata));
    const settings = settingsWith({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } });
    const ports = portsWith(
      '[default]\nregion = eu-west-1\n[profile r]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = EcsContainer\n',
      null,
      { now },
    );
    const container = {
      source: { kind: 'container' },
      hops: [],
      credentials,
      region: 'eu-west-1',
      endpoints: {},
      inherited: false,
    };
    assert.deepEqual(await resolveSource({ kind: 'automatic' }, settings, ports, quiet), {
      ...container,
      inherited: true,
    });
    assert.deepEqual(await resolveSource({ kind: 'container' }, settings, ports, quiet), container);
    assert.deepEqual(await resolveSource({ kind: 'profile', profile: 'r' }, settings, ports, quiet), {
      ...container,
      region: 'us-east-1',
      hops: [{ roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me@host' }],
    });
  });
});

suiteWith('aws/instanceSource', () => {
  const roles = '/latest/meta-data/iam/security-credentials/';
  /** Version 2 of the service: nothing without the token that it gave. */
  function instance(change: Readonly<Record<string, Answer>> = {}) {
    return ({ method, path, headers }: Asked): Answer => {
      const changed = change[path];
      if (changed) return changed;
      if (path === '/latest/api/token') {
        const ttl = headers['x-aws-ec2-metadata-token-ttl-seconds'];
        return method === 'PUT' && ttl === '21600' ? { status: 200, body: 'the-token' } : { status: 405 };
      }
      if (method !== 'GET' || headers['x-aws-ec2-metadata-token'] !== 'the-token') return { status: 401 };
      if (path === roles) return { status: 200, body: 'TheRole\n' };
      return path === `${roles}TheRole` ? json(metadata) : { status: 404 };
    };
  }
  const get = (env: Record<string, string>, setting: (key: string) => string | undefined = () => undefined) =>
    instanceCredentials({}, { env, setting, now });

  test('the role of the instance', async () => {
    const { url } = await serve(instance());
    assert.deepEqual(await get({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }), credentials);
    assert.deepEqual(await get({ AWS_EC2_METADATA_SERVICE_ENDPOINT: `${url}/` }), credentials);
    const setting = (key: string) => (key === 'ec2_metadata_service_endpoint' ? url : undefined);
    assert.deepEqual(await get({}, setting), credentials);
  });

  const rows: readonly [title: string, change: Readonly<Record<string, Answer>>, failure: object][] = [
    ['version 1 only', { '/latest/api/token': { status: 404 } }, failed('instance-silent')],
    ['a token that is none', { '/latest/api/token': { status: 200, body: 'a\r\nb' } }, failed('instance-silent')],
    ['no role', { [roles]: { status: 404 } }, failed('instance-without-role')],
    ['an empty role', { [roles]: { status: 200, body: '' } }, failed('instance-without-role')],
    ['a role without keys', { [`${roles}TheRole`]: { status: 404 } }, failed('instance-without-role')],
    [
      'a role that EC2 may not have',
      { [`${roles}TheRole`]: json({ Code: 'AssumeRoleUnauthorizedAccess', Message: 'no' }) },
      failed('answer-malformed', 'AccessKeyId'),
    ],
    ['rubbish', { [`${roles}TheRole`]: { status: 200, body: 'x' } }, failed('answer-malformed', 'not a JSON object')],
    [
      'keys that have ended',
      { [`${roles}TheRole`]: json({ ...metadata, Expiration: '2025-03-26T13:30:49Z' }) },
      failed('answer-expired'),
    ],
  ];
  for (const [title, change, failure] of rows) {
    test(`bad: ${title}`, async () => {
      const { url } = await serve(instance(change));
      await assert.rejects(get({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }), failure);
    });
  }

  test('bad: one that hangs is left after a second', async () => {
    const { url } = await serve(() => undefined);
    const began = Date.now();
    await assert.rejects(get({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }), failed('instance-silent'));
    assert.ok(Date.now() - began < 5_000);
  });

  test('as a source: found where nothing else is configured, and not where it is switched off', async () => {
    const { url } = await serve(instance());
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: url };
    const ports = portsWith('[default]\nregion = eu-west-1\n', null, { now });
    const resolved = await resolveSource({ kind: 'automatic' }, settingsWith({ env }), ports, quiet);
    assert.deepEqual(resolved, {
      source: { kind: 'instance' },
      hops: [],
      credentials,
      region: 'eu-west-1',
      endpoints: {},
      inherited: true,
    });
    const off = settingsWith({ env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' } });
    await assert.rejects(resolveSource({ kind: 'automatic' }, off, ports, quiet), {
      failure: { code: 'source-missing' },
    });
  });

  test('as a source: an instance without a role is no source, unless a profile asks for it', async () => {
    const { url } = await serve(instance({ [roles]: { status: 404 } }));
    const settings = settingsWith({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url } });
    const ports = portsWith(null, null, { now });
    await assert.rejects(resolveSource({ kind: 'automatic' }, settings, ports, quiet), {
      failure: { code: 'source-missing' },
    });
    await assert.rejects(resolveSource({ kind: 'instance' }, settings, ports, quiet), failed('instance-without-role'));
  });
});

suiteWith('aws/webIdentitySource', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/R';
  const answer = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAMETADATA</AccessKeyId><SecretAccessKey>metadata-secret</SecretAccessKey><SessionToken>metadata-token</SessionToken><Expiration>2025-03-26T14:30:50Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/R/me</Arn></AssumedRoleUser></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
  const config = (file: string, url: string) => `
[profile w]
role_arn = ${roleArn}
web_identity_token_file = ${file}
region = eu-west-1
endpoint_url = ${url}
[profile named]
role_arn = ${roleArn}
web_identity_token_file = ${file}
role_session_name = mine
endpoint_url = ${url}
[profile hop]
role_arn = arn:aws:iam::111122223333:role/Next
source_profile = w
endpoint_url = ${url}
`;
  const parameter = ({ body }: Asked, name: string) => new URLSearchParams(body).get(name);
  const resolve = (profile: string, file: string, url: string) =>
    resolveSource({ kind: 'profile', profile }, settingsWith(), portsWith(config(file, url), null, { now }), quiet);

  test('the token file is read each time', async () => {
    const { url, asked: requests } = await serve(() => ({ status: 200, body: answer }));
    const file = path.join(folder, 'token');
    for (const token of ['first.token', 'second.token\n']) {
      await writeFile(file, token);
      assert.deepEqual(await resolve('w', file, url), {
        source: { kind: 'profile', profile: 'w' },
        hops: [],
        credentials,
        region: 'eu-west-1',
        endpoints: { sts: url, s3: url },
        inherited: false,
      });
    }
    assert.deepEqual(
      requests.map((request) =>
        ['WebIdentityToken', 'RoleArn', 'RoleSessionName'].map((name) => parameter(request, name)),
      ),
      [
        ['first.token', roleArn, 'me@host'],
        ['second.token', roleArn, 'me@host'],
      ],
    );
    assert.ok(requests.every(({ headers }) => headers.authorization === undefined));
  });

  test('a session name of its own, and a role behind it', async () => {
    const { url, asked: requests } = await serve(() => ({ status: 200, body: answer }));
    const file = path.join(folder, 'token');
    await writeFile(file, 'the.token');
    await resolve('named', file, url);
    const { source, hops } = await resolve('hop', file, url);
    assert.deepEqual(source, { kind: 'profile', profile: 'w' });
    assert.deepEqual(hops, [{ roleArn: 'arn:aws:iam::111122223333:role/Next', roleSessionName: 'me@host' }]);
    assert.deepEqual(
      requests.map((request) => parameter(request, 'RoleSessionName')),
      ['mine', 'me@host'],
    );
  });

  test('from the variables alone', async () => {
    const { url } = await serve(() => ({ status: 200, body: answer }));
    const file = path.join(folder, 'token');
    await writeFile(file, 'the.token');
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: roleArn, AWS_ENDPOINT_URL: url };
    const { source } = await resolveSource({ kind: 'automatic' }, settingsWith({ env }), portsWith(null), quiet);
    assert.deepEqual(source, { kind: 'environment' });
    const again = await resolveSource(source, settingsWith({ env }), portsWith(null), quiet);
    assert.deepEqual(again.credentials, credentials);
  });

  test('bad: token files', async () => {
    const { url, asked: requests } = await serve(() => ({ status: 200, body: answer }));
    const file = path.join(folder, 'token');
    const failure = (problem: string, detail = file) => ({
      failure: { code: 'source-failed', problem, profile: 'w', detail },
    });
    await assert.rejects(resolve('w', file, url), failure('token-file-missing'));
    await assert.rejects(resolve('w', folder, url), failure('token-file-unreadable', folder));
    for (const text of ['', ' \n']) {
      await writeFile(file, text);
      await assert.rejects(resolve('w', file, url), failure('token-file-empty'));
    }
    for (const text of ['two words', 'abc', 'x'.repeat(20_001), 'トークンです']) {
      await writeFile(file, text);
      await assert.rejects(resolve('w', file, url), failure('token-file-no-token'));
    }
    assert.equal(requests.length, 0);
  });

  test('bad: a token that has ended', async () => {
    const { url } = await serve(() => ({
      status: 400,
      body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>Token expired</Message></Error></ErrorResponse>',
    }));
    const file = path.join(folder, 'token');
    await writeFile(file, 'the.token');
    await assert.rejects(resolve('w', file, url), { failure: { code: 'web-identity-expired' } });
  });
});

suiteWith('aws/loginSource', () => {
  const loginSession = 'arn:aws:iam::111122223333:user/me';
  const cached = {
    accessToken: {
      accessKeyId: 'ASIAMETADATA',
      secretAccessKey: 'metadata-secret',
      sessionToken: 'metadata-token',
      accountId: '111122223333',
      expiresAt: '2025-03-26T14:30:50Z',
    },
    refreshToken: 'the-refresh-token',
    clientId: 'arn:aws:signin:::devtools/same-device',
    dpopKey: 'a key',
  };
  async function keep(text: string, cache = path.join(folder, '.aws', 'login', 'cache')): Promise<void> {
    await mkdir(cache, { recursive: true });
    await writeFile(path.join(cache, `${createHash('sha256').update(loginSession).digest('hex')}.json`), text);
  }
  const get = (env: Record<string, string> = {}) =>
    loginCredentials({ profile: 'l', loginSession }, { env, home: folder, now });
  const failure = (problem: string) => ({ failure: { code: 'source-failed', problem, profile: 'l' } });

  test('what `aws login` left', async () => {
    await keep(JSON.stringify(cached));
    assert.deepEqual(await get(), credentials);
    const ports = portsWith(`[profile l]\nlogin_session = ${loginSession}\n`, null, { now });
    const settings = settingsWith({ home: folder });
    const resolved = await resolveSource({ kind: 'profile', profile: 'l' }, settings, ports, asked);
    assert.deepEqual(resolved.credentials, credentials);
  });

  test('in a folder of its own', async () => {
    await keep(JSON.stringify(cached), path.join(folder, 'elsewhere'));
    for (const place of ['~/elsewhere', '$PLACE/elsewhere', `\${PLACE}/elsewhere`, path.join(folder, 'elsewhere')]) {
      assert.deepEqual(await get({ AWS_LOGIN_CACHE_DIRECTORY: place, PLACE: folder }), credentials);
    }
  });

  test('bad: nothing there', () => assert.rejects(get(), failure('login-missing')));

  test('bad: ended', async () => {
    await keep(
      JSON.stringify({ ...cached, accessToken: { ...cached.accessToken, expiresAt: '2025-03-26T13:30:50Z' } }),
    );
    await assert.rejects(get(), failure('login-expired'));
  });

  const corrupt: readonly [title: string, text: string][] = [
    ['empty', ''],
    ['half a file', JSON.stringify(cached).slice(0, 60)],
    ['a list', '[]'],
    ['no keys', JSON.stringify({ ...cached, accessToken: undefined })],
    ['keys of another kind', JSON.stringify({ ...cached, accessToken: 'x' })],
    ['an end that is none', JSON.stringify({ ...cached, accessToken: { ...cached.accessToken, expiresAt: 'soon' } })],
  ];
  for (const [title, text] of corrupt) {
    test(`bad: ${title}`, async () => {
      await keep(text);
      await assert.rejects(get(), failure('login-unreadable'));
    });
  }
});
