// Finding objects and summing up sizes from the bucket tree, with the mouse, on the practice account.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Workbench } from './driver/workbench.ts';

const bucket = 'work-bucket-012345678901';

suite('going through a bucket, in a real VS Code', () => {
  needs('vscode-host', 'linux');
  let workbench: Workbench;
  let workspaceFolder: string;

  suiteSetup(async () => {
    workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));
    workbench = await Workbench.open({
      workspaceFolder,
      settings: { 'rolecall.buckets': [bucket] },
      env: { ROLECALL_START_PRACTICE: '1' },
    });
    await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.type('arn:aws:iam::012345678901:role/BucketEditor');
    await workbench.quickInput.choose(/BucketEditor/);
    await workbench.quickInput.answer('MySession');
    await workbench.statusBarItem('rolecall.identity').waitForText('BucketEditor');
    await workbench.command('View: Show Rolecall');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    rmSync(workspaceFolder, { recursive: true, force: true });
  });

  test('an object is found by a part of its key, and opens', async () => {
    await workbench.tree('Buckets').openContextMenu(bucket);
    await workbench.menu.choose('Find Objects…');
    await workbench.quickInput.answer('march');
    await workbench.quickInput.waitFor('"march" matches 1 of 2 objects');
    const items = await workbench.quickInput.items();
    assert.deepEqual(
      items.map(({ label }) => label),
      ['reports/2025/march.csv'],
    );
    await workbench.screenshot('search-found');
    await workbench.quickInput.choose('reports/2025/march.csv');
    await workbench.editor.waitForText(/day,visits/);
    assert.match(await workbench.editor.title(), /^march/);
  });

  test('the tree shows folders and objects', async () => {
    const tree = workbench.tree('Buckets');
    await tree.expand(bucket);
    await tree.waitForRow('notes.txt');
    await tree.expand('reports');
    await tree.expand('2025');
    await tree.waitForRow('march.csv');
  });

  test('sizes are summed up by folder', async () => {
    await workbench.tree('Buckets').openContextMenu(bucket);
    await workbench.menu.choose('Measure Size');
    await workbench.quickInput.waitFor(`s3://${bucket}/: 2 objects, 68 B`);
    const items = await workbench.quickInput.items();
    assert.deepEqual(
      items.map(({ label }) => label),
      ['directly here', 'reports/'],
    );
    await workbench.screenshot('search-measured');
    await workbench.quickInput.cancel();
  });
});
