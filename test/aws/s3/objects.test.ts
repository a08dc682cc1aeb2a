// Objects read, written, copied and deleted with the SDK, on the practice account.
import assert from 'node:assert/strict';
import http from 'node:http';
import { type Failure, failureOf } from '../../../src/core/failure.ts';
import { inParallel } from '../../../src/core/inParallel.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { tableKeys } from './hardKeys.ts';
import { practiceStore } from './practiceStore.ts';

const bucket = 'other-bucket';
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const bytes = (content: string) => new TextEncoder().encode(content);

suite('aws/s3/objects', function () {
  this.timeout(120_000);
  const practice = new PracticeS3();
  let full: ObjectStore;
  let listOnly: ObjectStore;

  suiteSetup(async () => {
    full = await practiceStore(practice.account, 'S3Full');
    listOnly = await practiceStore(practice.account, 'S3ListBucketOnly');
  });

  async function contentOf(key: string): Promise<string> {
    const { bytes: content } = await full.read({ bucket, key, maxBytes: 1_000_000 });
    return text(content);
  }

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => failureOf(error)?.code ?? String(error),
    );

  test('what is written is read, with what was said of it', async () => {
    const labels = { contentType: 'text/csv', cacheControl: 'no-store', metadata: { team: 'red' } };
    const { etag } = await full.put({ bucket, key: 'a.csv' }, bytes('1,2\n'), { labels });
    const head = await full.head({ bucket, key: 'a.csv' });
    assert.deepEqual(
      { etag: head.etag, size: head.size, type: head.contentType, cache: head.cacheControl, metadata: head.metadata },
      { etag, size: 4, type: 'text/csv', cache: 'no-store', metadata: { team: 'red' } },
    );
    const read = await full.read({ bucket, key: 'a.csv', maxBytes: 100 });
    assert.deepEqual([text(read.bytes), read.facts.etag, read.facts.size], ['1,2\n', etag, 4]);
  });

  test('an empty object, and the beginning of a long one', async () => {
    await full.put({ bucket, key: 'empty' }, new Uint8Array(), {});
    assert.equal((await full.read({ bucket, key: 'empty', maxBytes: 10 })).bytes.length, 0);
    await full.put({ bucket, key: 'long' }, bytes('x'.repeat(300_000)), {});
    const { bytes: start, facts } = await full.read({ bucket, key: 'long', maxBytes: 10 });
    assert.deepEqual([text(start), facts.size], ['xxxxxxxxxx', 300_000]);
  });

  test('from a byte on, of the same object only', async () => {
    const { etag } = await full.put({ bucket, key: 'range' }, bytes('0123456789'), {});
    const { facts, chunks } = await full.open({ bucket, key: 'range', from: 4, etag });
    let rest = '';
    for await (const chunk of chunks) rest += text(chunk);
    assert.deepEqual([rest, facts.size, facts.etag], ['456789', 10, etag]);
    await full.put({ bucket, key: 'range' }, bytes('other'), {});
    assert.equal(await codeOf(full.open({ bucket, key: 'range', from: 4, etag })), 'object-changed');
  });

  test('a write on a condition: neither a changed object nor a new one is written over', async () => {
    const place = { bucket, key: 'condition.txt' };
    const { etag } = await full.put(place, bytes('one'), { condition: { ifNoneMatch: '*' } });
    assert.equal(await codeOf(full.put(place, bytes('x'), { condition: { ifNoneMatch: '*' } })), 'object-exists');
    await full.put(place, bytes('two'), { condition: { ifMatch: etag } });
    assert.equal(await codeOf(full.put(place, bytes('x'), { condition: { ifMatch: etag } })), 'object-changed');
    assert.equal(await contentOf('condition.txt'), 'two');
  });

  test('a bucket in another region than is asked first', async () => {
    const place = { bucket: `far-bucket-${practice.account.account}`, key: 'written.txt' };
    const fresh = await practiceStore(practice.account, 'S3Full');
    await fresh.put(place, bytes('far'), {});
    assert.equal(text((await fresh.read({ ...place, maxBytes: 10 })).bytes), 'far');
    const other = await practiceStore(practice.account, 'S3Full', 'us-east-1');
    assert.equal((await other.head({ bucket, key: 'a.csv' })).size, 4);
  });

  test('copied, and deleted', async () => {
    await full.put({ bucket, key: 'from ä+%.txt' }, bytes('copied'), { labels: { metadata: { team: 'red' } } });
    const to = { bucket, key: 'to.txt' };
    await full.copy({ bucket, key: 'from ä+%.txt' }, to, { ifNoneMatch: '*' });
    assert.equal(await contentOf('to.txt'), 'copied');
    assert.deepEqual((await full.head(to)).metadata, { team: 'red' });
    assert.equal(await codeOf(full.copy({ bucket, key: 'a.csv' }, to, { ifNoneMatch: '*' })), 'object-exists');
    await full.remove(to);
    assert.equal(await codeOf(full.head(to)), 'object-missing');
    assert.equal(await codeOf(full.read({ ...to, maxBytes: 1 })), 'object-missing');
  });

  test('every key of the table of hard keys: written, listed, read, copied and deleted as it is', async () => {
    const [from, to] = [bucket, `work-bucket-${practice.account.account}`];
    const keys = [...new Set(tableKeys())];
    for await (const page of full.list({ bucket: from, prefix: '' })) {
      for (const { key } of page) await full.remove({ bucket: from, key });
    }
    await inParallel(keys, 8, async (key) => {
      await full.put({ bucket: from, key }, bytes(key), {});
      await full.copy({ bucket: from, key }, { bucket: to, key }, undefined);
      const { bytes: copied } = await full.read({ bucket: to, key, maxBytes: 10_000 });
      assert.equal(text(copied), key);
    });
    const listed: string[] = [];
    for await (const page of full.list({ bucket: from, prefix: '', maxKeys: 100 })) {
      listed.push(...page.map(({ key }) => key));
    }
    assert.deepEqual(listed.sort(), keys.sort());
    await inParallel(listed, 8, (key) => full.remove({ bucket: from, key }));
    for await (const page of full.list({ bucket: from, prefix: '' })) assert.deepEqual(page, []);
  });

  test('who may not is told what is missing', async () => {
    const place = { bucket: practice.account.bucket, key: 'test.txt' };
    for (const [action, call] of [
      ['s3:GetObject', () => listOnly.read({ ...place, maxBytes: 1 })],
      ['s3:PutObject', () => listOnly.put(place, bytes('x'), {})],
      ['s3:DeleteObject', () => listOnly.remove(place)],
    ] as const) {
      const failure = (await call().then<unknown, Failure | undefined>(
        () => undefined,
        (error: unknown) => failureOf(error),
      )) as Failure | undefined;
      assert.equal(failure?.code === 'denied' && failure.denial.action, action);
    }
  });

  test('a link reads the object as long as it lives, and no other', async () => {
    for (const key of ['link é+&=?#.txt', 'a//b', '../up']) {
      await full.put({ bucket, key }, bytes(`by a link: ${key}`), {});
      const link = await full.presignedUrl({ bucket, key }, 60);
      assert.match(link, /X-Amz-Expires=60&/);
      const plain = await full.url({ bucket, key });
      assert.equal(link.slice(0, link.indexOf('?')), plain);
      assert.deepEqual(await fetched(link), [200, `by a link: ${key}`]);
      assert.equal((await fetched(link.replace('X-Amz-Expires=60', 'X-Amz-Expires=61')))[0], 403);
    }
  });

  test('an endpoint of its own has no page in the AWS console', async () => {
    await assert.rejects(full.consoleUrl({ kind: 'folder', bucket, prefix: '' }), (error: unknown) => {
      assert.deepEqual(failureOf(error), { code: 'console-elsewhere', endpoint: practice.account.endpoint });
      return true;
    });
  });

  test('in parts, and nothing of an upload that is given up', async () => {
    const place = { bucket, key: 'parts.bin' };
    const size = 5 * 1024 * 1024;
    const uploadId = await full.startUpload(place, { contentType: 'image/png' });
    const parts = [
      await full.uploadPart(place, { uploadId, number: 2, body: bytes('end') }),
      await full.uploadPart(place, { uploadId, number: 1, body: new Uint8Array(size) }),
    ];
    await full.completeUpload(place, { uploadId, parts, condition: { ifNoneMatch: '*' } });
    const head = await full.head(place);
    assert.deepEqual([head.size, head.contentType], [size + 3, 'image/png']);

    const other = await full.startUpload(place, {});
    await full.uploadPart(place, { uploadId: other, number: 1, body: bytes('x') });
    await full.abortUpload(place, other);
    assert.equal((await full.head(place)).etag, head.etag);
    assert.notEqual(await codeOf(full.completeUpload(place, { uploadId: other, parts: [] })), 'done');
  });

  test('tags', async () => {
    const place = { bucket, key: 'tagged' };
    await full.put(place, bytes('x'), { tags: { team: 'red + blue', empty: '' } });
    assert.deepEqual(await full.tags(place), { team: 'red + blue', empty: '' });
    assert.equal((await full.head(place)).tagCount, 2);
  });
});

/** Status and body, for the address as it stands: `fetch` would resolve its `..`. */
function fetched(link: string): Promise<readonly [number | undefined, string]> {
  const { hostname, port, origin } = new URL(link);
  return new Promise((resolve, reject) => {
    const asked = http.get({ hostname, port, path: link.slice(origin.length) }, async (answer) => {
      let body = '';
      for await (const chunk of answer) body += String(chunk);
      resolve([answer.statusCode, body]);
    });
    asked.on('error', reject);
  });
}
