// Objects too large to be copied at once are copied in parts, between buckets; what does not end well leaves nothing.
import assert from 'node:assert/strict';
import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { copyObject } from '../../../src/aws/s3/copyObject.ts';
import type { Credentials } from '../../../src/core/credentials.ts';
import { failureOf } from '../../../src/core/failure.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume } from '../../practice/rawRequest.ts';
import { practiceStore } from './practiceStore.ts';

const mebibyte = 1024 * 1024;
const sizes = { whole: 5 * mebibyte, part: 5 * mebibyte };
const bucket = 'other-bucket';
const from = { bucket, key: 'large é+%.bin', size: 11 * mebibyte };
const to = { bucket: 'work-bucket-012345678901', key: 'a copy.bin' };

suite('aws/s3/copyObject: in parts', function () {
  this.timeout(60_000);
  const practice = new PracticeS3();
  let credentials: Credentials;
  let full: ObjectStore;
  let body: Buffer;

  suiteSetup(async () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(practice.account, 'S3Full');
    credentials = { accessKeyId, secretAccessKey, sessionToken };
    full = await practiceStore(practice.account, 'S3Full');
    body = Buffer.alloc(from.size);
    for (let at = 0; at < body.length; at += 4) body.writeUInt32LE(at, at);
  });

  setup(async () => {
    await practice.full.send(
      new PutObjectCommand({
        Bucket: from.bucket,
        Key: from.key,
        Body: body,
        ContentType: 'image/png',
        CacheControl: 'no-store',
        Metadata: { team: 'red' },
        Tagging: 'stage=test',
      }),
    );
    await full.remove(to);
  });

  /** @param when called at each answer of S3, with the operation */
  function copy(more: { condition?: { ifNoneMatch: '*' }; signal?: AbortSignal; when?: (operation: string) => void }) {
    const { endpoint, region } = practice.account;
    const onAnswer = ({ operation }: { readonly operation: string }) => more.when?.(operation);
    return copyObject({ credentials, endpoint, region, onAnswer }, from, to, more.condition, more.signal, sizes);
  }

  async function uploads(): Promise<number> {
    return (await practice.full.send(new ListMultipartUploadsCommand({ Bucket: to.bucket }))).Uploads?.length ?? 0;
  }
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => failureOf(error)?.code ?? (error as Error).name,
    );

  test('all of it, with what was said of it', async () => {
    const operations: string[] = [];
    await copy({ condition: { ifNoneMatch: '*' }, when: (operation) => operations.push(operation) });
    assert.equal(operations.filter((operation) => operation === 'UploadPartCopy').length, 3);
    assert.ok(!operations.includes('CopyObject'));
    const { bytes, facts } = await full.read({ ...to, maxBytes: 2 * from.size });
    assert.ok(body.equals(bytes));
    const { contentType, cacheControl, metadata } = facts;
    assert.deepEqual([contentType, cacheControl, metadata], ['image/png', 'no-store', { team: 'red' }]);
    assert.deepEqual(await full.tags(to), { stage: 'test' });
    assert.equal(await uploads(), 0);
  });

  test('a smaller one at once', async () => {
    const operations: string[] = [];
    const { endpoint, region } = practice.account;
    const onAnswer = ({ operation }: { readonly operation: string }) => void operations.push(operation);
    const whole = { whole: from.size, part: 5 * mebibyte };
    await copyObject({ credentials, endpoint, region, onAnswer }, from, to, undefined, undefined, whole);
    assert.deepEqual(operations, ['CopyObject']);
  });

  test('not over an object that is there', async () => {
    await full.put(to, Buffer.from('theirs'), {});
    assert.equal(await codeOf(copy({ condition: { ifNoneMatch: '*' } })), 'object-exists');
    assert.equal((await full.head(to)).size, 6);
    assert.equal(await uploads(), 0);
  });

  test('an object that comes meanwhile is not written over either', async () => {
    const when = (operation: string) => {
      if (operation === 'CreateMultipartUpload') practice.account.put(to.bucket, to.key, 'theirs');
    };
    assert.equal(await codeOf(copy({ condition: { ifNoneMatch: '*' }, when })), 'object-exists');
    assert.equal((await full.head(to)).size, 6);
    assert.equal(await uploads(), 0);
  });

  test('a source that is another one meanwhile: nothing is left of it', async () => {
    const when = (operation: string) => {
      if (operation === 'CreateMultipartUpload') practice.account.put(from.bucket, from.key, 'x'.repeat(from.size));
    };
    assert.equal(await codeOf(copy({ when })), 'object-changed');
    assert.equal(await codeOf(full.head(to)), 'object-missing');
    assert.equal(await uploads(), 0);
  });

  test('given up: nothing is left of it', async () => {
    const stop = new AbortController();
    const when = (operation: string) => {
      if (operation === 'CreateMultipartUpload') stop.abort();
    };
    assert.equal(await codeOf(copy({ when, signal: stop.signal })), 'AbortError');
    assert.equal(await codeOf(full.head(to)), 'object-missing');
    assert.equal(await uploads(), 0);
  });
});
