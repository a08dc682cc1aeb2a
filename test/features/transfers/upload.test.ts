// Uploads: in one piece or in parts, nothing written over unasked, nothing left of what ends early.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failureError, failureOf } from '../../../src/core/failure.ts';
import { Upload, type UploadItem, type UploadSource } from '../../../src/features/transfers/upload.ts';
import { localSources, openSource } from '../../../src/platform/localSources.ts';
import { FakeStore, me, somebodyElse } from '../../fakes/objectStore.ts';

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
      size,
      version: 'first',
      read: async (from, length) => new Uint8Array(length).fill(from / mebibyte),
      requireUnchanged: async () => {},
      close: async () => void closed++,
      ...more,
    }),
  });
  const uploadOf = (items: readonly UploadItem[], overwrite = false) =>
    new Upload({ store, owner: me }, items, { overwrite });
  const run = (upload: Upload, signal = new AbortController().signal) => upload.run(signal, () => {});
  /** As a person who does not go on after a failure. Resolves with the keys that were taken. */
  const send = async (items: readonly UploadItem[], more: { overwrite?: boolean; signal?: AbortSignal } = {}) => {
    const upload = uploadOf(items, more.overwrite);
    try {
      await run(upload, more.signal);
    } finally {
      await upload.discard();
    }
    return upload.taken;
  };
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

  suite('stopped by a failure', () => {
    const broken = { code: 'endpoint-unreachable', endpoint: 'here', reason: 'ECONNRESET' } as const;
    const failAt = (failing: string) => {
      store.failing = (call) => (call === failing ? broken : undefined);
    };
    const mend = () => {
      store.failing = () => undefined;
      store.calls.length = 0;
    };
    const partsThere = () => [...(store.uploads.get('large')?.keys() ?? [])];

    test('going on sends what is missing, and nothing else', async () => {
      failAt('uploadPart 2 large');
      const steps: number[] = [];
      const upload = uploadOf([item('a', 10), item('large', large), item('b', 0)]);
      const signal = new AbortController().signal;
      assert.equal(await codeOf(upload.run(signal, (bytes) => void steps.push(bytes))), 'endpoint-unreachable');
      assert.deepEqual([upload.arrived, store.objects.has('large'), closed], [2, false, 3]);
      const there = partsThere();
      assert.ok(there.includes(1) && !there.includes(2), String(there));
      const bytes = steps.reduce((sum, each) => sum + each, 0);
      mend();
      steps.length = 0;
      await upload.run(signal, (more) => void steps.push(more));
      const missing = [1, 2, 3].filter((number) => !there.includes(number));
      assert.deepEqual(store.calls, [...missing.map((number) => `uploadPart ${number} large`), 'completeUpload large']);
      assert.deepEqual([steps[0], steps.reduce((sum, each) => sum + each, 0)], [bytes, large + 10]);
      assert.deepEqual([upload.arrived, upload.taken, store.objects.get('large')?.body.length], [3, [], large]);
    });

    test('not going on leaves the files that arrived, and nothing of the others', async () => {
      failAt('uploadPart 2 large');
      const upload = uploadOf([item('a', 10), item('large', large)]);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      assert.equal(store.uploads.size, 1);
      mend();
      await upload.discard();
      assert.deepEqual([store.calls, store.uploads.size], [['abortUpload large'], 0]);
      assert.deepEqual([...store.objects.keys()], ['a']);
    });

    test('given up while it runs: what is under way ends first', async () => {
      const stop = new AbortController();
      const upload = uploadOf([item('large', large)]);
      let givenUp: Promise<void> | undefined;
      store.failing = (call) => {
        if (call !== 'startUpload large') return undefined;
        stop.abort();
        givenUp = upload.discard();
        return undefined;
      };
      assert.equal(await codeOf(run(upload, stop.signal)), 'AbortError');
      await givenUp;
      assert.deepEqual(store.calls, ['head large', 'startUpload large', 'abortUpload large']);
      assert.deepEqual([store.uploads.size, closed], [0, 1]);
    });

    test('a file that was changed meanwhile begins anew, as it is then', async () => {
      failAt('completeUpload large');
      let source = { size: large, version: 'first' };
      const file = item('large', large);
      const changing = { ...file, open: async () => ({ ...(await file.open()), ...source }) };
      const upload = uploadOf([changing]);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      mend();
      source = { size: large + mebibyte, version: 'second' };
      await run(upload);
      assert.deepEqual(store.calls.slice(0, 3), ['abortUpload large', 'head large', 'startUpload large']);
      assert.equal(store.calls.filter((call) => call.startsWith('uploadPart')).length, 3);
      assert.deepEqual([store.objects.get('large')?.body.length, store.uploads.size], [large + mebibyte, 0]);
    });

    test('one that has become small leaves nothing of its parts', async () => {
      failAt('completeUpload large');
      let source = { size: large, version: 'first' };
      const file = item('large', large);
      const upload = uploadOf([{ ...file, open: async () => ({ ...(await file.open()), ...source }) }]);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      mend();
      source = { size: 10, version: 'second' };
      await run(upload);
      assert.deepEqual(store.calls, ['abortUpload large', 'put large']);
      assert.equal(store.uploads.size, 0);
    });

    for (const [when, failing] of [
      ['before a part', 'uploadPart 3 large'],
      ['before the last step', 'completeUpload large'],
    ] as const) {
      test(`an upload that S3 no longer knows begins anew: ${when}`, async () => {
        failAt(failing);
        const steps: number[] = [];
        const upload = uploadOf([item('large', large)]);
        assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
        mend();
        store.uploads.clear();
        await upload.run(new AbortController().signal, (bytes) => void steps.push(bytes));
        assert.equal(store.calls.filter((call) => call === 'startUpload large').length, 1);
        assert.deepEqual([store.objects.get('large')?.body.length, store.uploads.size], [large, 0]);
        assert.equal(
          steps.reduce((sum, each) => sum + each, 0),
          large,
        );
      });
    }

    test('one that is never known fails, and not for ever', async () => {
      store.failing = (call) =>
        call.startsWith('uploadPart') ? { code: 'service-error', awsCode: 'NoSuchUpload', status: 404 } : undefined;
      assert.equal(await codeOf(send([item('large', large)])), 'service-error');
      assert.equal(store.calls.filter((call) => call === 'startUpload large').length, 1);
    });

    test('as somebody else it is not gone on with; as the same again it is', async () => {
      failAt('uploadPart 2 large');
      const upload = uploadOf([item('large', large)]);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      const there = partsThere();
      mend();
      store.current = somebodyElse;
      assert.equal(await codeOf(run(upload)), 'identity-changed');
      assert.deepEqual([partsThere(), store.objects.size], [there, 0]);
      store.current = me;
      store.calls.length = 0;
      await run(upload);
      assert.equal(store.calls.filter((call) => call.startsWith('uploadPart')).length, 3 - there.length);
      assert.equal(store.objects.get('large')?.body.length, large);
    });

    test('what somebody else put there meanwhile stays', async () => {
      failAt('uploadPart 2 large');
      const upload = uploadOf([item('large', large)]);
      assert.equal(await codeOf(run(upload)), 'endpoint-unreachable');
      mend();
      store.place('large', 'theirs');
      await run(upload);
      assert.deepEqual([upload.taken.length, upload.arrived, store.text('large')], [1, 0, 'theirs']);
      assert.equal(store.uploads.size, 0);
    });
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
      const time = new Date('2025-03-26T13:30:50Z');
      utimesSync(file, time, time);
      const source = await openSource({ segments: ['a.txt'], file, size: 3 });
      assert.equal(Buffer.from(await source.read(1, 2)).toString(), 'aa');
      await source.requireUnchanged();
      const again = await openSource({ segments: ['a.txt'], file, size: 3 });
      assert.deepEqual([again.version, again.size], [source.version, 3]);
      await again.close();
      writeFileSync(file, 'longer');
      assert.equal(await codeOf(source.requireUnchanged()), 'local-file');
      writeFileSync(file, '');
      assert.equal(await codeOf(source.read(0, 3)), 'local-file');
      await source.close();
      writeFileSync(path.join(scratch, 'another'), 'aaa');
      utimesSync(path.join(scratch, 'another'), time, time);
      renameSync(path.join(scratch, 'another'), file);
      const other = await openSource({ segments: ['a.txt'], file, size: 3 });
      assert.notEqual(other.version, source.version);
      await other.close();
    });
  });
});
