// Downloads into a real folder: what arrives whole or not at all, goes on where it broke off, and replaces nothing.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readDenial } from '../../../src/core/accessDenied.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { LocalNames } from '../../../src/core/localName.ts';
import { Download, type DownloadItem } from '../../../src/features/transfers/download.ts';
import { beginNamedFile, LocalFolder } from '../../../src/platform/localFolder.ts';
import { tableKeys } from '../../aws/s3/hardKeys.ts';
import { FakeStore, me, somebodyElse } from '../../fakes/objectStore.ts';

const bucket = 'my-bucket';

suite('features/transfers/download', () => {
  let store: FakeStore;
  let root: string;
  let outside: string;
  const paused: number[] = [];

  setup(() => {
    store = new FakeStore();
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-download-'));
    root = path.join(scratch, 'chosen');
    outside = path.join(scratch, 'outside');
    mkdirSync(root);
    mkdirSync(outside);
    paused.length = 0;
  });
  teardown(() => rmSync(path.dirname(root), { recursive: true, force: true }));

  const itemsOf = (keys: readonly string[], folder = new LocalFolder(root)): DownloadItem[] => {
    const names = new LocalNames();
    return keys.map((key) => {
      const segments = names.fileOf(key);
      return { bucket, key, size: 0, begin: () => folder.begin(segments) };
    });
  };
  const download = (items: readonly DownloadItem[]) =>
    new Download({ store, owner: me, pause: async (milliseconds) => void paused.push(milliseconds) }, items);
  const go = (all: Download, signal = new AbortController().signal) => all.run(signal, () => {});
  const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
  /** Every file below, temporary ones as well. */
  const everything = (folder = root) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();

  test('arrives, with its time', async () => {
    store.place('a/b.txt', 'hello');
    store.place('empty', '');
    const all = download(itemsOf(['a/b.txt', 'empty']));
    assert.deepEqual(await go(all), []);
    assert.deepEqual([read('a/b.txt'), read('empty'), everything()], ['hello', '', ['a/b.txt', 'empty']]);
    assert.deepEqual([...all.files].sort(), [path.join(root, 'a/b.txt'), path.join(root, 'empty')]);
  });

  test('every key of the table arrives, in the folder and nowhere else', async () => {
    const keys = [...new Set(tableKeys())];
    for (const key of keys) store.place(key, `content of ${key}`);
    assert.deepEqual(await go(download(itemsOf(keys))), []);
    const files = everything();
    assert.deepEqual(files.map(read).sort(), keys.map((key) => `content of ${key}`).sort());
    assert.deepEqual(everything(outside), []);
    assert.deepEqual(readdirSync(path.dirname(root)).sort(), ['chosen', 'outside']);
  });

  test('what is there already stays, files and folders', async () => {
    writeFileSync(path.join(root, 'a.txt'), 'mine');
    writeFileSync(path.join(root, 'b'), 'mine');
    store.place('a.txt', 'new');
    store.place('b/c', 'new');
    await go(download(itemsOf(['a.txt', 'b/c'])));
    assert.deepEqual(everything(), ['a (2).txt', 'a.txt', 'b', 'b (2)/c']);
    assert.deepEqual([read('a.txt'), read('b'), read('a (2).txt'), read('b (2)/c')], ['mine', 'mine', 'new', 'new']);
  });

  test('links that are there already are not followed', async () => {
    writeFileSync(path.join(outside, 'victim'), 'mine');
    symlinkSync(path.join(outside, 'victim'), path.join(root, 'file'));
    symlinkSync(outside, path.join(root, 'folder'));
    symlinkSync(path.join(outside, 'not-there'), path.join(root, 'dangling'));
    for (const key of ['file', 'folder/x', 'folder/y/z', 'dangling']) store.place(key, 'new');
    await go(download(itemsOf(['file', 'folder/x', 'folder/y/z', 'dangling'])));
    assert.deepEqual(everything(outside), ['victim']);
    assert.equal(readFileSync(path.join(outside, 'victim'), 'utf8'), 'mine');
    for (const name of ['file (2)', 'folder (2)/x', 'folder (2)/y/z', 'dangling (2)']) assert.equal(read(name), 'new');
  });

  test('a new folder takes a name that is free', async () => {
    mkdirSync(path.join(root, 'data'));
    symlinkSync(outside, path.join(root, 'data (2)'));
    const folder = await LocalFolder.create(root, 'data');
    assert.equal(folder.root, path.join(root, 'data (3)'));
  });

  test('a file that a person named is replaced, a link instead of what it leads to', async () => {
    writeFileSync(path.join(outside, 'victim'), 'mine');
    symlinkSync(path.join(outside, 'victim'), path.join(root, 'named'));
    store.place('a', 'new');
    const named = { bucket, key: 'a', size: 3, begin: () => beginNamedFile(path.join(root, 'named')) };
    await go(download([named]));
    assert.equal(read('named'), 'new');
    assert.equal(readFileSync(path.join(outside, 'victim'), 'utf8'), 'mine');
  });

  test('a broken connection: goes on from the byte where it broke, of the same object', async () => {
    store.place('a', '0123456789');
    store.breaksAfter.push(4, 3);
    assert.deepEqual(await go(download(itemsOf(['a']))), []);
    assert.equal(read('a'), '0123456789');
    assert.deepEqual(store.calls, ['open 0 a', 'open 4 a', 'open 7 a']);
    assert.equal(paused.length, 2);
  });

  test('changed while it was read: begins anew', async () => {
    store.place('a', '0123456789');
    store.breaksAfter.push(4);
    let opened = 0;
    store.failing = () => {
      if (++opened === 2) store.place('a', 'abc');
      return undefined;
    };
    assert.deepEqual(await go(download(itemsOf(['a']))), []);
    assert.equal(read('a'), 'abc');
    assert.deepEqual(store.calls, ['open 0 a', 'open 4 a', 'open 0 a']);
  });

  test('a connection that stays broken: nothing under the final name, and the next run goes on', async () => {
    store.place('a', '0123456789');
    store.breaksAfter.push(4, 0, 0, 0, 0);
    const all = download(itemsOf(['a']));
    const failure = await go(all).catch(failureOf);
    assert.equal((failure as { code?: string }).code, 'endpoint-unreachable');
    assert.equal(everything().length, 1);
    assert.match(everything()[0] ?? '', /^\.[0-9a-f]{12}\.rolecall-part$/);
    store.breaksAfter.length = 0;
    store.calls.length = 0;
    assert.deepEqual(await go(all), []);
    assert.deepEqual(store.calls, ['open 4 a']);
    assert.deepEqual(everything(), ['a']);
  });

  test('given up: nothing is left', async () => {
    store.place('a', '0123456789');
    store.place('b', 'b');
    const stop = new AbortController();
    const all = download(itemsOf(['a', 'b']));
    const reason = await all
      .run(stop.signal, () => {
        if (store.calls.length > 0) stop.abort();
      })
      .catch((error: unknown) => error);
    assert.equal((reason as Error).name, 'AbortError');
    await all.discard();
    assert.deepEqual(
      everything().filter((name) => name !== 'a' && name !== 'b'),
      [],
    );
  });

  test('one that is denied does not hold up the others', async () => {
    for (const key of ['a', 'b', 'c']) store.place(key, key);
    const denial = readDenial({ code: 'AccessDenied', operation: 'GetObject', message: '' });
    store.failing = (call) => (call === 'open 0 b' ? { code: 'denied', denial } : undefined);
    const all = download(itemsOf(['a', 'b', 'c']));
    const failed = await go(all);
    assert.deepEqual(
      failed.map(({ key, error }) => [key, failureOf(error)?.code]),
      [['b', 'denied']],
    );
    assert.deepEqual(everything(), ['a', 'c']);
    store.failing = () => undefined;
    assert.deepEqual(await go(all), []);
    assert.deepEqual(everything(), ['a', 'b', 'c']);
  });

  test('is not gone on with as somebody else', async () => {
    for (const key of ['a', 'b']) store.place(key, key);
    store.current = somebodyElse;
    const all = download(itemsOf(['a', 'b']));
    const failure = await go(all).catch(failureOf);
    await all.discard();
    assert.deepEqual(everything(), []);
    assert.deepEqual(failure, { code: 'identity-changed', opened: 'Reader/me', current: 'Writer/other' });
  });

  test('thousands, a few at a time', async () => {
    const keys = Array.from({ length: 2_000 }, (_, n) => `f${n % 7}/${n}`);
    for (const key of keys) store.place(key, key);
    let [now, most] = [0, 0];
    const counted = itemsOf(keys).map((item) => ({
      ...item,
      begin: async () => {
        most = Math.max(most, ++now);
        const file = await item.begin();
        return {
          ...file,
          get written() {
            return file.written;
          },
          finish: async (lastModified: number) => {
            now--;
            return file.finish(lastModified);
          },
        };
      },
    }));
    assert.deepEqual(await go(download(counted)), []);
    assert.equal(everything().length, 2_000);
    assert.ok(most <= 8, `${most} at a time`);
  });
});
