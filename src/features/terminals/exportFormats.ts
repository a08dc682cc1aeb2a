// The formats that credentials are copied in, as a person reads and chooses them, and why one was refused.
// Loaded at the first copy, with what writes them.
import * as vscode from 'vscode';
import { type ExportFormat, type ExportProblem, orderedFormats } from '../../core/shellExport.ts';

/** The formats in `used` come first; without any, that of the shell that a person is likely to paste into. */
export async function chooseFormat(title: string, used: readonly string[]): Promise<ExportFormat | undefined> {
  const shell = vscode.window.activeTerminal?.state.shell ?? vscode.env.shell;
  const items = orderedFormats(used, shell).map((format) => ({
    format,
    label: formatLabel(format),
    description: formatSample(format),
  }));
  const placeHolder = vscode.l10n.t('For what?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.format;
}

/** As the value and the problem of a failure; the value is the name of a variable or a format, never a secret. */
export function problemTexts(
  problem: ExportProblem,
  format: string,
): { readonly value: string; readonly problem: string } {
  const { t } = vscode.l10n;
  switch (problem.kind) {
    case 'value':
      return { value: problem.name, problem: valueProblemText(problem.problem, format) };
    case 'no-keys':
      return { value: format, problem: t('a profile is put in force by its name, and this format is made of keys') };
    case 'no-role-session':
      return { value: format, problem: t('the current keys are not those of a role session') };
  }
}

function valueProblemText(problem: (ExportProblem & { kind: 'value' })['problem'], format: string): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'empty':
      return t('{0} cannot hold an empty value', format);
    case 'line-break':
      return t('{0} cannot hold a line break', format);
    case 'unprintable':
      return t('it has a control character');
    case 'quote':
      return t('{0} cannot hold its quotation mark', format);
    case 'expanded':
      return t('{0} would replace a part of it', format);
    case 'trimmed':
      return t('{0} would leave a part of it out', format);
  }
}

export function formatLabel(format: ExportFormat): string {
  const { t } = vscode.l10n;
  switch (format) {
    case 'posix':
      return t('POSIX shell (sh, bash, zsh)');
    case 'fish':
      return 'fish';
    case 'csh':
      return 'csh, tcsh';
    case 'powershell':
      return 'PowerShell';
    case 'cmd':
      return t('Command Prompt (cmd)');
    case 'nushell':
      return 'Nushell';
    case 'dotenv':
      return t('.env file');
    case 'ini':
      return t('AWS credentials file');
    case 'credential-process':
      return 'credential_process (JSON)';
    case 'assume-role':
      return t('Answer to AssumeRole (JSON)');
  }
}

/** What the text looks like; the same in every language. */
function formatSample(format: ExportFormat): string {
  switch (format) {
    case 'posix':
      return 'export AWS_…';
    case 'fish':
      return 'set -gx AWS_…';
    case 'csh':
      return 'setenv AWS_…';
    case 'powershell':
      return '$Env:AWS_…';
    case 'cmd':
      return 'set AWS_…';
    case 'nushell':
      return '$env.AWS_…';
    case 'dotenv':
      return 'AWS_…=';
    case 'ini':
      return 'aws_access_key_id = …';
    case 'credential-process':
      return '"Version": 1, …';
    case 'assume-role':
      return '"Credentials": …';
  }
}
