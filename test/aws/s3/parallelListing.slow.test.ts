// Many streams over keys of every shape: each key comes exactly once, whatever was guessed.
import assert from 'node:assert/strict';
import { listInParallel } from '../../../src/aws/s3/parallelListing.ts';
import { compareKeys } from '../../../src/core/objectKey.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume, type Keys } from '../../practice/rawRequest.ts';
import { hardKeys } from './hardKeys.ts';

const bucket = 'other-bucket';
const many = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_, at) => make(at));
const hash = (at: number) => (Math.imul(at + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');

/** Below a prefix of their own each. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  numbers: many(9000, (at) => `data/${String(at).padStart(6, '0')}`),
  hashes: many(9000, hash),
  'one full folder': many(9000, (at) => (at % 10 === 0 ? `f-${at % 40}/${at}` : `logs/app/${hash(at)}.json`)),
  'year, month, day': many(9000, (at) => `e/${new Date(at * 7_000_000).toISOString().replace(/[-T]/g, '/')}`),
  'one folder each': many(3000, (at) => `${hash(at)}/only`),
  'deep and narrow': many(4000, (at) => `${'a/'.repeat(12)}${at}`),
  'beside and in a folder': many(3000, (at) => (at % 3 === 0 ? `x${at}` : at % 3 === 1 ? `x${at}/` : `x${at}/0`)),
  hard: hardKeys(6000, 3),
  'two keys': ['a', 'b'],
  nothing: [],
};

suite('aws/s3/parallelListing', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();
  let session: Keys;

  suiteSetup(async () => {
    session = await assume(practice.account, 'S3Full');
    for (const [name, keys] of Object.entries(shapes)) {
      for (const key of keys) practice.account.put(bucket, `${name}/${key}`, '');
    }
  });

  const access = () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = session;
    const { endpoint, region } = practice.account;
    return { credentials: { accessKeyId, secretAccessKey, sessionToken }, endpoint, region };
  };

  async function listed(prefix: string, streams: number): Promise<string[]> {
    const found: string[] = [];
    for await (const page of listInParallel(access(), { bucket, prefix }, streams)) {
      const keys = page.map(({ key }) => key);
      assert.deepEqual(keys, [...keys].sort(compareKeys), 'each page is in order');
      found.push(...keys);
    }
    return found.sort(compareKeys);
  }

  for (const [name, keys] of Object.entries(shapes)) {
    test(name, async () => {
      const expected = keys.map((key) => `${name}/${key}`).sort(compareKeys);
      for (const streams of [1, 3, 8])
        assert.deepEqual(await listed(`${name}/`, streams), expected, `${streams} streams`);
    });
  }

  test('all of them at once, from the bucket on', async () => {
    const expected = Object.entries(shapes).flatMap(([name, keys]) => keys.map((key) => `${name}/${key}`));
    assert.deepEqual(await listed('', 8), expected.sort(compareKeys));
  });

  test('a failure and being stopped end it', async () => {
    await assert.rejects(
      async () => {
        for await (const _page of listInParallel(access(), { bucket: 'no-such-bucket', prefix: '' }, 8));
      },
      { failure: { code: 'bucket-missing', bucket: 'no-such-bucket' } },
    );
    const stop = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(async () => {
      for await (const _page of listInParallel(access(), { bucket, prefix: '' }, 8, stop.signal)) stop.abort(reason);
    }, reason);
  });
});
