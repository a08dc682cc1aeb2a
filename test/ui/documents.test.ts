// Objects as documents and files, as a person handles them: opened with a click, edited, saved, fetched, renamed, deleted.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ObjectStore } from '../../src/core/objectStore.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { practiceStore } from '../aws/s3/practiceStore.ts';
import { type FaultyRelay, startFaultyRelay } from '../fakes/faultyRelay.ts';
import { assume, sendSigned } from '../practice/rawRequest.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { ObjectsView } from './driver/objectsView.ts';
import { addAccessKey, addBucket, assumeRole, bucketTree, clearMessages, identity } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

const bucket = 'work-bucket-012345678901';
/** One pixel, red. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

suite('objects as documents, in a real VS Code', () => {
  needs('vscode-host', 'linux');
  let account: PracticeAccount;
  /** Before the account. */
  let relay: FaultyRelay;
  let store: ObjectStore;
  let workbench: Workbench;
  let tree: Tree;
  let view: ObjectsView;
  let scratch: string;

  suiteSetup(async () => {
    account = await startPracticeAccount();
    relay = await startFaultyRelay(account.endpoint);
    store = await practiceStore(account, 'S3Full');
    account.put(bucket, 'picture.png', png);
    account.put(bucket, 'reports/2025/april.csv', 'day,visits\n1,7\n');
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-documents-'));
    mkdirSync(path.join(scratch, '.vscode'));
    writeFileSync(path.join(scratch, '.vscode/settings.json'), JSON.stringify({ 'rolecall.region': account.region }));
    workbench = await Workbench.open({
      workspaceFolder: scratch,
      settings: {
        'rolecall.endpointUrl': relay.url,
        'window.autoDetectColorScheme': true,
        // In a browser VS Code saves by itself.
        'files.autoSave': 'off',
      },
    });
    await workbench.setColorTheme('dark');
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, account);
    await identity(workbench).waitForText('AssumeRoleUser');
    await become('BucketEditor');
    await clearMessages(workbench);
    tree = await bucketTree(workbench);
    view = new ObjectsView(workbench, tree);
    await addBucket(workbench, bucket);
    await tree.expand(bucket);
    await tree.waitForRow('notes.txt');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await relay?.close();
    await account?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function become(role: string): Promise<void> {
    await assumeRole(workbench, account.roles[role] as string);
    await identity(workbench).waitForText(role);
  }

  async function contentOf(key: string): Promise<string> {
    const { bytes } = await store.read({ bucket, key, maxBytes: 10_000 });
    return Buffer.from(bytes).toString('utf8');
  }

  async function waitForContent(key: string, expected: string): Promise<void> {
    await eventually(
      `${key} in the bucket`,
      () => contentOf(key),
      (text) => text === expected,
    );
  }

  test('a click opens an object, and what is typed is saved into the bucket', async () => {
    await tree.click('notes.txt');
    await workbench.editor.waitForText('nothing in this bucket is real');
    await view.type('Written in VS Code.');
    await view.save();
    await waitForContent('notes.txt', 'Written in VS Code.');
    await workbench.screenshot('documents-saved');
  });

  test('changed by somebody else meanwhile: the save is refused, shown, and done when it is meant', async () => {
    // As long as before, within the same second or not.
    account.put(bucket, 'notes.txt', 'WRITTEN IN VS CODE.');
    await view.type('Mine.');
    await view.save();
    const told = await workbench.notifications.waitFor(/notes\.txt/);
    assert.equal(await contentOf('notes.txt'), 'WRITTEN IN VS CODE.');
    await workbench.screenshot('documents-conflict');
    await workbench.setColorTheme('light');
    await workbench.screenshot('documents-conflict-light');
    await workbench.setColorTheme('dark');
    assert.match(told, /newer/);
    assert.deepEqual(await workbench.notifications.buttons(/notes\.txt/), ['Compare', 'Overwrite']);
    await workbench.notifications.press(/notes\.txt/, 'Overwrite');
    await waitForContent('notes.txt', 'Mine.');
  });

  test('a picture is shown as one', async () => {
    await tree.click('picture.png');
    await eventually(
      'a picture',
      () => workbench.editor.title(),
      (title) => title.startsWith('picture'),
    );
    await eventually(
      'the picture itself',
      async () => {
        for (const frame of workbench.page.frames()) {
          const width = await frame.evaluate<number>('document.querySelector("img")?.naturalWidth ?? 0').catch(() => 0);
          if (width > 0) return width;
        }
        return 0;
      },
      (width) => width === 1,
    );
    await workbench.screenshot('documents-picture');
  });

  test('as another role: saving is refused with both names, and works again as the first', async () => {
    await tree.click('notes.txt');
    await workbench.editor.waitForText('Mine.');
    await view.type('As who?');
    await become('S3Full');
    await clearMessages(workbench);
    await workbench.page.locator('.editor-group-container.active .view-line').first().click();
    await view.save();
    await workbench.notifications.waitFor(/begun as BucketEditor\/MySession, and now you are S3Full\/MySession/);
    await workbench.screenshot('documents-other-identity');
    assert.equal(await contentOf('notes.txt'), 'Mine.');
    await become('BucketEditor');
    await clearMessages(workbench);
    await workbench.page.locator('.editor-group-container.active .view-line').first().click();
    await view.save();
    await waitForContent('notes.txt', 'As who?');
  });

  test('the menus offer what can be done', async () => {
    await tree.expand(bucket);
    await tree.openContextMenu('notes.txt');
    assert.deepEqual(await workbench.menu.items(), [
      'Open Object',
      'Properties',
      'Versions…',
      'Download…',
      'Rename or Move…',
      'Copy or Move to…',
      'Delete',
      'Copy',
    ]);
    await workbench.screenshot('documents-menu');
    await workbench.menu.close();
    await tree.openContextMenu('reports');
    const ofFolder = await workbench.menu.items();
    for (const item of ['Open in Explorer', 'Download…', 'Upload Files…', 'New Folder…', 'Delete']) {
      assert.ok(ofFolder.includes(item), `${item} in ${ofFolder.join(', ')}`);
    }
    await workbench.menu.close();
  });

  test('a folder is downloaded into a new one', async () => {
    await view.menu('reports', 'Download…');
    await workbench.quickInput.waitFor('Download to Folder');
    await workbench.quickInput.type(`${scratch}/`);
    await workbench.screenshot('documents-download-dialog');
    await workbench.quickInput.press('Download Here');
    await workbench.notifications.waitFor('Downloaded 2 objects.');
    await workbench.screenshot('documents-downloaded');
    assert.deepEqual(readdirSync(path.join(scratch, 'reports/2025')).sort(), ['april.csv', 'march.csv']);
    assert.equal(readFileSync(path.join(scratch, 'reports/2025/april.csv'), 'utf8'), 'day,visits\n1,7\n');
  });

  test('properties', async () => {
    await view.menu('notes.txt', 'Properties');
    const text = await workbench.editor.waitForText(/Size: 7 bytes/);
    assert.match(text, /Storage class: STANDARD/);
    assert.match(text, /Tags: none/);
    await workbench.screenshot('documents-properties');
  });

  test('a presigned link says when it dies, and reads the object', async () => {
    await tree.openContextMenu('notes.txt');
    await workbench.menu.openSubmenu('Copy');
    await workbench.screenshot('documents-copy');
    await workbench.menu.choose('Copy Presigned Link…');
    await workbench.quickInput.waitFor('Presigned Link to notes.txt');
    await workbench.screenshot('documents-link');
    await workbench.quickInput.choose('12 hours');
    await workbench.notifications.waitFor(/It dies at .*: with the role session, and not after 12 hours\./);
    assert.equal(await (await fetch(await workbench.clipboard())).text(), 'As who?');
    await clearMessages(workbench);
  });

  test('its key, URI, ARN and URL are copied', async () => {
    const copied = {
      'Copy Key': 'notes.txt',
      'Copy S3 URI': `s3://${bucket}/notes.txt`,
      'Copy ARN of Object': `arn:aws:s3:::${bucket}/notes.txt`,
      'Copy URL': `${relay.url}/${bucket}/notes.txt`,
    };
    for (const [item, expected] of Object.entries(copied)) {
      await tree.openContextMenu('notes.txt');
      await workbench.menu.openSubmenu('Copy');
      await workbench.menu.choose(item);
      await eventually(
        `${item} in the clipboard`,
        () => workbench.clipboard(),
        (text) => text === expected,
      );
    }
  });

  test('a new folder, renamed by its key, and a file renamed into it', async () => {
    await view.menu(bucket, 'New Folder…');
    await workbench.quickInput.waitFor('New Folder in');
    await workbench.quickInput.answer('kept');
    await tree.waitForRow('kept');
    await tree.click('kept');
    await workbench.page.keyboard.press('F2');
    await workbench.quickInput.waitFor('Rename or Move kept');
    await workbench.quickInput.answer('archive');
    await workbench.dialog.waitFor('Move 1 object to "archive/"?');
    await workbench.dialog.press('Move');
    await tree.waitForRow('archive');
    await view.waitForNoRow('kept');
    await clearMessages(workbench);
    await view.menu('notes.txt', 'Rename or Move…');
    await workbench.quickInput.waitFor('Rename or Move notes.txt');
    assert.equal(await workbench.quickInput.value(), 'notes.txt');
    await workbench.quickInput.answer('archive/old notes.txt');
    await view.waitForNoRow('notes.txt');
    assert.equal(await contentOf('archive/old notes.txt'), 'As who?');
  });

  test('deleting a folder asks with its count, and Cancel deletes nothing', async () => {
    await view.menu('reports', 'Delete');
    const asked = await workbench.dialog.waitFor('Delete the folder "reports" with 2 objects (36 B)?');
    assert.match(asked, /By BucketEditor\/MySession/);
    await workbench.screenshot('documents-delete');
    await workbench.dialog.press('Cancel');
    assert.equal(await contentOf('reports/2025/april.csv'), 'day,visits\n1,7\n');
    await tree.click('reports');
    await workbench.page.keyboard.press('Delete');
    await workbench.dialog.waitFor('with 2 objects');
    await workbench.dialog.press('Delete');
    await view.waitForNoRow('reports');
  });

  test('a file is uploaded, and one that is there already stays until it is meant', async () => {
    const upload = () => view.upload(bucket, path.join(scratch, 'reports/2025/april.csv'));
    await upload();
    await tree.waitForRow('april.csv');
    assert.equal(await contentOf('april.csv'), 'day,visits\n1,7\n');
    account.put(bucket, 'april.csv', 'theirs');
    await upload();
    await workbench.dialog.waitFor('"april.csv" is there already. Overwrite it?');
    assert.equal(await contentOf('april.csv'), 'theirs');
    await workbench.screenshot('documents-overwrite');
    await workbench.dialog.press('Overwrite');
    await waitForContent('april.csv', 'day,visits\n1,7\n');
    await workbench.notifications.waitFor(`Uploaded 1 file to s3://${bucket}`);
    await clearMessages(workbench);
  });

  const large = 'large.bin';
  const interrupted = 'The upload was interrupted.';

  /** Uploads in parts that are neither ended nor given up. */
  async function openUploads(): Promise<number> {
    const keys = await assume(account, 'S3Full');
    const { body } = await sendSigned(account, { service: 's3', target: `/${bucket}?uploads`, keys });
    return body.split('<Upload>').length - 1;
  }

  /** Uploads a file in two parts, of which the second does not arrive. */
  async function breakOff(): Promise<void> {
    const isSecond = ({ target }: { readonly target: string }) => target.includes('partNumber=2');
    writeFileSync(path.join(scratch, large), Buffer.alloc(9 * 1024 * 1024, 'x'));
    relay.spoil({ at: 'before', act: (socket) => socket.resetAndDestroy() }, isSecond, 1_000);
    await view.upload(bucket, path.join(scratch, large));
    await workbench.notifications.waitFor(interrupted);
    relay.spoil({ at: 'before', act: () => {} }, isSecond, 0);
    assert.equal(await openUploads(), 1);
  }

  test('an upload that breaks off is gone on with by a button, or leaves nothing', async () => {
    const parts = () => relay.asked.filter(({ target }) => target.includes('partNumber=')).length;
    await breakOff();
    await workbench.screenshot('documents-go-on');
    const before = parts();
    await workbench.notifications.press(interrupted, 'Go On');
    await workbench.notifications.waitFor(`Uploaded 1 file to s3://${bucket}`);
    assert.equal(parts() - before, 1);
    assert.equal((await store.head({ bucket, key: large })).size, 9 * 1024 * 1024);
    await store.remove({ bucket, key: large });
    await clearMessages(workbench);
    await breakOff();
    await clearMessages(workbench);
    await eventually('nothing of the upload', openUploads, (count) => count === 0);
    await assert.rejects(store.head({ bucket, key: large }));
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
    await drop('.pane:has(.monaco-list-row[aria-label="folder archive/"]) .monaco-list-rows');
    await workbench.notifications.waitFor('Drop files on a bucket or a folder: they are uploaded into it.');
    await clearMessages(workbench);
    // The tree is drawn anew after the upload before: what is dropped in that moment is asked for again.
    for (;;) {
      await drop('.pane .monaco-list-row[aria-label="folder archive/"]');
      const message = await workbench.notifications.waitFor(
        /Uploaded 1 file to .*archive\/|Drop files on a bucket or a folder/,
      );
      await clearMessages(workbench);
      if (message.includes('Uploaded 1 file')) break;
    }
    assert.equal(await contentOf('archive/dropped.txt'), 'dropped here');
  });

  test('of the listed buckets those that are wanted are shown, and all again', async () => {
    const filterBy = async (prefix: string, region: string) => {
      await workbench.command('Rolecall: Filter Listed Buckets…');
      await workbench.quickInput.waitFor('Filter Listed Buckets (1 of 2)');
      await workbench.quickInput.answer(prefix);
      await workbench.quickInput.waitFor('Filter Listed Buckets (2 of 2)');
      await workbench.quickInput.answer(region);
      await workbench.quickInput.waitForClose();
    };
    const title = () => workbench.page.locator('.pane-header').filter({ hasText: 'Buckets' }).innerText();
    const buckets = async () => (await tree.rows()).filter(({ level }) => level === 1).map(({ label }) => label);
    await become('S3Full');
    await tree.waitForRow('other-bucket');
    await filterBy('far-', 'us-west-2');
    await eventually('the wanted buckets', buckets, (labels) => labels.join() === 'far-bucket-012345678901');
    assert.match(await title(), /only far-\*, us-west-2/);
    await workbench.screenshot('documents-filter');
    await filterBy('', '');
    await eventually('all buckets', buckets, (labels) => labels.includes('other-bucket'));
    assert.doesNotMatch(await title(), /only/);
  });

  test('an older version is compared with the current one, and restored', async () => {
    const versioned = 'bucket-with-versions';
    account.addBucket(versioned, { versioning: 'Enabled' });
    for (const text of ['first\n', 'second\n', 'third\n']) account.put(versioned, 'v.txt', text);
    await workbench.command('Rolecall: Refresh');
    await tree.expand(versioned);
    await view.menu('v.txt', 'Versions…');
    await workbench.quickInput.waitFor('Versions of v.txt');
    const versions = await workbench.quickInput.items();
    assert.deepEqual(
      versions.map(({ description }) => description),
      ['6 B, the current version', '7 B', '6 B'],
    );
    await workbench.screenshot('documents-versions');
    await workbench.page.locator('.quick-input-list .monaco-list-row[data-index="1"]').hover();
    await workbench.page
      .locator('.quick-input-list .monaco-list-row[data-index="1"]')
      .getByRole('button', { name: 'Compare with the current version' })
      .click();
    await workbench.editor.waitForText(/second[\s\S]*third/);
    await workbench.screenshot('documents-compare');
    await view.menu('v.txt', 'Versions…');
    await workbench.quickInput.waitFor('Versions of v.txt');
    await workbench.page.locator('.quick-input-list .monaco-list-row[data-index="2"]').hover();
    await workbench.page
      .locator('.quick-input-list .monaco-list-row[data-index="2"]')
      .getByRole('button', { name: 'Restore this version' })
      .click();
    await workbench.dialog.waitFor('Restore "v.txt" as it was at');
    await workbench.dialog.press('Restore');
    await workbench.notifications.waitFor('"v.txt" is again as it was at');
    const { bytes } = await store.read({ bucket: versioned, key: 'v.txt', maxBytes: 100 });
    assert.equal(Buffer.from(bytes).toString('utf8'), 'first\n');
  });

  test('a folder becomes one of the workspace, after a warning, and its files open there', async () => {
    account.put(bucket, 'shared/read me.txt', 'read in the Explorer');
    await clearMessages(workbench);
    await breakOff();
    await workbench.command('Rolecall: Refresh');
    await tree.expand(bucket);
    await view.menu('shared', 'Open in Explorer');
    const asked = await workbench.dialog.waitFor('Open s3://');
    assert.match(asked, /restarts all extensions/);
    await workbench.screenshot('documents-workspace-folder');
    await workbench.dialog.press('Open');
    const explorer = workbench.page.locator('.explorer-folders-view .monaco-list-row');
    await eventually(
      'the files of the folder',
      async () => (await explorer.allInnerTexts()).map((text) => text.trim()),
      (rows) => rows.some((row) => row.startsWith('shared (S3)')),
    );
    await eventually('nothing of the upload that nobody went on with', openUploads, (count) => count === 0);
    // It is a new workspace, where nobody has chosen who to be.
    await identity(workbench).waitForText('AWS: no identity');
    await workbench.command('Rolecall: Choose Source…');
    await workbench.quickInput.choose(account.accessKeyId.slice(-4));
    await identity(workbench).waitForText('AssumeRoleUser');
    await become('BucketEditor');
    await workbench.command('View: Show Explorer');
    const folder = explorer.filter({ hasText: 'shared (S3)' }).first();
    await eventually(
      'the folder unfolded',
      async () => {
        if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
        return explorer.allInnerTexts();
      },
      (rows) => rows.some((row) => row.includes('read me.txt')),
    );
    await explorer.filter({ hasText: 'read me.txt' }).first().click();
    await workbench.editor.waitForText('read in the Explorer');
    await workbench.screenshot('documents-explorer');
  });
});

/** Of the browser's types, which these files are checked without. */
interface BrowserDrop {
  readonly DataTransfer: new () => { readonly items: { add(file: object): void } };
  readonly File: new (parts: readonly string[], name: string, options: object) => object;
  readonly DragEvent: new (type: string, options: object) => never;
}
