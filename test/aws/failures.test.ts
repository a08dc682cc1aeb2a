// What AWS or something else at the endpoint answers, through the real SDK, and what Rolecall makes of it.
import assert from 'node:assert/strict';
import { awsFailure } from '../../src/aws/failures.ts';
import { listBuckets, listFolder } from '../../src/aws/s3/browse.ts';
import { readObject } from '../../src/aws/s3.ts';
import { assumeRole, assumeRoleWithWebIdentity, getCallerIdentity, getSessionToken } from '../../src/aws/sts.ts';
import { type Failure, failureOf } from '../../src/core/failure.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';
import { accessTo } from './accessTo.ts';

const roleArn = 'arn:aws:iam::111122223333:role/xml';
const userArn = 'arn:aws:iam::111122223333:user/AssumeRoleUser';

function stsError(status: number, code: string, message?: string): Answer {
  const text = message === undefined ? '' : `<Message>${message}</Message>`;
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-1' },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>${text}</Error><RequestId>request-1</RequestId></ErrorResponse>`,
  };
}

function s3Error(status: number, code: string, more = '', headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${more}<RequestId>R1</RequestId></Error>`,
  };
}

const html = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/html' }, body });

suite('aws/failures', () => {
  let endpoint: HttpEndpoint;

  setup(async () => {
    endpoint = await startHttpEndpoint();
  });
  teardown(() => endpoint.close());

  const access = () => accessTo(endpoint.url);
  const request = { roleArn, roleSessionName: 'me' };
  const calls = {
    GetCallerIdentity: (signal?: AbortSignal) => getCallerIdentity(access(), signal),
    AssumeRole: (signal?: AbortSignal) => assumeRole(access(), request, signal ? { signal } : {}),
    GetSessionToken: (signal?: AbortSignal) =>
      getSessionToken(access(), { serialNumber: 'arn:aws:iam::111122223333:mfa/me', tokenCode: '123456' }, signal),
    AssumeRoleWithWebIdentity: (signal?: AbortSignal) =>
      assumeRoleWithWebIdentity(access(), { ...request, token: 'the-web-identity-token' }, signal),
    ListBuckets: (signal?: AbortSignal) => listBuckets(access(), {}, signal),
    ListObjectsV2: (signal?: AbortSignal) => listFolder(access(), { bucket: 'my-bucket', prefix: '' }, signal),
    GetObject: (signal?: AbortSignal) => readObject(access(), { bucket: 'my-bucket', key: 'a/b', maxBytes: 9 }, signal),
  };
  type Call = keyof typeof calls;
  const every = Object.keys(calls) as Call[];

  async function failureFrom(call: Call): Promise<unknown> {
    try {
      return { answered: await calls[call]() };
    } catch (error) {
      return failureOf(error) ?? error;
    }
  }

  const unreadable = (status?: number) => ({
    code: 'answer-unreadable',
    endpoint: 'here',
    ...(status !== undefined && { status }),
  });
  const service = (more: object) => ({ code: 'service-error', ...more });
  const key = { accessKeyId: 'AKIA…MPLE' };
  const denial = { code: 'denied', operation: 'AssumeRole' };

  const rows: readonly [title: string, of: readonly Call[], answer: Answer, failure: object][] = [
    [
      'an HTML page that is no XML',
      ['GetCallerIdentity', 'ListBuckets', 'ListObjectsV2'],
      html(200, '<!DOCTYPE html><html><body>Log in<br></body></html>'),
      unreadable(200),
    ],
    [
      'an HTML page that is XML as well',
      ['GetCallerIdentity', 'AssumeRole'],
      html(200, '<html><body><p>Log in</p></body></html>'),
      unreadable(),
    ],
    [
      'an HTML page that is XML as well',
      ['ListBuckets', 'ListObjectsV2'],
      html(200, '<html><body><p>Log in</p></body></html>'),
      unreadable(200),
    ],
    [
      'a proxy’s page that refuses',
      every,
      html(403, '<!DOCTYPE html><html><body>Blocked<br></body></html>'),
      unreadable(403),
    ],
    [
      'a proxy’s page that refuses and is XML as well',
      every,
      html(403, '<html><body><h1>Blocked</h1></body></html>'),
      unreadable(403),
    ],
    [
      'a gateway’s page that is XML as well',
      every,
      html(502, '<html><body><h1>Bad Gateway</h1></body></html>'),
      unreadable(502),
    ],
    ['plain text', ['GetCallerIdentity', 'ListBuckets'], { status: 200, body: 'It works!' }, unreadable(200)],
    ['JSON', ['AssumeRole', 'ListObjectsV2'], { status: 200, body: '{"a":1}' }, unreadable(200)],
    ['nothing at all', ['GetCallerIdentity', 'AssumeRole'], { status: 200 }, unreadable()],
    ['nothing at all', ['ListBuckets', 'ListObjectsV2'], { status: 200 }, unreadable(200)],
    ['404 without a body', ['GetCallerIdentity'], { status: 404 }, service({ awsCode: 'NotFound', status: 404 })],
    ['400 without a body', every, { status: 400 }, service({ status: 400 })],
    [
      'an error without a message',
      ['GetCallerIdentity', 'AssumeRole'],
      stsError(400, 'Weird'),
      service({ awsCode: 'Weird', status: 400 }),
    ],
    [
      'an error without a message',
      ['ListBuckets', 'GetObject'],
      s3Error(400, 'Weird'),
      service({ awsCode: 'Weird', status: 400 }),
    ],
    [
      'an error with an empty message',
      ['AssumeRole'],
      stsError(400, 'Weird', ''),
      service({ awsCode: 'Weird', status: 400 }),
    ],
    [
      'an error of another kind',
      ['AssumeRole'],
      stsError(400, 'Weird', 'Strange.'),
      service({ awsCode: 'Weird', message: 'Strange.', status: 400 }),
    ],
    [
      'an unknown access key',
      ['GetCallerIdentity'],
      stsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
      { code: 'access-key-unknown', ...key },
    ],
    [
      'an unknown access key',
      ['ListBuckets'],
      s3Error(403, 'InvalidAccessKeyId'),
      { code: 'access-key-unknown', ...key },
    ],
    [
      'a wrong secret',
      ['AssumeRole'],
      stsError(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      ),
      { code: 'secret-wrong', ...key },
    ],
    ['a wrong secret', ['GetObject'], s3Error(403, 'SignatureDoesNotMatch'), { code: 'secret-wrong', ...key }],
    [
      'a wrong clock',
      ['AssumeRole'],
      stsError(403, 'SignatureDoesNotMatch', 'Signature expired: a is now earlier than b'),
      { code: 'clock-skewed', message: 'Signature expired: a is now earlier than b' },
    ],
    [
      'an expired session',
      ['AssumeRole'],
      stsError(403, 'ExpiredToken', 'The security token included in the request is expired'),
      { code: 'session-expired' },
    ],
    [
      'an expired session',
      ['ListObjectsV2'],
      s3Error(400, 'ExpiredToken', '<Message>The provided token has expired.</Message>'),
      { code: 'session-expired' },
    ],
    [
      'a parameter that AWS refuses',
      ['AssumeRole'],
      stsError(400, 'ValidationError', 'Request ARN is invalid'),
      { code: 'request-invalid', message: 'Request ARN is invalid' },
    ],
    [
      'a duration that the role refuses',
      ['AssumeRole'],
      stsError(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      ),
      { code: 'duration-refused', limit: 'role' },
    ],
    [
      'a duration that a chain refuses',
      ['AssumeRole'],
      stsError(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
      { code: 'duration-refused', limit: 'chain' },
    ],
    [
      'a session policy that is too large',
      ['AssumeRole'],
      stsError(400, 'PackedPolicyTooLarge', 'Packed size of policy consumes 120% of allotted space.'),
      { code: 'policy-too-large' },
    ],
    [
      'an inline session policy that is too long',
      ['AssumeRole'],
      stsError(
        400,
        'ValidationError',
        "1 validation error detected: Value '{}' at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048",
      ),
      { code: 'policy-too-large' },
    ],
    [
      'a session policy that is none',
      ['AssumeRole'],
      stsError(400, 'MalformedPolicyDocument', 'Syntax errors in policy.'),
      { code: 'policy-malformed', message: 'Syntax errors in policy.' },
    ],
    [
      'a wrong or used MFA code',
      ['AssumeRole', 'GetSessionToken'],
      stsError(403, 'AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. '),
      { code: 'mfa-code-refused' },
    ],
    [
      'an MFA code of another device',
      ['AssumeRole', 'GetSessionToken'],
      stsError(
        403,
        'AccessDenied',
        'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      ),
      { code: 'mfa-code-refused' },
    ],
    [
      'an MFA code that AWS does not take for one',
      ['AssumeRole'],
      stsError(
        400,
        'ValidationError',
        "1 validation error detected: Value 'abc' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
      ),
      { code: 'mfa-code-refused' },
    ],
    [
      'a region that is not enabled',
      ['AssumeRole', 'GetSessionToken', 'AssumeRoleWithWebIdentity'],
      stsError(403, 'RegionDisabledException', 'STS is not activated in this region for account:111122223333.'),
      { code: 'region-disabled', region: 'us-east-1' },
    ],
    [
      'a web identity token that has ended',
      ['AssumeRoleWithWebIdentity'],
      stsError(400, 'ExpiredTokenException', 'Token expired: current date/time 2 must be before 1'),
      { code: 'web-identity-expired' },
    ],
    [
      'a web identity token that AWS repeats',
      ['AssumeRoleWithWebIdentity'],
      stsError(400, 'InvalidParameterValue', 'Value the-web-identity-token is bad'),
      { code: 'request-invalid', message: 'Value … is bad' },
    ],
    [
      'no such bucket',
      ['ListObjectsV2', 'GetObject'],
      s3Error(404, 'NoSuchBucket', '<BucketName>my-bucket</BucketName>'),
      { code: 'bucket-missing', bucket: 'my-bucket' },
    ],
    [
      'no such object',
      ['GetObject'],
      s3Error(404, 'NoSuchKey', '<Key>a/b</Key>'),
      { code: 'object-missing', bucket: 'my-bucket', key: 'a/b' },
    ],
    [
      'no such object, by a server that calls the lack of a body HTML',
      ['GetObject'],
      { status: 404, headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': '0' } },
      { code: 'object-missing', bucket: 'my-bucket', key: 'a/b' },
    ],
    [
      '403 without a body',
      ['GetObject'],
      { status: 403 },
      { code: 'denied', denial: { code: '403', operation: 'GetObject', category: 'denied' } },
    ],
    [
      '403 without a body',
      ['GetCallerIdentity'],
      { status: 403 },
      { code: 'denied', denial: { code: '403', operation: 'GetCallerIdentity', category: 'denied' } },
    ],
  ];
  for (const [title, of, answer, failure] of rows) {
    for (const call of of) {
      test(`${title}, ${call}: ${(failure as Failure).code}`, async () => {
        endpoint.answer = answer;
        const expected = 'endpoint' in failure ? { ...failure, endpoint: endpoint.url } : failure;
        assert.deepEqual(await failureFrom(call), expected);
      });
    }
  }

  test('a denial may name things that are called xml or like an error of the network', async () => {
    endpoint.answer = stsError(
      403,
      'AccessDenied',
      `User: ${userArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
    const failure = (await failureFrom('AssumeRole')) as Failure;
    assert.equal(failure.code, 'denied');
    assert.deepEqual(failure.code === 'denied' && { ...failure.denial, ...denial, code: failure.denial.code }, {
      code: 'AccessDenied',
      operation: 'AssumeRole',
      requestId: 'request-1',
      principal: userArn,
      principalKind: 'user',
      account: '111122223333',
      action: 'sts:AssumeRole',
      resource: roleArn,
      category: failure.code === 'denied' && failure.denial.category,
    });
  });

  test('a closed port: unreachable', async () => {
    await endpoint.close();
    for (const call of every) {
      assert.deepEqual(await failureFrom(call), {
        code: 'endpoint-unreachable',
        endpoint: endpoint.url,
        reason: 'ECONNREFUSED',
      });
    }
  });

  for (const call of every) {
    test(`an endpoint that hangs is left when the signal says so: ${call}`, async () => {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      const arrived = endpoint.nextRequest();
      const calling = calls[call](controller.signal);
      calling.catch(() => undefined);
      await arrived;
      controller.abort(reason);
      await assert.rejects(calling, (error) => error === reason);
    });
  }

  test('an object whose body stops coming is left when the signal says so', async () => {
    endpoint.answer = { status: 200, headers: { 'content-length': '1000' }, body: 'abc' };
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const calling = calls.GetObject(controller.signal);
    calling.catch(() => undefined);
    await endpoint.nextRequest();
    controller.abort(reason);
    await assert.rejects(calling, (error) => error === reason);
  });

  test('a good answer is no failure', async () => {
    endpoint.answer = {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${userArn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
    assert.deepEqual(await failureFrom('GetCallerIdentity'), {
      answered: { userId: 'AIDAEXAMPLE', account: '111122223333', arn: userArn },
    });
  });

  test('an account without buckets and an empty folder are no failures', async () => {
    const headers = { 'content-type': 'application/xml' };
    endpoint.answer = {
      status: 200,
      headers,
      body: '<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets/></ListAllMyBucketsResult>',
    };
    assert.deepEqual(await failureFrom('ListBuckets'), { answered: [] });
    endpoint.answer = {
      status: 200,
      headers,
      body: '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>',
    };
    assert.deepEqual(await failureFrom('ListBuckets'), { answered: [] });
    endpoint.answer = {
      status: 200,
      headers,
      body: '<ListBucketResult><Name>my-bucket</Name><Prefix></Prefix><KeyCount>0</KeyCount></ListBucketResult>',
    };
    assert.deepEqual(await failureFrom('ListObjectsV2'), { answered: { entries: [] } });
  });
});

