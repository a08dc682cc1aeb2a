// What is dropped on the tree: from the Explorer as addresses, from the system as names and bytes, which VS Code gives
// without a path where it runs in a browser.
import type * as vscode from 'vscode';
import { Uri } from 'vscode';

export interface Dropped {
  readonly paths: readonly string[];
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

export async function dropped(data: vscode.DataTransfer): Promise<Dropped> {
  const list = (await data.get('text/uri-list')?.asString()) ?? '';
  const paths = new Set(
    list
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => Uri.parse(line))
      .filter(({ scheme }) => scheme === 'file')
      .map(({ fsPath }) => fsPath),
  );
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const [, item] of data) {
    const file = item.asFile();
    if (!file) continue;
    // The same as its address, where it has one.
    if (file.uri?.scheme === 'file') paths.add(file.uri.fsPath);
    else files.push({ name: file.name, bytes: await file.data() });
  }
  return { paths: [...paths], files };
}
