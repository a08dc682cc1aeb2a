// A practice account that comes back: the same keys, ids and sessions after a restart, and a new account from anything
// that is no state.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PracticeAccount, type PracticeState, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { assume, form, type Keys, keysIn, type RawAnswer, sendSigned } from './rawRequest.ts';

const START = Date.parse('2025-03-26T13:30:50Z');
const HOUR = 3_600_000;

suite('practice account: state', function () {
  this.timeout(30_000);
  let now = START;
  const running: PracticeAccount[] = [];
  const defects: unknown[] = [];

  setup(() => {
    now = START;
  });
  teardown(async () => {
    for (const account of running.splice(0)) await account.close();
    assert.deepEqual(defects, []);
  });

  async function start(more: { state?: unknown; port?: number; onIssued?: () => void } = {}): Promise<PracticeAccount> {
    const account = await startPracticeAccount({ now: () => now, onDefect: (error) => defects.push(error), ...more });
    running.push(account);
    return account;
  }

  /** What is saved goes through JSON, as it does in a store. */
  const saved = (account: PracticeAccount): PracticeState => JSON.parse(JSON.stringify(account.state()));

  const ask = (account: PracticeAccount, keys: Keys, parameters: Record<string, string>): Promise<RawAnswer> =>
    sendSigned(account, { service: 'sts', body: form(parameters), keys, time: now });

  async function whoIs(account: PracticeAccount, keys: Keys = account): Promise<string | undefined> {
    const answer = await ask(account, keys, { Action: 'GetCallerIdentity' });
    return answer.code ?? `${element(answer, 'Arn')} ${element(answer, 'UserId')}`;
  }
  const element = ({ body }: RawAnswer, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1];

  test('the same account on the same port, with its sessions', async () => {
    const first = await start();
    const keys = await assume(first, 'S3ListBucketOnly', {}, { time: now });
    const [user, role] = [await whoIs(first), await whoIs(first, keys)];
    assert.match(role ?? '', /assumed-role\/S3ListBucketOnly\/MySession AROA[A-Z2-7]{17}:MySession$/);
    const state = saved(first);
    await first.close();

    const second = await start({ state, port: Number(new URL(first.endpoint).port) });
    for (const name of ['endpoint', 'accessKeyId', 'secretAccessKey', 'totpSeed', 'mfaSerial'] as const) {
      assert.equal(second[name], first[name], name);
    }
    assert.equal(await whoIs(second), user);
    assert.equal(await whoIs(second, keys), role);
    const target = '/test-bucket-012345678901?list-type=2';
    assert.equal((await sendSigned(second, { service: 's3', target, keys, time: now })).status, 200);
    assert.deepEqual(saved(second), state);
  });

  test('what buckets hold is not part of it: the scenario’s objects are there again', async () => {
    const first = await start();
    const keys = await assume(first, 'S3Full', {}, { time: now });
    const target = '/test-bucket-012345678901/test.txt';
    const put = { service: 's3', method: 'PUT', target, body: 'other', keys, time: now } as const;
    assert.equal((await sendSigned(first, put)).status, 200);
    const second = await start({ state: saved(first) });
    assert.equal((await sendSigned(second, { service: 's3', target, keys, time: now })).body.length, 1002);
  });

  test('a session is again what it was: its limits, tags, source identity and MFA', async () => {
    const first = await start();
    const tags = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red', 'TransitiveTagKeys.member.1': 'team' };
    const chain = await assume(first, 'ChainStart', { ...tags, SourceIdentity: 'alice' }, { time: now });
    const nothing = { 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', Policy: DENY_ALL };
    const limited = await assume(first, 'S3Full', nothing, { time: now });
    const code = { SerialNumber: first.mfaSerial, TokenCode: totpCode(first.totpSeed, now) };
    const session = await ask(first, first, { Action: 'GetSessionToken', ...code });
    const withMfa = keysIn(session.body);

    const second = await start({ state: saved(first) });
    const next = await ask(second, chain, {
      Action: 'AssumeRole',
      RoleArn: second.roles.ChainEnd ?? '',
      RoleSessionName: 'next',
    });
    assert.equal(element(next, 'SourceIdentity'), 'alice');
    assert.ok(Number(element(next, 'PackedPolicySize')) > 0);
    const target = '/test-bucket-012345678901/test.txt';
    const read = await sendSigned(second, { service: 's3', target, keys: limited, time: now });
    assert.match(read.message ?? '', /with an explicit deny in a session policy$/);
    assert.ok((await assume(second, 'NeedsMfa', {}, { keys: withMfa, time: now })).sessionToken);
    // A code that was taken before stays taken.
    await assert.rejects(assume(second, 'NeedsMfa', code, { time: now }), /invalid MFA one time pass code/);
  });

  test('an id token is good after a restart', async () => {
    const first = await start();
    const given = { RoleSessionName: 'web', WebIdentityToken: first.webIdentityToken() };
    const second = await start({ state: saved(first) });
    const RoleArn = second.roles.WebIdentityReader ?? '';
    const answer = await ask(second, second, { Action: 'AssumeRoleWithWebIdentity', RoleArn, ...given });
    assert.equal(answer.status, 200, answer.body);
    assert.match((await whoIs(second, keysIn(answer.body))) ?? '', /assumed-role\/WebIdentityReader\/web /);
  });

  test('a session that has ended is not kept; one that ends meanwhile has expired', async () => {
    const first = await start();
    const short = await assume(first, 'S3ListBucketOnly', { DurationSeconds: '900' }, { time: now });
    const long = await assume(first, 'S3Full', { DurationSeconds: '43200' }, { time: now });
    const early = saved(first);
    now += HOUR;
    assert.deepEqual(
      saved(first).sessions.map(({ accessKeyId }) => accessKeyId),
      [long.accessKeyId],
    );
    const second = await start({ state: early });
    assert.equal(await whoIs(second, short), 'ExpiredToken');
    assert.match((await whoIs(second, long)) ?? '', /S3Full/);
  });

  test('new keys are told, and nothing else is', async () => {
    let issued = 0;
    const account = await start({ onIssued: () => issued++ });
    const keys = await assume(account, 'FirstHop', {}, { time: now });
    assert.equal(issued, 1);
    await assume(account, 'SecondHop', {}, { keys, time: now });
    assert.equal(issued, 2);
    await ask(account, account, { Action: 'GetSessionToken' });
    assert.equal(issued, 3);
    await whoIs(account);
    await assert.rejects(assume(account, 'LentToSomebodyElse', {}, { time: now }));
    assert.equal(issued, 3);
  });

  test('a session of a role that is gone is left out, the rest stays', async () => {
    const first = await start();
    const keys = await assume(first, 'S3ListBucketOnly', {}, { time: now });
    const state = saved(first);
    const [session] = state.sessions;
    assert.ok(session);
    const gone = {
      ...session,
      accessKeyId: `ASIA${'A'.repeat(16)}`,
      role: { arn: 'arn:aws:iam::012345678901:role/Gone', sessionName: 'x' },
    };
    const second = await start({ state: { ...state, sessions: [gone, session] } });
    assert.equal(await whoIs(second, { ...keys, accessKeyId: gone.accessKeyId }), 'InvalidClientTokenId');
    assert.match((await whoIs(second, keys)) ?? '', /S3ListBucketOnly/);
  });

  test('anything else makes a new account', async () => {
    const first = await start();
    await assume(first, 'S3ListBucketOnly', {}, { time: now });
    const state = saved(first);
    const [session] = state.sessions;
    const garbage: unknown[] = [
      undefined,
      null,
      'state',
      42,
      [],
      {},
      { ...state, version: 2 },
      { ...state, source: undefined },
      { ...state, source: { ...state.source, secretAccessKey: 'short' } },
      { ...state, source: { ...state.source, accessKeyId: `ASIA${'A'.repeat(16)}` } },
      { ...state, ids: { 'arn:aws:iam::012345678901:user/AssumeRoleUser': 'AIDA' } },
      { ...state, mfa: { seed: 'not base32' } },
      { ...state, mfa: { ...state.mfa, lastStep: 'late' } },
      { ...state, providerKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
      { ...state, owner: 'me' },
      { ...state, sessions: 'none' },
      { ...state, sessions: [{ ...session, expires: null }] },
      { ...state, sessions: [{ ...session, tags: [{ key: 'a', value: 'b' }] }] },
      { ...state, sessions: [{ ...session, role: { arn: 1, sessionName: 'x' } }] },
    ];
    for (const each of garbage) {
      const account = await start({ state: each });
      assert.notEqual(account.accessKeyId, first.accessKeyId, JSON.stringify(each));
      assert.match((await whoIs(account)) ?? '', /user\/AssumeRoleUser/);
      assert.deepEqual(account.state().sessions, []);
    }
  });

  test('no value of any shape keeps it from starting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (state) => {
        const account = await startPracticeAccount({ state });
        await account.close();
      }),
      { numRuns: 50 },
    );
  });
});

const DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';
