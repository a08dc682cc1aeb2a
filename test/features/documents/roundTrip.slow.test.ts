// A hundred thousand generated keys, from the list to a document, saved from there, and listed again: byte for byte the same.
import assert from 'node:assert/strict';
import path from 'node:path';
import { compareKeys } from '../../../src/core/objectKey.ts';
import { authorityOfBucket, bucketOfAuthority } from '../../../src/core/objectPath.ts';
import type { ObjectStore } from '../../../src/core/objectStore.ts';
import { ObjectFiles } from '../../../src/features/documents/objectFiles.ts';
import { hardKeys } from '../../aws/s3/hardKeys.ts';
import { listedHere } from '../../aws/s3/listedKeys.ts';
import { FakeStore, me } from '../../fakes/objectStore.ts';
import { PracticeS3 } from '../../practice/practiceS3.ts';
import { assume } from '../../practice/rawRequest.ts';

const [bucket, savedInto] = ['other-bucket', 'saved-bucket'];

/** With an index of its keys, since every document asks whether there is a folder of its name. */
class IndexedStore extends FakeStore {
  keys: readonly string[] = [];

  override async *list({ prefix }: Parameters<ObjectStore['list']>[0]): ReturnType<ObjectStore['list']> {
    let [from, to] = [0, this.keys.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareKeys(this.keys[middle] ?? '', prefix) < 0) from = middle + 1;
      else to = middle;
    }
    const key = this.keys[from];
    yield key?.startsWith(prefix) ? [{ kind: 'object', key, size: 0, lastModified: 0 }] : [];
  }
}

/** As VS Code writes an address down and reads it again: encoded, with a drive letter and the authority in lower case. */
function writtenAndRead(authority: string, name: string): { readonly authority: string; readonly path: string } {
  const text = name
    .replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase())
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  assert.equal(path.posix.normalize(text), text);
  return { authority: authority.toLowerCase(), path: text.split('/').map(decodeURIComponent).join('/') };
}

suite('features/documents: 100,000 hard keys', function () {
  this.timeout(600_000);
  const practice = new PracticeS3();

  test('listed, opened, saved, and listed again', async () => {
    const { account } = practice;
    const keys = [...hardKeys(100_000, 3)].sort(compareKeys);
    const store = new IndexedStore();
    store.keys = keys;
    for (const key of keys) {
      account.put(bucket, key, '');
      store.place(key, '');
    }
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await assume(account, 'S3Full');
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const access = { credentials, endpoint: account.endpoint, region: account.region };
    const keysIn = async (name: string) =>
      (await listedHere(access, { bucket: name, prefix: '' })).map(({ key }) => key);
    const files = new ObjectFiles({
      store,
      owner: () => me,
      isDirty: () => false,
      kept: { get: () => undefined, set: () => {} },
      isUnwritable: () => false,
      maxBytes: () => 10_000,
    });
    for (const key of await keysIn(bucket)) {
      const address = writtenAndRead(authorityOfBucket(bucket), await files.pathOf({ bucket, key }));
      const id = `${address.authority}${address.path}`;
      const place = { id, bucket: bucketOfAuthority(address.authority), path: address.path };
      const { kind } = await files.stat(place);
      if (kind !== 'file') assert.equal(kind, 'file', JSON.stringify(key));
      await files.read(place);
      await files.write(place, Buffer.from(key));
      files.closed(id);
      store.calls.length = 0;
    }
    assert.equal(store.objects.size, keys.length);
    account.addBucket(savedInto);
    for (const [key, { body }] of store.objects) account.put(savedInto, key, body);
    const saved = await keysIn(savedInto);
    assert.equal(saved.length, keys.length);
    for (const [at, key] of keys.entries()) {
      if (saved[at] !== key) assert.equal(JSON.stringify(saved[at]), JSON.stringify(key));
      const body = store.objects.get(key)?.body ?? new Uint8Array();
      if (!Buffer.from(key).equals(body)) assert.fail(`${JSON.stringify(key)} has the content of another`);
    }
  });
});
