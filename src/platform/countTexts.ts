// How many of what, with the words of one and of more. Sentences take them whole.
import * as vscode from 'vscode';

export function objectsText(count: number): string {
  const { t } = vscode.l10n;
  return count === 1 ? t('1 object') : t('{0} objects', count.toLocaleString());
}

export function filesText(count: number): string {
  const { t } = vscode.l10n;
  return count === 1 ? t('1 file') : t('{0} files', count.toLocaleString());
}

/** Objects and folders. */
export function entriesText(count: number): string {
  const { t } = vscode.l10n;
  return count === 1 ? t('1 entry') : t('{0} entries', count);
}

/** All its digits, as the AWS CLI shows them. */
export function bytesText(count: number): string {
  const { t } = vscode.l10n;
  return count === 1 ? t('1 byte') : t('{0} bytes', count);
}
