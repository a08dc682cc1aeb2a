// Why terminals cannot be keyless here, in sentences.
import * as vscode from 'vscode';
import type { KeylessProblem } from '../../core/keylessProfile.ts';
import { showWarning } from '../../platform/notices.ts';

/** What is wrong with the two files, or with writing them. */
export type FileProblem =
  | KeylessProblem
  | { readonly code: 'not-utf8'; readonly file: string }
  | { readonly code: 'not-writable'; readonly file: string; readonly message: string };

export function fileProblemText(problem: FileProblem): string {
  const { t } = vscode.l10n;
  switch (problem.code) {
    case 'file-unreadable':
      return t(
        'line {0} of the {1} file cannot be read, and the AWS CLI refuses the whole file.',
        problem.line,
        problem.file,
      );
    case 'name-taken':
      return t(
        'there is a profile "rolecall" in the {0} file already, and it is not one that Rolecall made.',
        problem.file,
      );
    case 'has-credentials':
      return t('the profile "rolecall" would get credentials of its own by {0} (line {1}).', problem.key, problem.line);
    case 'marks-changed':
      return t(
        'the comments around the profile "rolecall" were changed (line {0}). Take it out by hand.',
        problem.line,
      );
    case 'written-to':
      return t('settings were added to the profile "rolecall": {0}. Move them first.', problem.keys.join(', '));
    case 'holds-secret':
      return t(
        'the config file seems to hold a secret (line {0}), so no copy of it is made. Let Rolecall add its profile to the file instead.',
        problem.line,
      );
    case 'not-utf8':
      return t('{0} is not in UTF-8.', problem.file);
    case 'not-writable':
      return t('{0} cannot be written: {1}', problem.file, problem.message);
  }
}

export function sayPortTaken(): void {
  void showWarning(
    vscode.l10n.t(
      'Another program has taken the port of the keyless terminals. Those that are open get no session any more: reopen them.',
    ),
  );
}
