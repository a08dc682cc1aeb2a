// Single sign-on against a stand-in of both services: sign-in, tokens kept and refreshed, and the keys of the role.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { resolveSource } from '../../src/aws/sources.ts';
import { type SignInPrompt, signInForToken } from '../../src/aws/ssoSignIn.ts';
import { type SsoPlan, type SsoPorts, type SsoSurroundings, ssoCredentials } from '../../src/aws/ssoSource.ts';
import { type SsoToken, ssoTokenText } from '../../src/aws/ssoToken.ts';
import { SingleSignOn, startUrl } from '../fakes/singleSignOn.ts';
import { needs } from '../support/needs.ts';
import { asked, portsWith, quiet, settingsWith } from './surroundings.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2025-03-26T13:30:50Z');

const legacy: SsoPlan = {
  kind: 'sso',
  profile: 'p',
  ssoStartUrl: startUrl,
  ssoAccountId: '111122223333',
  ssoRoleName: 'Admin',
  ssoRegion: 'us-east-1',
};
const withSession: SsoPlan = { ...legacy, ssoSession: 'corp' };
const nameOf = (plan: SsoPlan) =>
  createHash('sha1')
    .update(plan.ssoSession ?? plan.ssoStartUrl)
    .digest('hex');

let service: SingleSignOn;
let home: string;
let time: number;
let prompts: SignInPrompt[];
let waits: number[];
let held: Map<string, string>;

const keysBy = (accessToken: string) => ({
  accessKeyId: 'ASIASIGNEDIN',
  secretAccessKey: 'role-secret',
  sessionToken: `role-token-by-${accessToken}`,
  expiration: start + hour,
});
const token = (change: Partial<SsoToken> = {}): SsoToken => ({
  startUrl,
  region: 'us-east-1',
  accessToken: 'kept',
  expiration: start + hour,
  ...change,
});
const client = { clientId: 'the-client', clientSecret: 'the-client-secret', expiration: start + 1000 * hour };
const refreshable = { client, refreshToken: 'kept-refresh' };

const cacheFile = (plan: SsoPlan) => path.join(home, '.aws', 'sso', 'cache', `${nameOf(plan)}.json`);
async function cache(plan: SsoPlan, text: string): Promise<void> {
  await mkdir(path.dirname(cacheFile(plan)), { recursive: true });
  await writeFile(cacheFile(plan), text);
}

const ports = (change: Partial<SsoPorts> = {}): SsoPorts => ({
  signIn: async (prompt) => void prompts.push(prompt),
  now: () => time,
  wait: async (ms, signal) => {
    signal.throwIfAborted();
    waits.push(ms);
    time += ms;
  },
  heldToken: async (name) => held.get(name),
  holdToken: async (name, text) => void held.set(name, text),
  exclusively: (_name, work) => work(),
  ...change,
});

function get(plan: SsoPlan, change: Partial<SsoSurroundings> = {}, changedPorts: Partial<SsoPorts> = {}) {
  const endpoints = { oidc: service.url, portal: `${service.url}/` };
  const around = { endpoints, scopes: service.scopes ?? [], home, writeCache: false, quiet: false, ...change };
  return ssoCredentials(plan, around, ports(changedPorts));
}

function suiteWith(title: string, body: () => void): void {
  suite(title, function () {
    this.timeout(30_000);
    setup(async () => {
      service = await SingleSignOn.start();
      service.roleExpiration = start + hour;
      home = await mkdtemp(path.join(os.tmpdir(), 'rolecall-sso-'));
      time = start;
      prompts = [];
      waits = [];
      held = new Map();
    });
    teardown(async () => {
      await service.close();
      await rm(home, { recursive: true, force: true });
      assert.deepEqual(service.defects, []);
    });
    body();
  });
}

