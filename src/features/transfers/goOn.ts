// What is asked where a transfer broke off.
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { showError } from '../../platform/notices.ts';
import { commandLabel, remedies } from '../../platform/remedies.ts';

/** Resolves with whether to go on. What else helps against the failure is done first, where that was pressed. */
export async function askToGoOn(text: string, failure: Failure): Promise<boolean> {
  const ids = remedies(failure);
  const chosen = await showError(text, vscode.l10n.t('Go On'), ...ids.map(commandLabel));
  const id = ids.find((each) => commandLabel(each) === chosen);
  if (id) await vscode.commands.executeCommand(id);
  return chosen !== undefined;
}
