// The bucket view and documents on moto, a stand-in for AWS that is not this project's: by mouse, then by keyboard.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ObjectStore } from '../../src/core/objectStore.ts';
import { practiceStore } from '../aws/s3/practiceStore.ts';
import { type Moto, ScratchHome, startMoto } from '../practice/conformanceClients.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import { ObjectsView } from './driver/objectsView.ts';
import { addAccessKey, addBucket, assumeRole, bucketTree, clearMessages, identity } from './driver/rolecall.ts';
import type { Tree } from './driver/tree.ts';
import { Workbench } from './driver/workbench.ts';

suite('objects on moto, in a real VS Code', () => {
  needs('vscode-host', 'moto', 'linux');
  let home: ScratchHome;
  let moto: Moto;
  let store: ObjectStore;
  let workbench: Workbench;
  let tree: Tree;
  let view: ObjectsView;
  let scratch: string;

  suiteSetup(async () => {
    home = new ScratchHome();
    moto = await startMoto(home);
    store = await practiceStore(moto, 'S3Full');
    scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-on-moto-'));
    mkdirSync(path.join(scratch, '.vscode'));
    writeFileSync(path.join(scratch, '.vscode/settings.json'), JSON.stringify({ 'rolecall.region': moto.region }));
    workbench = await Workbench.open({
      workspaceFolder: scratch,
      settings: { 'rolecall.endpointUrl': moto.endpoint, 'files.autoSave': 'off' },
    });
    await identity(workbench).waitForText('AWS: no identity');
    await addAccessKey(workbench, moto);
    await identity(workbench).waitForText('AssumeRoleUser');
    tree = await bucketTree(workbench);
    view = new ObjectsView(workbench, tree);
  });

  suiteTeardown(async () => {
    await workbench?.close();
    await moto?.close();
    home?.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function become(role: string): Promise<void> {
    await assumeRole(workbench, moto.roles[role] as string);
    await identity(workbench).waitForText(role);
    await clearMessages(workbench);
  }

  async function waitForContent(key: string, expected: string): Promise<void> {
    await eventually(
      `${key} in the bucket`,
      async () => {
        const { bytes } = await store.read({ bucket: moto.bucket, key, maxBytes: 10_000 });
        return Buffer.from(bytes).toString('utf8');
      },
      (text) => text === expected,
    );
  }

  test('whoever may list one bucket only opens it by its name', async () => {
    await become('S3ListBucketOnly');
    await addBucket(workbench, moto.bucket);
    await tree.expand(moto.bucket);
    await tree.waitForRow('test.txt');
    await tree.click('test.txt');
    await workbench.notifications.waitFor(/^Access denied: .*GetObject/);
    await workbench.screenshot('moto-denied');
  });

  test('whoever may do all: the buckets, an object that is opened and saved', async () => {
    await become('S3Full');
    await tree.waitForRow('other-bucket');
    await tree.expand(moto.bucket);
    await tree.click('test.txt');
    await workbench.editor.waitForText('xxxx');
    await view.type('Written in VS Code.');
    await view.save();
    await waitForContent('test.txt', 'Written in VS Code.');
    await view.menu('test.txt', 'Properties');
    await workbench.editor.waitForText(/Size: 19 bytes/);
  });

  test('by mouse: a new folder, an upload into it, a download of it, and its end', async () => {
    await view.menu(moto.bucket, 'New Folder…');
    await workbench.quickInput.waitFor('New Folder in');
    await workbench.quickInput.answer('kept');
    await tree.waitForRow('kept');
    const file = path.join(scratch, 'april.csv');
    writeFileSync(file, 'day,visits\n1,7\n');
    await view.upload('kept', file);
    await workbench.notifications.waitFor('Uploaded 1 file');
    await waitForContent('kept/april.csv', 'day,visits\n1,7\n');
    await clearMessages(workbench);
    await view.download('kept', `${scratch}/`);
    await workbench.notifications.waitFor(/^Downloaded to .*april\.csv/);
    assert.equal(readFileSync(path.join(scratch, 'kept/april.csv'), 'utf8'), 'day,visits\n1,7\n');
    await view.menu('kept', 'Delete');
    await workbench.dialog.waitFor('Delete the folder "kept"');
    await workbench.dialog.press('Delete');
    await view.waitForNoRow('kept');
    await clearMessages(workbench);
  });

  test('by keyboard: an object is opened, renamed and deleted', async () => {
    const { keyboard } = workbench.page;
    await tree.click('test.txt');
    await workbench.command('Rolecall: Focus on Buckets View');
    await keyboard.press('F2');
    await workbench.quickInput.waitFor('Rename or Move test.txt');
    await workbench.quickInput.answer('renamed.txt');
    await tree.waitForRow('renamed.txt');
    await waitForContent('renamed.txt', 'Written in VS Code.');
    await clearMessages(workbench);
    await tree.click('renamed.txt');
    await workbench.editor.waitForText('Written in VS Code.');
    await workbench.command('Rolecall: Focus on Buckets View');
    await keyboard.press('Delete');
    await workbench.dialog.waitFor('Delete "renamed.txt"');
    await workbench.dialog.press('Delete');
    await view.waitForNoRow('renamed.txt');
    await workbench.screenshot('moto-objects');
  });
});
