// What the practice account does with requests that are signed wrongly, late, with another's token, or not at all.
// Signed by hand: nothing between the test and the wire mends them.
import assert from 'node:assert/strict';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, form, type Keys, type RawRequest, send, sendSigned, signedHeaders } from './rawRequest.ts';

const NOW = Date.parse('2025-03-26T13:30:50Z');
const CALLER = form({ Action: 'GetCallerIdentity' });

type Headers = Record<string, string>;
const without = (headers: Headers, name: string): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
const reauthorized = (headers: Headers, change: (value: string) => string): Headers => ({
  ...headers,
  authorization: change(headers.authorization ?? ''),
});

suite('practice account: signatures', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let session: Required<Keys>;
  let now = NOW;
  const defects: unknown[] = [];

  suiteSetup(async () => {
    account = await startPracticeAccount({ now: () => now, onDefect: (error) => defects.push(error) });
    session = await assume(account, 'S3ListBucketOnly', {}, { time: NOW });
  });
  suiteTeardown(async () => {
    await account.close();
    assert.deepEqual(defects, []);
  });
  setup(() => {
    now = NOW;
  });

  const sts = (more: Partial<RawRequest> = {}) =>
    sendSigned(account, { service: 'sts', body: CALLER, time: NOW, ...more });
  const s3 = (more: Partial<RawRequest> = {}) =>
    sendSigned(account, { service: 's3', target: `/${account.bucket}?list-type=2`, keys: session, time: NOW, ...more });

  async function expect(answer: ReturnType<typeof sts>, status: number, code?: string, message?: string) {
    const found = await answer;
    assert.deepEqual([found.status, found.code, found.message], [status, code, message]);
    return found;
  }

  const WRONG_STS =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  const WRONG_S3 =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  const INVALID = 'The security token included in the request is invalid.';

  test('a right signature is taken, by POST and by GET', async () => {
    assert.match((await expect(sts(), 200)).body, /user\/AssumeRoleUser/);
    await expect(sts({ method: 'GET', target: `/?${CALLER}`, body: '' }), 200);
    await expect(s3(), 200);
  });

  test('headers that every answer has', async () => {
    const [ours, theirs] = [await sts(), await s3()];
    assert.match(String(ours.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
    assert.equal(ours.headers['content-type'], 'text/xml');
    assert.match(String(theirs.headers['x-amz-request-id']), /^[A-Z0-9]{16}$/);
    assert.match(String(theirs.headers['x-amz-id-2']), /^[\w+/]{70,}=*$/);
    for (const { headers } of [ours, theirs]) assert.equal(headers.date, 'Wed, 26 Mar 2025 13:30:50 GMT');
  });

  suite('tampered with', () => {
    const flip = (text: string) => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
    const changes: [string, Partial<RawRequest>][] = [
      ['the signature', { tamper: (headers) => reauthorized(headers, flip) }],
      ['a prefix of the signature', { tamper: (headers) => reauthorized(headers, (value) => value.slice(0, -1)) }],
      ['a signed header', { headers: { 'x-custom': 'a' }, tamper: (headers) => ({ ...headers, 'x-custom': 'b' }) }],
      [
        'a signed header that is gone',
        { headers: { 'x-custom': 'a' }, tamper: (headers) => without(headers, 'x-custom') },
      ],
      ['the time', { tamper: (headers) => ({ ...headers, 'x-amz-date': '20250326T133051Z' }) }],
      [
        'the region',
        {
          tamper: (headers) => reauthorized(headers, (value) => value.replace('ap-northeast-1', 'us-east-1')),
        },
      ],
      ['the host', { tamper: (headers) => ({ ...headers, host: 'sts.amazonaws.com' }) }],
      [
        'the list of signed headers',
        { tamper: (headers) => reauthorized(headers, (value) => value.replace('host;', '')) },
      ],
    ];
    for (const [name, more] of changes) {
      test(`${name} (STS)`, () => expect(sts(more), 403, 'SignatureDoesNotMatch', WRONG_STS));
      test(`${name} (S3)`, () => expect(s3(more), 403, 'SignatureDoesNotMatch', WRONG_S3));
    }

    test('a wrong secret', async () => {
      const keys = { ...account, secretAccessKey: session.secretAccessKey };
      await expect(sts({ keys }), 403, 'SignatureDoesNotMatch', WRONG_STS);
      const wrong = { ...session, secretAccessKey: account.secretAccessKey };
      await expect(s3({ keys: wrong }), 403, 'SignatureDoesNotMatch', WRONG_S3);
    });

    test('another query, another path', async () => {
      const target = `/${account.bucket}?list-type=2`;
      const headers = signedHeaders(account, { service: 's3', target, keys: session, time: NOW });
      for (const other of [`${target}&max-keys=1`, '/other-bucket?list-type=2', `/${account.bucket}/?list-type=2`]) {
        await expect(send(account, 'GET', other, headers), 403, 'SignatureDoesNotMatch', WRONG_S3);
      }
      await expect(send(account, 'GET', target, headers), 200);
    });

    test('another body under the same signature', async () => {
      const headers = signedHeaders(account, { service: 'sts', body: CALLER, time: NOW });
      const other = form({ Action: 'GetSessionToken' });
      await expect(send(account, 'POST', '/', headers, other), 403, 'SignatureDoesNotMatch', WRONG_STS);
    });

    test('another body than its own hash says', async () => {
      const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      await expect(sts({ headers: { 'x-amz-content-sha256': hash } }), 403, 'SignatureDoesNotMatch', WRONG_STS);
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      const more = {
        method: 'PUT',
        target: `/${account.bucket}/k`,
        body: 'x',
        headers: { 'x-amz-content-sha256': hash },
      };
      await expect(s3(more), 400, 'XAmzContentSHA256Mismatch', message);
    });

    test('STS takes no unsigned payload', () =>
      expect(
        sts({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
        403,
        'SignatureDoesNotMatch',
        WRONG_STS,
      ));

    test('S3 does, and wants a hash otherwise', async () => {
      await expect(s3({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }), 200);
      const message = 'Missing required header for this request: x-amz-content-sha256';
      const tamper = (headers: Headers) => without(headers, 'x-amz-content-sha256');
      await expect(s3({ tamper }), 400, 'InvalidRequest', message);
    });

    test('an x-amz header that is not signed', async () => {
      const tamper = (headers: Headers) => ({ ...headers, 'x-amz-expected-bucket-owner': '012345678901' });
      const message = 'There were headers present in the request which were not signed';
      await expect(s3({ tamper }), 403, 'AccessDenied', message);
    });
  });

  suite('keys and tokens', () => {
    const unknown = { accessKeyId: `AKIA${'X'.repeat(16)}`, secretAccessKey: 'x'.repeat(40) };

    test('an unknown access key', async () => {
      await expect(sts({ keys: unknown }), 403, 'InvalidClientTokenId', INVALID);
      const message = 'The AWS Access Key Id you provided does not exist in our records.';
      const { body } = await expect(s3({ keys: unknown }), 403, 'InvalidAccessKeyId', message);
      assert.ok(body.includes(`<AWSAccessKeyId>${unknown.accessKeyId}</AWSAccessKeyId>`));
    });

    test('a session key without its token', async () => {
      const keys = { ...session, sessionToken: undefined };
      await expect(sts({ keys }), 403, 'InvalidClientTokenId', INVALID);
      const message = 'The AWS Access Key Id you provided does not exist in our records.';
      await expect(s3({ keys }), 403, 'InvalidAccessKeyId', message);
    });

    for (const [name, change] of [
      ['a prefix of the token', (token: string) => token.slice(0, -1)],
      ['a longer token', (token: string) => `${token}A`],
      ['a token in other case', (token: string) => token.toLowerCase()],
      ['a made-up token', () => 'token'],
    ] as const) {
      test(name, async () => {
        const keys = { ...session, sessionToken: change(session.sessionToken ?? '') };
        await expect(sts({ keys }), 403, 'InvalidClientTokenId', INVALID);
        const message = 'The provided token is malformed or otherwise invalid.';
        await expect(s3({ keys }), 400, 'InvalidToken', message);
      });
    }

    test('a token with a key that has none, and another session’s token', async () => {
      const { accessKeyId, secretAccessKey } = account;
      const keys = { accessKeyId, secretAccessKey, sessionToken: session.sessionToken };
      await expect(sts({ keys }), 403, 'InvalidClientTokenId', INVALID);
      const other = await assume(account, 'S3Full', {}, { time: NOW });
      const mixed = { ...session, sessionToken: other.sessionToken };
      await expect(sts({ keys: mixed }), 403, 'InvalidClientTokenId', INVALID);
    });

    test('an expired session', async () => {
      now = NOW + 3_600_000;
      const time = now;
      const message = 'The security token included in the request is expired';
      await expect(sts({ keys: session, time }), 403, 'ExpiredToken', message);
      await expect(s3({ time }), 400, 'ExpiredToken', 'The provided token has expired.');
    });

    test('keys of another practice account', async () => {
      const other = await startPracticeAccount({ now: () => now });
      await expect(sts({ keys: other }), 403, 'InvalidClientTokenId', INVALID);
      await other.close();
    });
  });

  suite('clocks', () => {
    const minutes = (count: number) => NOW + count * 60_000;

    test('a quarter of an hour either way is taken', async () => {
      for (const time of [minutes(-15), minutes(15)]) {
        await expect(sts({ time }), 200);
        await expect(s3({ time }), 200);
      }
    });

    test('a clock that is late', async () => {
      const time = minutes(-16);
      const message =
        'Signature expired: 20250326T131450Z is now earlier than 20250326T131550Z (20250326T133050Z - 15 min.)';
      await expect(sts({ time }), 403, 'SignatureDoesNotMatch', message);
      const skewed = 'The difference between the request time and the current time is too large.';
      const { body } = await expect(s3({ time }), 403, 'RequestTimeTooSkewed', skewed);
      assert.match(body, /<RequestTime>2025-03-26T13:14:50Z<.*<ServerTime>2025-03-26T13:30:50Z</);
      assert.match(body, /<MaxAllowedSkewMilliseconds>900000</);
    });

    test('a clock that is early', async () => {
      const time = minutes(16);
      const message =
        'Signature not yet current: 20250326T134650Z is still later than 20250326T134550Z (20250326T133050Z + 15 min.)';
      await expect(sts({ time }), 403, 'SignatureDoesNotMatch', message);
      const skewed = 'The difference between the request time and the current time is too large.';
      await expect(s3({ time }), 403, 'RequestTimeTooSkewed', skewed);
    });

    test('a scope of another day', async () => {
      const tamper = (headers: Headers) => reauthorized(headers, (value) => value.replace('/20250326/', '/20250325/'));
      const message =
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20250325' != '20250326', from '20250326T133050Z'.";
      await expect(sts({ tamper }), 403, 'SignatureDoesNotMatch', message);
      assert.equal((await s3({ tamper })).code, 'AuthorizationHeaderMalformed');
    });
  });

  suite('no proper signature', () => {
    const authorization = (value: string) => ({
      tamper: (headers: Headers) => ({ ...headers, authorization: value }),
    });

    test('anonymous', async () => {
      const message = 'Request is missing Authentication Token';
      const type = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
      await expect(send(account, 'POST', '/', type, CALLER), 403, 'MissingAuthenticationToken', message);
      await expect(send(account, 'GET', `/?${CALLER}`, {}), 403, 'MissingAuthenticationToken', message);
      for (const target of ['/', `/${account.bucket}`, `/${account.bucket}/test.txt`]) {
        await expect(send(account, 'GET', target, {}), 403, 'AccessDenied', 'Access Denied');
      }
      const head = await send(account, 'HEAD', `/${account.bucket}`, {});
      assert.deepEqual([head.status, head.body], [403, '']);
    });

    test('half a header', async () => {
      const half = authorization('AWS4-HMAC-SHA256 Credential=AKIA/20250326/ap-northeast-1/s3/aws4_request');
      const malformed = 'The authorization header is malformed; missing Signature, SignedHeaders.';
      await expect(s3(half), 400, 'AuthorizationHeaderMalformed', malformed);
      for (const value of [
        'AWS4-HMAC-SHA256',
        'AWS4-HMAC-SHA256 ,,,===',
        'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c',
      ]) {
        assert.equal((await s3(authorization(value))).code, 'AuthorizationHeaderMalformed');
      }
    });

    test('another algorithm', async () => {
      const message = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
      await expect(s3(authorization('AWS AKIA:signature')), 400, 'InvalidRequest', message);
      await expect(s3(authorization('Bearer token')), 400, 'InvalidRequest', message);
    });

    test('signed for another service, or a region that is none', async () => {
      const wrong = authorization(
        'AWS4-HMAC-SHA256 Credential=A/20250326/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=c',
      );
      await expect(sts(wrong), 403, 'SignatureDoesNotMatch', "Credential should be scoped to correct service: 'sts'. ");
      const message = 'Credential should be scoped to a valid region. ';
      await expect(sts({ region: 'mars' }), 403, 'SignatureDoesNotMatch', message);
      await expect(sts({ region: 'eu-west-3' }), 200);
    });

    test('no date', async () => {
      const tamper = (headers: Headers) => without(headers, 'x-amz-date');
      assert.equal((await sts({ tamper })).code, 'IncompleteSignature');
      assert.equal((await s3({ tamper })).code, 'AccessDenied');
    });
  });

  test('a right signature over a virtual host', async () => {
    const port = new URL(account.endpoint).port;
    for (const suffix of ['localhost', '127.0.0.1']) {
      const headers = { host: `${account.bucket}.${suffix}:${port}` };
      await expect(s3({ target: '/?list-type=2', headers }), 200);
    }
  });
});