const failure = (problem: string, detail?: string) => ({
  failure: { code: 'source-failed', problem, profile: 'p', ...(detail !== undefined && { detail }) },
});
const waitsForSignIn = { failure: { code: 'source-waits', kind: 'sso', profile: 'p' } };
const register = ['POST /client/register', 'POST /device_authorization'];
const portal = 'GET /federation/credentials';

suiteWith('aws/ssoSource: signing in', () => {
  test('the whole flow: a code is shown, the token comes later, the keys come with it', async () => {
    service.pending.push('authorization_pending', 'slow_down', 'authorization_pending');
    assert.deepEqual(await get(legacy), keysBy('access-1'));
    assert.deepEqual(prompts, [
      {
        verificationUri: `${service.url}/device`,
        verificationUriComplete: `${service.url}/device?user_code=ABCD-EFGH`,
        userCode: 'ABCD-EFGH',
        expiresAt: start + 10 * minute,
      },
    ]);
    // From the "slow down" on, each wait is five seconds longer.
    assert.deepEqual(waits, [1000, 1000, 6000, 6000]);
    assert.deepEqual(service.calls, [...register, ...Array<string>(4).fill('POST /token'), portal]);
  });

  test('the token is held for the next time, and not written', async () => {
    await get(legacy);
    assert.deepEqual([...held.keys()], [nameOf(legacy)]);
    assert.deepEqual(await readdir(home), []);
    assert.deepEqual(await get(legacy, { quiet: true }), keysBy('access-1'));
    assert.equal(prompts.length, 1);
  });

  test('a token that cannot be held is used all the same', async () => {
    const holdToken = async () => {
      throw new Error('The keyring is locked.');
    };
    assert.deepEqual(await get(legacy, {}, { holdToken }), keysBy('access-1'));
  });

  test('a session registers for its scopes', async () => {
    service.scopes = ['sso:account:access'];
    await get(withSession);
    assert.deepEqual([...held.keys()], [nameOf(withSession)]);
    assert.deepEqual(JSON.parse(held.get(nameOf(withSession)) ?? ''), {
      startUrl,
      region: 'us-east-1',
      accessToken: 'access-1',
      expiresAt: '2025-03-26T14:30:51Z',
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      registrationExpiresAt: '2096-10-02T07:06:40Z',
      refreshToken: 'refresh-1',
    });
  });

  const refusals: readonly [title: string, pending: string, problem: string, detail?: string][] = [
    ['the code has ended', 'expired_token', 'sso-sign-in-late'],
    ['the person refuses', 'access_denied', 'sso-sign-in-denied'],
    ['anything else', 'invalid_grant', 'sso-refused', 'described: invalid_grant'],
  ];
  for (const [title, pending, problem, detail] of refusals) {
    test(`bad: ${title}`, async () => {
      service.pending.push('authorization_pending', pending);
      await assert.rejects(get(legacy), failure(problem, detail));
      assert.equal(held.size, 0);
    });
  }

  test('bad: nobody confirms', async () => {
    service.interval = 60;
    service.pending.push(...Array<string>(1000).fill('authorization_pending'));
    await assert.rejects(get(legacy), failure('sso-sign-in-late'));
    assert.equal(time, start + 10 * minute);
  });

  test('bad: the person cancels, and no more is asked', async () => {
    service.pending.push(...Array<string>(1000).fill('authorization_pending'));
    const reason = new Error('cancelled');
    let settled: AbortSignal | undefined;
    const signIn: SsoPorts['signIn'] = async (_, signal) => {
      settled = signal;
      throw reason;
    };
    const wait: SsoPorts['wait'] = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await assert.rejects(get(legacy, {}, { signIn, wait }), (error) => error === reason);
    assert.equal(settled?.aborted, true);
    assert.deepEqual(service.calls, register);
  });

  test('bad: the command is cancelled, and what is shown goes away', async () => {
    service.pending.push(...Array<string>(1000).fill('authorization_pending'));
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const signIn: SsoPorts['signIn'] = async (_, signal) => {
      signal.addEventListener('abort', () => prompts.push({} as SignInPrompt));
      controller.abort(reason);
    };
    await assert.rejects(get(legacy, { signal: controller.signal }, { signIn }), (error) => error === reason);
    assert.equal(prompts.length, 1);
  });

  test('what is shown goes away when it is settled', async () => {
    let settled: AbortSignal | undefined;
    const signIn: SsoPorts['signIn'] = (_, signal) => {
      settled = signal;
      return new Promise(() => {});
    };
    await get(legacy, {}, { signIn });
    assert.equal(settled?.aborted, true);
  });

  const answers: readonly [title: string, operation: string, body: string, failure: object][] = [
    ['no JSON', 'POST /client/register', '<html>', { code: 'answer-unreadable', status: 200 }],
    ['no client', 'POST /client/register', '{}', { code: 'answer-unreadable', status: 200 }],
    ['no code', 'POST /device_authorization', '{"expiresIn":1}', { code: 'answer-unreadable', status: 200 }],
    [
      'a token that is none',
      'POST /token',
      '{"accessToken":1,"expiresIn":1}',
      { code: 'answer-unreadable', status: 200 },
    ],
    ['no keys', portal, '{"roleCredentials":{}}', { code: 'answer-unreadable', status: 200 }],
  ];
  for (const [title, operation, body, unreadable] of answers) {
    test(`bad: ${operation} answers ${title}`, async () => {
      service.answers.set(operation, { status: 200, body });
      await assert.rejects(get(legacy), { failure: { ...unreadable, endpoint: service.url } });
    });
  }

  for (const verificationUri of ['javascript:alert(1)', 'http://example.com/', 'file:///bin/sh', 'x', 'vscode://x']) {
    test(`bad: a page that is none is not opened: ${verificationUri}`, async () => {
      const body = JSON.stringify({
        deviceCode: 'the-device',
        userCode: 'A',
        verificationUri,
        verificationUriComplete: verificationUri,
        expiresIn: 600,
      });
      service.answers.set('POST /device_authorization', { status: 200, body });
      await assert.rejects(get(legacy), { failure: { code: 'answer-unreadable', endpoint: service.url } });
      assert.deepEqual(prompts, []);
    });
  }

  test('bad: a start URL that the service does not know', async () => {
    const body = JSON.stringify({ error: 'invalid_request', error_description: 'Invalid start url' });
    service.answers.set('POST /device_authorization', { status: 400, body });
    await assert.rejects(get(legacy), failure('sso-refused', 'Invalid start url'));
  });

  test('bad: a role that is not given', async () => {
    await assert.rejects(get({ ...legacy, ssoRoleName: 'Other' }), failure('sso-role-denied', 'No access'));
  });

  test('bad: slow down, and a service in trouble', async () => {
    service.answers.set(portal, {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: '{}',
    });
    await assert.rejects(get(legacy), { failure: { code: 'throttled' } });
    service.answers.set(portal, { status: 500, body: '{"message":"x"}' });
    await assert.rejects(get(legacy), { failure: { code: 'service-error', status: 500 } });
  });

  test('without an interval, five seconds (RFC 8628)', async () => {
    const body = JSON.stringify({
      deviceCode: 'the-device',
      userCode: 'A',
      verificationUri: 'https://device.sso.us-east-1.amazonaws.com/',
      verificationUriComplete: 'https://device.sso.us-east-1.amazonaws.com/?user_code=A',
      expiresIn: 600,
    });
    service.answers.set('POST /device_authorization', { status: 200, body });
    const endpoints = { oidc: service.url, portal: service.url };
    await signInForToken({ profile: 'p', startUrl, region: 'us-east-1', scopes: [], endpoints }, ports(), undefined);
    assert.deepEqual(waits, [5000]);
  });
});

