// A session policy out of a file: what is taken, and what is told of files that cannot be.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { policyFromFile } from '../../../src/features/roles/policyFile.ts';

suite('features/roles/policyFile', () => {
  const file = { scheme: 'file', fsPath: '/policies/mine.json' };
  let said: string[];

  setup(() => {
    said = [];
    Object.assign(vscode.window, { showErrorMessage: async (text: string) => void said.push(text) });
  });
  teardown(() => {
    Object.assign(vscode.window, { showErrorMessage: undefined, showOpenDialog: undefined });
    Object.assign(vscode.workspace, { fs: undefined });
  });

  function choosing(chosen: object[] | undefined, contents: Uint8Array | Error = Buffer.from('')): void {
    Object.assign(vscode.window, { showOpenDialog: async () => chosen });
    const readFile = async () => {
      if (contents instanceof Error) throw contents;
      return contents;
    };
    Object.assign(vscode.workspace, { fs: { readFile } });
  }

  const isObject = (policy: string) => (policy.startsWith('{') ? undefined : 'That is no policy.');

  test('without its spaces and its byte order mark', async () => {
    choosing([file], Buffer.from('\ufeff{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'));
    assert.equal(await policyFromFile(isObject), '{"Version":"2012-10-17","Statement":[]}');
    assert.deepEqual(said, []);
  });

  test('none was chosen', async () => {
    choosing(undefined);
    assert.equal(await policyFromFile(isObject), undefined);
    assert.deepEqual(said, []);
  });

  const rows: readonly [what: string, contents: Uint8Array | Error, told: RegExp][] = [
    ['no JSON', Buffer.from('Version: 2012-10-17'), /^That is no policy\.$/],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /^"\/policies\/mine\.json" cannot be read .*\(UTF-8\)/],
    ['gone', Object.assign(new Error('no'), { code: 'FileNotFound' }), /mine\.json" cannot be read .*\(FileNotFound\)/],
  ];
  for (const [what, contents, told] of rows) {
    test(`${what}: told, and nothing is taken`, async () => {
      choosing([file], contents);
      assert.equal(await policyFromFile(isObject), undefined);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', told);
    });
  }
});
