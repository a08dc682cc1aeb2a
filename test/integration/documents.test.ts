// Inside VS Code: objects as documents, through VS Code's own files, editors and workspace.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { eventually } from '../ui/driver/eventually.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const bucket = 'work-bucket-012345678901';
const uriOf = (name: string) => vscode.Uri.from({ scheme: 'rolecall-s3', authority: bucket, path: `/${name}` });
const { fs } = vscode.workspace;
const textOf = async (uri: vscode.Uri) => new TextDecoder().decode(await fs.readFile(uri));

suite('objects as documents, inside VS Code', () => {
  let practice: PracticeAccount;
  let folder: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    practice = await startPracticeAccount();
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-documents-'));
    const { accessKeyId, secretAccessKey, endpoint, region } = practice;
    writeFileSync(
      path.join(folder, 'config'),
      `[profile somebody]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n` +
        `endpoint_url=${endpoint}\nregion=${region}\n`,
    );
    process.env.AWS_CONFIG_FILE = path.join(folder, 'config');
    await run('chooseSource', { profile: 'somebody' });
    await become('BucketEditor');
  });

  suiteTeardown(async () => {
    await run('forgetEverything');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    delete process.env.AWS_CONFIG_FILE;
    await practice.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const become = (role: string) => run('assumeRole', { roleArn: practice.roles[role], roleSessionName: 'MySession' });

  /** VS Code refuses an edit of a version that it has gone on from: right after a revert it still tells of that. */
  async function edit(document: vscode.TextDocument, text: string): Promise<void> {
    await eventually(
      'an edit that is taken',
      async () => {
        const change = new vscode.WorkspaceEdit();
        change.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
        return vscode.workspace.applyEdit(change);
      },
      (isTaken) => isTaken,
    );
  }

  test('opened, edited and saved', async () => {
    practice.put(bucket, 'edited.txt', 'one');
    const document = await vscode.workspace.openTextDocument(uriOf('edited.txt'));
    assert.equal(document.getText(), 'one');
    await edit(document, 'two');
    assert.ok(await document.save());
    assert.equal(document.isDirty, false);
    assert.equal(await textOf(uriOf('edited.txt')), 'two');
    await edit(document, 'three');
    assert.ok(await document.save());
  });

  for (const [what, theirs] of [
    ['another size', 'theirs, and longer'],
    ['the same size', 'ONE'],
  ] as const) {
    test(`changed by somebody else, ${what}: the save does not happen, and reverting shows what there is`, async () => {
      const name = `conflict ${theirs.length}.txt`;
      practice.put(bucket, name, 'one');
      const document = await vscode.workspace.openTextDocument(uriOf(name));
      await vscode.window.showTextDocument(document);
      await edit(document, 'mine');
      // Not before: a document without changes may be read again.
      practice.put(bucket, name, theirs);
      assert.equal(await document.save(), false);
      assert.ok(document.isDirty);
      assert.equal(await textOf(document.uri), theirs);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      assert.equal(document.getText(), theirs);
      await edit(document, 'mine');
      assert.ok(await document.save());
      assert.equal(await textOf(document.uri), 'mine');
    });
  }

  test('a document of another identity is not saved', async () => {
    practice.put(bucket, 'whose.txt', 'one');
    const document = await vscode.workspace.openTextDocument(uriOf('whose.txt'));
    await vscode.window.showTextDocument(document);
    await edit(document, 'mine');
    await become('S3Full');
    assert.equal(await document.save(), false);
    assert.equal(await textOf(document.uri), 'one');
    await become('BucketEditor');
    assert.ok(await document.save());
    assert.equal(await textOf(document.uri), 'mine');
  });

  test('files and folders, as any program of VS Code has them', async () => {
    for (const key of ['d/a.txt', 'd/both', 'd/both/x', 'd//double', 'd/../up']) practice.put(bucket, key, key);
    const { File, Directory } = vscode.FileType;
    const listed = await fs.readDirectory(uriOf('d'));
    assert.deepEqual(
      listed.sort(([one], [other]) => (one < other ? -1 : 1)),
      [
        ['a.txt', File],
        ['both', Directory],
        ['~', Directory],
        ['~!both', File],
        ['~..', Directory],
      ],
    );
    assert.equal(await textOf(uriOf('d/~!both')), 'd/both');
    assert.equal(await textOf(uriOf('d/~../up')), 'd/../up');
    await fs.createDirectory(uriOf('d/new'));
    await fs.copy(uriOf('d/a.txt'), uriOf('d/new/b.txt'));
    await fs.rename(uriOf('d/new'), uriOf('d/newer'));
    assert.equal(await textOf(uriOf('d/newer/b.txt')), 'd/a.txt');
    await assert.rejects(
      async () => fs.copy(uriOf('d/a.txt'), uriOf('d/newer/b.txt')),
      (error: vscode.FileSystemError) => error.code === 'FileExists',
    );
    await fs.delete(uriOf('d/newer'), { recursive: true });
    await assert.rejects(
      async () => fs.stat(uriOf('d/newer')),
      (error: vscode.FileSystemError) => error.code === 'FileNotFound',
    );
  });

  test('read-only where a write is known to be denied: by an answer until the tree is refreshed, or by the policy', async () => {
    const [notes, march] = [uriOf('notes.txt'), uriOf('reports/2025/march.csv')];
    const isReadonly = async (uri: vscode.Uri) => (await fs.stat(uri)).permissions === vscode.FilePermission.Readonly;
    await become('VersionsReader');
    assert.deepEqual([await isReadonly(notes), await isReadonly(march)], [false, false]);
    await assert.rejects(async () => fs.writeFile(march, new Uint8Array()));
    assert.deepEqual([await isReadonly(notes), await isReadonly(march)], [false, true]);
    await run('refreshBuckets');
    assert.equal(await isReadonly(march), false);
    const statement = { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    await run('assumeRole', { roleArn: practice.roles.S3Full, roleSessionName: 'MySession', policy });
    assert.equal(await isReadonly(notes), true);
    await become('BucketEditor');
    assert.equal(await isReadonly(notes), false);
  });

  test('who may not read or write is told so', async () => {
    await become('S3ListBucketOnly');
    const denied = (error: vscode.FileSystemError) => error.code === 'NoPermissions';
    const there = vscode.Uri.from({ scheme: 'rolecall-s3', authority: practice.bucket, path: '/test.txt' });
    await assert.rejects(async () => fs.readFile(there), denied);
    await assert.rejects(async () => fs.writeFile(there.with({ path: '/new.txt' }), new Uint8Array()), denied);
    await become('BucketEditor');
  });
});
