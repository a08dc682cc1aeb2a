// Inside VS Code: the buckets that files of the workspace name, where they name them, and without asking AWS.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workspaceEvidence } from '../../src/features/buckets/workspaceEvidence.ts';

suite('buckets that files name, inside VS Code', () => {
  const written: vscode.Uri[] = [];
  const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri as vscode.Uri;

  async function write(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.joinPath(folder(), name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    written.push(uri);
  }

  suiteSetup(async () => {
    await write('evidence.tf', '# the state\nbackend = "s3://state-of-evidence/env/prod.tfstate"\n');
    await write(
      'evidence.json',
      '{"Resource": ["arn:aws:s3:::logs-of-evidence/2025/*", "arn:aws:s3:::logs-of-evidence/2025/x"]}',
    );
    await write('node_modules/evidence.json', '"s3://not-of-this-project"');
    await write('evidence.txt', `${'x'.repeat(600_000)}\ns3://in-a-large-file`);
    await write('evidence.png', 's3://in-a-picture');
  });
  suiteTeardown(async () => {
    for (const uri of written) await vscode.workspace.fs.delete(uri);
  });

  test('each place once, with the file and line that name it first', async () => {
    const found = await workspaceEvidence(new AbortController().signal);
    assert.deepEqual(
      found.map(({ place, uri, line }) => [place.bucket, place.prefix, vscode.workspace.asRelativePath(uri), line]),
      [
        ['logs-of-evidence', '2025/', 'evidence.json', 1],
        ['state-of-evidence', 'env/', 'evidence.tf', 2],
      ],
    );
  });

  test('who closes it waits no longer', async () => {
    await assert.rejects(workspaceEvidence(AbortSignal.abort(new Error('closed'))), /closed/);
  });
});