suiteWith('aws/ssoSource: tokens that are there', () => {
  setup(() => void service.tokens.add('kept'));

  for (const plan of [legacy, withSession]) {
    const form = plan.ssoSession ? 'by the session’s name' : 'by the start URL';
    test(`the CLI’s, ${form}`, async () => {
      await cache(plan, ssoTokenText(token()));
      assert.deepEqual(await get(plan, { quiet: true }), keysBy('kept'));
      assert.deepEqual(service.calls, [portal]);
    });
  }

  test('the CLI’s, as its older versions wrote it', async () => {
    await cache(
      legacy,
      JSON.stringify({ startUrl, region: 'us-east-1', accessToken: 'kept', expiresAt: '2025-03-26T14:00:00UTC' }),
    );
    assert.deepEqual(await get(legacy, { quiet: true }), keysBy('kept'));
  });

  const useless: readonly [title: string, text: string][] = [
    ['stale', ssoTokenText(token({ expiration: start }))],
    ['about to end', ssoTokenText(token({ expiration: start + 9_000 }))],
    ['empty', ''],
    ['half a file', ssoTokenText(token()).slice(0, 50)],
    ['a list', '[]'],
    ['without a token', JSON.stringify({ startUrl, region: 'us-east-1', expiresAt: '2025-03-26T14:00:00Z' })],
    [
      'a token that is a number',
      JSON.stringify({ startUrl, region: 'us-east-1', accessToken: 1, expiresAt: '2025-03-26T14:00:00Z' }),
    ],
    ['without an end', JSON.stringify({ startUrl, region: 'us-east-1', accessToken: 'kept' })],
    ['an end that is none', JSON.stringify({ startUrl, region: 'us-east-1', accessToken: 'kept', expiresAt: 'soon' })],
    ['of another start URL', ssoTokenText(token({ startUrl: 'https://other.awsapps.com/start' }))],
    ['of another region', ssoTokenText(token({ region: 'eu-west-1' }))],
  ];
  for (const [title, text] of useless) {
    test(`useless: ${title}: it waits for a click, and then signs in`, async () => {
      await cache(withSession, text);
      held.set(nameOf(withSession), text);
      await assert.rejects(get(withSession, { quiet: true }), waitsForSignIn);
      assert.deepEqual(service.calls, []);
      assert.deepEqual(await get(withSession), keysBy('access-1'));
    });
  }

  test('nothing at all: it waits for a click', () => assert.rejects(get(legacy, { quiet: true }), waitsForSignIn));

  test('signed out elsewhere: it waits for a click, and then signs in', async () => {
    service.tokens.clear();
    held.set(nameOf(legacy), ssoTokenText(token()));
    await assert.rejects(get(legacy, { quiet: true }), waitsForSignIn);
    assert.deepEqual(await get(legacy), keysBy('access-1'));
    assert.deepEqual(await get(legacy, { quiet: true }), keysBy('access-1'));
  });

  test('of two, the one that lives longer', async () => {
    service.tokens.add('longer');
    held.set(nameOf(legacy), ssoTokenText(token({ expiration: start + 20 * minute })));
    await cache(legacy, ssoTokenText(token({ accessToken: 'longer', expiration: start + hour })));
    assert.deepEqual(await get(legacy, { quiet: true }), keysBy('longer'));
  });
});

