// What STS is sent and what comes of it: on the wire, and against the practice account, which verifies it.
import assert from 'node:assert/strict';
import type { Access } from '../../src/aws/access.ts';
import type { ServerClock } from '../../src/aws/serverClock.ts';
import { assumeRole, assumeRoleWithWebIdentity, getCallerIdentity, getSessionToken } from '../../src/aws/sts.ts';
import type { Failure } from '../../src/core/failure.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { ServerClock as SessionClock } from '../../src/session/clock.ts';
import { awsClockOf, stsAccess } from '../../src/wiring/access.ts';
import { startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { type HttpService, startHttpService } from '../fakes/httpService.ts';

const roleArn = 'arn:aws:iam::111122223333:role/R';
const expiration = Date.parse('2025-03-26T14:30:50Z');
const sessionKeys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 's', sessionToken: 't', expiration };
const identity = {
  userId: 'AROAEXAMPLE:me',
  account: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/R/me',
};

function answerOf(operation: string): string {
  const keys =
    '<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2025-03-26T14:30:50Z</Expiration></Credentials>';
  const user = `<AssumedRoleUser><AssumedRoleId>${identity.userId}</AssumedRoleId><Arn>${identity.arn}</Arn></AssumedRoleUser>`;
  return `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${keys}${user}</${operation}Result></${operation}Response>`;
}

suite('aws/sts: what is sent', () => {
  let service: HttpService;
  let status: number;
  setup(async () => {
    status = 200;
    service = await startHttpService(({ body }) => ({
      status,
      headers: { 'content-type': 'text/xml' },
      body: status === 200 ? answerOf(new URLSearchParams(body).get('Action') ?? '') : '',
    }));
  });
  teardown(() => service.close());

  const access = (): Access => ({
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    region: 'us-east-1',
    endpoint: service.url,
  });

  async function sentBy<T>(call: () => Promise<T>) {
    const answer = await call();
    const [request] = service.asked;
    return { headers: request?.headers, body: Object.fromEntries(new URLSearchParams(request?.body)), answer };
  }

  test('AssumeRole: no more than was given', async () => {
    const asked = { roleArn, roleSessionName: 'me', mfaSerial: 'arn:aws:iam::111122223333:mfa/me' };
    const { body, answer } = await sentBy(() => assumeRole(access(), asked));
    assert.deepEqual(body, { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'me' });
    assert.deepEqual(answer, { credentials: sessionKeys, identity });
  });

  test('AssumeRole: everything', async () => {
    const { body } = await sentBy(() =>
      assumeRole(
        access(),
        {
          roleArn,
          roleSessionName: 'me',
          externalId: 'e1',
          durationSeconds: 900,
          mfaSerial: 'arn:aws:iam::111122223333:mfa/me',
          policy: '{"Version":"2012-10-17"}',
          policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/Other'],
          tags: { team: 'a b', empty: '' },
          transitiveTagKeys: ['team'],
          sourceIdentity: 'somebody',
        },
        { tokenCode: '123456' },
      ),
    );
    assert.deepEqual(body, {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: roleArn,
      RoleSessionName: 'me',
      ExternalId: 'e1',
      DurationSeconds: '900',
      SerialNumber: 'arn:aws:iam::111122223333:mfa/me',
      TokenCode: '123456',
      Policy: '{"Version":"2012-10-17"}',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'PolicyArns.member.2.arn': 'arn:aws:iam::aws:policy/Other',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'a b',
      'Tags.member.2.Key': 'empty',
      'Tags.member.2.Value': '',
      'TransitiveTagKeys.member.1': 'team',
      SourceIdentity: 'somebody',
    });
  });

  test('GetSessionToken', async () => {
    const { body, answer } = await sentBy(() =>
      getSessionToken(access(), { serialNumber: 'GAHT12345678', tokenCode: '123456', durationSeconds: 900 }),
    );
    assert.deepEqual(body, {
      Action: 'GetSessionToken',
      Version: '2011-06-15',
      SerialNumber: 'GAHT12345678',
      TokenCode: '123456',
      DurationSeconds: '900',
    });
    assert.deepEqual(answer, sessionKeys);
  });

  test('AssumeRoleWithWebIdentity, which nobody signs', async () => {
    const { credentials: _, ...place } = access();
    const { headers, body, answer } = await sentBy(() =>
      assumeRoleWithWebIdentity(place, { roleArn, roleSessionName: 'me', token: 'the-token' }),
    );
    assert.deepEqual(body, {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn,
      RoleSessionName: 'me',
      WebIdentityToken: 'the-token',
    });
    assert.equal(headers?.authorization, undefined);
    assert.deepEqual(answer, { credentials: sessionKeys, identity });
  });

  test('a code is sent once, where other requests are repeated', async () => {
    status = 503;
    const asked = { roleArn, roleSessionName: 'me', mfaSerial: 'GAHT12345678' };
    await assert.rejects(assumeRole(access(), asked));
    assert.equal(service.asked.length, 3);
    await assert.rejects(assumeRole(access(), asked, { tokenCode: '123456' }));
    await assert.rejects(getSessionToken(access(), { serialNumber: 'GAHT12345678', tokenCode: '123456' }));
    assert.equal(service.asked.length, 5);
  });

  test('a partition that does not match is refused without a call', async () => {
    const { endpoint: _, ...atAws } = access();
    const asked = { roleArn: 'arn:aws-cn:iam::111122223333:role/R', roleSessionName: 'me' };
    const failure = { code: 'partition-mismatch', partition: 'aws-cn', region: 'us-east-1' };
    await assert.rejects(assumeRole(atAws, asked), { failure });
    await assert.rejects(assumeRoleWithWebIdentity(atAws, { ...asked, token: 'the-token' }), { failure });
    // An endpoint of one's own is any partition's.
    await sentBy(() => assumeRole(access(), asked));
  });
});

