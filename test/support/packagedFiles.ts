// What a package of the extension holds: `npm run package` puts these files in the VSIX.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

const root = path.resolve(import.meta.dirname, '../..');

/** Paths below the root of the project. */
export function packagedFiles(): Promise<string[]> {
  return listFiles({ cwd: root, packageManager: PackageManager.None });
}

/** Copies them to where an installed extension may be. */
export async function unpackExtension(folder: string): Promise<void> {
  for (const file of await packagedFiles()) cpSync(path.join(root, file), path.join(folder, file));
}
