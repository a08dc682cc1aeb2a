// What any extension costs that uses VS Code's API: VS Code makes the API anew for each extension that imports it.
import * as vscode from 'vscode';

export function activate() {
  return vscode.version;
}