suite('aws/sts: MFA at the practice account', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let now: number;
  setup(async () => {
    now = Date.now();
    account = await startPracticeAccount({ now: () => now });
  });
  teardown(() => account.close());

  const user = (): Access => ({ credentials: account, region: account.region, endpoint: account.endpoint });
  const needsMfa = () => ({
    roleArn: account.roles.NeedsMfa ?? '',
    roleSessionName: 'MySession',
    mfaSerial: account.mfaSerial,
  });
  const assume = (tokenCode?: string) => assumeRole(user(), needsMfa(), tokenCode === undefined ? {} : { tokenCode });
  const code = () => totpCode(account.totpSeed, now);
  const refused = { failure: { code: 'mfa-code-refused' } };

  test('the right code', async () => {
    const { identity } = await assume(code());
    assert.equal(identity.arn, 'arn:aws:sts::012345678901:assumed-role/NeedsMfa/MySession');
  });

  test('no code is an ordinary denial', () =>
    assert.rejects(assume(), (error: { failure: Failure }) => error.failure.code === 'denied'));

  test('a wrong code', () => assert.rejects(assume(code() === '000000' ? '000001' : '000000'), refused));

  test('a code that was used, for a role and for a session', async () => {
    const used = code();
    await assume(used);
    await assert.rejects(assume(used), refused);
    await assert.rejects(getSessionToken(user(), { serialNumber: account.mfaSerial, tokenCode: used }), refused);
  });

  for (const text of ['', 'abcdef', '12345', '1234567', '12345６', ' 12345', '12 456']) {
    test(`a code that is none: "${text}"`, async () => {
      // Nobody is asked: there is no endpoint.
      const nowhere = { ...user(), endpoint: 'http://127.0.0.1:1' };
      await assert.rejects(assumeRole(nowhere, needsMfa(), { tokenCode: text }), refused);
      const asked = { serialNumber: account.mfaSerial, tokenCode: text };
      await assert.rejects(getSessionToken(nowhere, asked), refused);
    });
  }

  test('the code of another device', async () => {
    const other = { ...needsMfa(), mfaSerial: 'arn:aws:iam::012345678901:mfa/other' };
    await assert.rejects(assumeRole(user(), other, { tokenCode: code() }), refused);
  });

  test('one session token serves many roles', async () => {
    const session = await getSessionToken(user(), { serialNumber: account.mfaSerial, tokenCode: code() });
    for (const roleSessionName of ['one', 'two']) {
      const { mfaSerial: _, ...asked } = needsMfa();
      await assumeRole({ ...user(), credentials: session }, { ...asked, roleSessionName });
    }
  });

  test('a duration that the role refuses', () =>
    assert.rejects(
      assumeRole(user(), {
        roleArn: account.roles.S3ListBucketOnly ?? '',
        roleSessionName: 'MySession',
        durationSeconds: 7200,
      }),
      { failure: { code: 'duration-refused', limit: 'role' } },
    ));

  test('session policies: too large, and malformed', async () => {
    const asked = { roleArn: account.roles.S3ListBucketOnly ?? '', roleSessionName: 'MySession' };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [], Id: 'x'.repeat(2048) });
    await assert.rejects(assumeRole(user(), { ...asked, policy }), { failure: { code: 'policy-too-large' } });
    await assert.rejects(
      assumeRole(user(), { ...asked, policy: '{' }),
      (error: { failure: Failure }) => error.failure.code === 'policy-malformed',
    );
  });
});