suiteWith('aws/ssoSource: refreshing', () => {
  setup(() => {
    service.scopes = ['sso:account:access'];
    service.refreshTokens.add('kept-refresh');
  });
  const stale = (change: Partial<SsoToken> = {}) =>
    ssoTokenText(token({ expiration: start - hour, ...refreshable, ...change }));

  test('a secret storage that fails leaves the CLI’s token', async () => {
    service.tokens.add('kept');
    await cache(legacy, ssoTokenText(token()));
    const heldToken = () => Promise.reject(new Error('The keyring is locked.'));
    assert.deepEqual(await get(legacy, { quiet: true }, { heldToken }), keysBy('kept'));
  });

  test('a held token, without anybody', async () => {
    held.set(nameOf(withSession), stale());
    assert.deepEqual(await get(withSession, { quiet: true }), keysBy('access-1'));
    assert.deepEqual(service.calls, ['POST /token', portal]);
    // What came of it is held in its place.
    assert.deepEqual(await get(withSession, { quiet: true }), keysBy('access-1'));
    assert.equal(service.calls.length, 3);
  });

  test('two windows at once: the refresh token, which counts once, is sent once', async () => {
    held.set(nameOf(withSession), stale());
    let last: Promise<unknown> = Promise.resolve();
    const exclusively: SsoPorts['exclusively'] = (_name, work) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    };
    const windows = [1, 2].map(() => get(withSession, { quiet: true }, { exclusively }));
    assert.deepEqual(await Promise.all(windows), [keysBy('access-1'), keysBy('access-1')]);
    assert.equal(service.calls.filter((call) => call === 'POST /token').length, 1);
  });

  test('a token that ends soon is refreshed before', async () => {
    service.tokens.add('kept');
    held.set(nameOf(withSession), stale({ expiration: start + 14 * minute }));
    assert.deepEqual(await get(withSession, { quiet: true }), keysBy('access-1'));
  });

  test('one that ends soon is used where the sign-in service is away, and one that has ended is not', async () => {
    service.tokens.add('kept');
    service.answers.set('POST /token', { status: 500 });
    held.set(nameOf(withSession), stale({ expiration: start + 14 * minute }));
    assert.deepEqual(await get(withSession, { quiet: true }), keysBy('kept'));
    held.set(nameOf(withSession), stale());
    await assert.rejects(get(withSession, { quiet: true }), {
      failure: { code: 'answer-unreadable', endpoint: service.url, status: 500 },
    });
  });

  const refused: readonly [title: string, text: () => string][] = [
    ['used before', () => stale({ refreshToken: 'used' })],
    ['of a client that has ended', () => stale({ client: { ...client, expiration: start } })],
    ['of a client that is not known', () => stale({ client: { ...client, clientId: 'other' } })],
  ];
  for (const [title, text] of refused) {
    test(`bad: ${title}: it waits for a click`, async () => {
      held.set(nameOf(withSession), text());
      await assert.rejects(get(withSession, { quiet: true }), waitsForSignIn);
    });
  }

  test('the CLI’s refresh token is the CLI’s, unless the CLI gets what comes of it', async () => {
    await cache(withSession, stale());
    await assert.rejects(get(withSession, { quiet: true }), waitsForSignIn);
    assert.deepEqual(service.calls, []);
    assert.deepEqual(await get(withSession, { quiet: true, writeCache: true }), keysBy('access-1'));
    assert.equal(JSON.parse(await readFile(cacheFile(withSession), 'utf8')).refreshToken, 'refresh-1');
    assert.equal(held.size, 0);
  });
});

