// Uploads: in one piece or in parts, nothing written over unasked, nothing left of what ends early.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failureError, failureOf } from '../../../src/core/failure.ts';
import { type UploadItem, type UploadSource, upload } from '../../../src/features/transfers/upload.ts';
import { localSources, openSource } from '../../../src/platform/localSources.ts';
import { FakeStore, me } from '../../fakes/objectStore.ts';

const bucket = 'my-bucket';
const mebibyte = 1024 * 1024;
const large = 20 * mebibyte;

suite('features/transfers/upload', function () {
  this.timeout(60_000);
  let store: FakeStore;
  let closed: number;

  setup(() => {
    store = new FakeStore();
    closed = 0;
  });

  const item = (key: string, size: number, more: Partial<UploadSource> = {}): UploadItem => ({
    place: { bucket, key },
    size,
    open: async () => ({
      read: async (from, length) => new Uint8Array(length).fill(from / mebibyte),
      requireUnchanged: async () => {},
      close: async () => void closed++,
      ...more,
    }),
  });
  const send = (items: readonly UploadItem[], more: { overwrite?: boolean; signal?: AbortSignal } = {}) =>
    upload({ store, owner: me }, items, {
      overwrite: false,
      signal: new AbortController().signal,
      step: () => {},
      ...more,
    });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => failureOf(error)?.code ?? (error as Error).name,
    );

  test('small files in one piece, called what they are', async () => {
    assert.deepEqual(await send([item('a.html', 10), item('b', 0)]), []);
    assert.equal(store.objects.get('a.html')?.facts.contentType, 'text/html');
    assert.equal(store.objects.get('a.html')?.body.length, 10);
    assert.equal(store.objects.get('b')?.body.length, 0);
    assert.equal(closed, 2);
  });

  test('large ones in parts, put together in order', async () => {
    assert.deepEqual(await send([item('large', large)]), []);
    assert.deepEqual(store.calls.slice(0, 2), ['head large', 'startUpload large']);
    assert.equal(store.calls.filter((call) => call.startsWith('uploadPart')).length, 3);
    const body = Buffer.from(store.text('large') ?? '', 'latin1');
    assert.equal(body.length, large);
    assert.deepEqual(
      [0, 7, 8, 15, 16, 19].map((at) => body[at * mebibyte]),
      [0, 0, 8, 8, 16, 16],
    );
    assert.equal(store.uploads.size, 0);
  });

  test('what is there already stays, and is told; then it may be overwritten', async () => {
    store.place('a', 'theirs');
    store.place('large', 'theirs');
    const items = [item('a', 3), item('large', large), item('new', 3)];
    const taken = await send(items);
    assert.deepEqual(taken.map(({ place }) => place.key).sort(), ['a', 'large']);
    assert.deepEqual([store.text('a'), store.text('large'), store.objects.has('new')], ['theirs', 'theirs', true]);
    assert.equal(store.uploads.size, 0);
    assert.deepEqual(await send(taken, { overwrite: true }), []);
    assert.equal(store.objects.get('a')?.body.length, 3);
  });

  for (const [what, failing] of [
    ['a part', 'uploadPart 2 large'],
    ['the last step', 'completeUpload large'],
  ] as const) {
    test(`${what} fails: the old object stays, and nothing of the upload`, async () => {
      store.place('large', 'theirs');
      store.failing = (call) => (call === failing ? { code: 'service-error', status: 500 } : undefined);
      assert.equal(await codeOf(send([item('large', large)], { overwrite: true })), 'service-error');
      assert.deepEqual([store.text('large'), store.uploads.size, closed], ['theirs', 0, 1]);
    });
  }

  test('cancelled in the middle: nothing of the upload stays', async () => {
    const stop = new AbortController();
    store.failing = (call) => {
      if (call.startsWith('uploadPart 2')) stop.abort();
      return undefined;
    };
    assert.equal(await codeOf(send([item('large', large)], { signal: stop.signal })), 'AbortError');
    assert.deepEqual([store.objects.size, store.uploads.size], [0, 0]);
    assert.ok(store.calls.includes('abortUpload large'));
  });

  test('a file that changes meanwhile is not uploaded', async () => {
    const changed = async () => {
      throw failureError({ code: 'local-file', file: 'x', reason: 'changed' });
    };
    for (const size of [10, large]) {
      assert.equal(await codeOf(send([item('a', size, { requireUnchanged: changed })])), 'local-file');
    }
    assert.deepEqual([store.objects.size, store.uploads.size], [0, 0]);
  });

  suite('files of this machine', () => {
    let scratch: string;
    setup(() => {
      scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-upload-'));
      mkdirSync(path.join(scratch, 'folder/deep/empty'), { recursive: true });
      writeFileSync(path.join(scratch, 'folder/a.txt'), 'aaa');
      writeFileSync(path.join(scratch, 'folder/deep/b'), 'b');
      symlinkSync(scratch, path.join(scratch, 'folder/circle'));
      symlinkSync(path.join(scratch, 'folder/a.txt'), path.join(scratch, 'chosen-link'));
    });
    teardown(() => rmSync(scratch, { recursive: true, force: true }));

    test('are found below what was chosen, without following links', async () => {
      const found: (readonly [string, number])[] = [];
      for await (const source of localSources([path.join(scratch, 'folder'), path.join(scratch, 'chosen-link')])) {
        found.push([source.segments.join('/'), source.size]);
      }
      assert.deepEqual(found.sort(), [
        ['chosen-link', 3],
        ['folder/a.txt', 3],
        ['folder/deep/b', 1],
      ]);
    });

    test('are read piece by piece, and must stay the same', async () => {
      const file = path.join(scratch, 'folder/a.txt');
      const source = await openSource({ segments: ['a.txt'], file, size: 3 });
      assert.equal(Buffer.from(await source.read(1, 2)).toString(), 'aa');
      await source.requireUnchanged();
      writeFileSync(file, 'longer');
      assert.equal(await codeOf(source.requireUnchanged()), 'local-file');
      writeFileSync(file, '');
      assert.equal(await codeOf(source.read(0, 3)), 'local-file');
      await source.close();
    });
  });
});
