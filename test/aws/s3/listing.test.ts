// The listing engine on the practice account, held against the SDK's paginator on the same account.
import assert from 'node:assert/strict';
import { listPage, listPages } from '../../../src/aws/s3/listing.ts';
import { compareKeys } from '../../../src/core/objectKey.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume, type Keys } from '../../practice/rawRequest.ts';
import { hardKeys, tableKeys } from './hardKeys.ts';
import { asSdkReads, listedBySdk, listedHere } from './listedKeys.ts';

const bucket = 'other-bucket';

suite('aws/s3/listing', function () {
  this.timeout(60_000);
  const practice = new PracticeS3();
  const keys = [...hardKeys(2_500, 7)].sort(compareKeys);
  let session: Keys;

  suiteSetup(async () => {
    session = await assume(practice.account, 'S3Full');
    keys.forEach(
      (key, at) =>
        void practice.account.put(bucket, key, 'x'.repeat(at % 7), Date.UTC(2024, at % 30, at % 60, at % 24)),
    );
  });

  const access = () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = session;
    const { endpoint, region } = practice.account;
    return { credentials: { accessKeyId, secretAccessKey, sessionToken }, endpoint, region };
  };

  test('every hard key, with its size and time, as the SDK reads it', async () => {
    const entries = await listedHere(access(), { bucket, prefix: '' });
    assert.deepEqual(
      entries.map(({ key }) => key),
      keys,
    );
    assert.deepEqual(entries.map(asSdkReads), await listedBySdk(practice.full, { Bucket: bucket }));
  });

  test('every key of the table of hard keys', async () => {
    const workBucket = `work-bucket-${practice.account.account}`;
    const table = tableKeys();
    for (const key of table) practice.account.put(workBucket, key, key);
    const entries = await listedHere(access(), { bucket: workBucket, prefix: '' });
    assert.deepEqual(
      entries.map(({ key }) => key).sort(),
      [...table, 'notes.txt', 'reports/2025/march.csv'].filter((key, at, all) => all.indexOf(key) === at).sort(),
    );
  });

  test('folders, below prefixes that are hard themselves, in pages of any size', async () => {
    for (const prefix of ['', '/', '//', '%', '&', '<', ' ', '\r', '🍣', '日']) {
      for (const maxKeys of prefix === '' ? [1000] : [7, 1000]) {
        assert.deepEqual(
          (await listedHere(access(), { bucket, prefix, delimiter: '/', maxKeys })).map(asSdkReads),
          await listedBySdk(practice.full, { Bucket: bucket, Prefix: prefix, Delimiter: '/', MaxKeys: maxKeys }),
          JSON.stringify([prefix, maxKeys]),
        );
      }
    }
  });

  test('only what stands behind a key', async () => {
    const startAfter = keys[1234] ?? '';
    const entries = await listedHere(access(), { bucket, prefix: '', startAfter });
    assert.deepEqual(
      entries.map(({ key }) => key),
      keys.slice(1235),
    );
  });

  test('one page, and the token of the next', async () => {
    const first = await listPage(access(), { bucket, prefix: '', maxKeys: 3 });
    assert.ok(first.next);
    const second = await listPage(access(), { bucket, prefix: '', maxKeys: 3, continuationToken: first.next });
    assert.deepEqual(
      [...first.entries, ...second.entries].map(({ key }) => key),
      keys.slice(0, 6),
    );
  });

  test('stopping early, and being stopped', async () => {
    for await (const page of listPages(access(), { bucket, prefix: '' })) {
      assert.equal(page.length, 1000);
      break;
    }
    const stop = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(async () => {
      for await (const _page of listPages(access(), { bucket, prefix: '', maxKeys: 1 }, stop.signal))
        stop.abort(reason);
    }, reason);
    assert.throws(() => stop.signal.throwIfAborted(), reason);
    await assert.rejects(listedHere(access(), { bucket: 'no-such-bucket', prefix: '' }), {
      failure: { code: 'bucket-missing', bucket: 'no-such-bucket' },
    });
  });

  test('a bucket in another region, found by what S3 says of it', async () => {
    const farBucket = `far-bucket-${practice.account.account}`;
    const entries = await listedHere(access(), { bucket: farBucket, prefix: '' });
    assert.deepEqual(
      entries.map(({ key }) => key),
      ['far.txt'],
    );
  });
});
