// "Copy Selection Share-Safe": the terminal's selection on the clipboard, without what gives the account away.
import * as vscode from 'vscode';
import { shareSafe } from '../../core/shareSafe.ts';
import { showInformation } from '../../platform/notices.ts';

/** VS Code gives a terminal's selection to nobody but the clipboard, so it passes through there. */
export async function copyShareSafe(): Promise<void> {
  const { t } = vscode.l10n;
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  // Where nothing is selected nothing is copied: what then stands on the clipboard must not be taken for the selection.
  await clipboard.writeText('');
  let result = { text: before, replaced: 0 };
  let selected = '';
  try {
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    selected = await clipboard.readText();
    if (selected !== '') result = shareSafe(selected);
  } finally {
    await clipboard.writeText(result.text);
  }
  if (selected === '') {
    void showInformation(t('No text is selected in the terminal.'));
  } else {
    void showInformation(
      result.replaced === 0
        ? t('Copied. Nothing in it had to be replaced.')
        : t('Copied, with replacements: {0}. Read it before you share it.', result.replaced),
    );
  }
}