suiteWith('aws/ssoSource: writing the CLI’s cache', () => {
  needs('posix');

  test('for this person only, whole, and as the CLI has it', async () => {
    service.scopes = ['sso:account:access'];
    await get(withSession, { writeCache: true });
    const file = cacheFile(withSession);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(path.dirname(file)), [path.basename(file)]);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), {
      startUrl,
      region: 'us-east-1',
      accessToken: 'access-1',
      expiresAt: '2025-03-26T14:30:51Z',
      clientId: 'the-client',
      clientSecret: 'the-client-secret',
      registrationExpiresAt: '2096-10-02T07:06:40Z',
      refreshToken: 'refresh-1',
    });
    assert.equal(held.size, 0);
  });

  test('a cache that cannot be written costs the cache, not the keys', async () => {
    await mkdir(path.join(home, '.aws'));
    await writeFile(path.join(home, '.aws', 'sso'), 'not a folder');
    assert.deepEqual(await get(legacy, { writeCache: true }), keysBy('access-1'));
  });
});

suiteWith('aws/ssoSource: botocore at the same cache', () => {
  needs('botocore');

  /** The keys that botocore gets for the profile, at the stand-in and with the cache in `home`. */
  async function botocoreKeys(config: string): Promise<unknown> {
    await mkdir(path.join(home, '.aws'), { recursive: true });
    await writeFile(path.join(home, '.aws', 'config'), config);
    const script = `
import botocore.session, json
keys = botocore.session.Session(profile='p').get_credentials().get_frozen_credentials()
print(json.dumps([keys.access_key, keys.secret_key, keys.token]))`;
    const env = { PATH: process.env.PATH, HOME: home, AWS_ENDPOINT_URL_SSO: service.url };
    const { stdout } = await promisify(execFile)('python3', ['-c', script], { env });
    return JSON.parse(stdout);
  }
  const settings = 'sso_account_id = 111122223333\nsso_role_name = Admin\n';
  const place = `sso_start_url = ${startUrl}\nsso_region = us-east-1\n`;

  setup(() => {
    time = Date.now();
    service.roleExpiration = time + hour;
  });

  for (const [form, plan, config] of [
    ['a session', withSession, `[sso-session corp]\n${place}[profile p]\nsso_session = corp\n${settings}`],
    ['the older form', legacy, `[profile p]\n${place}${settings}`],
  ] as const) {
    test(`takes the token that was written: ${form}`, async () => {
      if (plan === withSession) service.scopes = ['sso:account:access'];
      await get(plan, { writeCache: true });
      assert.deepEqual(await botocoreKeys(config), ['ASIASIGNEDIN', 'role-secret', 'role-token-by-access-1']);
    });
  }
});