suite('aws/failures: what is thrown', () => {
  const context = { operation: 'AssumeRole', endpoint: 'e', region: 'us-east-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
  const rows: readonly [title: string, thrown: unknown, failure: Failure][] = [
    ['nothing', undefined, { code: 'service-error' }],
    ['null', null, { code: 'service-error' }],
    ['a text', 'boom', { code: 'service-error' }],
    ['an empty object', {}, { code: 'service-error' }],
    ['an error of the SDK’s own', new TypeError('boom'), { code: 'service-error', message: 'boom' }],
    [
      'no name for the host just now',
      { code: 'EAI_AGAIN' },
      { code: 'endpoint-unreachable', endpoint: 'e', reason: 'EAI_AGAIN' },
    ],
    ['no such host', { code: 'ENOTFOUND' }, { code: 'endpoint-unreachable', endpoint: 'e', reason: 'ENOTFOUND' }],
    [
      'all addresses tried',
      { errors: [{ code: 'ECONNREFUSED' }] },
      { code: 'endpoint-unreachable', endpoint: 'e', reason: 'ECONNREFUSED' },
    ],
    [
      'a certificate',
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      { code: 'endpoint-unreachable', endpoint: 'e', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    ],
    [
      'no HTTP',
      { code: 'HPE_INVALID_CONSTANT' },
      { code: 'endpoint-unreachable', endpoint: 'e', reason: 'HPE_INVALID_CONSTANT' },
    ],
    ['no connection in time', { name: 'TimeoutError' }, { code: 'endpoint-silent', endpoint: 'e', afterMs: 0 }],
    [
      'reset, which the SDK calls a timeout',
      { name: 'TimeoutError', code: 'ECONNRESET' },
      { code: 'endpoint-unreachable', endpoint: 'e', reason: 'ECONNRESET' },
    ],
    [
      'no byte in time',
      { name: 'TimeoutError', code: 'ETIMEDOUT' },
      { code: 'endpoint-silent', endpoint: 'e', afterMs: 0 },
    ],
    [
      'too many requests, and no code',
      { name: 'UnknownError', $metadata: { httpStatusCode: 429 } },
      { code: 'throttled' },
    ],
    ['slow down', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, { code: 'throttled' }],
    ['a clock that is off', { name: 'RequestTimeTooSkewed', message: 'm' }, { code: 'clock-skewed', message: 'm' }],
  ];
  for (const [title, thrown, failure] of rows) {
    test(title, () => assert.deepEqual(awsFailure(thrown, context), failure));
  }

  const elsewhere: readonly [title: string, thrown: unknown, bucket: string | undefined, failure: Failure][] = [
    [
      'a bucket in another region',
      { name: 'PermanentRedirect', $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } },
      'b',
      { code: 'bucket-elsewhere', bucket: 'b', region: 'eu-west-1' },
    ],
    [
      'for a time',
      { name: 'TemporaryRedirect', $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } },
      'b',
      { code: 'bucket-elsewhere', bucket: 'b', region: 'eu-west-1' },
    ],
    ['unknown which', { name: 'PermanentRedirect' }, 'b', { code: 'bucket-elsewhere', bucket: 'b' }],
    [
      'an endpoint in another region, for a request about no bucket',
      { name: 'AuthorizationHeaderMalformed', message: "the region 'a' is wrong; expecting 'b'", Region: 'b' },
      undefined,
      { code: 'request-invalid', message: "the region 'a' is wrong; expecting 'b'" },
    ],
  ];
  for (const [title, thrown, bucket, failure] of elsewhere) {
    test(title, () =>
      assert.deepEqual(awsFailure(thrown, { ...context, ...(bucket !== undefined && { bucket }) }), failure),
    );
  }
});
