// What S3 says of a whole object's checksum is held against what arrives.
import assert from 'node:assert/strict';
import { objectStore } from '../../../src/aws/s3/objectStore.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { type HttpEndpoint, startHttpEndpoint } from '../../fakes/httpEndpoint.ts';

const body = '123456789';
/** The check values of the algorithms' own descriptions, in base64. */
const sums: Readonly<Record<string, string>> = {
  crc32: Buffer.from('cbf43926', 'hex').toString('base64'),
  crc32c: Buffer.from('e3069283', 'hex').toString('base64'),
  crc64nvme: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
  sha1: Buffer.from('f7c3bc1d808e04732adf679965ccc34ca7ae3441', 'hex').toString('base64'),
  sha256: Buffer.from('15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225', 'hex').toString('base64'),
};

suite('aws/s3: checksums of what is read', () => {
  let server: HttpEndpoint;
  setup(async () => {
    server = await startHttpEndpoint();
  });
  teardown(() => server.close());

  /** What reading comes to: the text, or the code of a failure. */
  async function read(headers: Readonly<Record<string, string>>, text = body): Promise<string> {
    const asked: unknown[] = [];
    server.answer = ({ headers: sent }) => {
      asked.push(sent['x-amz-checksum-mode']);
      return { status: 200, headers: { etag: '"e"', ...headers }, body: text };
    };
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const store = objectStore((ask) => ask({ credentials, region: 'us-east-1', endpoint: server.url }));
    const outcome = await store.read({ bucket: 'b', key: 'k', maxBytes: 100 }).then(
      ({ bytes }) => Buffer.from(bytes).toString('utf8'),
      (error: unknown) => failureOf(error)?.code ?? String(error),
    );
    assert.deepEqual(asked, ['ENABLED']);
    return outcome;
  }

  for (const [name, sum] of Object.entries(sums)) {
    test(`${name}: taken where it is right, and told where it is not`, async () => {
      const headers = { [`x-amz-checksum-${name}`]: sum, 'x-amz-checksum-type': 'FULL_OBJECT' };
      assert.equal(await read(headers), body);
      assert.equal(await read(headers, '123456780'), 'object-damaged');
    });
  }

  test('one of parts says nothing of the whole', async () => {
    const headers = { 'x-amz-checksum-crc32': `${sums.crc32}-2`, 'x-amz-checksum-type': 'COMPOSITE' };
    assert.equal(await read(headers, 'anything'), 'anything');
  });

  test('none at all', async () => assert.equal(await read({}, 'anything'), 'anything'));
});
