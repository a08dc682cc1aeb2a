// STS of the practice account through the AWS SDK, on a clock that the tests hold.
import assert from 'node:assert/strict';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import type { Keys } from './rawRequest.ts';

const START = Date.parse('2025-03-26T13:30:50.500Z');

suite('practice account: STS', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let now = START;
  const defects: unknown[] = [];
  const clients: STSClient[] = [];

  setup(async () => {
    now = START;
    account = await startPracticeAccount({ now: () => now, onDefect: (error) => defects.push(error) });
  });
  teardown(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await account.close();
    assert.deepEqual(defects, []);
  });

  function sts(keys: Keys = account): STSClient {
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const client = new STSClient({
      endpoint: account.endpoint,
      region: account.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
      maxAttempts: 1,
      systemClockOffset: now - Date.now(),
    });
    clients.push(client);
    return client;
  }

  async function assume(role: string, more: object = {}, keys?: Keys) {
    const command = { RoleArn: account.roles[role] ?? role, RoleSessionName: 'MySession', ...more };
    return sts(keys).send(new AssumeRoleCommand(command));
  }

  async function keysOf(role: string, more: object = {}, keys?: Keys): Promise<Keys> {
    const { Credentials } = await assume(role, more, keys);
    assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey);
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    };
  }

  const identity = (keys?: Keys) => sts(keys).send(new GetCallerIdentityCommand({}));

  async function refused(promise: Promise<unknown>, name: string, message: string): Promise<void> {
    await assert.rejects(promise, (error: Error) => {
      // The SDK's class names end in Exception for some codes; `Code` is what came over the wire.
      assert.deepEqual([(error as { Code?: string }).Code ?? error.name, error.message], [name, message]);
      return true;
    });
  }

  const denied = (who: string, role: string, why = '') =>
    `User: arn:aws:${who} is not authorized to perform: sts:AssumeRole on resource: ${role}${why}`;
  const USER = 'iam::012345678901:user/AssumeRoleUser';

  test('ids, keys and tokens look like AWS’s and are new at every start', async () => {
    const role = await assume('S3ListBucketOnly');
    assert.match(account.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.match(account.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
    assert.match((await identity()).UserId ?? '', /^AIDA[A-Z2-7]{17}$/);
    assert.match(role.Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
    assert.match(role.AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:MySession$/);
    assert.match(account.totpSeed, /^[A-Z2-7]{32}$/);
    const other = await startPracticeAccount();
    await other.close();
    for (const name of ['accessKeyId', 'secretAccessKey', 'totpSeed'] as const)
      assert.notEqual(other[name], account[name]);
  });

  test('the scenario: who am I, assume, who am I', async () => {
    const before = await identity();
    assert.equal(before.Account, '012345678901');
    assert.equal(before.Arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
    const role = await assume('S3ListBucketOnly');
    assert.equal(role.AssumedRoleUser?.Arn, 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession');
    assert.equal(role.Credentials?.Expiration?.toISOString(), '2025-03-26T14:30:50.000Z');
    assert.equal(role.PackedPolicySize, undefined);
    assert.equal((await identity()).Arn, before.Arn);
    const after = await identity(await keysOf('S3ListBucketOnly'));
    assert.equal(after.Arn, role.AssumedRoleUser?.Arn);
    assert.equal(after.UserId, role.AssumedRoleUser?.AssumedRoleId);
  });

  test('a role’s path is part of its ARN and absent from its sessions’', async () => {
    assert.equal(account.roles.S3ListUnderPath, 'arn:aws:iam::012345678901:role/team/practice/S3ListUnderPath');
    const { AssumedRoleUser } = await assume('S3ListUnderPath');
    assert.equal(AssumedRoleUser?.Arn, 'arn:aws:sts::012345678901:assumed-role/S3ListUnderPath/MySession');
    const short = 'arn:aws:iam::012345678901:role/S3ListUnderPath';
    await refused(assume(short), 'AccessDenied', denied(USER, short));
  });

  suite('denied', () => {
    test('a role that lends to somebody else, one that does not exist and one of another account say the same', async () => {
      for (const role of [
        'arn:aws:iam::012345678901:role/LentToSomebodyElse',
        'arn:aws:iam::012345678901:role/Missing',
      ]) {
        await refused(assume(role), 'AccessDenied', denied(USER, role));
      }
    });

    test('an identity that may not ask', async () => {
      const keys = await keysOf('S3ListBucketOnly');
      const why = ' because no identity-based policy allows the sts:AssumeRole action';
      for (const role of [
        'arn:aws:iam::012345678901:role/S3Full',
        'arn:aws:iam::012345678901:role/Missing',
        'arn:aws:iam::111122223333:role/Elsewhere',
      ]) {
        const who = 'sts::012345678901:assumed-role/S3ListBucketOnly/MySession';
        await refused(assume(role, {}, keys), 'AccessDenied', denied(who, role, why));
      }
      const far = 'arn:aws:iam::111122223333:role/Elsewhere';
      await refused(assume(far), 'AccessDenied', denied(USER, far, why));
    });

    test('an external id that is missing or wrong', async () => {
      const role = account.roles.NeedsExternalId ?? '';
      await refused(assume(role), 'AccessDenied', denied(USER, role));
      await refused(assume(role, { ExternalId: 'ABC-123' }), 'AccessDenied', denied(USER, role));
      assert.ok((await assume(role, { ExternalId: 'abc-123' })).Credentials);
    });

    test('a chain works from the session that is trusted and from no other', async () => {
      const role = account.roles.SecondHop ?? '';
      assert.ok((await assume(role, {}, await keysOf('FirstHop'))).Credentials);
      const other = await keysOf('FirstHop', { RoleSessionName: 'OtherSession' });
      const who = 'sts::012345678901:assumed-role/FirstHop/OtherSession';
      await refused(assume(role, {}, other), 'AccessDenied', denied(who, role));
    });

    test('a session policy that does not allow asking', async () => {
      const Policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
      const keys = await keysOf('FirstHop', { RoleSessionName: 'Narrow', Policy });
      const role = account.roles.S3TestFolderOnly ?? '';
      const who = 'sts::012345678901:assumed-role/FirstHop/Narrow';
      const why = ' because no session policy allows the sts:AssumeRole action';
      await refused(assume(role, {}, keys), 'AccessDenied', denied(who, role, why));
    });

    test('tags and a source identity, which no role here trusts', async () => {
      const role = account.roles.S3Full ?? '';
      const message = (action: string) => denied(USER, role).replace('sts:AssumeRole on', `${action} on`);
      const why = (action: string) => `${message(action)} because no identity-based policy allows the ${action} action`;
      await refused(assume(role, { Tags: [{ Key: 'a', Value: 'b' }] }), 'AccessDenied', why('sts:TagSession'));
      await refused(assume(role, { SourceIdentity: 'me' }), 'AccessDenied', why('sts:SetSourceIdentity'));
    });
  });

  suite('durations', () => {
    const MAX = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    const CHAIN = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.';

    test('from 900 s to the role’s maximum', async () => {
      for (const [role, DurationSeconds] of [
        ['S3ListBucketOnly', 900],
        ['S3ListBucketOnly', 3600],
        ['S3Full', 43_200],
      ] as const) {
        const { Credentials } = await assume(role, { DurationSeconds });
        assert.equal(Credentials?.Expiration?.getTime(), Math.floor(START / 1000) * 1000 + DurationSeconds * 1000);
      }
      await refused(assume('S3ListBucketOnly', { DurationSeconds: 3601 }), 'ValidationError', MAX);
    });

    test('below and above what STS takes at all', async () => {
      const said = (value: number, rule: string) =>
        `1 validation error detected: Value '${value}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${rule}`;
      const less = said(899, 'greater than or equal to 900');
      await refused(assume('S3Full', { DurationSeconds: 899 }), 'ValidationError', less);
      const more = said(43_201, 'less than or equal to 43200');
      await refused(assume('S3Full', { DurationSeconds: 43_201 }), 'ValidationError', more);
    });

    test('a chain lives one hour whatever the role allows', async () => {
      const keys = await keysOf('FirstHop');
      await refused(assume('SecondHop', { DurationSeconds: 3601 }, keys), 'ValidationError', CHAIN);
      assert.ok((await assume('SecondHop', { DurationSeconds: 3600 }, keys)).Credentials);
    });

    test('whom the role does not lend to is not told its maximum', async () => {
      const role = account.roles.LentToSomebodyElse ?? '';
      await refused(assume(role, { DurationSeconds: 43_200 }), 'AccessDenied', denied(USER, role));
    });

    test('a session ends at the second that it named', async () => {
      const keys = await keysOf('S3ListBucketOnly', { DurationSeconds: 900 });
      now = Math.floor(START / 1000) * 1000 + 900_000 - 1;
      assert.ok((await identity(keys)).Arn);
      now += 1;
      await refused(identity(keys), 'ExpiredToken', 'The security token included in the request is expired');
      assert.ok((await identity()).Arn);
    });
  });

  suite('names and texts', () => {
    const said = (value: string, rule: string) =>
      `1 validation error detected: Value '${value}' at 'roleSessionName' failed to satisfy constraint: Member must ${rule}`;
    const PATTERN = 'satisfy regular expression pattern: [\\w+=,.@-]*';
    const rows: [string, string][] = [
      ['x', 'have length greater than or equal to 2'],
      ['x'.repeat(65), 'have length less than or equal to 64'],
      ['my session', PATTERN],
      ['my/session', PATTERN],
      ['<b>&amp;', PATTERN],
      ['日本語', PATTERN],
      ['line\nbreak', PATTERN],
    ];
    for (const [name, rule] of rows) {
      test(`session name ${JSON.stringify(name)}`, () =>
        refused(assume('S3ListBucketOnly', { RoleSessionName: name }), 'ValidationError', said(name, rule)));
    }
    for (const name of ['xy', 'x'.repeat(64), 'me_@host.example,a=b+c-d']) {
      test(`session name ${name} is taken`, async () => {
        const { AssumedRoleUser } = await assume('S3ListBucketOnly', { RoleSessionName: name });
        assert.ok(AssumedRoleUser?.Arn?.endsWith(`/S3ListBucketOnly/${name}`));
      });
    }

    test('several violations are told at once', () =>
      refused(
        assume('short', { RoleSessionName: '!', ExternalId: 'a b', DurationSeconds: 1 }),
        'ValidationError',
        "5 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; " +
          "Value '!' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; " +
          "Value '!' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
          "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900; " +
          "Value 'a b' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*",
      ));

    for (const [text, message] of [
      ['S3ListBucketOnly-but-long-enough', 'S3ListBucketOnly-but-long-enough is invalid'],
      ['arn:aws:iam::012345678901', 'arn:aws:iam::012345678901 is invalid'],
      ['arn:aws:iam::012345678901:user/AssumeRoleUser', 'Request ARN is invalid'],
      ['arn:aws:iam::12345:role/S3ListBucketOnly', 'Request ARN is invalid'],
      ['arn:aws:sts::012345678901:assumed-role/S3Full/x', 'Request ARN is invalid'],
    ] as const) {
      test(`role ARN ${text}`, () => refused(assume(text), 'ValidationError', message));
    }
  });

  suite('session policies', () => {
    const MALFORMED = 'MalformedPolicyDocument';
    for (const [name, Policy, message] of [
      ['no JSON', '{', 'The policy is not in the valid JSON format.'],
      [
        'a principal',
        '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
        'Policy document should not specify a principal.',
      ],
      [
        'an unknown operator',
        '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLke":{"a:b":"c"}}}}',
        'Syntax errors in policy.',
      ],
      ['no resource', '{"Statement":{"Effect":"Allow","Action":"*"}}', 'Syntax errors in policy.'],
    ] as const) {
      test(`refused: ${name}`, () => refused(assume('S3Full', { Policy }), MALFORMED, message));
    }

    test('too long', async () => {
      const Policy = ' '.repeat(2049);
      const message = `1 validation error detected: Value '${Policy}' at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048`;
      await refused(assume('S3Full', { Policy }), 'ValidationError', message);
    });

    test('its packed size is told in per cent', async () => {
      const Policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
      const { PackedPolicySize } = await assume('S3Full', { Policy });
      assert.ok(PackedPolicySize !== undefined && PackedPolicySize > 0 && PackedPolicySize < 100);
    });

    test('a managed policy by its ARN, and one that does not exist', async () => {
      const arn = 'arn:aws:iam::012345678901:policy/s3ListBucketOnly';
      assert.ok((await assume('S3Full', { PolicyArns: [{ arn }] })).PackedPolicySize);
      const missing = 'arn:aws:iam::012345678901:policy/Missing';
      const message = `Policy ${missing} does not exist or is not attachable.`;
      await refused(assume('S3Full', { PolicyArns: [{ arn: missing }] }), MALFORMED, message);
    });
  });

  suite('MFA', () => {
    const mfa = (at = now) => ({ SerialNumber: account.mfaSerial, TokenCode: totpCode(account.totpSeed, at) });
    const WRONG = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';

    test('a role that needs it', async () => {
      const role = account.roles.NeedsMfa ?? '';
      await refused(assume(role), 'AccessDenied', denied(USER, role));
      assert.ok((await assume(role, mfa())).Credentials);
    });

    test('a code is good for one call', async () => {
      const code = mfa();
      assert.ok((await assume('NeedsMfa', code)).Credentials);
      await refused(assume('NeedsMfa', code), 'AccessDenied', WRONG);
      now += 30_000;
      assert.ok((await assume('NeedsMfa', mfa())).Credentials);
    });

    test('the step before is taken, an older one is not', async () => {
      await refused(assume('NeedsMfa', mfa(now - 60_000)), 'AccessDenied', WRONG);
      assert.ok((await assume('NeedsMfa', mfa(now - 30_000))).Credentials);
    });

    test('a wrong code, half a pair, another device', async () => {
      const { SerialNumber, TokenCode } = mfa();
      const wrong = String((Number(TokenCode) + 1) % 1_000_000).padStart(6, '0');
      await refused(assume('NeedsMfa', { SerialNumber, TokenCode: wrong }), 'AccessDenied', WRONG);
      const half = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.';
      await refused(assume('NeedsMfa', { TokenCode }), 'AccessDenied', half);
      await refused(assume('NeedsMfa', { SerialNumber }), 'AccessDenied', half);
      const other = `${SerialNumber}-lost`;
      const unable =
        'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.';
      await refused(assume('NeedsMfa', { SerialNumber: other, TokenCode }), 'AccessDenied', unable);
    });

    test('one GetSessionToken with MFA serves many roles', async () => {
      const { Credentials } = await sts().send(new GetSessionTokenCommand(mfa()));
      const keys = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken,
      };
      assert.ok((await assume('NeedsMfa', {}, keys)).Credentials);
      assert.ok((await assume('NeedsMfa', { RoleSessionName: 'again' }, keys)).Credentials);
    });

    test('the seed makes the codes of RFC 6238', () => {
      // The RFC's own secret "12345678901234567890" in base32, and its last six digits.
      const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
      for (const [seconds, code] of [
        [59, '287082'],
        [1_111_111_109, '081804'],
        [1_234_567_890, '005924'],
        [20_000_000_000, '353130'],
      ] as const) {
        assert.equal(totpCode(seed, seconds * 1000), code);
      }
    });
  });

  suite('GetSessionToken', () => {
    async function sessionKeys(): Promise<Keys> {
      const { Credentials } = await sts().send(new GetSessionTokenCommand({}));
      assert.equal(Credentials?.Expiration?.toISOString(), '2025-03-27T01:30:50.000Z');
      return {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken,
      };
    }

    test('its keys are the user, and may ask for roles for longer than an hour', async () => {
      const keys = await sessionKeys();
      assert.equal((await identity(keys)).Arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
      assert.ok((await assume('S3Full', { DurationSeconds: 7200 }, keys)).Credentials);
    });

    test('session keys cannot ask for it', async () => {
      const message = 'Cannot call GetSessionToken with session credentials';
      for (const keys of [await sessionKeys(), await keysOf('FirstHop')]) {
        await refused(sts(keys).send(new GetSessionTokenCommand({})), 'AccessDenied', message);
      }
    });

    test('its durations', async () => {
      const { Credentials } = await sts().send(new GetSessionTokenCommand({ DurationSeconds: 129_600 }));
      assert.equal(Credentials?.Expiration?.toISOString(), '2025-03-28T01:30:50.000Z');
      const message =
        "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600";
      await refused(sts().send(new GetSessionTokenCommand({ DurationSeconds: 129_601 })), 'ValidationError', message);
    });
  });
});
