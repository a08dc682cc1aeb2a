// Listing buckets of the practice account: odd keys, pages, folders, tokens.
import assert from 'node:assert/strict';
import {
  GetObjectCommand,
  ListObjectsCommand,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { PracticeS3, refused } from './practiceS3.ts';
import { assume } from './rawRequest.ts';

suite('practice account: listing', function () {
  this.timeout(30_000);
  const practice = new PracticeS3();

  async function keysOf(more: Partial<ListObjectsV2CommandInput>): Promise<(string | undefined)[]> {
    const keys: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: practice.full }, { Bucket: 'other-bucket', ...more })) {
      for (const { Key } of page.Contents ?? []) keys.push(Key);
      for (const { Prefix } of page.CommonPrefixes ?? []) keys.push(Prefix);
    }
    return keys;
  }

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
    for (const key of odd) practice.account.put('other-bucket', key, key);
  });

  test('odd keys come whole, in the order of their bytes, a few a page', async () => {
    const expected = [...odd].sort(utf8);
    assert.deepEqual(await keysOf({}), expected);
    for (const MaxKeys of [1, 2, 7]) assert.deepEqual(await keysOf({ MaxKeys }), expected);
  });

  test('every odd key can be read back, and found by its own name as prefix', async () => {
    for (const Key of odd) {
      const { Body } = await practice.full.send(new GetObjectCommand({ Bucket: 'other-bucket', Key }));
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
    const { Contents, EncodingType } = await practice.list(
      { Bucket: 'other-bucket', EncodingType: 'url' },
      practice.full,
    );
    assert.equal(EncodingType, 'url');
    assert.deepEqual(
      Contents?.map(({ Key }) => decodeURIComponent((Key ?? '').replaceAll('+', ' '))),
      [...odd].sort(utf8),
    );
  });

  test('start-after, fetch-owner, prefix and page size of nothing', async () => {
    const after = await practice.list({ StartAfter: 'test.txt' });
    assert.deepEqual([after.KeyCount, after.StartAfter], [1, 'test.txt']);
    assert.deepEqual(after.Contents?.[0]?.Key, 'test/note.txt');
    const owner = (await practice.list({ FetchOwner: true })).Contents?.[0]?.Owner;
    assert.match(owner?.ID ?? '', /^[0-9a-f]{64}$/);
    const none = await practice.list({ MaxKeys: 0 });
    assert.deepEqual([none.KeyCount, none.MaxKeys, none.IsTruncated, none.Contents], [0, 0, false, undefined]);
    const nothing = await practice.list({ Prefix: 'no such/' });
    assert.deepEqual([nothing.KeyCount, nothing.Contents, nothing.CommonPrefixes], [0, undefined, undefined]);
  });

  test('thousands of keys: at most 1,000 a page, and every key once', async () => {
    const far = `far-bucket-${practice.account.account}`;
    const client = practice.client(await assume(practice.account, 'S3Full'), { region: 'us-west-2' });
    const expected = ['far.txt'];
    for (let at = 0; at < 3100; at++) {
      expected.push(`many/${at % 31}/${at}`);
      practice.account.put(far, `many/${at % 31}/${at}`, '');
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
        for (const key of keys) practice.account.put('other-bucket', root + key, '');
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
    const page = await practice.full.send(
      new ListObjectsCommand({ Bucket: practice.account.bucket, MaxKeys: 1, Delimiter: '/' }),
    );
    assert.deepEqual([page.IsTruncated, page.NextMarker, page.Contents?.[0]?.Key], [true, 'test.txt', 'test.txt']);
    const next = await practice.full.send(
      new ListObjectsCommand({ Bucket: practice.account.bucket, Marker: 'test.txt', Delimiter: '/' }),
    );
    assert.deepEqual(next.CommonPrefixes, [{ Prefix: 'test/' }]);
    const last = await practice.full.send(
      new ListObjectsCommand({ Bucket: practice.account.bucket, Marker: 'test/', Delimiter: '/' }),
    );
    assert.deepEqual([last.CommonPrefixes, last.Contents], [undefined, undefined]);
  });

  test('a continuation token that was made up, or changed', async () => {
    const { NextContinuationToken: token = '' } = await practice.list({ MaxKeys: 1 });
    const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const ContinuationToken of ['nonsense', changed, token.slice(0, 10)]) {
      const message = 'The continuation token provided is incorrect';
      await refused(practice.list({ ContinuationToken }), 'InvalidArgument', message, 400);
    }
  });

  test('page sizes that are none', async () => {
    const message = 'Argument maxKeys must be an integer between 0 and 2147483647';
    await refused(practice.list({ MaxKeys: -1 }), 'InvalidArgument', message, 400);
  });
});
