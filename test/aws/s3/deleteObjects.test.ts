// Many objects deleted at once: on the practice account with every hard key, and what a server can answer instead.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { deleteObjects } from '../../../src/aws/s3/deleteObjects.ts';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import type { S3Answer } from '../../../src/core/bucketCapabilities.ts';
import { failureOf } from '../../../src/core/failure.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { type Answer, type HttpEndpoint, startHttpEndpoint } from '../../fakes/httpEndpoint.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume } from '../../practice/rawRequest.ts';
import { hardKeys, tableKeys } from './hardKeys.ts';
import { practiceStore } from './practiceStore.ts';

const bucket = 'other-bucket';

suite('aws/s3/deleteObjects', function () {
  this.timeout(120_000);
  const practice = new PracticeS3();
  let full: ObjectStore;

  suiteSetup(async () => {
    full = await practiceStore(practice.account, 'S3Full');
  });

  async function left(): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const page of full.list({ bucket, prefix: '' })) keys.push(...page.map(({ key }) => key));
    return keys;
  }

  test('hard keys and those of the table: each is gone, and no other', async () => {
    const keys = [...new Set([...tableKeys(), ...hardKeys(600, 7)])].slice(0, 999);
    for (const key of keys) practice.account.put(bucket, key, 'x');
    for (const key of ['stays', 'a&amp;b stays', '&']) practice.account.put(bucket, key, 'x');
    const wanted = keys.filter((key) => key !== '&');
    assert.deepEqual(await full.removeMany({ bucket, keys: wanted }), []);
    assert.deepEqual([...(await left())].sort(), ['&', 'a&amp;b stays', 'stays']);
    assert.deepEqual(await full.removeMany({ bucket, keys: await left() }), []);
    assert.deepEqual(await left(), []);
  });

  test('what may not be deleted stays, each with its reason; it is noted of each', async () => {
    const statements = [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${bucket}/keep/*` },
    ];
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = await assume(practice.account, 'S3Full', {
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });
    const answers: S3Answer[] = [];
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const { endpoint, region } = practice.account;
    const some = objectStore((ask) => ask({ credentials, endpoint, region, onAnswer: (each) => answers.push(each) }));
    const keys = ['keep/a', 'go/a', 'keep/\u0001', 'go/\u0001', 'was/never/there'];
    for (const key of keys.slice(0, 4)) practice.account.put(bucket, key, 'x');
    const kept = await some.removeMany({ bucket, keys });
    assert.deepEqual(
      kept.map(({ key, reason }) => [key, reason.code === 'denied' && reason.denial.action]),
      [
        ['keep/a', 's3:DeleteObject'],
        ['keep/\u0001', 's3:DeleteObject'],
      ],
    );
    assert.deepEqual(await left(), ['keep/\u0001', 'keep/a']);
    assert.deepEqual(
      answers.map(({ operation, key, denial }) => `${operation} ${key}: ${denial ? 'denied' : 'done'}`).sort(),
      [
        'DeleteObject go/\u0001: done',
        'DeleteObject keep/\u0001: denied',
        'DeleteObjects go/a: done',
        'DeleteObjects keep/a: denied',
        'DeleteObjects was/never/there: done',
      ],
    );
  });

  test('who may not delete at all keeps all', async () => {
    const listOnly = await practiceStore(practice.account, 'S3ListBucketOnly');
    const kept = await listOnly.removeMany({ bucket: practice.account.bucket, keys: ['test.txt', 'test/note.txt'] });
    assert.deepEqual(
      kept.map(({ key, reason }) => `${key} ${reason.code}`),
      ['test.txt denied', 'test/note.txt denied'],
    );
  });

  test('a bucket in another region than is asked first', async () => {
    const far = `far-bucket-${practice.account.account}`;
    const fresh = await practiceStore(practice.account, 'S3Full');
    assert.deepEqual(await fresh.removeMany({ bucket: far, keys: ['far.txt', 'x'] }), []);
  });
});

suite('aws/s3/deleteObjects: what a server can answer', function () {
  this.timeout(30_000);
  let server: HttpEndpoint;
  let requests: { readonly method: string | undefined; readonly target: string | undefined }[];

  setup(async () => {
    server = await startHttpEndpoint();
    requests = [];
  });
  teardown(() => server.close());

  const result = (inside: string) =>
    `<?xml version="1.0"?>\n<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</DeleteResult>`;
  const errorOf = (key: string, code: string) =>
    `<Error><Key>${key}</Key><Code>${code}</Code><Message>m</Message></Error>`;
  const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`;
  const well: Answer = { status: 200, body: '<DeleteResult/>' };
  const none: Answer = { status: 204 };

  /** @param answers in turn, the last one again and again */
  async function remove(keys: readonly string[], ...answers: readonly Answer[]): Promise<unknown> {
    const left = [...answers];
    server.answer = ({ method, url }: IncomingMessage) => {
      requests.push({ method, target: url });
      return left.length > 1 ? left.shift() : left[0];
    };
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const access = { credentials, region: 'us-east-1', endpoint: server.url };
    return deleteObjects(access, { bucket: 'b', keys }).then(
      (kept) =>
        kept
          .map(({ key, reason }) => `${key} ${reason.code}`)
          .sort()
          .join(', ') || 'gone',
      (thrown: unknown) => failureOf(thrown)?.code ?? thrown,
    );
  }

  const rows: Readonly<Record<string, readonly [answers: readonly Answer[], expected: string, requests: number]>> = {
    'all of them': [[well], 'gone', 1],
    'an empty result of two tags': [[{ status: 200, body: result('') }], 'gone', 1],
    'one denied': [[{ status: 200, body: result(errorOf('a', 'AccessDenied')) }], 'a denied', 1],
    'one that was not there': [[{ status: 200, body: result(errorOf('a', 'NoSuchKey')) }], 'gone', 1],
    'a key with entities': [
      [{ status: 200, body: result(errorOf('&lt;&amp;&#13;', 'AccessDenied')) }],
      '<&\r denied',
      1,
    ],
    'one to be tried again, then well': [[{ status: 200, body: result(errorOf('a', 'SlowDown')) }, well], 'gone', 2],
    'one to be tried again each time': [
      [{ status: 200, body: result(errorOf('a', 'InternalError')) }],
      'a service-error',
      3,
    ],
    'an error about a key that nobody named': [
      [{ status: 200, body: result(errorOf('z', 'AccessDenied')) }],
      'answer-unreadable',
      1,
    ],
    '503 SlowDown, then well': [[{ status: 503, body: error('SlowDown') }, well], 'gone', 2],
    '503 SlowDown each time': [[{ status: 503, body: error('SlowDown') }], 'throttled', 3],
    'denied as a whole': [[{ status: 403, body: error('AccessDenied') }], 'denied', 1],
    'an error under 200, then well': [[{ status: 200, body: error('InternalError') }, well], 'gone', 2],
    'an error under 200 each time': [[{ status: 200, body: error('InternalError') }], 'service-error', 3],
    'an error under 200 that stays': [[{ status: 200, body: error('InvalidRequest') }], 'service-error', 1],
    'HTML under 200': [[{ status: 200, body: '<html>Log in</html>' }], 'answer-unreadable', 1],
    'nothing under 200': [[{ status: 200, body: '' }], 'answer-unreadable', 1],
    'cut in the XML': [
      [{ status: 200, body: result(errorOf('a', 'AccessDenied')).slice(0, -20) }],
      'answer-unreadable',
      1,
    ],
    'unknown there (501): singly': [[{ status: 501, body: error('NotImplemented') }, none], 'gone', 4],
    'singly, and nothing is called HTML': [
      [
        { status: 501, body: error('NotImplemented') },
        { status: 204, headers: { 'content-type': 'text/html; charset=utf-8' } },
      ],
      'gone',
      4,
    ],
    'unknown there (405): singly': [[{ status: 405, body: error('MethodNotAllowed') }, none], 'gone', 4],
    'unknown there, and all denied': [
      [{ status: 501 }, { status: 403, body: error('AccessDenied') }],
      '<&\r denied, a denied, b denied',
      4,
    ],
  };
  for (const [name, [answers, expected, count]] of Object.entries(rows)) {
    test(`${name}: ${expected}`, async () => {
      assert.equal(await remove(['a', 'b', '<&\r'], ...answers), expected);
      assert.equal(requests.length, count);
    });
  }

  test('a denial of the whole is one of deleting', async () => {
    server.answer = { status: 403, body: error('AccessDenied') };
    const answers: S3Answer[] = [];
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const onAnswer = (answer: S3Answer) => answers.push(answer);
    const access = { credentials, region: 'us-east-1', endpoint: server.url, onAnswer };
    await assert.rejects(deleteObjects(access, { bucket: 'b', keys: ['x', 'y'] }), { message: 'denied' });
    assert.deepEqual(
      answers.map(({ operation, key, denial }) => [operation, key, denial?.category]),
      [['DeleteObjects', 'x', 'denied']],
    );
  });

  test('an endpoint that does not know it is asked once', async () => {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const access = { credentials, region: 'us-east-1', endpoint: server.url };
    server.answer = ({ method, url }) => {
      requests.push({ method, target: url });
      return method === 'POST' ? { status: 501 } : none;
    };
    for (let n = 0; n < 2; n++) assert.deepEqual(await deleteObjects(access, { bucket: 'b', keys: ['x', 'y'] }), []);
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['POST', 'DELETE', 'DELETE', 'DELETE', 'DELETE'],
    );
  });

  test('keys of many bytes go with several requests; given up between them, the rest is not asked for', async () => {
    const keys = Array.from({ length: 1000 }, (_, n) => `${n}${'&'.repeat(1000)}`);
    assert.equal(await remove(keys, well), 'gone');
    assert.equal(requests.length, 5);
    const stop = new AbortController();
    server.answer = () => {
      stop.abort();
      return well;
    };
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const access = { credentials, region: 'us-east-1', endpoint: server.url };
    await assert.rejects(deleteObjects(access, { bucket: 'b', keys }, stop.signal), { name: 'AbortError' });
    assert.equal(server.requests, 6);
  });
});
