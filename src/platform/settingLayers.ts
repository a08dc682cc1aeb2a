// Settings by who said them: the person alone, or the workspace alone.
import * as vscode from 'vscode';
import type { Settings } from '../manifest.ts';

/** A person's own value, or the default: no workspace has a say in it. */
export function ownSetting<Key extends keyof Settings>(key: Key): Settings[Key] {
  const found = vscode.workspace.getConfiguration().inspect<Settings[Key]>(key);
  return (found?.globalValue ?? found?.defaultValue) as Settings[Key];
}

export interface WorkspaceValue {
  readonly value: unknown;
  /** The workspace or the folder, as a person knows it, and as it can be told apart from all others. */
  readonly by: string;
  readonly place: string;
}

/** What the settings of the workspace and of its folders say. Nothing while the workspace is not trusted. */
export function workspaceValues(key: keyof Settings): readonly WorkspaceValue[] {
  const { isTrusted, name, workspaceFile, workspaceFolders = [] } = vscode.workspace;
  if (!isTrusted) return [];
  const [first] = workspaceFolders;
  const place = (workspaceFile ?? first?.uri)?.toString() ?? '';
  const ofWorkspace = vscode.workspace.getConfiguration().inspect(key)?.workspaceValue;
  const ofFolders = workspaceFolders.map((folder) => ({
    value: vscode.workspace.getConfiguration(undefined, folder.uri).inspect(key)?.workspaceFolderValue,
    by: folder.name,
    place: folder.uri.toString(),
  }));
  return [{ value: ofWorkspace, by: name ?? place, place }, ...ofFolders].filter(({ value }) => value !== undefined);
}
