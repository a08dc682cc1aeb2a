// Objects as files: what VS Code is told, what a save writes over and what it does not, and in whose name.
import assert from 'node:assert/strict';
import { readDenial } from '../../../src/core/accessDenied.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { pathOfKey } from '../../../src/core/objectPath.ts';
import { removeKeys } from '../../../src/features/documents/manyObjects.ts';
import { type FilePlace, ObjectFiles } from '../../../src/features/documents/objectFiles.ts';
import type { Opened } from '../../../src/features/documents/openedObjects.ts';
import { tableKeys } from '../../aws/s3/hardKeys.ts';
import { FakeStore, me, somebodyElse } from '../../fakes/objectStore.ts';

const bucket = 'my-bucket';
const bytes = (content: string) => new TextEncoder().encode(content);
const text = (content: Uint8Array) => new TextDecoder().decode(content);
const place = (path: string): FilePlace => ({ id: `s3:${path}`, bucket, path });

/** What VS Code keeps of a file, and does when it saves. */
interface Model {
  readonly mtime: number;
  readonly size: number;
}

suite('features/documents/objectFiles', () => {
  let store: FakeStore;
  let dirty: Set<string>;
  let kept: Map<string, Opened>;
  let unwritable: Set<string>;
  let files: ObjectFiles;

  const newFiles = () =>
    new ObjectFiles({
      store,
      owner: () => store.current,
      isDirty: (id) => dirty.has(id),
      kept: {
        get: (id) => kept.get(id),
        set: (id, opened) => void (opened ? kept.set(id, opened) : kept.delete(id)),
      },
      isUnwritable: ({ key }) => unwritable.has(key),
      maxBytes: () => 100,
    });

  setup(() => {
    store = new FakeStore();
    dirty = new Set();
    kept = new Map();
    unwritable = new Set();
    files = newFiles();
  });

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: unknown) => failureOf(error)?.code ?? String(error),
    );

  async function open(path: string): Promise<Model> {
    const stat = await files.stat(place(path));
    assert.ok(stat.kind === 'file');
    await files.read(place(path));
    return stat;
  }

  /** As VS Code's own file service checks before it writes: a later time and another size is a conflict. */
  async function save(path: string, content: string, model?: Model): Promise<string> {
    dirty.add(place(path).id);
    const found = await files.stat(place(path)).catch(() => undefined);
    if (model && found?.kind === 'file' && model.mtime < found.mtime && model.size !== found.size) return 'conflict';
    const outcome = await codeOf(files.write(place(path), bytes(content)));
    if (outcome === 'done') dirty.delete(place(path).id);
    return outcome;
  }

  suite('looking', () => {
    test('files, folders, and what is not there', async () => {
      store.place('a.txt', 'hello');
      store.place('folder/b.txt', 'x');
      store.place('both', 'object');
      store.place('both/c', 'x');
      store.place('marked/', '');
      assert.deepEqual(await files.stat(place('/a.txt')), {
        kind: 'file',
        size: 5,
        mtime: store.time,
        isReadonly: false,
      });
      for (const path of ['/', '/folder', '/both', '/marked']) {
        assert.deepEqual(await files.stat(place(path)), { kind: 'folder' }, path);
      }
      assert.equal((await files.stat(place('/~!both'))).kind, 'file');
      for (const path of ['/nothing', '/a.txt/b', '/a//b', '/folder/b']) {
        assert.equal(await codeOf(files.stat(place(path))), 'object-missing', path);
      }
    });

    test('a folder', async () => {
      for (const key of ['top', 'f/', 'f/a', 'f/both', 'f/both/x', 'f//y', 'f/../z', 'f/~']) store.place(key, '');
      assert.deepEqual(
        [...(await files.readFolder(place('/f')))].sort(),
        [
          ['a', 'file'],
          ['both', 'folder'],
          ['~', 'folder'],
          ['~!both', 'file'],
          ['~..', 'folder'],
          ['~~', 'file'],
        ].sort(),
      );
      assert.equal(await codeOf(files.readFolder(place('/nothing'))), 'object-missing');
    });

    test('every key of the table is found by walking from the root, and read', async () => {
      const keys = [...new Set(tableKeys())];
      const contentOf = (key: string) => `of ${key.slice(0, 20)}`;
      for (const key of keys) store.place(key, contentOf(key));
      const found: string[] = [];
      const walk = async (path: string): Promise<void> => {
        for (const [name, kind] of await files.readFolder(place(path))) {
          const below = `${path === '/' ? '' : path}/${name}`;
          assert.equal((await files.stat(place(below))).kind, kind, below);
          if (kind === 'folder') await walk(below);
          else found.push(text(await files.read(place(below))));
        }
      };
      await walk('/');
      assert.deepEqual(found.sort(), keys.map(contentOf).sort());
    });

    test('what is larger than the limit is not read', async () => {
      store.place('large', 'x'.repeat(101));
      await files.stat(place('/large'));
      store.calls.length = 0;
      assert.equal(await codeOf(files.read(place('/large'))), 'object-too-large');
      assert.deepEqual(store.calls, []);
    });

    test('who may list and not read is told that there is an object, or none', async () => {
      store.place('there', 'x');
      const denial = readDenial({ code: '403', operation: 'HeadObject', message: '' });
      store.failing = (call) => (call.startsWith('head') ? { code: 'denied', denial } : undefined);
      assert.equal(await codeOf(files.stat(place('/there'))), 'denied');
      assert.equal(await codeOf(files.stat(place('/not'))), 'object-missing');
    });
  });

  suite('saving', () => {
    test('over what was opened', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      assert.equal(await save('/a.txt', 'two', model), 'done');
      assert.equal(store.text('a.txt'), 'two');
      assert.equal(await save('/a.txt', 'three'), 'done');
    });

    test('a new object, which is not written over one that came meanwhile', async () => {
      assert.equal(await save('/new.json', '{}'), 'done');
      assert.equal(store.objects.get('new.json')?.facts.contentType, 'application/json');
      assert.equal(await codeOf(files.stat(place('/late.txt'))), 'object-missing');
      store.place('late.txt', 'theirs');
      assert.equal(await codeOf(files.write(place('/late.txt'), bytes('mine'))), 'object-exists');
      assert.equal(store.text('late.txt'), 'theirs');
    });

    for (const [what, theirs, later] of [
      ['another size', 'longer', 1000],
      ['the same size', 'ONE', 1000],
      ['the same size in the same second', 'ONE', 0],
    ] as const) {
      test(`changed by somebody else, ${what}: VS Code sees the conflict, and may overwrite`, async () => {
        store.place('a.txt', 'one');
        const model = await open('/a.txt');
        store.time += later;
        store.place('a.txt', theirs);
        assert.equal(await save('/a.txt', 'mine', model), 'conflict');
        assert.equal(store.text('a.txt'), theirs);
        assert.equal(await save('/a.txt', 'mine'), 'done', 'Overwrite');
        assert.equal(store.text('a.txt'), 'mine');
      });
    }

    test('changed between the last look and the write: nothing is written, and the next save shows the conflict', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      await files.stat(place('/a.txt'));
      store.place('a.txt', 'two');
      assert.equal(await codeOf(files.write(place('/a.txt'), bytes('mine'))), 'object-changed');
      assert.equal(store.text('a.txt'), 'two');
      assert.equal(await save('/a.txt', 'mine', model), 'conflict');
    });

    test('deleted by somebody else: a save makes it anew, as VS Code does with files', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      store.objects.delete('a.txt');
      assert.equal(await save('/a.txt', 'mine', model), 'done');
    });

    test('a failure leaves the old object', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      store.failing = (call) => (call === 'put a.txt' ? { code: 'service-error', status: 500 } : undefined);
      assert.equal(await save('/a.txt', 'mine', model), 'service-error');
      assert.equal(store.text('a.txt'), 'one');
      store.failing = () => undefined;
      assert.equal(await save('/a.txt', 'mine', model), 'done');
    });

    test('what was said of the object stays, tags as well', async () => {
      const labels = { contentType: 'text/x-log', cacheControl: 'no-cache', storageClass: 'STANDARD_IA' };
      store.place('a.txt', 'one', { ...labels, metadata: { owner: 'ann' }, ...{ tagCount: 1 } });
      const model = await open('/a.txt');
      await save('/a.txt', 'two', model);
      const { contentType, cacheControl, storageClass, metadata } = store.objects.get('a.txt')?.facts ?? {};
      assert.deepEqual({ contentType, cacheControl, storageClass }, labels);
      assert.deepEqual(metadata, { owner: 'ann', team: 'red' });
    });

    test('what is known not to be writable is read-only, and so is an earlier version', async () => {
      for (const key of ['a', 'b']) store.place(key, 'one');
      unwritable.add('a');
      const isReadonly = async (path: string, versionId?: string) => {
        const stat = await files.stat({ ...place(path), ...(versionId !== undefined && { versionId }) });
        return stat.kind === 'file' && stat.isReadonly;
      };
      assert.deepEqual(
        [await isReadonly('/a'), await isReadonly('/b'), await isReadonly('/b', 'v1')],
        [true, false, true],
      );
    });
  });

  suite('whose a document is', () => {
    test('with another identity a save is refused, and names both', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      dirty.add(place('/a.txt').id);
      store.current = somebodyElse;
      store.calls.length = 0;
      await files.stat(place('/a.txt'));
      assert.deepEqual(store.calls, [], 'nobody is asked in the wrong name');
      const failure = await files.write(place('/a.txt'), bytes('mine')).catch(failureOf);
      assert.deepEqual(failure, { code: 'identity-changed', opened: 'Reader/me', current: 'Writer/other' });
      assert.equal(store.text('a.txt'), 'one');
      store.current = me;
      assert.equal(await save('/a.txt', 'mine', model), 'done');
    });

    test('a look by another identity changes nothing about unsaved changes; reverting does', async () => {
      store.place('a.txt', 'one');
      await open('/a.txt');
      dirty.add(place('/a.txt').id);
      store.current = somebodyElse;
      await files.read(place('/a.txt'));
      assert.equal(await codeOf(files.write(place('/a.txt'), bytes('mine'))), 'identity-changed');
      dirty.clear();
      files.settled(place('/a.txt').id);
      assert.equal(await save('/a.txt', 'theirs'), 'done');
    });

    test('unsaved changes outlive a reload, with what they were made on and as whom', async () => {
      store.place('a.txt', 'one');
      const model = await open('/a.txt');
      dirty.add(place('/a.txt').id);
      files = newFiles();
      store.place('a.txt', 'ONE');
      assert.equal(await save('/a.txt', 'mine', model), 'conflict');
      store.current = somebodyElse;
      assert.equal(await codeOf(files.write(place('/a.txt'), bytes('mine'))), 'identity-changed');
    });

    test('a closed document is nobody’s', async () => {
      store.place('a.txt', 'one');
      await open('/a.txt');
      files.closed(place('/a.txt').id);
      assert.equal(kept.size, 0);
      store.current = somebodyElse;
      assert.equal(await save('/a.txt', 'theirs'), 'done');
    });
  });

  suite('opening', () => {
    test('what was read ahead is not read again, and is told from what the document was made of', async () => {
      store.place('a.txt', 'one');
      const seen: unknown[] = [];
      const click = () =>
        files.readAhead(place('/a.txt'), new AbortController().signal, async (content, isOther) => {
          store.calls.length = 0;
          const stat = await files.stat(place('/a.txt'));
          seen.push([text(await files.read(place('/a.txt'))), text(content), isOther, stat.kind, [...store.calls]]);
        });
      await click();
      await click();
      store.place('a.txt', 'two');
      await click();
      assert.deepEqual(seen, [
        ['one', 'one', false, 'file', []],
        ['one', 'one', false, 'file', []],
        ['two', 'two', true, 'file', []],
      ]);
    });

    test('an object beside a folder of its name', async () => {
      store.place('both', 'object');
      assert.equal(await files.pathOf({ bucket, key: 'both' }), '/both');
      store.place('both/x', '');
      assert.equal(await files.pathOf({ bucket, key: 'both' }), '/~!both');
    });
  });

  suite('moving and deleting', () => {
    test('a folder with all that is in it', async () => {
      for (const key of ['f/', 'f/a', 'f/g/b', 'fa']) store.place(key, key);
      await files.copy(place('/f'), place('/new'), { overwrite: false }, true);
      assert.deepEqual([...store.objects.keys()].sort(), ['fa', 'new/', 'new/a', 'new/g/b']);
      assert.equal(store.text('new/g/b'), 'f/g/b');
    });

    test('one copy that fails: nothing is deleted', async () => {
      for (const key of ['f/a', 'f/b', 'f/c']) store.place(key, key);
      store.failing = (call) => (call === 'copy f/b' ? { code: 'service-error', status: 500 } : undefined);
      assert.equal(await codeOf(files.copy(place('/f'), place('/new'), { overwrite: false }, true)), 'service-error');
      for (const key of ['f/a', 'f/b', 'f/c']) assert.equal(store.text(key), key);
    });

    test('many are deleted with few requests, and what stays is named', async () => {
      const keys = Array.from({ length: 2_500 }, (_, n) => `f/${String(n).padStart(4, '0')}`);
      for (const key of keys) store.place(key, 'x');
      const denial = readDenial({ code: 'AccessDenied', operation: 'DeleteObjects', message: '' });
      store.failing = (call) => (/^remove f\/.*7$/.test(call) ? { code: 'denied', denial } : undefined);
      const steps: number[] = [];
      const failure = await removeKeys(store, bucket, keys, me, { step: (more) => steps.push(more) }).catch(
        (error: unknown) => failureOf(error),
      );
      assert.ok(failure?.code === 'objects-kept');
      assert.deepEqual([failure.all, failure.count, failure.kept.length], [2_500, 250, 100]);
      assert.deepEqual(failure.kept[0], { key: 'f/0007', reason: { code: 'denied', denial } });
      assert.equal(store.objects.size, 250);
      assert.deepEqual(steps, [1000, 1000, 500]);
      assert.equal(store.calls.filter((call) => call.startsWith('removeMany')).length, 3);
    });

    test('given up between two requests, the rest stays', async () => {
      const keys = Array.from({ length: 5_000 }, (_, n) => `f/${n}`);
      for (const key of keys) store.place(key, 'x');
      const stop = new AbortController();
      const step = () => stop.abort();
      await assert.rejects(removeKeys(store, bucket, keys, me, { signal: stop.signal, step }), { name: 'AbortError' });
      assert.ok(store.objects.size >= 3_000);
    });

    test('not over an object that is there', async () => {
      store.place('a', 'a');
      store.place('b', 'b');
      assert.equal(await codeOf(files.copy(place('/a'), place('/b'), { overwrite: false }, true)), 'object-exists');
      assert.deepEqual([store.text('a'), store.text('b')], ['a', 'b']);
      await files.copy(place('/a'), place('/b'), { overwrite: true }, false);
      assert.deepEqual([store.text('a'), store.text('b')], ['a', 'a']);
    });

    test('a folder is made, and an object or a folder removed', async () => {
      await files.createFolder(place('/new'));
      await files.createFolder(place('/new'));
      assert.deepEqual([...store.objects.keys()], ['new/']);
      store.place('new/a', '');
      store.place('newer', '');
      await files.remove(place('/new'));
      assert.deepEqual([...store.objects.keys()], ['newer']);
      await files.remove(place('/newer'));
      assert.equal(store.objects.size, 0);
    });
  });

  test('paths of every key lead back to it', async () => {
    for (const key of tableKeys()) {
      store.objects.clear();
      store.place(key, 'x');
      await open(pathOfKey(key));
      assert.equal(await save(pathOfKey(key), 'y'), 'done');
      assert.deepEqual([...store.objects.keys()], [key]);
    }
  });
});
