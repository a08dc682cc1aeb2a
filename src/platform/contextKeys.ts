// The context keys that `when` clauses in package.json use.
import * as vscode from 'vscode';

interface ContextKeys {
  /** none, checking, source, role or failed */
  'rolecall.current': string;
  /** The chain has a hop, whatever came of it. */
  'rolecall.hasRole': boolean;
  'rolecall.practiceRunning': boolean;
  'rolecall.terminalEnvironmentSet': boolean;
  'rolecall.folderEnvironmentSet': boolean;
  /** Of the active terminal. */
  'rolecall.canReopenTerminal': boolean;
  /** Of each open one: a tab's menu does not say which it belongs to. */
  'rolecall.canReopenTerminals': boolean;
}

export function setContextKey<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
