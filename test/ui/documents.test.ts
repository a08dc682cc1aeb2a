// Objects as documents, as a person handles them: opened with a click, edited, saved, and what stands in the way of it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ObjectStore } from '../../src/core/objectStore.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { practiceStore } from '../aws/s3/practiceStore.ts';
import { type FaultyRelay, startFaultyRelay, wire } from '../fakes/faultyRelay.ts';
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

  const large = 'large.bin';
  const interrupted = 'The upload was interrupted.';

  /** Uploads in parts that are neither ended nor given up. */
  async function openUploads(): Promise<number> {
    const keys = await assume(account, 'S3Full');
    const { body } = await sendSigned(account, { service: 's3', target: `/${bucket}?uploads`, keys });
    return body.split('<Upload>').length - 1;
  }

  async function uploadLarge(): Promise<void> {
    writeFileSync(path.join(scratch, large), Buffer.alloc(9 * 1024 * 1024, 'x'));
    await view.menu(bucket, 'Upload Files…');
    await workbench.quickInput.waitFor('Upload to');
    await view.enterPath(path.join(scratch, large), () => workbench.quickInput.press('Upload'));
  }

  /** Uploads a file in two parts, of which the second does not arrive. */
  async function breakOff(): Promise<void> {
    const isSecond = ({ target }: { readonly target: string }) => target.includes('partNumber=2');
    relay.spoil({ at: 'before', act: (socket) => socket.resetAndDestroy() }, isSecond, 1_000);
    await uploadLarge();
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

  test('an upload that is cancelled leaves nothing', async () => {
    const isPart = ({ target }: { readonly target: string }) => target.includes('partNumber=');
    const parts = () => relay.asked.filter(isPart).length;
    const before = parts();
    // Held back for ever.
    relay.spoil({ at: 'before', act: () => {} }, isPart, 1_000);
    await uploadLarge();
    await eventually(
      'both parts on their way',
      async () => parts(),
      (count) => count >= before + 2,
    );
    assert.equal(await openUploads(), 1);
    await workbench.notifications.press('Uploading to ', 'Cancel');
    relay.spoil({ at: 'before', act: () => {} }, isPart, 0);
    await eventually('nothing of the upload', openUploads, (count) => count === 0);
    await assert.rejects(store.head({ bucket, key: large }));
    await clearMessages(workbench);
  });

  test('a download that breaks off is gone on with by a button', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024, 'y');
    let times = 0;
    const file = path.join(scratch, 'pulled.bin');
    const isGet = ({ method, target }: { readonly method: string; readonly target: string }) =>
      method === 'GET' && target.includes('pulled.bin');
    account.put(bucket, 'pulled.bin', content);
    await workbench.command('Rolecall: Refresh');
    await tree.waitForRow('pulled.bin');
    relay.spoil(
      {
        at: 'answer',
        // Half of it once, and then nothing at all.
        act: (socket, answer) =>
          times++ > 0
            ? void socket.resetAndDestroy()
            : void socket.write(wire(answer).subarray(0, content.length / 2), () => socket.end()),
      },
      isGet,
      1_000,
    );
    await view.menu('pulled.bin', 'Download…');
    await workbench.quickInput.waitFor('Download pulled.bin');
    await view.enterPath(file, () => workbench.quickInput.press('OK'));
    await workbench.notifications.waitFor('The download was interrupted.');
    assert.ok(!existsSync(file), 'nothing half-written under its name');
    relay.spoil({ at: 'before', act: () => {} }, isGet, 0);
    await workbench.notifications.press('The download was interrupted.', 'Go On');
    await workbench.notifications.waitFor(/^Downloaded to .*pulled\.bin/);
    assert.ok(readFileSync(file).equals(content));
    // Only what was missing was asked for.
    assert.match(relay.asked.filter(isGet).at(-1)?.headers.range ?? '', /^bytes=[1-9]\d*-/);
    await clearMessages(workbench);
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
