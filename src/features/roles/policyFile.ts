// A session policy out of a file.
import * as vscode from 'vscode';
import { failureSentence } from '../../platform/messages.ts';
import { showError } from '../../platform/notices.ts';

/**
 * The policy in a file that is chosen, without its spaces. Undefined where none was chosen, and where the file cannot be
 * taken, which is told then.
 *
 * @param problemOf the sentence for what AWS would refuse
 */
export async function policyFromFile(problemOf: (policy: string) => string | undefined): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Session Policy'),
      filters: { JSON: ['json'], '*': ['*'] },
    })) ?? [];
  if (!file) return undefined;
  const text = await read(file);
  if (text === undefined) return undefined;
  const policy = compact(text);
  const problem = problemOf(policy);
  if (problem === undefined) return policy;
  void showError(problem);
  return undefined;
}

async function read(file: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    const reason = error instanceof TypeError ? 'UTF-8' : String((error as { code?: unknown }).code);
    void showError(failureSentence({ code: 'local-file', file: file.fsPath, reason }));
    return undefined;
  }
}

/** Spaces and line ends count towards AWS's limit. What is no JSON stays as it is, to be told of. */
export function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
