// Reading objects of the practice account: whole, in part, under preconditions.
import assert from 'node:assert/strict';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { denied, PracticeS3, refused } from './practiceS3.ts';
import { assume } from './rawRequest.ts';

suite('practice account: objects', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();

  const get = (more: object, Key = 'range.txt') =>
    practice.full.send(new GetObjectCommand({ Bucket: 'other-bucket', Key, ...more }));

  suiteSetup(() => {
    practice.account.put('other-bucket', 'range.txt', '0123456789', Date.parse('2025-03-26T13:30:50Z'));
    practice.account.put('other-bucket', 'empty.txt', '');
  });

  for (const [Range, body, content] of [
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ] as const) {
    test(`range ${Range}`, async () => {
      const answer = await get({ Range });
      assert.equal(await answer.Body?.transformToString(), body);
      assert.deepEqual([answer.$metadata.httpStatusCode, answer.ContentRange], [206, content]);
      assert.equal(answer.ContentLength, body.length);
    });
  }

  for (const Range of ['bytes=0-1,3-4', 'bytes=5-2', 'lines=0-3', 'bytes=-', 'bytes=a-b']) {
    test(`no single range: ${Range}`, async () => {
      const answer = await get({ Range });
      assert.equal(await answer.Body?.transformToString(), '0123456789');
      assert.equal(answer.$metadata.httpStatusCode, 200);
    });
  }

  test('a range that holds nothing', async () => {
    for (const [Range, Key] of [
      ['bytes=10-', 'range.txt'],
      ['bytes=-0', 'range.txt'],
      ['bytes=0-', 'empty.txt'],
    ] as const) {
      await refused(get({ Range }, Key), 'InvalidRange', 'The requested range is not satisfiable', 416);
    }
  });

  test('head', async () => {
    const { $metadata: _, ...head } = await practice.full.send(
      new HeadObjectCommand({ Bucket: 'other-bucket', Key: 'range.txt' }),
    );
    assert.deepEqual(head, {
      AcceptRanges: 'bytes',
      ContentLength: 10,
      ContentType: 'binary/octet-stream',
      ETag: '"781e5e245d69b566979b86e28d23f2c7"',
      LastModified: new Date('2025-03-26T13:30:50Z'),
      Metadata: {},
      ServerSideEncryption: 'AES256',
    });
  });

  test('preconditions', async () => {
    const { ETag } = await get({});
    const message = 'At least one of the pre-conditions you specified did not hold';
    assert.ok((await get({ IfMatch: ETag })).Body);
    await refused(get({ IfMatch: '"other"' }), 'PreconditionFailed', message, 412);
    await refused(get({ IfUnmodifiedSince: new Date('2025-01-01') }), 'PreconditionFailed', message, 412);
    for (const more of [{ IfNoneMatch: ETag }, { IfModifiedSince: new Date('2025-12-01') }]) {
      const error = await get(more).catch((caught) => caught);
      assert.equal(error.$metadata?.httpStatusCode, 304);
    }
  });

  test('a key that does not exist: told to whoever may list', async () => {
    await refused(get({}, 'missing'), 'NoSuchKey', 'The specified key does not exist.', 404);
    const folder = practice.client(await assume(practice.account, 'S3TestFolderOnly'));
    await refused(
      folder.send(new GetObjectCommand({ Bucket: practice.account.bucket, Key: 'missing' })),
      'AccessDenied',
      denied('S3TestFolderOnly', 's3:ListBucket', `arn:aws:s3:::${practice.account.bucket}`),
      403,
    );
  });
});
