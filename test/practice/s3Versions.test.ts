// Versions and delete markers: written over, deleted, read again, listed, restored.
import assert from 'node:assert/strict';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { denied, PracticeS3, refused } from './practiceS3.ts';
import { assume } from './rawRequest.ts';

const Bucket = 'versioned-bucket';

suite('practice account: versions', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();
  suiteSetup(() => practice.account.addBucket(Bucket, { versioning: 'Enabled' }));

  const put = async (Key: string, Body: string, more: object = {}) => {
    const { VersionId } = await practice.full.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
    return VersionId ?? 'none';
  };
  const get = async (Key: string, VersionId?: string) => {
    const answer = await practice.full.send(new GetObjectCommand({ Bucket, Key, ...(VersionId ? { VersionId } : {}) }));
    return [await answer.Body?.transformToString(), answer.VersionId];
  };
  const remove = (Key: string, more: object = {}) =>
    practice.full.send(new DeleteObjectCommand({ Bucket, Key, ...more }));
  const list = (more: object = {}) => practice.full.send(new ListObjectVersionsCommand({ Bucket, ...more }));
  const keysOf = async (Prefix: string) =>
    (await practice.list({ Bucket, Prefix }, practice.full)).Contents?.map(({ Key }) => Key) ?? [];

  test('what is written over is still there', async () => {
    const first = await put('over', 'one');
    const second = await put('over', 'two');
    assert.match(first, /^[\w.]{32}$/);
    assert.notEqual(first, second);
    assert.deepEqual(await get('over'), ['two', second]);
    assert.deepEqual(await get('over', first), ['one', first]);
    const { Versions } = await list({ Prefix: 'over' });
    assert.deepEqual(
      Versions?.map(({ VersionId, IsLatest, Size }) => [VersionId, IsLatest, Size]),
      [
        [second, true, 3],
        [first, false, 3],
      ],
    );
    assert.deepEqual(await keysOf('over'), ['over']);
  });

  test('what is deleted is still there, behind a marker', async () => {
    const version = await put('deleted', 'x');
    const { DeleteMarker, VersionId: marker } = await remove('deleted');
    assert.equal(DeleteMarker, true);
    assert.ok(marker);
    const error = await refused(get('deleted'), 'NoSuchKey', 'The specified key does not exist.', 404);
    assert.deepEqual(
      [error.$response?.headers['x-amz-delete-marker'], error.$response?.headers['x-amz-version-id']],
      ['true', marker],
    );
    assert.deepEqual(await keysOf('deleted'), []);
    const { Versions, DeleteMarkers } = await list({ Prefix: 'deleted' });
    assert.deepEqual([Versions?.[0]?.VersionId, Versions?.[0]?.IsLatest], [version, false]);
    assert.deepEqual([DeleteMarkers?.[0]?.VersionId, DeleteMarkers?.[0]?.IsLatest], [marker, true]);
    const message = 'The specified method is not allowed against this resource.';
    await refused(get('deleted', marker), 'MethodNotAllowed', message, 405);
    assert.deepEqual(await get('deleted', version), ['x', version]);
    // Deleting the marker brings the object back.
    const undone = await remove('deleted', { VersionId: marker });
    assert.deepEqual([undone.DeleteMarker, undone.VersionId], [true, marker]);
    assert.deepEqual(await get('deleted'), ['x', version]);
  });

  test('a version is deleted for good', async () => {
    const [first, second] = [await put('gone', 'one'), await put('gone', 'two')];
    const answer = await remove('gone', { VersionId: second });
    assert.deepEqual([answer.VersionId, answer.DeleteMarker], [second, undefined]);
    assert.deepEqual(await get('gone'), ['one', first]);
    await refused(get('gone', second), 'NoSuchVersion', 'The specified version does not exist.', 404);
    await remove('gone', { VersionId: first });
    assert.deepEqual((await list({ Prefix: 'gone' })).Versions, undefined);
    await refused(get('gone', 'no-version'), 'InvalidArgument', 'Invalid version id specified', 400);
  });

  test('an earlier version is restored by a copy', async () => {
    const first = await put('restored', 'one', { ContentType: 'text/one' });
    await put('restored', 'two');
    const copied = await practice.full.send(
      new CopyObjectCommand({ Bucket, Key: 'restored', CopySource: `${Bucket}/restored?versionId=${first}` }),
    );
    assert.equal(copied.CopySourceVersionId, first);
    assert.deepEqual(await get('restored'), ['one', copied.VersionId]);
    const head = await practice.full.send(new HeadObjectCommand({ Bucket, Key: 'restored' }));
    assert.equal(head.ContentType, 'text/one');
  });

  test('conditions ask for what is there now', async () => {
    await put('condition', 'x');
    await remove('condition');
    await put('condition', 'y', { IfNoneMatch: '*' });
    const failed = 'At least one of the pre-conditions you specified did not hold';
    await refused(put('condition', 'z', { IfNoneMatch: '*' }), 'PreconditionFailed', failed, 412);
  });

  test('all in pages of any size, whichever way they are cut', async () => {
    for (const key of ['p/a', 'p/b/1', 'p/b/2', 'p/c']) for (const body of ['1', '2', '3']) await put(key, body);
    await remove('p/c');
    await remove('p/b/2');
    for (const Delimiter of [undefined, '/']) {
      const terms = { Prefix: 'p/', ...(Delimiter ? { Delimiter } : {}) };
      const whole = entriesOf(await list(terms));
      assert.equal(whole.length, Delimiter ? 8 : 14);
      for (let size = 1; size <= 5; size++) {
        const seen: string[] = [];
        let markers = {};
        for (let pages = 0; pages < 20; pages++) {
          const page = await list({ ...terms, MaxKeys: size, ...markers });
          const entries = entriesOf(page);
          assert.ok(entries.length <= size);
          seen.push(...entries);
          if (!page.IsTruncated) break;
          markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
        }
        assert.deepEqual(seen.sort(), [...whole].sort(), `${size} a page, ${Delimiter}`);
      }
    }
  });

  const entriesOf = ({ Versions = [], DeleteMarkers = [], CommonPrefixes = [] }: Awaited<ReturnType<typeof list>>) => [
    ...[...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`),
    ...CommonPrefixes.map(({ Prefix }) => `${Prefix}`),
  ];

  test('a marker of a version needs one of a key', () =>
    refused(
      list({ VersionIdMarker: 'x' }),
      'InvalidArgument',
      'A version-id marker cannot be specified without a key marker.',
      400,
    ));

  test('versioning that comes, and is suspended', async () => {
    practice.account.addBucket('late-bucket');
    const late = { Bucket: 'late-bucket' };
    const status = async () => (await practice.full.send(new GetBucketVersioningCommand(late))).Status;
    const turn = (Status: 'Enabled' | 'Suspended') =>
      practice.full.send(new PutBucketVersioningCommand({ ...late, VersioningConfiguration: { Status } }));
    const write = async (Body: string) =>
      (await practice.full.send(new PutObjectCommand({ ...late, Key: 'k', Body }))).VersionId;
    const versions = async () =>
      (await practice.full.send(new ListObjectVersionsCommand(late))).Versions?.map(({ VersionId }) => VersionId);
    assert.deepEqual([await status(), await write('0')], [undefined, undefined]);
    assert.deepEqual(await versions(), ['null']);
    await turn('Enabled');
    const kept = await write('1');
    assert.deepEqual([await status(), await versions()], ['Enabled', [kept, 'null']]);
    await turn('Suspended');
    assert.equal(await write('2'), 'null');
    assert.equal(await write('3'), 'null');
    assert.deepEqual([await status(), await versions()], ['Suspended', ['null', kept]]);
    // The marker of a suspended bucket is its null version too.
    const { DeleteMarker, VersionId } = await practice.full.send(new DeleteObjectCommand({ ...late, Key: 'k' }));
    assert.deepEqual([DeleteMarker, VersionId, await versions()], [true, 'null', [kept]]);
  });

  test('configurations that are none', async () => {
    const turn = (VersioningConfiguration: object) =>
      practice.full.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const missing = 'The Versioning element must be specified';
    await refused(turn({}), 'IllegalVersioningConfigurationException', missing, 400);
    const malformed = 'The XML you provided was not well-formed or did not validate against our published schema';
    await refused(turn({ Status: 'Off' }), 'MalformedXML', malformed, 400);
  });

  suite('many at once', () => {
    const removeAll = (
      Objects: { Key: string; VersionId?: string; ETag?: string }[],
      more: object = {},
      in_ = Bucket,
    ) => practice.full.send(new DeleteObjectsCommand({ Bucket: in_, Delete: { Objects, ...more } }));

    test('what is there, what is not, and what cannot be', async () => {
      const version = await put('many/a', 'x');
      await put('many/b <&"\u0001🍣>', 'x');
      const { Deleted, Errors } = await removeAll([
        { Key: 'many/a', VersionId: version },
        { Key: 'many/b <&"\u0001🍣>' },
        { Key: 'many/none', VersionId: 'no-version' },
        { Key: 'many/none', ETag: '"x"' },
      ]);
      assert.deepEqual(Deleted?.[0], { Key: 'many/a', VersionId: version });
      assert.deepEqual([Deleted?.[1]?.Key, Deleted?.[1]?.DeleteMarker], ['many/b <&"\u0001🍣>', true]);
      assert.deepEqual(
        Errors?.map(({ Key, Code }) => [Key, Code]),
        [
          ['many/none', 'InvalidArgument'],
          ['many/none', 'NoSuchKey'],
        ],
      );
      assert.deepEqual(await keysOf('many/'), []);
    });

    test('quietly', async () => {
      await put('many/q', 'x');
      const { Deleted, Errors } = await removeAll([{ Key: 'many/q' }], { Quiet: true });
      assert.deepEqual([Deleted, Errors], [undefined, undefined]);
      assert.deepEqual(await keysOf('many/q'), []);
    });

    test('each by its own permission', async () => {
      const editor = practice.client(await assume(practice.account, 'BucketEditor'));
      const Delete = { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: 'null' }] };
      const { Errors } = await editor.send(new DeleteObjectsCommand({ Bucket, Delete }));
      assert.deepEqual(
        Errors?.map(({ Key, Code, Message }) => [Key, Code, Message]),
        [
          ['x', 'AccessDenied', denied('BucketEditor', 's3:DeleteObject', `arn:aws:s3:::${Bucket}/x`)],
          ['y', 'AccessDenied', denied('BucketEditor', 's3:DeleteObjectVersion', `arn:aws:s3:::${Bucket}/y`)],
        ],
      );
    });

    test('a thousand, and no more', async () => {
      for (let n = 0; n < 1000; n++) practice.account.put('other-bucket', `thousand/${n}`, '');
      const keys = Array.from({ length: 1001 }, (_, n) => ({ Key: `thousand/${n}` }));
      const malformed = 'The XML you provided was not well-formed or did not validate against our published schema';
      await refused(removeAll(keys, {}, 'other-bucket'), 'MalformedXML', malformed, 400);
      assert.equal((await removeAll(keys.slice(0, 1000), {}, 'other-bucket')).Deleted?.length, 1000);
      assert.equal((await practice.list({ Bucket: 'other-bucket', Prefix: 'thousand/' }, practice.full)).KeyCount, 0);
    });
  });

  suite('tags', () => {
    const tag = (TagSet: { Key: string; Value: string }[], more: object = {}) =>
      practice.full.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet }, ...more }));
    const tagsOf = async (more: object = {}) =>
      (await practice.full.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged', ...more }))).TagSet;

    test('of the object and of a version of it', async () => {
      const first = await put('tagged', 'x', { Tagging: 'a=1&%E5%90%8D=%E5%89%8D' });
      const second = await put('tagged', 'y');
      assert.deepEqual(await tagsOf(), []);
      assert.deepEqual(await tagsOf({ VersionId: first }), [
        { Key: 'a', Value: '1' },
        { Key: '名', Value: '前' },
      ]);
      const { VersionId } = await tag([{ Key: 'b', Value: '' }]);
      assert.equal(VersionId, second);
      assert.deepEqual(await tagsOf(), [{ Key: 'b', Value: '' }]);
      await practice.full.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tagged', VersionId: first }));
      assert.deepEqual(await tagsOf({ VersionId: first }), []);
    });

    test('limits', async () => {
      await put('tagged', 'x');
      const tags = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: 'v' }));
      await tag(tags(10));
      await refused(tag(tags(11)), 'BadRequest', 'Object tags cannot be greater than 10', 400);
      const invalid: [string, string, string][] = [
        ['k'.repeat(129), 'v', 'The TagKey you have provided is invalid'],
        ['', 'v', 'The TagKey you have provided is invalid'],
        ['k!', 'v', 'The TagKey you have provided is invalid'],
        ['k', 'v'.repeat(257), 'The TagValue you have provided is invalid'],
        ['k', '<', 'The TagValue you have provided is invalid'],
        ['aws:k', 'v', 'System tags cannot be added/updated by requester'],
      ];
      for (const [Key, Value, message] of invalid) await refused(tag([{ Key, Value }]), 'InvalidTag', message, 400);
      const twice = 'Cannot provide multiple Tags with the same key';
      await refused(tag([...tags(1), ...tags(1)]), 'InvalidTag', twice, 400);
      const header =
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
      for (const Tagging of ['a=1&a=2', 'a=%ff', 'a=b=c']) {
        await refused(put('tagged', 'x', { Tagging }), 'InvalidArgument', header, 400);
      }
      assert.equal((await tagsOf())?.length, 10);
    });

    test('each has its own permission', async () => {
      const arn = `arn:aws:s3:::${Bucket}/tagged`;
      const of = { Bucket, Key: 'tagged' };
      const version = { ...of, VersionId: 'null' };
      const Tagging = { TagSet: [] };
      const asked: [() => Promise<unknown>, string][] = [
        [() => practice.listOnly.send(new GetObjectTaggingCommand(of)), 's3:GetObjectTagging'],
        [() => practice.listOnly.send(new GetObjectTaggingCommand(version)), 's3:GetObjectVersionTagging'],
        [() => practice.listOnly.send(new PutObjectTaggingCommand({ ...of, Tagging })), 's3:PutObjectTagging'],
        [
          () => practice.listOnly.send(new PutObjectTaggingCommand({ ...version, Tagging })),
          's3:PutObjectVersionTagging',
        ],
        [() => practice.listOnly.send(new DeleteObjectTaggingCommand(of)), 's3:DeleteObjectTagging'],
        [() => practice.listOnly.send(new GetObjectCommand(version)), 's3:GetObjectVersion'],
        [() => practice.listOnly.send(new DeleteObjectCommand(version)), 's3:DeleteObjectVersion'],
      ];
      for (const [ask, action] of asked) {
        await refused(ask(), 'AccessDenied', denied('S3ListBucketOnly', action, arn), 403);
      }
      const bucket = `arn:aws:s3:::${Bucket}`;
      const ofBucket: [() => Promise<unknown>, string][] = [
        [() => practice.listOnly.send(new ListObjectVersionsCommand({ Bucket })), 's3:ListBucketVersions'],
        [() => practice.listOnly.send(new GetBucketVersioningCommand({ Bucket })), 's3:GetBucketVersioning'],
        [
          () => practice.listOnly.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} })),
          's3:PutBucketVersioning',
        ],
      ];
      for (const [ask, action] of ofBucket) {
        await refused(ask(), 'AccessDenied', denied('S3ListBucketOnly', action, bucket), 403);
      }
    });
  });
});
