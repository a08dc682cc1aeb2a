// Writing to the practice account with the SDK as it is by default: putting, copying, deleting, under conditions.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { denied, PracticeS3, refused } from './practiceS3.ts';
import { assume, sendSigned } from './rawRequest.ts';

const Bucket = 'other-bucket';
const FAILED = 'At least one of the pre-conditions you specified did not hold';

suite('practice account: writing', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();

  const put = (Key: string, Body: string | Readable, more: Partial<PutObjectCommandInput> = {}) =>
    practice.full.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string) => practice.full.send(new GetObjectCommand({ Bucket, Key }));
  const text = async (Key: string) => (await get(Key)).Body?.transformToString();
  const copy = (Key: string, CopySource: string, more: Partial<CopyObjectCommandInput> = {}) =>
    practice.full.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));
  const remove = (Key: string, more: object = {}) =>
    practice.full.send(new DeleteObjectCommand({ Bucket, Key, ...more }));

  suite('put', () => {
    test('what was put is read again, with all that was said of it', async () => {
      const answer = await put('put/all', 'hello', {
        ContentType: 'text/plain; charset=utf-8',
        CacheControl: 'max-age=60',
        ContentEncoding: 'identity',
        ContentDisposition: 'inline',
        ContentLanguage: 'ja',
        Metadata: { team: 'red', Case: 'Kept' },
        StorageClass: 'STANDARD_IA',
        Tagging: 'a=1&b=two%20words',
      });
      assert.equal(answer.ETag, '"5d41402abc4b2a76b9719d911017c592"');
      assert.equal(answer.ChecksumCRC32, 'NhCmhg==');
      const { Body, LastModified, $metadata: _, ...found } = await get('put/all');
      assert.equal(await Body?.transformToString(), 'hello');
      assert.ok(LastModified);
      assert.deepEqual(found, {
        AcceptRanges: 'bytes',
        CacheControl: 'max-age=60',
        ChecksumCRC32: 'NhCmhg==',
        ChecksumType: 'FULL_OBJECT',
        ContentDisposition: 'inline',
        ContentEncoding: 'identity',
        ContentLanguage: 'ja',
        ContentLength: 5,
        ContentType: 'text/plain; charset=utf-8',
        ETag: '"5d41402abc4b2a76b9719d911017c592"',
        Metadata: { case: 'Kept', team: 'red' },
        ServerSideEncryption: 'AES256',
        StorageClass: 'STANDARD_IA',
        TagCount: 2,
      });
      const { Contents } = await practice.list({ Bucket, Prefix: 'put/all' }, practice.full);
      assert.deepEqual([Contents?.[0]?.StorageClass, Contents?.[0]?.ChecksumAlgorithm], ['STANDARD_IA', ['CRC32']]);
    });

    test('a stream, in chunks with a trailer', async () => {
      const pieces = Array.from({ length: 40 }, (_, at) => Buffer.alloc(10_000, at));
      const whole = Buffer.concat(pieces);
      await put('put/stream', Readable.from(pieces), { ContentLength: whole.length });
      const { Body, ContentEncoding, ChecksumCRC32 } = await get('put/stream');
      assert.ok(whole.equals(Buffer.from((await Body?.transformToByteArray()) ?? [])));
      assert.equal(ContentEncoding, undefined);
      assert.ok(ChecksumCRC32);
    });

    for (const algorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const) {
      test(`the checksum ${algorithm}, right and wrong`, async () => {
        const answer = await put(`put/${algorithm}`, 'hello', { ChecksumAlgorithm: algorithm });
        const name = `Checksum${algorithm}` as const;
        assert.ok(answer[name]);
        assert.equal((await get(`put/${algorithm}`))[name], answer[name]);
        const wrong = Buffer.alloc(Buffer.from(answer[name] ?? '', 'base64').length, 1).toString('base64');
        const message = `The ${algorithm} you specified did not match the calculated checksum.`;
        await refused(put(`put/no-${algorithm}`, 'hello', { [name]: wrong }), 'BadDigest', message, 400);
        await refused(get(`put/no-${algorithm}`), 'NoSuchKey', 'The specified key does not exist.');
      });
    }

    test('Content-MD5, right, wrong and none at all', async () => {
      await put('put/md5', 'hello', { ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' });
      const message = 'The Content-MD5 you specified did not match what we received.';
      await refused(put('put/no-md5', 'hellO', { ContentMD5: 'XUFAKrxLKna5cZ2REBfFkg==' }), 'BadDigest', message);
      const invalid = 'The Content-MD5 you specified was invalid.';
      await refused(put('put/no-md5', 'hello', { ContentMD5: 'XUFA' }), 'InvalidDigest', invalid);
      await refused(get('put/no-md5'), 'NoSuchKey', 'The specified key does not exist.');
    });

    test('only where nothing is', async () => {
      await put('put/new', '1', { IfNoneMatch: '*' });
      await refused(put('put/new', '2', { IfNoneMatch: '*' }), 'PreconditionFailed', FAILED, 412);
      assert.equal(await text('put/new'), '1');
      const untaken = 'A header you provided implies functionality that is not implemented';
      await refused(put('put/new', '2', { IfNoneMatch: '"x"' }), 'NotImplemented', untaken, 501);
    });

    test('of two that want to be first, one is', async () => {
      const both = await Promise.allSettled(['1', '2'].map((body) => put('put/race', body, { IfNoneMatch: '*' })));
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });

    test('only over what it was', async () => {
      const { ETag } = await put('put/edited', 'before');
      await put('put/edited', 'after', { IfMatch: ETag });
      await refused(put('put/edited', 'late', { IfMatch: ETag }), 'PreconditionFailed', FAILED, 412);
      assert.equal(await text('put/edited'), 'after');
      const missing = 'The specified key does not exist.';
      await refused(put('put/missing', 'x', { IfMatch: ETag }), 'NoSuchKey', missing, 404);
    });

    test('limits', async () => {
      const metadata = { big: 'x'.repeat(2046) };
      const message = 'Your metadata headers exceed the maximum allowed metadata size';
      await refused(put('put/meta', 'x', { Metadata: metadata }), 'MetadataTooLarge', message, 400);
      await refused(put('x'.repeat(1025), 'x'), 'KeyTooLongError', 'Your key is too long', 400);
      const storage = 'The storage class you specified is not valid';
      await refused(put('put/class', 'x', { StorageClass: 'SHELF' as 'GLACIER' }), 'InvalidStorageClass', storage, 400);
      await refused(
        put('put/acl', 'x', { ACL: 'public-read' }),
        'AccessControlListNotSupported',
        'The bucket does not allow ACLs',
        400,
      );
    });

    test('whoever may only list may not', () =>
      refused(
        practice.listOnly.send(new PutObjectCommand({ Bucket: practice.account.bucket, Key: 'new', Body: 'x' })),
        'AccessDenied',
        denied('S3ListBucketOnly', 's3:PutObject', `arn:aws:s3:::${practice.account.bucket}/new`),
        403,
      ));

    test('a role that may write in one bucket', async () => {
      const editor = practice.client(await assume(practice.account, 'BucketEditor'));
      const bucket = 'work-bucket-012345678901';
      await editor.send(new PutObjectCommand({ Bucket: bucket, Key: 'new.txt', Body: 'x', Tagging: 'a=1' }));
      await refused(
        editor.send(new PutObjectCommand({ Bucket, Key: 'new.txt', Body: 'x' })),
        'AccessDenied',
        denied('BucketEditor', 's3:PutObject', `arn:aws:s3:::${Bucket}/new.txt`),
      );
      await editor.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'new.txt' }));
    });
  });

  suite('read', () => {
    test('headers that the request sets', async () => {
      await put('read/overridden', 'x', { ContentType: 'text/plain' });
      const { ContentType, ContentDisposition } = await practice.full.send(
        new GetObjectCommand({
          Bucket,
          Key: 'read/overridden',
          ResponseContentType: 'image/png',
          ResponseContentDisposition: 'attachment; filename="x.png"',
        }),
      );
      assert.deepEqual([ContentType, ContentDisposition], ['image/png', 'attachment; filename="x.png"']);
    });

    test('metadata that is not ASCII is told as an encoded word', async () => {
      const name = '名前';
      const sent = { 'x-amz-meta-name': Buffer.from(name).toString('latin1') };
      const answer = await sendSigned(practice.account, {
        ...{ service: 's3', method: 'PUT', target: `/${Bucket}/read/meta`, headers: { 'x-amz-meta-name': name } },
        keys: await assume(practice.account, 'S3Full'),
        tamper: (headers) => ({ ...headers, ...sent }),
      });
      assert.equal(answer.status, 200, answer.body);
      const { Metadata } = await practice.full.send(new HeadObjectCommand({ Bucket, Key: 'read/meta' }));
      assert.deepEqual(Metadata, { name: '=?UTF-8?B?5ZCN5YmN?=' });
    });

    test('what lies in an archive has to be restored first', async () => {
      await put('read/cold', 'x', { StorageClass: 'GLACIER' });
      const message = "The operation is not valid for the object's storage class";
      await refused(get('read/cold'), 'InvalidObjectState', message, 403);
      const { StorageClass } = await practice.full.send(new HeadObjectCommand({ Bucket, Key: 'read/cold' }));
      assert.equal(StorageClass, 'GLACIER');
    });
  });

  suite('copy', () => {
    const odd = 'copy/odd 100% +&=?#"<🍣>/../名前';

    test('bytes, description and tags', async () => {
      await put(odd, 'odd', { ContentType: 'text/x-odd', Metadata: { a: '1' }, Tagging: 'k=v' });
      const { CopyObjectResult } = await copy('copy/to', `${Bucket}/${encodeURIComponent(odd)}`);
      const found = await get('copy/to');
      assert.equal(CopyObjectResult?.ETag, found.ETag);
      assert.equal(await found.Body?.transformToString(), 'odd');
      assert.deepEqual([found.ContentType, found.Metadata, found.TagCount], ['text/x-odd', { a: '1' }, 1]);
      await copy('copy/to', `${Bucket}/${encodeURIComponent(odd)}`, {
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
        TaggingDirective: 'REPLACE',
      });
      const replaced = await get('copy/to');
      assert.deepEqual(
        [replaced.ContentType, replaced.Metadata, replaced.TagCount],
        ['binary/octet-stream', { b: '2' }, undefined],
      );
    });

    test('onto itself only with a change', async () => {
      const { ETag } = await put('copy/self', 'x');
      const message =
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
      await refused(copy('copy/self', `${Bucket}/copy/self`), 'InvalidRequest', message, 400);
      await copy('copy/self', `${Bucket}/copy/self`, { StorageClass: 'ONEZONE_IA' });
      const head = await get('copy/self');
      assert.deepEqual([head.StorageClass, head.ETag], ['ONEZONE_IA', ETag]);
    });

    test('conditions on both ends', async () => {
      const { ETag } = await put('copy/from', 'x');
      const from = `${Bucket}/copy/from`;
      await copy('copy/target', from, { CopySourceIfMatch: ETag, IfNoneMatch: '*' });
      await refused(copy('copy/target', from, { CopySourceIfMatch: '"y"' }), 'PreconditionFailed', FAILED, 412);
      await refused(copy('copy/target', from, { CopySourceIfNoneMatch: ETag }), 'PreconditionFailed', FAILED, 412);
      await refused(copy('copy/target', from, { IfNoneMatch: '*' }), 'PreconditionFailed', FAILED, 412);
      await copy('copy/target', from, { IfMatch: ETag });
    });

    test('sources that are none', async () => {
      const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
      await refused(copy('copy/x', 'nothing'), 'InvalidArgument', message, 400);
      await refused(copy('copy/x', 'no-such-bucket/x'), 'NoSuchBucket', 'The specified bucket does not exist', 404);
      await refused(copy('copy/x', `${Bucket}/none`), 'NoSuchKey', 'The specified key does not exist.', 404);
    });

    test('the source must be readable', async () => {
      const editor = practice.client(await assume(practice.account, 'BucketEditor'));
      await put('copy/from', 'x');
      const input = { Bucket: 'work-bucket-012345678901', Key: 'x', CopySource: `${Bucket}/copy/from` };
      const message = denied('BucketEditor', 's3:GetObject', `arn:aws:s3:::${Bucket}/copy/from`);
      await refused(editor.send(new CopyObjectCommand(input)), 'AccessDenied', message, 403);
    });
  });

  suite('delete', () => {
    test('what is there, and what is not', async () => {
      await put('delete/x', 'x');
      assert.equal((await remove('delete/x')).$metadata.httpStatusCode, 204);
      await refused(get('delete/x'), 'NoSuchKey', 'The specified key does not exist.');
      assert.equal((await remove('delete/x')).$metadata.httpStatusCode, 204);
      assert.equal((await practice.list({ Bucket, Prefix: 'delete/' }, practice.full)).KeyCount, 0);
    });

    test('only what it was', async () => {
      const { ETag } = await put('delete/if', 'x');
      await refused(remove('delete/if', { IfMatch: '"other"' }), 'PreconditionFailed', FAILED, 412);
      await remove('delete/if', { IfMatch: ETag });
      await refused(remove('delete/if', { IfMatch: ETag }), 'NoSuchKey', 'The specified key does not exist.', 404);
    });

    test('whoever may only list may not', () =>
      refused(
        practice.listOnly.send(new DeleteObjectCommand({ Bucket: practice.account.bucket, Key: 'test.txt' })),
        'AccessDenied',
        denied('S3ListBucketOnly', 's3:DeleteObject', `arn:aws:s3:::${practice.account.bucket}/test.txt`),
        403,
      ));
  });
});