suite('aws/sts: the clock of AWS', function () {
  this.timeout(30_000);
  const hour = 3_600_000;
  let account: PracticeAccount;
  let learned: number[];
  teardown(() => account.close());

  async function ask(skew: number, clock: Partial<ServerClock> | undefined): Promise<void> {
    learned = [];
    account = await startPracticeAccount({ now: () => Date.now() + skew });
    const access = { credentials: account, region: account.region, endpoint: account.endpoint };
    const whole: ServerClock = {
      now: Date.now,
      offsetMs: () => 0,
      onServerTime: (serverMs, localMs) => void learned.push(serverMs - localMs),
      ...clock,
    };
    const { arn } = await getCallerIdentity(clock ? { ...access, clock: whole } : access);
    assert.equal(arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
  }
  const isAbout = (skew: number) => (offset: number) => Math.abs(offset - skew) < 5_000;

  for (const skew of [hour, -hour, 72 * hour]) {
    test(`${skew / hour} h off and unknown: right at the second attempt, and learned at the first`, async () => {
      await ask(skew, {});
      assert.equal(learned.length, 2);
      assert.ok(learned.every(isAbout(skew)), String(learned));
    });

    test(`${skew / hour} h off and known: right at once`, async () => {
      await ask(skew, { offsetMs: () => skew });
      assert.equal(learned.length, 1);
    });
  }

  test('a code is good however far off the clock is', async () => {
    const skewed = () => Date.now() + hour;
    account = await startPracticeAccount({ now: skewed });
    const access = { credentials: account, region: account.region, endpoint: account.endpoint };
    const tokenCode = totpCode(account.totpSeed, skewed());
    await getSessionToken(access, { serialNumber: account.mfaSerial, tokenCode });
  });

  test('a wrong code is sent once, however far off the clock is', async () => {
    const endpoint = await startHttpEndpoint();
    endpoint.answer = () => ({
      status: 403,
      headers: { 'content-type': 'text/xml', date: new Date(Date.now() + 25 * 60_000).toUTCString() },
      body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error></ErrorResponse>',
    });
    const access = {
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up-secret' },
      region: 'us-east-1',
      endpoint: endpoint.url,
    };
    const asked = { serialNumber: 'arn:aws:iam::012345678901:mfa/me', tokenCode: '123456' };
    await assert.rejects(getSessionToken(access, asked), { failure: { code: 'mfa-code-refused' } });
    await endpoint.close();
    assert.equal(endpoint.requests, 1);
  });

  test('without anybody to learn from, the SDK corrects itself', () => ask(hour, undefined));

  test('an answer that took long says nothing', async () => {
    let time = 0;
    await ask(0, { now: () => (time += 2_001) });
    assert.deepEqual(learned, []);
    await account.close();
    await ask(0, { now: () => (time += 2_000) });
    assert.equal(learned.length, 1);
  });

  test('nor does one during which the local clock was set back', async () => {
    let time = 10_000;
    await ask(0, { now: () => (time -= 1) });
    assert.deepEqual(learned, []);
  });
});

suite('aws/sts: whose time it is', () => {
  for (const [endpoint, isAws] of [
    [undefined, true],
    ['https://vpce-1.sts.us-east-1.vpce.amazonaws.com', true],
    ['http://127.0.0.1:4566', false],
  ] as const) {
    test(`${endpoint ?? 'its own endpoint'} ${isAws ? 'tells' : 'does not tell'} AWS’s time`, () => {
      const clock = new SessionClock({ wall: Date.now, steady: Date.now });
      awsClockOf(clock).onServerTime(Date.now(), Date.now(), endpoint);
      assert.equal(clock.isKnown, isAws);
    });
  }

  test('an answer of this machine is used, and tells no time of AWS', async () => {
    const clock = new SessionClock({ wall: Date.now, steady: Date.now });
    const skew = 72 * 3_600_000;
    const account = await startPracticeAccount({ now: () => Date.now() + skew });
    try {
      const keys = { credentials: account, region: account.region, endpoints: { sts: account.endpoint } };
      await getCallerIdentity(stsAccess(keys, awsClockOf(clock)));
      assert.ok(Math.abs(clock.now() - Date.now() - skew) < 5_000);
      assert.equal(clock.isKnown, false);
    } finally {
      await account.close();
    }
  });
});
