// S3 of the practice account through the AWS SDK: the scenario, denials, buckets and their regions.
import assert from 'node:assert/strict';
import {
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { denied, PracticeS3, refused } from './practiceS3.ts';
import { assume } from './rawRequest.ts';

suite('practice account: S3', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();

  suite('the scenario', () => {
    test('the bucket opens', async () => {
      const { $metadata: _, ...page } = await practice.list({ Delimiter: '/', Prefix: '' });
      assert.deepEqual(page, {
        Name: 'test-bucket-012345678901',
        Prefix: '',
        Delimiter: '/',
        MaxKeys: 1000,
        KeyCount: 2,
        IsTruncated: false,
        CommonPrefixes: [{ Prefix: 'test/' }],
        Contents: [
          {
            Key: 'test.txt',
            Size: 1002,
            LastModified: new Date('2025-03-26T13:30:50Z'),
            ETag: '"0ac52b4992debc78a4f2e26005e08c15"',
            StorageClass: 'STANDARD',
          },
        ],
      });
    });

    test('and nothing else does', async () => {
      const bucket = `arn:aws:s3:::${practice.account.bucket}`;
      const role = 'S3ListBucketOnly';
      await refused(
        practice.listOnly.send(new ListBucketsCommand({})),
        'AccessDenied',
        denied(role, 's3:ListAllMyBuckets'),
        403,
      );
      await refused(
        practice.listOnly.send(new GetObjectCommand({ Bucket: practice.account.bucket, Key: 'test.txt' })),
        'AccessDenied',
        denied(role, 's3:GetObject', `${bucket}/test.txt`),
        403,
      );
      await refused(
        practice.listOnly.send(new GetBucketLocationCommand({ Bucket: practice.account.bucket })),
        'AccessDenied',
        denied(role, 's3:GetBucketLocation', bucket),
      );
      await refused(
        practice.list({ Bucket: 'other-bucket' }),
        'AccessDenied',
        denied(role, 's3:ListBucket', 'arn:aws:s3:::other-bucket'),
      );
      await refused(
        practice.listOnly.send(new PutObjectCommand({ Bucket: practice.account.bucket, Key: 'new', Body: 'x' })),
        'AccessDenied',
        denied(role, 's3:PutObject', `${bucket}/new`),
      );
    });

    test('the user may not use S3', async () => {
      const message =
        'User: arn:aws:iam::012345678901:user/AssumeRoleUser is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action';
      await refused(practice.client(practice.account).send(new ListBucketsCommand({})), 'AccessDenied', message);
    });
  });

  suite('denials by other policies', () => {
    test('a prefix that is not the one', async () => {
      const folder = practice.client(await assume(practice.account, 'S3TestFolderOnly'));
      const page = await practice.list({ Prefix: 'test/' }, folder);
      assert.deepEqual(
        page.Contents?.map(({ Key }) => Key),
        ['test/note.txt'],
      );
      const why = denied('S3TestFolderOnly', 's3:ListBucket', `arn:aws:s3:::${practice.account.bucket}`);
      for (const more of [{}, { Prefix: '' }, { Prefix: 'tes' }, { Prefix: 'other/' }]) {
        await refused(practice.list(more, folder), 'AccessDenied', why);
      }
    });

    test('an explicit deny', async () => {
      const folder = practice.client(await assume(practice.account, 'S3TestFolderOnly'));
      const who =
        'User: arn:aws:sts::012345678901:assumed-role/S3TestFolderOnly/MySession is not authorized to perform';
      await refused(
        folder.send(new GetObjectCommand({ Bucket: practice.account.bucket, Key: 'test.txt' })),
        'AccessDenied',
        `${who}: s3:GetObject on resource: "arn:aws:s3:::${practice.account.bucket}/test.txt" with an explicit deny in an identity-based policy`,
      );
    });

    test('a session policy narrows, and can deny', async () => {
      const statement = (effect: string) => ({
        Effect: effect,
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${practice.account.bucket}`,
      });
      const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
      const Policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
      const who = 'User: arn:aws:sts::012345678901:assumed-role/S3Full/MySession is not authorized to perform';
      const narrow = practice.client(await assume(practice.account, 'S3Full', { Policy: Policy(statement('Allow')) }));
      assert.equal((await practice.list({}, narrow)).KeyCount, 2);
      await refused(
        practice.list({ Bucket: 'other-bucket' }, narrow),
        'AccessDenied',
        `${who}: s3:ListBucket on resource: "arn:aws:s3:::other-bucket" because no session policy allows the s3:ListBucket action`,
      );
      const denying = practice.client(
        await assume(practice.account, 'S3Full', { Policy: Policy(all, statement('Deny')) }),
      );
      await refused(
        practice.list({}, denying),
        'AccessDenied',
        `${who}: s3:ListBucket on resource: "arn:aws:s3:::${practice.account.bucket}" with an explicit deny in a session policy`,
      );
      const wider = practice.client(await assume(practice.account, 'S3ListBucketOnly', { Policy: Policy(all) }));
      await refused(
        wider.send(new ListBucketsCommand({})),
        'AccessDenied',
        denied('S3ListBucketOnly', 's3:ListAllMyBuckets'),
      );
    });
  });

  suite('buckets and regions', () => {
    const far = 'far-bucket-012345678901';

    test('ListBuckets', async () => {
      const { Buckets, Owner } = await practice.full.send(new ListBucketsCommand({}));
      assert.deepEqual(
        Buckets?.map(({ Name }) => Name),
        [far, 'other-bucket', 'test-bucket-012345678901', 'work-bucket-012345678901'],
      );
      assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/);
      const page = await practice.full.send(new ListBucketsCommand({ MaxBuckets: 2 }));
      assert.deepEqual(
        page.Buckets?.map(({ BucketRegion }) => BucketRegion),
        ['us-west-2', 'ap-northeast-1'],
      );
      const { ContinuationToken } = page;
      const rest = await practice.full.send(new ListBucketsCommand({ ContinuationToken }));
      assert.deepEqual(
        rest.Buckets?.map(({ Name }) => Name),
        ['test-bucket-012345678901', 'work-bucket-012345678901'],
      );
      const some = await practice.full.send(new ListBucketsCommand({ Prefix: 'far-', BucketRegion: 'us-west-2' }));
      assert.deepEqual([some.Buckets?.length, some.Prefix], [1, 'far-']);
    });

    test('HeadBucket tells the region, even where it refuses', async () => {
      assert.equal(
        (await practice.full.send(new HeadBucketCommand({ Bucket: practice.account.bucket }))).BucketRegion,
        'ap-northeast-1',
      );
      const error = await practice.listOnly
        .send(new HeadBucketCommand({ Bucket: 'other-bucket' }))
        .catch((caught) => caught);
      assert.equal(error.$metadata.httpStatusCode, 403);
      assert.equal(error.$response.headers['x-amz-bucket-region'], 'ap-northeast-1');
    });

    test('GetBucketLocation', async () => {
      const { LocationConstraint } = await practice.full.send(
        new GetBucketLocationCommand({ Bucket: practice.account.bucket }),
      );
      assert.equal(LocationConstraint, 'ap-northeast-1');
    });

    test('a bucket that does not exist', () =>
      refused(practice.list({ Bucket: 'no-such-bucket' }), 'NoSuchBucket', 'The specified bucket does not exist', 404));

    test('a bucket in another region', async () => {
      const message =
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
      const error = await refused(practice.list({ Bucket: far }, practice.full), 'PermanentRedirect', message, 301);
      const { $response } = error as unknown as { $response: { headers: Record<string, string> } };
      assert.equal($response.headers['x-amz-bucket-region'], 'us-west-2');
      const following = practice.client(await assume(practice.account, 'S3Full'), { followRegionRedirects: true });
      assert.ok((await practice.list({ Bucket: far, MaxKeys: 1 }, following)).KeyCount);
    });

    test('a region that neither has', async () => {
      const lost = practice.client(await assume(practice.account, 'S3Full'), { region: 'eu-west-3' });
      const message = (expected: string) =>
        `The authorization header is malformed; the region 'eu-west-3' is wrong; expecting '${expected}'`;
      const code = 'AuthorizationHeaderMalformed';
      await refused(lost.send(new ListBucketsCommand({})), code, message('ap-northeast-1'), 400);
      await refused(practice.list({}, lost), code, message('ap-northeast-1'), 400);
      await refused(practice.list({ Bucket: far }, lost), code, message('us-west-2'), 400);
    });

    test('somebody else’s bucket by the expected owner', async () => {
      assert.ok(await practice.list({ ExpectedBucketOwner: '012345678901' }));
      await refused(practice.list({ ExpectedBucketOwner: '111122223333' }), 'AccessDenied', 'Access Denied', 403);
    });
  });
});
