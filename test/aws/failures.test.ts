// What AWS or something else at the endpoint answers, through the real SDK, and what Rolecall makes of it.
import assert from 'node:assert/strict';
import { awsFailure } from '../../src/aws/failures.ts';
import { listBuckets, listFolder, readObjectStart } from '../../src/aws/s3.ts';
import { assumeRole, getCallerIdentity } from '../../src/aws/sts.ts';
import { type Failure, failureOf } from '../../src/core/failure.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../fakes/httpEndpoint.ts';

const roleArn = 'arn:aws:iam::123456789012:role/xml';
const userArn = 'arn:aws:iam::123456789012:user/AssumeRoleUser';

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

  const access = () => ({
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    region: 'us-east-1',
    endpoint: endpoint.url,
  });
  const request = { roleArn, roleSessionName: 'me' };
  const calls = {
    GetCallerIdentity: (signal?: AbortSignal) => getCallerIdentity(access(), signal),
    AssumeRole: (signal?: AbortSignal) => assumeRole(access(), request, signal),
    ListBuckets: (signal?: AbortSignal) => listBuckets(access(), signal),
    ListObjectsV2: (signal?: AbortSignal) => listFolder(access(), { bucket: 'my-bucket', prefix: '' }, signal),
    GetObject: (signal?: AbortSignal) =>
      readObjectStart(access(), { bucket: 'my-bucket', key: 'a/b', maxBytes: 9 }, signal),
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
      ['GetCallerIdentity', 'AssumeRole', 'ListBuckets', 'ListObjectsV2'],
      html(200, '<html><body><p>Log in</p></body></html>'),
      unreadable(),
    ],
    [
      'a proxy’s page that refuses',
      every,
      html(403, '<!DOCTYPE html><html><body>Blocked<br></body></html>'),
      unreadable(403),
    ],
    ['plain text', ['GetCallerIdentity', 'ListBuckets'], { status: 200, body: 'It works!' }, unreadable(200)],
    ['JSON', ['AssumeRole', 'ListObjectsV2'], { status: 200, body: '{"a":1}' }, unreadable(200)],
    [
      'nothing at all',
      ['GetCallerIdentity', 'AssumeRole', 'ListBuckets', 'ListObjectsV2'],
      { status: 200 },
      unreadable(),
    ],
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
      stsError(
        400,
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      ),
      {
        code: 'request-invalid',
        message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      },
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
      account: '123456789012',
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
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${userArn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
    assert.deepEqual(await failureFrom('GetCallerIdentity'), {
      answered: { userId: 'AIDAEXAMPLE', account: '123456789012', arn: userArn },
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
  const context = { operation: 'AssumeRole', endpoint: 'e', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
  const rows: readonly [title: string, thrown: unknown, failure: Failure][] = [
    ['nothing', undefined, { code: 'service-error' }],
    ['null', null, { code: 'service-error' }],
    ['a text', 'boom', { code: 'service-error' }],
    ['an empty object', {}, { code: 'service-error' }],
    ['an error of the SDK’s own', new TypeError('boom'), { code: 'service-error', message: 'boom' }],
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
    ['slow down', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, { code: 'throttled' }],
    [
      'another region',
      { name: 'PermanentRedirect', $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } },
      { code: 'bucket-elsewhere', bucket: '', region: 'eu-west-1' },
    ],
    ['another region, unknown', { name: 'PermanentRedirect' }, { code: 'bucket-elsewhere', bucket: '' }],
    ['a clock that is off', { name: 'RequestTimeTooSkewed', message: 'm' }, { code: 'clock-skewed', message: 'm' }],
  ];
  for (const [title, thrown, failure] of rows) {
    test(title, () => assert.deepEqual(awsFailure(thrown, context), failure));
  }
});