suiteWith('aws/ssoSource: as a source', () => {
  const config = `
[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access, other:scope
[profile p]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-west-1
[profile hop]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = p
[profile hostile]
sso_start_url = ${startUrl}
sso_region = example.com/
sso_account_id = 111122223333
sso_role_name = Admin
`;
  const settings = () =>
    settingsWith({ home, env: { AWS_ENDPOINT_URL_SSO: service.url, AWS_ENDPOINT_URL_SSO_OIDC: service.url } });
  const sourcePorts = () => {
    const { signIn, heldToken, holdToken, now } = ports();
    return portsWith(config, null, { signIn, heldToken, holdToken, now });
  };
  const resolve = (profile: string, how: typeof quiet) =>
    resolveSource({ kind: 'profile', profile }, settings(), sourcePorts(), how);

  test('at the endpoints of the variables, under a role too; quiet until somebody signs in', async () => {
    service.scopes = ['sso:account:access', 'other:scope'];
    await assert.rejects(resolve('p', quiet), waitsForSignIn);
    assert.deepEqual(await resolve('p', asked), {
      source: { kind: 'profile', profile: 'p' },
      hops: [],
      credentials: keysBy('access-1'),
      region: 'eu-west-1',
      endpoints: {},
      inherited: false,
    });
    const { source, hops, credentials } = await resolve('hop', quiet);
    assert.deepEqual(
      [source, hops, credentials],
      [
        { kind: 'profile', profile: 'p' },
        [{ roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me@host' }],
        keysBy('access-1'),
      ],
    );
  });

  test('at the endpoints of the profile’s services', async () => {
    held.set(nameOf(withSession), ssoTokenText(token()));
    service.tokens.add('kept');
    const services = `[services here]\nsso =\n  endpoint_url = ${service.url}\n`;
    const changed = config.replace('[profile p]\n', '[profile p]\nservices = here\n');
    const read = portsWith(services + changed);
    const resolved = await resolveSource(
      { kind: 'profile', profile: 'p' },
      settingsWith({ home }),
      { ...sourcePorts(), readConfig: read.readConfig },
      quiet,
    );
    assert.deepEqual(resolved.credentials, keysBy('kept'));
  });

  test('bad: a region that would lead elsewhere', () =>
    assert.rejects(resolve('hostile', asked), { failure: { code: 'region-invalid', region: 'example.com/' } }));
});
