// Everything that is done with objects, by mouse and by keyboard, on the practice account and on moto, a stand-in for AWS
// that is not this project's. What counts is what a person sees, and what the server and the disk hold afterwards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ObjectStore } from '../../src/core/objectStore.ts';
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { practiceStore } from '../aws/s3/practiceStore.ts';
import { type Moto, ScratchHome, startMoto } from '../practice/conformanceClients.ts';
import { assume, sendSigned } from '../practice/rawRequest.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { type Hand, Keyboard, Mouse } from './driver/hand.ts';
import { ObjectsView } from './driver/objectsView.ts';
import { addAccessKey, addBucket, assumeRole, bucketTree, clearMessages, identity } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

/** Of both servers; it has versions here. */
const other = 'other-bucket';
/** Every byte that there is. */
const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
const aprils = 'day,visits\n1,7\n';

for (const name of ['practice', 'moto'] as const) {
  suite(`actions on objects, on ${name === 'moto' ? 'moto' : 'the practice account'}, in a real VS Code`, () => {
    needs('vscode-host', 'linux', ...(name === 'moto' ? (['moto'] as const) : []));
    let home: ScratchHome | undefined;
    let server: Moto;
    let store: ObjectStore;
    let workbench: Workbench;
    let tree: Tree;
    let view: ObjectsView;
    let scratch: string;

    suiteSetup(async () => {
      if (name === 'moto') {
        home = new ScratchHome();
        server = await startMoto(home);
      } else {
        server = await startPracticeAccount();
      }
      store = await practiceStore(server, 'S3Full');
      await keepVersions();
      scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-actions-'));
      workbench = await Workbench.open({
        workspaceFolder: makeWorkspace(scratch, server.region),
        settings: { 'rolecall.endpointUrl': server.endpoint, 'files.autoSave': 'off' },
        // All rows in sight: others have no element.
        viewport: { width: 1280, height: 1500 },
      });
      await identity(workbench).waitForText('AWS: no identity');
      await addAccessKey(workbench, server);
      await identity(workbench).waitForText('AssumeRoleUser');
      tree = await bucketTree(workbench);
      view = new ObjectsView(workbench, tree);
    });

    suiteTeardown(async () => {
      await workbench?.close();
      await server?.close();
      home?.remove();
      rmSync(scratch, { recursive: true, force: true });
    });

    async function keepVersions(): Promise<void> {
      const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
      const body = `<VersioningConfiguration xmlns="${namespace}"><Status>Enabled</Status></VersioningConfiguration>`;
      const keys = await assume(server, 'S3Full');
      const target = `/${other}?versioning=`;
      const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
      const { status } = await sendSigned(server, { service: 's3', method: 'PUT', target, headers, body, keys });
      assert.equal(status, 200);
    }

    async function become(role: string): Promise<void> {
      await assumeRole(workbench, server.roles[role] as string);
      await identity(workbench).waitForText(role);
      await clearMessages(workbench);
    }

    async function read(key: string, bucket = server.bucket): Promise<Buffer> {
      return Buffer.from((await store.read({ bucket, key, maxBytes: 10_000 })).bytes);
    }

    async function waitForObject(key: string, expected: string | Buffer, bucket = server.bucket): Promise<void> {
      const hex = Buffer.from(expected).toString('hex');
      await eventually(
        `${key} in ${bucket}`,
        async () => (await read(key, bucket)).toString('hex'),
        (found) => found === hex,
      );
    }

    async function keysIn(prefix: string): Promise<string[]> {
      const keys: string[] = [];
      for await (const page of store.list({ bucket: server.bucket, prefix })) keys.push(...page.map(({ key }) => key));
      return keys;
    }

    async function waitForCopied(expected: string): Promise<void> {
      await eventually(
        `${expected} in the clipboard`,
        () => workbench.clipboard(),
        (text) => text === expected,
      );
    }

    test('whoever may list one bucket only opens it by its name', async () => {
      await become('S3ListBucketOnly');
      await addBucket(workbench, server.bucket);
      await tree.expand(server.bucket);
      await tree.click('test.txt');
      await workbench.notifications.waitFor(/^Access denied: .*GetObject/);
      await workbench.screenshot(`actions-${name}-denied`);
    });

    test('whoever may do all sees all buckets', async () => {
      for (const folder of ['mouse', 'keyboard']) {
        const at = (key: string) => ({ bucket: server.bucket, key: `${folder}/${key}` });
        await store.put(at('april.csv'), Buffer.from(aprils), {});
        await store.put(at('march.csv'), Buffer.concat([bytes, bytes]), {});
        await store.put(at('deep/x.txt'), Buffer.from('read in the Explorer'), {});
        for (const text of ['first\n', 'second\n', 'third\n']) {
          await store.put({ bucket: other, key: `${folder}.txt` }, Buffer.from(text), {});
        }
      }
      await become('S3Full');
      await tree.waitForRow(other);
      await tree.expand(server.bucket);
      await tree.waitForRow('mouse/');
    });

    for (const hand of ['mouse', 'keyboard'] as const) {
      suite(`by ${hand}`, () => actionsBy(hand));
    }

    function actionsBy(handName: Hand['name']): void {
      const root = `${handName}/`;
      let hand: Hand;
      suiteSetup(async () => {
        hand = new (handName === 'mouse' ? Mouse : Keyboard)(workbench, tree, view);
        await hand.expand(root);
        await tree.waitForRow('april.csv');
      });

      test('an object is opened, edited and saved', async () => {
        await hand.open('april.csv');
        await workbench.editor.waitForText('1,7');
        await hand.type('day,visits');
        await view.save();
        await waitForObject(`${root}april.csv`, 'day,visits');
      });

      test('Properties, Open Object', async () => {
        await hand.choose('april.csv', 'Properties');
        const text = await workbench.editor.waitForText(/Size: 10 bytes/);
        assert.match(text, /Storage class: STANDARD/);
        assert.match(text, /Tags: none/);
        await hand.choose('april.csv', 'Open Object');
        await workbench.editor.waitForText('day,visits');
      });

      test('its key, URI, ARN and URL are copied, and a link that says when it dies', async () => {
        const key = `${root}april.csv`;
        await hand.choose('april.csv', 'Copy', 'Copy Key');
        await waitForCopied(key);
        await hand.choose('april.csv', 'Copy', 'Copy S3 URI');
        await waitForCopied(`s3://${server.bucket}/${key}`);
        await hand.choose('april.csv', 'Copy', 'Copy ARN of Object');
        await waitForCopied(`arn:aws:s3:::${server.bucket}/${key}`);
        await hand.choose('april.csv', 'Copy', 'Copy URL');
        await waitForCopied(`${server.endpoint}/${server.bucket}/${key}`);
        await hand.choose('april.csv', 'Copy', 'Copy Console Link');
        await workbench.notifications.waitFor('The console is that of AWS.');
        await clearMessages(workbench);
        await hand.choose('april.csv', 'Copy', 'Copy Presigned Link…');
        await workbench.quickInput.waitFor('Presigned Link to april.csv');
        await hand.pick('12 hours');
        await workbench.notifications.waitFor(/It dies at .*: with the role session, and not after 12 hours\./);
        const link = new URL(await workbench.clipboard());
        assert.equal(link.pathname, `/${server.bucket}/${key}`);
        // Moto that checks what a role may do takes no such link.
        if (name === 'practice') assert.equal(await (await fetch(link)).text(), 'day,visits');
        await clearMessages(workbench);
      });

      test('New Folder, Upload Files, Upload Folder; what is there already stays until it is meant', async () => {
        await hand.choose(root, 'New Folder…');
        await workbench.quickInput.waitFor('New Folder in');
        await workbench.quickInput.answer('new');
        await tree.waitForRow('new/');
        assert.equal((await read(`${root}new/`)).length, 0);
        await hand.choose('new/', 'Upload Files…');
        await workbench.quickInput.waitFor('Upload to');
        await hand.enterPath(path.join(scratch, 'one/local.bin'), 'Upload');
        await workbench.notifications.waitFor('Uploaded 1 file');
        await waitForObject(`${root}new/local.bin`, bytes);
        await clearMessages(workbench);
        await hand.choose('new/', 'Upload Folder…');
        await workbench.quickInput.waitFor('Upload to');
        await hand.enterPath(path.join(scratch, 'one/tree/'), 'Upload');
        await workbench.notifications.waitFor('Uploaded 2 files');
        await waitForObject(`${root}new/tree/a.bin`, bytes);
        await waitForObject(`${root}new/tree/below/b.txt`, 'below');
        await store.put({ bucket: server.bucket, key: `${root}new/local.bin` }, Buffer.from('theirs'), {});
        await hand.choose('new/', 'Upload Files…');
        await workbench.quickInput.waitFor('Upload to');
        await hand.enterPath(path.join(scratch, 'one/local.bin'), 'Upload');
        await workbench.dialog.waitFor(`"${root}new/local.bin" is there already. Overwrite it?`);
        await waitForObject(`${root}new/local.bin`, 'theirs');
        await hand.answer('is there already', 'Overwrite');
        await waitForObject(`${root}new/local.bin`, bytes);
        await clearMessages(workbench);
      });

      test('Rename, Copy, Move', async () => {
        await hand.rename('march.csv');
        await workbench.quickInput.waitFor('Rename or Move march.csv');
        assert.equal(await workbench.quickInput.value(), `${root}march.csv`);
        await workbench.quickInput.answer(`${root}renamed.csv`);
        await tree.waitForRow('renamed.csv');
        await view.waitForNoRow('march.csv');
        await waitForObject(`${root}renamed.csv`, Buffer.concat([bytes, bytes]));
        await workbench.notifications.waitForNone(/./);
        const take = async (to: string, button: string) => {
          await hand.choose('renamed.csv', 'Copy or Move to…');
          await workbench.quickInput.waitFor('Copy or Move renamed.csv');
          await workbench.quickInput.answer(to);
          await hand.answer(`1 object (512 B) to ${to}?`, button);
        };
        await take(`s3://${server.bucket}/${root}new/`, 'Copy');
        await workbench.notifications.waitFor(`Copied 1 object to "s3://${server.bucket}/${root}new/".`);
        await take(`s3://${other}/${handName}-moved/`, 'Move');
        await workbench.notifications.waitFor(`Moved 1 object to "s3://${other}/${handName}-moved/".`);
        await view.waitForNoRow('renamed.csv');
        await waitForObject(`${handName}-moved/renamed.csv`, Buffer.concat([bytes, bytes]), other);
        assert.deepEqual(await keysIn(root), [
          `${root}april.csv`,
          `${root}deep/x.txt`,
          `${root}new/`,
          `${root}new/local.bin`,
          `${root}new/renamed.csv`,
          `${root}new/tree/a.bin`,
          `${root}new/tree/below/b.txt`,
        ]);
        await clearMessages(workbench);
      });

      test('Download, of an object and of a folder', async () => {
        const folder = path.join(scratch, `downloads-by-${handName}`);
        mkdirSync(folder);
        await hand.choose('april.csv', 'Download…');
        await workbench.quickInput.waitFor(`Download ${root}april.csv`);
        await hand.enterPath(path.join(folder, 'of april.csv'), 'OK');
        await workbench.notifications.waitFor(/^Downloaded to .*of april\.csv/);
        assert.equal(readFileSync(path.join(folder, 'of april.csv'), 'utf8'), 'day,visits');
        await clearMessages(workbench);
        await hand.choose('new/', 'Download…');
        await workbench.quickInput.waitFor('Download to Folder');
        await hand.enterPath(`${folder}/`, 'Download Here');
        await workbench.notifications.waitFor('Downloaded 4 objects.');
        assert.deepEqual(readdirSync(path.join(folder, 'new'), { recursive: true }).sort(), [
          'local.bin',
          'renamed.csv',
          'tree',
          'tree/a.bin',
          'tree/below',
          'tree/below/b.txt',
        ]);
        assert.deepEqual(readFileSync(path.join(folder, 'new/local.bin')), bytes);
        assert.equal(readFileSync(path.join(folder, 'new/tree/below/b.txt'), 'utf8'), 'below');
        await clearMessages(workbench);
      });

      test('Find Objects, Measure Size', async () => {
        await hand.choose(root, 'Find Objects…');
        await workbench.quickInput.answer('new/**/?.txt');
        await workbench.quickInput.waitFor('"new/**/?.txt" matches 1 of 7 objects');
        await workbench.quickInput.cancel();
        await hand.choose(root, 'Find Objects…');
        await workbench.quickInput.answer('b.txt');
        await workbench.quickInput.waitFor('"b.txt" matches 1 of 7 objects');
        await hand.pick('new/tree/below/b.txt');
        await workbench.editor.waitForText(/^below$/);
        await hand.choose(root, 'Measure Size');
        await workbench.quickInput.waitFor(`s3://${server.bucket}/${root}: 7 objects`);
        const items = await workbench.quickInput.items();
        assert.deepEqual(items.map(({ label, description }) => `${label}: ${description}`).sort(), [
          'deep/: 1 object, 20 B',
          'directly here: 1 object, 10 B',
          'new/: 5 objects, 1.0 KiB',
        ]);
        await workbench.screenshot(`actions-${name}-${handName}-measured`);
        await workbench.quickInput.cancel();
      });

      test('Refresh, Sort Objects', async () => {
        await store.put({ bucket: server.bucket, key: `${root}zulu.bin` }, bytes, {});
        await hand.run('Refresh');
        await tree.waitForRow('zulu.bin');
        const waitForOrder = (...expected: string[]) =>
          eventually(
            `the order ${expected}`,
            async () => (await tree.rows()).map(({ label }) => label).filter((label) => expected.includes(label)),
            (found) => JSON.stringify(found) === JSON.stringify(expected),
          );
        await waitForOrder('april.csv', 'zulu.bin');
        await hand.run('Sort Objects…');
        await workbench.quickInput.waitFor('What is loaded of each folder is sorted');
        await hand.pick('by size, the largest first');
        await waitForOrder('zulu.bin', 'april.csv');
        assert.match(await tree.description(), /loaded objects by size, the largest first/);
        await hand.run('Sort Objects…');
        await hand.pick('by name');
        await waitForOrder('april.csv', 'zulu.bin');
        assert.equal(await tree.description(), '');
      });

      if (handName === 'keyboard') {
        test('what is loaded is found at once', async () => {
          const { keyboard } = workbench.page;
          await workbench.command('Rolecall: Focus on Buckets View');
          await keyboard.press('ControlOrMeta+Alt+f');
          await workbench.page.locator('.monaco-tree-type-filter input:focus').waitFor();
          await keyboard.type('zulu');
          await tree.waitForFocus('zulu.bin');
          await workbench.screenshot(`actions-${name}-find-loaded`);
          await keyboard.press('Escape');
        });
      }

      test('Versions: an older one is opened, compared with the current one, and restored', async () => {
        const versioned = `${handName}.txt`;
        await hand.expand(other);
        await tree.waitForRow(versioned);
        const show = async () => {
          await hand.choose(versioned, 'Versions…');
          await workbench.quickInput.waitFor(`Versions of ${versioned}`);
        };
        await show();
        const versions = await workbench.quickInput.items();
        assert.deepEqual(
          versions.map(({ description }) => description),
          ['6 B, the current version', '7 B', '6 B'],
        );
        await hand.pickButton(1, 'Compare with the current version');
        await workbench.editor.waitForText(/second[\s\S]*third/);
        await show();
        await hand.pickButton(2, 'Restore this version');
        await hand.answer(`Restore "${versioned}" as it was at`, 'Restore');
        await workbench.notifications.waitFor(`"${versioned}" is again as it was at`);
        assert.equal(String(await read(versioned, other)), 'first\n');
        await clearMessages(workbench);
        await hand.remove(versioned);
        await hand.answer(`Delete "${versioned}" (6 B)?`, 'Delete');
        await view.waitForNoRow(versioned);
        await workbench.notifications.waitForNone(/./);
        const kept = await store.versions({ bucket: other, key: versioned });
        assert.deepEqual(
          kept.map(({ isDeleteMarker }) => isDeleteMarker),
          [true, false, false, false, false],
        );
      });

      test('Open in Explorer, as one more folder of the workspace', async () => {
        await hand.choose('deep/', 'Open in Explorer');
        await eventually(
          'the folder in the Explorer',
          () => workbench.page.locator('.explorer-folders-view .monaco-list-row').allInnerTexts(),
          (rows) => rows.filter((row) => row.includes('deep (S3)')).length === (handName === 'mouse' ? 1 : 2),
        );
        await hand.openLastInExplorer();
        await workbench.editor.waitForText('read in the Explorer');
        await workbench.command('View: Show Rolecall');
      });

      if (handName === 'mouse') draggings(root);

      test('Delete: of two at once, and of a folder, with a count; Cancel deletes nothing', async () => {
        await hand.expand('new/');
        await tree.waitForRow('local.bin');
        await hand.removeBoth('local.bin', 'renamed.csv');
        await hand.answer('Delete 2 objects (768 B) in 2 places?', 'Delete');
        await view.waitForNoRow('local.bin');
        await view.waitForNoRow('renamed.csv');
        await clearMessages(workbench);
        const left = await keysIn(root);
        assert.ok(left.includes(`${root}new/tree/a.bin`));
        await hand.remove(root);
        const question = `Delete the folder "${handName}" with ${left.length} objects`;
        assert.match(await workbench.dialog.waitFor(question), /By S3Full\/MySession/);
        await workbench.screenshot(`actions-${name}-${handName}-delete`);
        await hand.answer(question, 'Cancel');
        assert.deepEqual(await keysIn(root), left);
        await hand.remove(root);
        await hand.answer(question, 'Delete');
        await view.waitForNoRow(root);
        await workbench.notifications.waitForNone(/./);
        assert.deepEqual(await keysIn(root), []);
      });
    }

    function draggings(root: string): void {
      const row = (label: string) => workbench.page.locator(`.pane .monaco-list-row[aria-label^="${label}"]`).first();

      test('an object that is dragged into the editors is opened', async () => {
        await workbench.command('View: Close All Editors');
        await tree.waitForRow('april.csv');
        await row('object april.csv').hover();
        await workbench.page.mouse.down();
        await workbench.page.locator('.part.editor').hover();
        await workbench.page.mouse.move(700, 400);
        await workbench.page.mouse.up();
        await workbench.editor.waitForText('day,visits');
        assert.match(await workbench.editor.title(), /^april/);
      });

      test('a file that is dragged from the Explorer onto a folder is uploaded into it', async () => {
        const { page } = workbench;
        const inExplorer = (label: string) =>
          page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${label}"]`).first();
        await workbench.command('View: Show Explorer');
        if ((await inExplorer('one').getAttribute('aria-expanded')) === 'false') await inExplorer('one').click();
        await inExplorer('local.bin').hover();
        await page.mouse.down();
        // The icon that is stayed upon opens its views.
        const icon = page.locator('.activitybar .action-label[aria-label^="Rolecall"]');
        for (const x of [10, 12]) await icon.hover({ position: { x, y: 12 } });
        await tree.waitForRow('deep/');
        let moves = 0;
        await eventually(
          'the folder as the one to drop on',
          async () => {
            const box = await row('folder deep/').boundingBox();
            if (box) await page.mouse.move(box.x + 40 + (moves++ % 5), box.y + box.height / 2);
            return row('folder deep/').getAttribute('class');
          },
          (classes) => classes?.split(' ').includes('drop-target') ?? false,
        );
        await page.mouse.up();
        await workbench.notifications.waitFor(/^Uploaded 1 file to .*deep\//);
        await waitForObject(`${root}deep/local.bin`, bytes);
        await clearMessages(workbench);
      });

      test('files of the system, dropped on a folder, are uploaded into it', async () => {
        const drop = async (on: string) => {
          // As the browser does it: what is dropped has a name and bytes.
          await workbench.page.locator(on).evaluate((element) => {
            const { DataTransfer, DragEvent, File } = globalThis as unknown as BrowserDrop;
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(['dropped here'], 'dropped.txt', { type: 'text/plain' }));
            for (const type of ['dragenter', 'dragover', 'drop']) {
              element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            }
          });
        };
        await drop('.pane:has(.monaco-list-row[aria-label="folder deep/"]) .monaco-list-rows');
        await workbench.notifications.waitFor('Drop files on a bucket or a folder: they are uploaded into it.');
        await clearMessages(workbench);
        // The tree is drawn anew after the upload before: what is dropped in that moment is asked for again.
        for (;;) {
          await drop('.pane .monaco-list-row[aria-label="folder deep/"]');
          const message = await workbench.notifications.waitFor(
            /Uploaded 1 file to .*deep\/|Drop files on a bucket or a folder/,
          );
          await clearMessages(workbench);
          if (message.includes('Uploaded 1 file')) break;
        }
        await waitForObject(`${root}deep/dropped.txt`, 'dropped here');
      });
    }
  });
}

/** Of two folders, so that one more restarts nothing. */
function makeWorkspace(scratch: string, region: string): string {
  mkdirSync(path.join(scratch, 'one/tree/below'), { recursive: true });
  mkdirSync(path.join(scratch, 'two'));
  writeFileSync(path.join(scratch, 'one/local.bin'), bytes);
  writeFileSync(path.join(scratch, 'one/tree/a.bin'), bytes);
  writeFileSync(path.join(scratch, 'one/tree/below/b.txt'), 'below');
  const file = path.join(scratch, 'two.code-workspace');
  const folders = [{ path: 'one' }, { path: 'two' }];
  writeFileSync(file, JSON.stringify({ folders, settings: { 'rolecall.region': region } }));
  return file;
}

/** Of the browser's types, which these files are checked without. */
interface BrowserDrop {
  readonly DataTransfer: new () => { readonly items: { add(file: object): void } };
  readonly File: new (parts: readonly string[], name: string, options: object) => object;
  readonly DragEvent: new (type: string, options: object) => never;
}
