// Buckets whose requests are paid for by who asks: told in every request to them, and in no other.
import assert from 'node:assert/strict';
import type { Access } from '../../../src/aws/access.ts';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { type HttpEndpoint, startHttpEndpoint } from '../../fakes/httpEndpoint.ts';

const listing = '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated></ListBucketResult>';

suite('aws/s3: Requester Pays', () => {
  let server: HttpEndpoint;
  let store: ObjectStore;
  let told: string[];

  setup(async () => {
    server = await startHttpEndpoint();
    told = [];
    server.answer = ({ method, url = '', headers }) => {
      const isSigned = /SignedHeaders=[^,]*x-amz-request-payer/.test(headers.authorization ?? '');
      told.push(`${method} ${headers['x-amz-request-payer'] ?? 'nobody'}${isSigned ? ', signed' : ''}`);
      if (url.includes('list-type')) return { status: 200, body: listing };
      if (headers['x-amz-copy-source']) {
        return { status: 200, body: '<CopyObjectResult><ETag>"1"</ETag></CopyObjectResult>' };
      }
      return { status: method === 'DELETE' ? 204 : 200, headers: { etag: '"1"' } };
    };
    const access: Access = {
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
      region: 'us-east-1',
      endpoint: server.url,
      paysFor: (bucket) => bucket === 'paid',
    };
    store = objectStore((ask) => ask(access));
  });
  teardown(() => server.close());

  async function use(bucket: string): Promise<readonly string[]> {
    told = [];
    for await (const _ of store.list({ bucket, prefix: '' })) break;
    await store.head({ bucket, key: 'a' });
    await store.put({ bucket, key: 'a' }, new Uint8Array(), {});
    await store.remove({ bucket, key: 'a' });
    return told;
  }

  test('to a bucket that is named, and to no other', async () => {
    const methods = ['GET', 'HEAD', 'PUT', 'DELETE'];
    assert.deepEqual(
      await use('paid'),
      methods.map((method) => `${method} requester, signed`),
    );
    assert.deepEqual(
      await use('other'),
      methods.map((method) => `${method} nobody`),
    );
  });

  test('a copy out of it as well as into it', async () => {
    for (const [from, to, payer] of [
      ['paid', 'other', 'requester, signed'],
      ['other', 'paid', 'requester, signed'],
      ['other', 'third', 'nobody'],
    ] as const) {
      told = [];
      await store.copy({ bucket: from, key: 'a' }, { bucket: to, key: 'b' }, undefined);
      assert.deepEqual(told, [`PUT ${payer}`]);
    }
  });

  test('a presigned link says it, signed', async () => {
    const link = async (bucket: string) => new URL(await store.presignedUrl({ bucket, key: 'a' }, 60)).searchParams;
    assert.equal((await link('paid')).get('x-amz-request-payer'), 'requester');
    assert.equal((await link('other')).get('x-amz-request-payer'), null);
  });
});
