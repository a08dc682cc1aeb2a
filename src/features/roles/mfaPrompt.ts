// The one question for an MFA code, however many roles and windows wait for it.
import * as vscode from 'vscode';
import { isMfaCode } from '../../core/assumeRoleRequest.ts';
import type { MfaQuestion } from '../../session/mfa.ts';

/** Resolves with six digits. Rejects with a CancellationError when it is closed, or with the signal's reason. */
export function askMfaCode({ serial, problem }: MfaQuestion, signal: AbortSignal): Promise<string> {
  const { t } = vscode.l10n;
  const box = vscode.window.createInputBox();
  box.title = t('MFA Code');
  box.prompt = t('The six digits that {0} shows now. Each code is good for one use.', deviceName(serial));
  box.placeholder = '123456';
  box.ignoreFocusOut = true;
  if (problem) box.validationMessage = problemText(problem);
  return new Promise((resolve, reject) => {
    const abort = () => box.hide();
    signal.addEventListener('abort', abort, { once: true });
    box.onDidChangeValue((value) => {
      box.validationMessage = /^[\d\s]*$/.test(value) ? '' : problemText('malformed');
    });
    box.onDidAccept(() => {
      const code = box.value.replace(/\s/g, '');
      if (!isMfaCode(code)) {
        box.validationMessage = problemText('malformed');
        return;
      }
      resolve(code);
      box.hide();
    });
    box.onDidHide(() => {
      signal.removeEventListener('abort', abort);
      reject(signal.aborted ? signal.reason : new vscode.CancellationError());
      box.dispose();
    });
    box.show();
  });
}

/** The device's own name, for an ARN. */
function deviceName(serial: string): string {
  return serial.includes(':mfa/') ? serial.slice(serial.indexOf(':mfa/') + 5) : serial;
}

function problemText(problem: NonNullable<MfaQuestion['problem']>): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'refused':
      return t('AWS did not take that code. Wait for the next one.');
    case 'used':
      return t('That code was used already. Wait for the next one.');
    case 'malformed':
      return t('An MFA code has six digits.');
    case 'seed-refused':
      return t('AWS takes no code of the seed that is kept for this device. Type the code that the device shows.');
  }
}
