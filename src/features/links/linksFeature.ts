// Buckets and roles that are named in a file or in a terminal: what can be done with them, one click away. Nothing is
// sent by a look: AWS hears of a bucket when it is opened in its view, and of a role when its form is confirmed.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import { type AwsReference, awsReferences } from '../../core/awsReferences.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { CommandId } from '../../manifest.ts';
import { commandLabel } from '../../platform/remedies.ts';

export class ReferenceLink extends vscode.TerminalLink {
  readonly reference: AwsReference;

  constructor(reference: AwsReference) {
    super(reference.start, reference.length, actionText(reference));
    this.reference = reference;
  }
}

export function terminalLinks(line: string): ReferenceLink[] {
  return awsReferences(line).map((reference) => new ReferenceLink(reference));
}

export async function openReference({ reference }: ReferenceLink): Promise<void> {
  const [command, argument] = actionOf(reference);
  await vscode.commands.executeCommand(command, argument);
  if (reference.kind === 'bucket') await vscode.commands.executeCommand('rolecall.buckets.focus');
}

/** Undefined where nothing is named, and where nobody has said yet that the files are to be trusted. */
export function hoverAt(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.Hover | undefined {
  if (!vscode.workspace.isTrusted) return undefined;
  const reference = awsReferences(document.lineAt(line).text).find(
    ({ start, length }) => start <= character && character <= start + length,
  );
  if (!reference) return undefined;
  const [command, argument] = actionOf(reference);
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = { enabledCommands: [command] };
  text.appendText(nameOf(reference));
  const address = `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
  text.appendMarkdown(
    `\n\n[${reference.kind === 'role' ? '$(key)' : '$(archive)'} ${actionText(reference)}](${address})`,
  );
  const { start, length } = reference;
  return new vscode.Hover(text, new vscode.Range(line, start, line, start + length));
}

function actionOf(reference: AwsReference): readonly [command: CommandId, argument: unknown] {
  switch (reference.kind) {
    case 'role':
      return ['rolecall.assumeRoleWithOptions', { roleArn: reference.roleArn }];
    case 'bucket': {
      const { bucket, prefix } = reference.place;
      return ['rolecall.addBucket', prefix === '' ? bucket : `${bucket}/${prefix}`];
    }
  }
}

function actionText(reference: AwsReference): string {
  return reference.kind === 'role' ? commandLabel('rolecall.assumeRoleWithOptions') : vscode.l10n.t('Show in Buckets');
}

function nameOf(reference: AwsReference): string {
  const { t } = vscode.l10n;
  if (reference.kind === 'bucket') {
    const { bucket, prefix } = reference.place;
    return `s3://${bucket}/${visibleName(prefix)}`;
  }
  const role = parseRoleArn(reference.roleArn);
  return 'problem' in role ? reference.roleArn : t('role {0}, account {1}', role.name, role.account);
}
