// Notifications. VS Code makes links of `[text](command:…)` in their text and runs what is pressed, so texts that hold
// names from outside (an object's key, a profile, what an endpoint answers) go through here.
import * as vscode from 'vscode';

/** Resolves with the pressed button. */
export function showInformation(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(unlinked(text), ...buttons);
}

/** Resolves with the pressed button. */
export function showError(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(unlinked(text), ...buttons);
}

/** Resolves with the pressed button. */
export function showWarning(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(unlinked(text), ...buttons);
}

/** Asks before something that cannot simply be undone. Resolves with whether `button` was pressed. */
export async function confirm(text: string, detail: string, button: string): Promise<boolean> {
  return (await ask(text, detail, button)) === button;
}

/** A dialog that waits for an answer. Resolves with the pressed button; undefined where it was closed. */
export function ask(text: string, detail: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  const options = { modal: true, detail: unlinked(detail) };
  return vscode.window.showWarningMessage(unlinked(text), options, ...buttons);
}

/** The text, with nothing in it that a notification would make a link of. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
