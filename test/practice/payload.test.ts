// Bodies of uploads that are not what the request says of them: refused, and what was there before is there after.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, type Keys, type RawAnswer, type RawRequest, send, sendSigned, signedHeaders } from './rawRequest.ts';
import { type ChunkedUpload, uploadSigned } from './signedChunks.ts';

const KIB = 1024;
const OLD = 'what was there before';
const SIGNATURE_WRONG =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';

suite('practice account: bodies of uploads', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  let keys: Required<Keys>;
  const defects: unknown[] = [];
  const target = '/other-bucket/upload';

  suiteSetup(async () => {
    account = await startPracticeAccount({
      onDefect: (error) => defects.push(error),
      limits: { uploadBytes: 64 * KIB },
    });
    keys = await assume(account, 'S3Full');
  });
  suiteTeardown(() => account.close());
  setup(() => account.put('other-bucket', 'upload', OLD));
  teardown(() => assert.deepEqual(defects.splice(0), []));

  const stored = async () => (await sendSigned(account, { service: 's3', target, keys })).body;
  const put = (body: string | Buffer, headers: Record<string, string> = {}, more: Partial<RawRequest> = {}) =>
    sendSigned(account, { service: 's3', method: 'PUT', target, keys, body, headers, ...more });
  const upload = (more: Partial<ChunkedUpload>) => uploadSigned(account, { target, keys, chunks: [], ...more });

  async function taken(answer: Promise<RawAnswer>, body: string) {
    const { status, body: said } = await answer;
    assert.equal(status, 200, said);
    assert.equal(await stored(), body);
  }

  async function refusedWith(answer: Promise<RawAnswer>, status: number, code: string, message?: string) {
    const found = await answer;
    assert.deepEqual([found.status, found.code], [status, code], found.body);
    if (message !== undefined) assert.equal(found.message, message);
    assert.equal(await stored(), OLD);
    return found;
  }

  suite('in signed chunks', () => {
    const first = 'a'.repeat(8 * KIB);
    const second = 'b'.repeat(9 * KIB);
    const chunks = [first, second, 'the end'];

    test('as they should be', () => taken(upload({ chunks }), chunks.join('')));
    test('none', () => taken(upload({ chunks: [] }), ''));
    test('how the body travelled is no property of the object', async () => {
      await upload({ chunks, headers: { 'content-encoding': 'aws-chunked,gzip' } });
      const answer = await sendSigned(account, { service: 's3', target, keys });
      assert.equal(answer.headers['content-encoding'], 'gzip');
    });
    test('with a trailer', () =>
      taken(upload({ chunks: ['hello'], trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' } }), 'hello'));

    const tampered: [string, ChunkedUpload['tamper']][] = [
      ['a changed byte in the first', (body) => body.replace('aaaa', 'aaab')],
      ['a changed byte in the last', (body) => body.replace('the end', 'the eND')],
      ['the last chunk gone', (body) => body.replace(/7;chunk-signature=\w+\r\nthe end\r\n/, '')],
      ['two chunks in the other order', (body) => body.replace(/^(.{80,90}\r\na+\r\n)(.{80,90}\r\nb+\r\n)/s, '$2$1')],
      ['a changed signature', (body) => body.replace(/chunk-signature=\w{8}/, 'chunk-signature=00000000')],
      [
        'a changed signature of the end',
        (body) => body.replace(/0;chunk-signature=\w{64}/, `0;chunk-signature=${'0'.repeat(64)}`),
      ],
      ['no signatures', (body) => body.replace(/;chunk-signature=\w{64}/g, '')],
    ];
    for (const [name, tamper] of tampered) {
      test(name, async () => {
        const changed = {
          tamper: (body: string) => {
            const other = tamper?.(body) ?? body;
            assert.notEqual(other, body, 'something is tampered with');
            return other;
          },
        };
        const length = name.includes('gone') ? { length: first.length + second.length, chunks } : { chunks };
        await refusedWith(upload({ ...length, ...changed }), 403, 'SignatureDoesNotMatch', SIGNATURE_WRONG);
      });
    }

    test('a wrong trailer, and a wrong signature of it', async () => {
      const trailers = { 'x-amz-checksum-crc32': 'AAAAAA==' };
      const message = 'The CRC32 you specified did not match the calculated checksum.';
      await refusedWith(upload({ chunks: ['hello'], trailers }), 400, 'BadDigest', message);
      const tamper = (body: string) => body.replace('AAAAAA==', 'NhCmhg==');
      await refusedWith(upload({ chunks: ['hello'], trailers, tamper }), 403, 'SignatureDoesNotMatch');
    });

    test('trailers that were not announced, and none that was', async () => {
      const trailers = { 'x-amz-checksum-crc32': 'NhCmhg==' };
      const more = { chunks: ['hello'], trailers };
      const headers = { 'x-amz-trailer': 'x-amz-checksum-sha256' };
      await refusedWith(upload({ ...more, headers }), 400, 'MalformedTrailerError');
    });

    test('a length that is a lie', async () => {
      await refusedWith(upload({ chunks, length: 5 }), 400, 'IncompleteBody');
      await refusedWith(upload({ chunks, length: 60_000 }), 400, 'IncompleteBody');
    });

    test('cut short', async () => {
      for (const tamper of [(body: string) => body.slice(0, -1), (body: string) => body.slice(0, 9000), () => '']) {
        await refusedWith(upload({ chunks, tamper }), 400, 'IncompleteBody');
      }
    });

    test('no chunks at all', () => refusedWith(upload({ tamper: () => 'hello\r\n' }), 400, 'InvalidRequest'));

    test('small chunks before the last', () =>
      refusedWith(upload({ chunks: ['a', 'b', 'c'] }), 403, 'InvalidChunkSizeError'));

    test('too much', async () => {
      const large = Array.from({ length: 9 }, () => 'x'.repeat(8 * KIB));
      await refusedWith(upload({ chunks: large }), 400, 'EntityTooLarge');
      await refusedWith(upload({ chunks, length: 10_000_000 }), 400, 'EntityTooLarge');
    });
  });

  suite('in chunks that are not signed', () => {
    const unsigned = (body: string, headers: Record<string, string> = {}) =>
      put(body, {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '5',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        ...headers,
      });

    test('as they should be', () =>
      taken(unsigned('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'), 'hello'));
    test('another checksum', () =>
      refusedWith(unsigned('5\r\nhellO\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'), 400, 'BadDigest'));
    test('no trailer', () => refusedWith(unsigned('5\r\nhello\r\n0\r\n\r\n'), 400, 'MalformedTrailerError'));
    test('no length', async () => {
      const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
      await refusedWith(put('5\r\nhello\r\n0\r\n\r\n', headers), 411, 'MissingContentLength');
    });
    test('cut short', () => refusedWith(unsigned('5\r\nhello\r\n0\r\nx-amz-check'), 400, 'IncompleteBody'));
  });

  suite('whole', () => {
    test('as it is, hashed or not', async () => {
      await taken(put('hello'), 'hello');
      await taken(put('again', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), 'again');
    });

    test('another hash', async () => {
      const headers = { 'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
      await refusedWith(put('hello', headers), 400, 'XAmzContentSHA256Mismatch');
    });

    test('hashes that are none', async () => {
      await refusedWith(put('hello', { 'x-amz-content-sha256': 'LIAR' }), 400, 'InvalidArgument');
      const asymmetric = 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD';
      await refusedWith(put('hello', { 'x-amz-content-sha256': asymmetric }), 501, 'NotImplemented');
    });

    test('checksums that are none, or two, or only announced', async () => {
      await refusedWith(put('hello', { 'x-amz-checksum-crc32': 'AA' }), 400, 'InvalidRequest');
      const two = { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-crc32c': 'mnG7TA==' };
      await refusedWith(put('hello', two), 400, 'InvalidRequest');
      await refusedWith(put('hello', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }), 400, 'InvalidRequest');
    });

    test('too much', async () => {
      await taken(put('x'.repeat(64 * KIB)), 'x'.repeat(64 * KIB));
      account.put('other-bucket', 'upload', OLD);
      await refusedWith(put('x'.repeat(64 * KIB + 1)), 400, 'EntityTooLarge');
      await refusedWith(put(Buffer.alloc(3 * KIB * KIB)), 400, 'EntityTooLarge');
    });

    test('of a length that nobody tells', async () => {
      const headers = { ...signedHeaders(account, { service: 's3', method: 'PUT', target, keys, body: 'hello' }) };
      await refusedWith(
        send(account, 'PUT', target, { ...headers, 'transfer-encoding': 'chunked' }, 'hello'),
        501,
        'NotImplemented',
      );
    });

    test('shorter than it says: broken off, or left open', async () => {
      const headers = signedHeaders(account, { service: 's3', method: 'PUT', target, keys, body: 'hello' });
      const lines = Object.entries({ ...headers, 'content-length': '500' }).map(([name, value]) => `${name}: ${value}`);
      for (const end of ['destroy', 'end'] as const) {
        await new Promise<void>((resolve) => {
          const socket = connect(Number(new URL(account.endpoint).port), '127.0.0.1', () => {
            socket.write(`PUT ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nhello`, () => socket[end]());
          });
          socket
            .on('error', () => {})
            .on('close', () => resolve())
            .resume();
        });
        assert.equal(await stored(), OLD);
      }
    });
  });
});
