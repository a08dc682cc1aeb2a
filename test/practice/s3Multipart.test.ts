// Uploads in parts, with the SDK as it is by default.
import assert from 'node:assert/strict';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { denied, PracticeS3, refused } from './practiceS3.ts';
import { assume } from './rawRequest.ts';

const Bucket = 'other-bucket';
const GONE =
  'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
const FAILED = 'At least one of the pre-conditions you specified did not hold';

suite('practice account: uploads in parts', function () {
  this.timeout(60_000);
  const practice = new PracticeS3({ limits: { minPartBytes: 5 } });

  const begin = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) => {
    const { UploadId } = await practice.full.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
    assert.ok(UploadId);
    return { Bucket, Key, UploadId };
  };
  type Upload = Awaited<ReturnType<typeof begin>>;
  const part = async (upload: Upload, PartNumber: number, Body: string): Promise<CompletedPart> => {
    const { ETag } = await practice.full.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    assert.ok(ETag);
    return { PartNumber, ETag };
  };
  const complete = (upload: Upload, Parts: CompletedPart[], more: object = {}) =>
    practice.full.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));
  const get = (Key: string) => practice.full.send(new GetObjectCommand({ Bucket, Key }));
  const uploads = async (more: object = {}) => {
    const answer = await practice.full.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
    return { ...answer, ids: (answer.Uploads ?? []).map(({ UploadId }) => UploadId) };
  };

  test('parts in any order become one object', async () => {
    const upload = await begin('parts/all', { ContentType: 'text/plain', Metadata: { a: '1' }, Tagging: 'k=v' });
    const last = await part(upload, 30, '!');
    const first = await part(upload, 1, 'wrong');
    await part(upload, 2, 'not named in the end');
    const again = await part(upload, 1, 'hello');
    assert.notEqual(first.ETag, again.ETag);
    await refused(get('parts/all'), 'NoSuchKey', 'The specified key does not exist.');
    const { ETag, Location } = await complete(upload, [again, last]);
    assert.equal(ETag, '"0d863916c854ca3eac88174ae4c22bab-2"');
    assert.match(Location ?? '', /parts\/all/);
    const found = await get('parts/all');
    assert.equal(await found.Body?.transformToString(), 'hello!');
    assert.deepEqual(
      [found.ETag, found.ContentType, found.Metadata, found.TagCount, found.ContentLength],
      [ETag, 'text/plain', { a: '1' }, 1, 6],
    );
    const middle = await practice.full.send(new GetObjectCommand({ Bucket, Key: 'parts/all', Range: 'bytes=3-5' }));
    assert.equal(await middle.Body?.transformToString(), 'lo!');
    await refused(complete(upload, [again, last]), 'NoSuchUpload', GONE, 404);
  });

  test('checksums of the parts make one of the whole', async () => {
    for (const [ChecksumAlgorithm, ChecksumType, expected] of [
      ['CRC32', 'FULL_OBJECT', 'mobJYA=='],
      ['CRC32', 'COMPOSITE', /^[\w+/]{6}==-2$/],
      ['SHA256', 'COMPOSITE', /^[\w+/]{43}=-2$/],
    ] as const) {
      const upload = await begin('parts/checksum', { ChecksumAlgorithm, ChecksumType });
      const Parts: CompletedPart[] = [];
      for (const [at, Body] of ['hello', '!'].entries()) {
        const sent = new UploadPartCommand({ ...upload, PartNumber: at + 1, Body, ChecksumAlgorithm });
        const { ETag, ChecksumCRC32, ChecksumSHA256 } = await practice.full.send(sent);
        Parts.push({ PartNumber: at + 1, ETag, ChecksumCRC32, ChecksumSHA256 });
      }
      const done = await complete(upload, Parts);
      const value = ChecksumAlgorithm === 'CRC32' ? done.ChecksumCRC32 : done.ChecksumSHA256;
      assert.equal(done.ChecksumType, ChecksumType);
      if (typeof expected === 'string') assert.equal(value, expected);
      else assert.match(value ?? '', expected);
      assert.equal(await (await get('parts/checksum')).Body?.transformToString(), 'hello!');
    }
  });

  test('parts that are not there, are others, or are out of order', async () => {
    const upload = await begin('parts/wrong');
    const one = await part(upload, 1, 'hello');
    const two = await part(upload, 2, 'world');
    const missing =
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    await refused(complete(upload, [one, { ...two, PartNumber: 3 }]), 'InvalidPart', missing, 400);
    await refused(complete(upload, [one, { ...two, ETag: one.ETag }]), 'InvalidPart', missing, 400);
    const order = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
    await refused(complete(upload, [two, one]), 'InvalidPartOrder', order, 400);
    await refused(complete(upload, [one, one]), 'InvalidPartOrder', order, 400);
    const malformed = 'The XML you provided was not well-formed or did not validate against our published schema';
    await refused(complete(upload, []), 'MalformedXML', malformed, 400);
    const number = 'Part number must be an integer between 1 and 10000, inclusive';
    for (const wrong of [0, 10_001]) await refused(part(upload, wrong, 'x'), 'InvalidArgument', number, 400);
    await complete(upload, [one, two]);
  });

  test('only the last part may be small', async () => {
    const upload = await begin('parts/small');
    const parts = [await part(upload, 1, 'tiny'), await part(upload, 2, 'x')];
    const small = 'Your proposed upload is smaller than the minimum allowed size';
    await refused(complete(upload, parts), 'EntityTooSmall', small, 400);
    await complete(upload, [await part(upload, 1, 'right'), ...parts.slice(1)]);
  });

  test('the minimum is 5 MiB unless a test lowers it', async () => {
    const account = await startPracticeAccount();
    const keys = await assume(account, 'S3Full');
    const credentials = { ...keys, sessionToken: keys.sessionToken ?? '' };
    const client = new S3Client({ endpoint: account.endpoint, region: account.region, credentials });
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'x' }));
    const Parts: CompletedPart[] = [];
    for (const [at, size] of [5 * 1024 * 1024 - 1, 1].entries()) {
      const given = { Bucket, Key: 'x', UploadId, PartNumber: at + 1, Body: Buffer.alloc(size) };
      Parts.push({ PartNumber: at + 1, ETag: (await client.send(new UploadPartCommand(given))).ETag });
    }
    const small = 'Your proposed upload is smaller than the minimum allowed size';
    const command = new CompleteMultipartUploadCommand({ Bucket, Key: 'x', UploadId, MultipartUpload: { Parts } });
    await refused(client.send(command), 'EntityTooSmall', small, 400);
    client.destroy();
    await account.close();
  });

  test('conditions on the end', async () => {
    const made = async (more: object) => {
      const upload = await begin('parts/conditional');
      return complete(upload, [await part(upload, 1, 'x')], more);
    };
    const { ETag } = await made({ IfNoneMatch: '*' });
    await refused(made({ IfNoneMatch: '*' }), 'PreconditionFailed', FAILED, 412);
    await refused(made({ IfMatch: '"other"' }), 'PreconditionFailed', FAILED, 412);
    await made({ IfMatch: ETag });
    // What was refused can be tried again: the upload is still there.
    assert.equal((await uploads({ Prefix: 'parts/conditional' })).ids.length, 2);
  });

  test('aborted: nothing is left', async () => {
    const upload = await begin('parts/aborted');
    const one = await part(upload, 1, 'x');
    await practice.full.send(new AbortMultipartUploadCommand(upload));
    await refused(practice.full.send(new AbortMultipartUploadCommand(upload)), 'NoSuchUpload', GONE, 404);
    await refused(part(upload, 2, 'x'), 'NoSuchUpload', GONE, 404);
    await refused(complete(upload, [one]), 'NoSuchUpload', GONE, 404);
    assert.deepEqual((await uploads({ Prefix: 'parts/aborted' })).ids, []);
  });

  test('parts copied from an object', async () => {
    practice.account.put(Bucket, 'parts/source', '0123456789');
    const upload = await begin('parts/copied');
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const given = { ...upload, PartNumber, CopySource: `${Bucket}/parts/source` };
      const range = CopySourceRange === undefined ? {} : { CopySourceRange };
      const { CopyPartResult } = await practice.full.send(new UploadPartCopyCommand({ ...given, ...range }));
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    const parts = [await copy(1, 'bytes=2-8'), await copy(2)];
    await complete(upload, parts);
    assert.equal(await (await get('parts/copied')).Body?.transformToString(), '23456780123456789');
    const form =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
    const next = await begin('parts/copied');
    Object.assign(upload, next);
    for (const range of ['bytes=2-', 'bytes=5-4', '0-1']) await refused(copy(1, range), 'InvalidArgument', form, 400);
    const outside = 'Range specified is not valid for source object of size: 10';
    await refused(copy(1, 'bytes=0-10'), 'InvalidArgument', outside, 400);
  });

  test('parts in pages', async () => {
    const upload = await begin('parts/list');
    for (const number of [7, 3, 5]) await part(upload, number, 'x'.repeat(number));
    const page = (more: object = {}) => practice.full.send(new ListPartsCommand({ ...upload, ...more }));
    const first = await page({ MaxParts: 2 });
    assert.deepEqual(
      first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
      [
        [3, 3],
        [5, 5],
      ],
    );
    assert.deepEqual([first.IsTruncated, first.NextPartNumberMarker], [true, '5']);
    const second = await page({ PartNumberMarker: first.NextPartNumberMarker });
    assert.deepEqual([second.Parts?.length, second.IsTruncated], [1, false]);
    assert.match(second.Initiator?.ID ?? '', /assumed-role\/S3Full\/MySession$/);
  });

  test('uploads in pages, below a prefix, rolled up', async () => {
    const keys = ['up/a', 'up/a', 'up/b/1', 'up/b/2', 'up/c'];
    const begun: Upload[] = [];
    for (const key of keys) begun.push(await begin(key));
    const all = begun.map(({ UploadId }) => UploadId);
    assert.deepEqual((await uploads({ Prefix: 'up/' })).ids, all);
    const rolled = await uploads({ Prefix: 'up/', Delimiter: '/' });
    assert.deepEqual(rolled.ids, [all[0], all[1], all[4]]);
    assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'up/b/' }]);
    const seen: (string | undefined)[] = [];
    let markers = {};
    for (let pages = 0; pages < 9; pages++) {
      const page = await uploads({ Prefix: 'up/', MaxUploads: 1, ...markers });
      seen.push(...page.ids);
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    assert.deepEqual(seen, all);
    for (const upload of begun) await practice.full.send(new AbortMultipartUploadCommand(upload));
  });

  test('each step has its own permission', async () => {
    const upload = { Bucket: practice.account.bucket, Key: 'x', UploadId: 'x' };
    const arn = `arn:aws:s3:::${practice.account.bucket}`;
    const asked: [() => Promise<unknown>, string, string][] = [
      [() => practice.listOnly.send(new CreateMultipartUploadCommand(upload)), 's3:PutObject', `${arn}/x`],
      [
        () => practice.listOnly.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' })),
        's3:PutObject',
        `${arn}/x`,
      ],
      [() => practice.listOnly.send(new AbortMultipartUploadCommand(upload)), 's3:AbortMultipartUpload', `${arn}/x`],
      [() => practice.listOnly.send(new ListPartsCommand(upload)), 's3:ListMultipartUploadParts', `${arn}/x`],
      [() => practice.listOnly.send(new ListMultipartUploadsCommand(upload)), 's3:ListBucketMultipartUploads', arn],
    ];
    for (const [ask, action, resource] of asked) {
      await refused(ask(), 'AccessDenied', denied('S3ListBucketOnly', action, resource), 403);
    }
  });
});
