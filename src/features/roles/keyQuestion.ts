// The question before a held access key is first used on a remote host.
import * as vscode from 'vscode';
import { confirm } from '../../platform/notices.ts';

/** @param key as it may be shown */
export async function askToUseKey(key: string, host: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const use = t('Use It There');
  const chosen = await confirm(
    t('Use the access key {0} on {1}?', key, host),
    t(
      'This window runs on the host {0}. The key goes there, into the memory of a process; whoever rules that host can read it. The answer is remembered for this key and this host.',
      host,
    ),
    use,
  );
  return chosen;
}
