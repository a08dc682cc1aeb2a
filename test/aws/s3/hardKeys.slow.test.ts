// A hundred thousand generated keys: what the engine reads is what was put, and what the SDK reads.
import assert from 'node:assert/strict';
import { compareKeys } from '../../../src/core/objectKey.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume } from '../../practice/rawRequest.ts';
import { hardKeys } from './hardKeys.ts';
import { asSdkReads, listedBySdk, listedHere } from './listedKeys.ts';

suite('aws/s3/listing: 100,000 hard keys', function () {
  this.timeout(300_000);
  const practice = new PracticeS3();

  test('round trip', async () => {
    const keys = [...hardKeys(100_000, 1)].sort(compareKeys);
    for (const key of keys) practice.account.put('other-bucket', key, '');
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(practice.account, 'S3Full');
    const { endpoint, region } = practice.account;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const entries = await listedHere({ credentials, endpoint, region }, { bucket: 'other-bucket', prefix: '' });
    assert.equal(entries.length, keys.length);
    for (const [at, key] of keys.entries()) {
      if (entries[at]?.key !== key) assert.deepEqual(entries[at]?.key, key);
    }
    const bySdk = await listedBySdk(practice.full, { Bucket: 'other-bucket' });
    assert.equal(bySdk.length, keys.length);
    for (const [at, entry] of bySdk.entries()) {
      const mine = entries[at];
      if (mine?.key !== entry.key) assert.deepEqual(mine && asSdkReads(mine), entry);
    }
  });
});
