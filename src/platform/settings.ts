// Settings, typed. Their defaults and texts stand in package.json.
import * as vscode from 'vscode';
import type { Settings } from '../manifest.ts';

export function setting<Key extends keyof Settings>(key: Key): Settings[Key] {
  return vscode.workspace.getConfiguration().get(key) as Settings[Key];
}

/** The value that a person set in some settings file, or undefined where only the default is there. */
export function chosenSetting<Key extends keyof Settings>(key: Key): Settings[Key] | undefined {
  const found = vscode.workspace.getConfiguration().inspect<Settings[Key]>(key);
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}

/** Of a list that each folder of the workspace may have another of: all of them, once each. What is no text is left out. */
export function settingOfFolders(key: 'rolecall.buckets'): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [undefined];
  const values = folders.flatMap((folder) => vscode.workspace.getConfiguration(undefined, folder).get<unknown>(key));
  return [...new Set(values)].filter((value) => typeof value === 'string');
}

/** Of a list. What is no text is left out. */
export function textsOfSetting(key: 'rolecall.s3.requesterPays'): readonly string[] {
  const value: unknown = setting(key);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
