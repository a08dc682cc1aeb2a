// S3 of the practice account through the AWS SDK: listing with odd keys, reading, denials, regions.
import assert from 'node:assert/strict';
import {
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume, type Keys } from './rawRequest.ts';

suite('practice account: S3', function () {
  this.timeout(30_000);
  let account: PracticeAccount;
  const defects: unknown[] = [];
  const clients: S3Client[] = [];
  let listOnly: S3Client;
  let full: S3Client;

  suiteSetup(async () => {
    account = await startPracticeAccount({ onDefect: (error) => defects.push(error) });
    listOnly = s3(await assume(account, 'S3ListBucketOnly'));
    full = s3(await assume(account, 'S3Full'));
  });
  suiteTeardown(async () => {
    for (const client of clients) client.destroy();
    await account.close();
    assert.deepEqual(defects, []);
  });

  function s3(keys: Keys, more: object = {}): S3Client {
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const client = new S3Client({
      endpoint: account.endpoint,
      region: account.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
      maxAttempts: 1,
      ...more,
    });
    clients.push(client);
    return client;
  }

  const list = (more: Partial<ListObjectsV2CommandInput> = {}, client = listOnly) =>
    client.send(new ListObjectsV2Command({ Bucket: account.bucket, ...more }));

  async function keysOf(more: Partial<ListObjectsV2CommandInput>): Promise<(string | undefined)[]> {
    const keys: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: full }, { Bucket: 'other-bucket', ...more })) {
      for (const { Key } of page.Contents ?? []) keys.push(Key);
      for (const { Prefix } of page.CommonPrefixes ?? []) keys.push(Prefix);
    }
    return keys;
  }

  async function refused(promise: Promise<unknown>, name: string, message: string, status?: number) {
    let caught: (Error & { $metadata?: { httpStatusCode?: number }; Code?: string }) | undefined;
    await promise.catch((error) => {
      caught = error;
    });
    assert.deepEqual([caught?.Code ?? caught?.name, caught?.message], [name, message]);
    if (status !== undefined) assert.equal(caught?.$metadata?.httpStatusCode, status);
    return caught;
  }

  const denied = (role: string, action: string, resource?: string) =>
    `User: arn:aws:sts::012345678901:assumed-role/${role}/MySession is not authorized to perform: ${action}${resource ? ` on resource: "${resource}"` : ''} because no identity-based policy allows the ${action} action`;

  suite('the scenario', () => {
    test('the bucket opens', async () => {
      const { $metadata: _, ...page } = await list({ Delimiter: '/', Prefix: '' });
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
      const bucket = `arn:aws:s3:::${account.bucket}`;
      const role = 'S3ListBucketOnly';
      await refused(
        listOnly.send(new ListBucketsCommand({})),
        'AccessDenied',
        denied(role, 's3:ListAllMyBuckets'),
        403,
      );
      await refused(
        listOnly.send(new GetObjectCommand({ Bucket: account.bucket, Key: 'test.txt' })),
        'AccessDenied',
        denied(role, 's3:GetObject', `${bucket}/test.txt`),
        403,
      );
      await refused(
        listOnly.send(new GetBucketLocationCommand({ Bucket: account.bucket })),
        'AccessDenied',
        denied(role, 's3:GetBucketLocation', bucket),
      );
      await refused(
        list({ Bucket: 'other-bucket' }),
        'AccessDenied',
        denied(role, 's3:ListBucket', 'arn:aws:s3:::other-bucket'),
      );
      await refused(
        listOnly.send(new PutObjectCommand({ Bucket: account.bucket, Key: 'new', Body: 'x' })),
        'AccessDenied',
        denied(role, 's3:PutObject', `${bucket}/new`),
      );
    });

    test('the user may not use S3', async () => {
      const message =
        'User: arn:aws:iam::012345678901:user/AssumeRoleUser is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action';
      await refused(s3(account).send(new ListBucketsCommand({})), 'AccessDenied', message);
    });
  });

  suite('denials by other policies', () => {
    test('a prefix that is not the one', async () => {
      const folder = s3(await assume(account, 'S3TestFolderOnly'));
      const page = await list({ Prefix: 'test/' }, folder);
      assert.deepEqual(
        page.Contents?.map(({ Key }) => Key),
        ['test/note.txt'],
      );
      const why = denied('S3TestFolderOnly', 's3:ListBucket', `arn:aws:s3:::${account.bucket}`);
      for (const more of [{}, { Prefix: '' }, { Prefix: 'tes' }, { Prefix: 'other/' }]) {
        await refused(list(more, folder), 'AccessDenied', why);
      }
    });

    test('an explicit deny', async () => {
      const folder = s3(await assume(account, 'S3TestFolderOnly'));
      const who =
        'User: arn:aws:sts::012345678901:assumed-role/S3TestFolderOnly/MySession is not authorized to perform';
      await refused(
        folder.send(new GetObjectCommand({ Bucket: account.bucket, Key: 'test.txt' })),
        'AccessDenied',
        `${who}: s3:GetObject on resource: "arn:aws:s3:::${account.bucket}/test.txt" with an explicit deny in an identity-based policy`,
      );
    });

    test('a session policy narrows, and can deny', async () => {
      const statement = (effect: string) => ({
        Effect: effect,
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${account.bucket}`,
      });
      const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
      const Policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
      const who = 'User: arn:aws:sts::012345678901:assumed-role/S3Full/MySession is not authorized to perform';
      const narrow = s3(await assume(account, 'S3Full', { Policy: Policy(statement('Allow')) }));
      assert.equal((await list({}, narrow)).KeyCount, 2);
      await refused(
        list({ Bucket: 'other-bucket' }, narrow),
        'AccessDenied',
        `${who}: s3:ListBucket on resource: "arn:aws:s3:::other-bucket" because no session policy allows the s3:ListBucket action`,
      );
      const denying = s3(await assume(account, 'S3Full', { Policy: Policy(all, statement('Deny')) }));
      await refused(
        list({}, denying),
        'AccessDenied',
        `${who}: s3:ListBucket on resource: "arn:aws:s3:::${account.bucket}" with an explicit deny in a session policy`,
      );
      const wider = s3(await assume(account, 'S3ListBucketOnly', { Policy: Policy(all) }));
      await refused(
        wider.send(new ListBucketsCommand({})),
        'AccessDenied',
        denied('S3ListBucketOnly', 's3:ListAllMyBuckets'),
      );
    });
  });

  suite('listing', () => {
    const odd = [
      ' leading and trailing ',
      "!-_.*'()",
      '#hash?query&and=equals',
      '%2F%20percent',
      '+plus+',
      '../up',
      './here',
      '//two',
      '/one',
      'a//b',
      'a/../b',
      'back\\slash',
      'bell\u0007',
      'emoji/🍣.txt',
      'line\nbreak',
      'carriage\rreturn',
      'nothing\u0001here\u001f',
      'quote"<&>\'',
      'right\u202eto left',
      'tab\there',
      'trailing/',
      'trailing/ ',
      '日本語/ファイル',
      '\u007f',
      '\ufeffmark',
      '\uffff',
      '\u{10000}',
      '~tilde',
    ];
    const utf8 = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

    suiteSetup(() => {
      for (const key of odd) account.put('other-bucket', key, key);
    });

    test('odd keys come whole, in the order of their bytes, a few a page', async () => {
      const expected = [...odd].sort(utf8);
      assert.deepEqual(await keysOf({}), expected);
      for (const MaxKeys of [1, 2, 7]) assert.deepEqual(await keysOf({ MaxKeys }), expected);
    });

    test('every odd key can be read back, and found by its own name as prefix', async () => {
      for (const Key of odd) {
        const { Body } = await full.send(new GetObjectCommand({ Bucket: 'other-bucket', Key }));
        assert.equal(await Body?.transformToString(), Key);
        assert.ok((await keysOf({ Prefix: Key })).includes(Key), JSON.stringify(Key));
      }
    });

    test('folders', async () => {
      assert.deepEqual(await keysOf({ Prefix: 'trailing/', Delimiter: '/' }), ['trailing/', 'trailing/ ']);
      assert.deepEqual(await keysOf({ Prefix: 'a/', Delimiter: '/' }), ['a/../', 'a//']);
      assert.deepEqual(await keysOf({ Prefix: '/', Delimiter: '/' }), ['/one', '//']);
      assert.deepEqual(await keysOf({ Prefix: 'emoji/', Delimiter: '🍣' }), ['emoji/🍣']);
    });

    test('encoding-type=url, as the CLI asks for it', async () => {
      const { Contents, EncodingType } = await list({ Bucket: 'other-bucket', EncodingType: 'url' }, full);
      assert.equal(EncodingType, 'url');
      assert.deepEqual(
        Contents?.map(({ Key }) => decodeURIComponent((Key ?? '').replaceAll('+', ' '))),
        [...odd].sort(utf8),
      );
    });

    test('start-after, fetch-owner, prefix and page size of nothing', async () => {
      const after = await list({ StartAfter: 'test.txt' });
      assert.deepEqual([after.KeyCount, after.StartAfter], [1, 'test.txt']);
      assert.deepEqual(after.Contents?.[0]?.Key, 'test/note.txt');
      const owner = (await list({ FetchOwner: true })).Contents?.[0]?.Owner;
      assert.match(owner?.ID ?? '', /^[0-9a-f]{64}$/);
      const none = await list({ MaxKeys: 0 });
      assert.deepEqual([none.KeyCount, none.MaxKeys, none.IsTruncated, none.Contents], [0, 0, false, undefined]);
      const nothing = await list({ Prefix: 'no such/' });
      assert.deepEqual([nothing.KeyCount, nothing.Contents, nothing.CommonPrefixes], [0, undefined, undefined]);
    });

    test('thousands of keys: at most 1,000 a page, and every key once', async () => {
      const far = `far-bucket-${account.account}`;
      const client = s3(await assume(account, 'S3Full'), { region: 'us-west-2' });
      const expected = ['far.txt'];
      for (let at = 0; at < 3100; at++) {
        expected.push(`many/${at % 31}/${at}`);
        account.put(far, `many/${at % 31}/${at}`, '');
      }
      const sizes: (number | undefined)[] = [];
      const keys: (string | undefined)[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: far, MaxKeys: 5000 })) {
        sizes.push(page.KeyCount);
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      }
      assert.deepEqual(sizes, [1000, 1000, 1000, 101]);
      assert.deepEqual(keys, expected.sort(utf8));
      const folders: (string | undefined)[] = [];
      const query = { Bucket: far, MaxKeys: 4, Prefix: 'many/', Delimiter: '/' };
      for await (const page of paginateListObjectsV2({ client }, query)) {
        folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      }
      assert.equal(folders.length, 31);
      assert.equal(new Set(folders).size, 31);
    });

    test('any keys, page size and delimiter: the pages together are the whole', async () => {
      const letters = fc.array(fc.constantFrom('a', 'b', '/', '🍣', '\uffff', ' '), { minLength: 1, maxLength: 6 });
      const fill = fc.array(
        letters.map((all) => all.join('')),
        { maxLength: 12 },
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fill, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (keys, MaxKeys, folders) => {
          const root = `any-${run++}/`;
          for (const key of keys) account.put('other-bucket', root + key, '');
          const roll = (key: string) => (folders && key.includes('/') ? key.slice(0, key.indexOf('/') + 1) : key);
          const expected = [...new Set(keys.map(roll))].sort(utf8).map((key) => root + key);
          const found = await keysOf({ Prefix: root, MaxKeys, ...(folders ? { Delimiter: '/' } : {}) });
          assert.deepEqual([...found].sort(), [...expected].sort());
          assert.equal(found.length, expected.length);
        }),
        { numRuns: 40 },
      );
    });

    test('ListObjects, its marker and its next marker', async () => {
      const page = await full.send(new ListObjectsCommand({ Bucket: account.bucket, MaxKeys: 1, Delimiter: '/' }));
      assert.deepEqual([page.IsTruncated, page.NextMarker, page.Contents?.[0]?.Key], [true, 'test.txt', 'test.txt']);
      const next = await full.send(
        new ListObjectsCommand({ Bucket: account.bucket, Marker: 'test.txt', Delimiter: '/' }),
      );
      assert.deepEqual(next.CommonPrefixes, [{ Prefix: 'test/' }]);
      const last = await full.send(new ListObjectsCommand({ Bucket: account.bucket, Marker: 'test/', Delimiter: '/' }));
      assert.deepEqual([last.CommonPrefixes, last.Contents], [undefined, undefined]);
    });

    test('a continuation token that was made up, or changed', async () => {
      const { NextContinuationToken: token = '' } = await list({ MaxKeys: 1 });
      const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
      for (const ContinuationToken of ['nonsense', changed, token.slice(0, 10)]) {
        const message = 'The continuation token provided is incorrect';
        await refused(list({ ContinuationToken }), 'InvalidArgument', message, 400);
      }
    });

    test('page sizes that are none', async () => {
      const message = 'Argument maxKeys must be an integer between 0 and 2147483647';
      await refused(list({ MaxKeys: -1 }), 'InvalidArgument', message, 400);
    });
  });

  suite('objects', () => {
    const get = (more: object, Key = 'range.txt') =>
      full.send(new GetObjectCommand({ Bucket: 'other-bucket', Key, ...more }));

    suiteSetup(() => {
      account.put('other-bucket', 'range.txt', '0123456789', Date.parse('2025-03-26T13:30:50Z'));
      account.put('other-bucket', 'empty.txt', '');
    });

    for (const [Range, body, content] of [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=-99', '0123456789', 'bytes 0-9/10'],
      ['bytes=8-99', '89', 'bytes 8-9/10'],
    ] as const) {
      test(`range ${Range}`, async () => {
        const answer = await get({ Range });
        assert.equal(await answer.Body?.transformToString(), body);
        assert.deepEqual([answer.$metadata.httpStatusCode, answer.ContentRange], [206, content]);
        assert.equal(answer.ContentLength, body.length);
      });
    }

    for (const Range of ['bytes=0-1,3-4', 'bytes=5-2', 'lines=0-3', 'bytes=-', 'bytes=a-b']) {
      test(`no single range: ${Range}`, async () => {
        const answer = await get({ Range });
        assert.equal(await answer.Body?.transformToString(), '0123456789');
        assert.equal(answer.$metadata.httpStatusCode, 200);
      });
    }

    test('a range that holds nothing', async () => {
      for (const [Range, Key] of [
        ['bytes=10-', 'range.txt'],
        ['bytes=-0', 'range.txt'],
        ['bytes=0-', 'empty.txt'],
      ] as const) {
        await refused(get({ Range }, Key), 'InvalidRange', 'The requested range is not satisfiable', 416);
      }
    });

    test('head', async () => {
      const { $metadata: _, ...head } = await full.send(
        new HeadObjectCommand({ Bucket: 'other-bucket', Key: 'range.txt' }),
      );
      assert.deepEqual(head, {
        AcceptRanges: 'bytes',
        ContentLength: 10,
        ContentType: 'binary/octet-stream',
        ETag: '"781e5e245d69b566979b86e28d23f2c7"',
        LastModified: new Date('2025-03-26T13:30:50Z'),
        Metadata: {},
        ServerSideEncryption: 'AES256',
      });
    });

    test('preconditions', async () => {
      const { ETag } = await get({});
      const message = 'At least one of the pre-conditions you specified did not hold';
      assert.ok((await get({ IfMatch: ETag })).Body);
      await refused(get({ IfMatch: '"other"' }), 'PreconditionFailed', message, 412);
      await refused(get({ IfUnmodifiedSince: new Date('2025-01-01') }), 'PreconditionFailed', message, 412);
      for (const more of [{ IfNoneMatch: ETag }, { IfModifiedSince: new Date('2025-12-01') }]) {
        const error = await get(more).catch((caught) => caught);
        assert.equal(error.$metadata?.httpStatusCode, 304);
      }
    });

    test('a key that does not exist: told to whoever may list', async () => {
      await refused(get({}, 'missing'), 'NoSuchKey', 'The specified key does not exist.', 404);
      const folder = s3(await assume(account, 'S3TestFolderOnly'));
      await refused(
        folder.send(new GetObjectCommand({ Bucket: account.bucket, Key: 'missing' })),
        'AccessDenied',
        denied('S3TestFolderOnly', 's3:ListBucket', `arn:aws:s3:::${account.bucket}`),
        403,
      );
    });

    test('writing is not built', () =>
      refused(
        full.send(new PutObjectCommand({ Bucket: account.bucket, Key: 'new', Body: 'x'.repeat(2_000_000) })),
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
      ));
  });

  suite('buckets and regions', () => {
    const far = 'far-bucket-012345678901';

    test('ListBuckets', async () => {
      const { Buckets, Owner } = await full.send(new ListBucketsCommand({}));
      assert.deepEqual(
        Buckets?.map(({ Name }) => Name),
        [far, 'other-bucket', 'test-bucket-012345678901'],
      );
      assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/);
      const page = await full.send(new ListBucketsCommand({ MaxBuckets: 2 }));
      assert.deepEqual(
        page.Buckets?.map(({ BucketRegion }) => BucketRegion),
        ['us-west-2', 'ap-northeast-1'],
      );
      const { ContinuationToken } = page;
      const rest = await full.send(new ListBucketsCommand({ ContinuationToken }));
      assert.deepEqual(
        rest.Buckets?.map(({ Name }) => Name),
        ['test-bucket-012345678901'],
      );
      const some = await full.send(new ListBucketsCommand({ Prefix: 'far-', BucketRegion: 'us-west-2' }));
      assert.deepEqual([some.Buckets?.length, some.Prefix], [1, 'far-']);
    });

    test('HeadBucket tells the region, even where it refuses', async () => {
      assert.equal((await full.send(new HeadBucketCommand({ Bucket: account.bucket }))).BucketRegion, 'ap-northeast-1');
      const error = await listOnly.send(new HeadBucketCommand({ Bucket: 'other-bucket' })).catch((caught) => caught);
      assert.equal(error.$metadata.httpStatusCode, 403);
      assert.equal(error.$response.headers['x-amz-bucket-region'], 'ap-northeast-1');
    });

    test('GetBucketLocation', async () => {
      const { LocationConstraint } = await full.send(new GetBucketLocationCommand({ Bucket: account.bucket }));
      assert.equal(LocationConstraint, 'ap-northeast-1');
    });

    test('a bucket that does not exist', () =>
      refused(list({ Bucket: 'no-such-bucket' }), 'NoSuchBucket', 'The specified bucket does not exist', 404));

    test('a bucket in another region', async () => {
      const message =
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
      const error = await refused(list({ Bucket: far }, full), 'PermanentRedirect', message, 301);
      const { $response } = error as unknown as { $response: { headers: Record<string, string> } };
      assert.equal($response.headers['x-amz-bucket-region'], 'us-west-2');
      const following = s3(await assume(account, 'S3Full'), { followRegionRedirects: true });
      assert.ok((await list({ Bucket: far, MaxKeys: 1 }, following)).KeyCount);
    });

    test('a region that neither has', async () => {
      const lost = s3(await assume(account, 'S3Full'), { region: 'eu-west-3' });
      const message = (expected: string) =>
        `The authorization header is malformed; the region 'eu-west-3' is wrong; expecting '${expected}'`;
      const code = 'AuthorizationHeaderMalformed';
      await refused(lost.send(new ListBucketsCommand({})), code, message('ap-northeast-1'), 400);
      await refused(list({}, lost), code, message('ap-northeast-1'), 400);
      await refused(list({ Bucket: far }, lost), code, message('us-west-2'), 400);
    });

    test('somebody else’s bucket by the expected owner', async () => {
      assert.ok(await list({ ExpectedBucketOwner: '012345678901' }));
      await refused(list({ ExpectedBucketOwner: '111122223333' }), 'AccessDenied', 'Access Denied', 403);
    });
  });
});
