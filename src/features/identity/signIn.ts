// Signing in to AWS in a browser: the code is shown beside it, since only the person can compare the two.
import * as vscode from 'vscode';
import { showInformation } from '../../platform/notices.ts';

interface SignInCode {
  readonly verificationUriComplete: string;
  readonly userCode: string;
}

/** Ends when `signal` aborts: then it is settled. Rejects with a CancellationError when the person does not want to. */
export async function showSignIn(
  { verificationUriComplete, userCode }: SignInCode,
  signal: AbortSignal,
): Promise<void> {
  const { t } = vscode.l10n;
  const openBrowser = t('Open Browser');
  const chosen = await showInformation(
    t('AWS asks you to sign in. Confirm the code {0} in the browser.', userCode),
    openBrowser,
  );
  if (signal.aborted) return;
  if (chosen !== openBrowser) throw new vscode.CancellationError();
  // As a text: a Uri would be written anew on its way.
  await vscode.commands.executeCommand('vscode.open', verificationUriComplete);
  const title = t('Waiting for the sign-in with the code {0}', userCode);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) =>
      new Promise<void>((resolve, reject) => {
        token.onCancellationRequested(() => reject(new vscode.CancellationError()));
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      }),
  );
}
