// Buckets of a million objects that are computed: listed from anywhere at the same cost, in no memory.
import assert from 'node:assert/strict';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GeneratedBucket } from '../../src/practice/generatedBucket.ts';
import { walkKeys } from '../../src/practice/listingWalk.ts';
import { PracticeS3, refused } from './practiceS3.ts';

const COUNT = 1_000_000;
/** year/month/day-like folders: a hundred of a hundred of a hundred. */
const key = (index: number) => {
  const digits = String(index).padStart(6, '0');
  return `logs/${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits.slice(4)}.txt`;
};

suite('practice account: generated buckets', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();
  const Bucket = 'million';
  suiteSetup(() => {
    practice.account.addGeneratedBucket(Bucket, { count: COUNT, key, size: (index) => index % 1000 });
  });
  const list = (more: object) => practice.list({ Bucket, ...more }, practice.full);

  test('from the start, from the middle, to the end', async () => {
    const first = await list({ MaxKeys: 2 });
    assert.deepEqual(
      first.Contents?.map(({ Key, Size }) => [Key, Size]),
      [
        ['logs/00/00/00.txt', 0],
        ['logs/00/00/01.txt', 1],
      ],
    );
    const middle = await list({ StartAfter: key(499_999), MaxKeys: 1 });
    assert.equal(middle.Contents?.[0]?.Key, key(500_000));
    const last = await list({ StartAfter: key(COUNT - 3) });
    assert.deepEqual(
      last.Contents?.map(({ Key }) => Key),
      [key(COUNT - 2), key(COUNT - 1)],
    );
    assert.equal(last.IsTruncated, false);
  });

  test('folders', async () => {
    const top = await list({ Prefix: 'logs/', Delimiter: '/' });
    assert.deepEqual([top.CommonPrefixes?.length, top.Contents], [100, undefined]);
    const inner = await list({ Prefix: 'logs/42/17/', Delimiter: '/' });
    assert.deepEqual([inner.CommonPrefixes, inner.Contents?.length], [undefined, 100]);
    const next = await list({ Prefix: 'logs/', Delimiter: '/', MaxKeys: 60 });
    const rest = await list({ Prefix: 'logs/', Delimiter: '/', ContinuationToken: next.NextContinuationToken });
    assert.deepEqual([rest.CommonPrefixes?.length, rest.CommonPrefixes?.[0]?.Prefix], [40, 'logs/60/']);
  });

  test('objects', async () => {
    const read = { Bucket, Key: key(123_456) };
    const { ContentLength, ETag } = await practice.full.send(new HeadObjectCommand(read));
    assert.equal(ContentLength, 456);
    const { Body } = await practice.full.send(new GetObjectCommand({ ...read, IfMatch: ETag, Range: 'bytes=6-' }));
    assert.deepEqual(await Body?.transformToByteArray(), new Uint8Array(450));
    const none = practice.full.send(new GetObjectCommand({ Bucket, Key: 'logs/00/00/00.tx' }));
    await refused(none, 'NoSuchKey', 'The specified key does not exist.', 404);
  });

  test('cannot be written', () =>
    refused(
      practice.full.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' })),
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
    ));

  test('a page looks at the keys of the page and a few more, wherever it is', () => {
    let looks = 0;
    const counted = (index: number) => {
      looks++;
      return key(index);
    };
    const bucket = new GeneratedBucket('counted', 'ap-northeast-1', 0, { count: COUNT, key: counted });
    const looksOf = (walk: { prefix?: string; delimiter?: string; after?: string }, length: number) => {
      looks = 0;
      const walked = walkKeys(bucket.keys(), { prefix: '', delimiter: '', after: '', ...walk });
      for (let at = 0; at < length; at++) walked.next();
      return looks;
    };
    for (const after of ['', key(1), key(COUNT / 2), key(COUNT - 1001)]) {
      assert.ok(looksOf({ after }, 1000) <= 1025, `after ${after}: ${looks}`);
    }
    assert.ok(looksOf({ prefix: 'logs/', delimiter: '/' }, 100) <= 100 * 22, `folders: ${looks}`);
  });

  test('a body of a gigabyte takes no memory', () => {
    const bucket = new GeneratedBucket('large', 'ap-northeast-1', 0, { count: 1, key: () => 'x', size: () => 2 ** 30 });
    const before = process.memoryUsage().arrayBuffers;
    const pieces = bucket.object('x')?.body.read(5, 2 ** 30) ?? [];
    assert.equal(
      pieces.reduce((size, piece) => size + piece.length, 0),
      2 ** 30 - 5,
    );
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  });
});
