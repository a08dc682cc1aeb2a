// What lies in the workspace: text that somebody else may have written, so that nothing there is run.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** Whether the path lies in a folder of the workspace, by the folder's name or by where a link leads. */
export function isInWorkspace(file: string): boolean {
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .map(({ uri }) => uri)
    .filter(({ scheme }) => scheme === 'file');
  return folders
    .flatMap(({ fsPath }) => [fsPath, realPath(fsPath)])
    .some((folder) => {
      const relative = path.relative(folder, file);
      return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
    });
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
