// Shadows in sentences: which client would be whom, and what does it.
import * as vscode from 'vscode';
import type { Client, Shadow, ShadowCause } from '../../core/shadows.ts';
import type { SetAtStartup } from '../../platform/shellStartup.ts';

/** Whose value is known by its name alone, since it stands in a start-up file of the shell. */
export type TracedShadow = Shadow & { readonly place?: SetAtStartup };

export function traced(shadows: readonly Shadow[], startup: readonly SetAtStartup[]): readonly TracedShadow[] {
  return shadows.map((shadow) => {
    const place = startup.findLast(({ name }) => shadow.cause.kind === 'variable' && shadow.cause.name === name);
    return place ? { ...shadow, place } : shadow;
  });
}

export function shadowText(shadow: TracedShadow): string {
  const { t } = vscode.l10n;
  const { client, cause, place } = shadow;
  return place
    ? t(
        '{0}: {1}, by {2}, which {3} sets in line {4}.',
        clientName(client),
        winnerInFile(shadow, place),
        place.name,
        place.file,
        place.line,
      )
    : t('{0}: {1}, by {2}.', clientName(client), winnerName(shadow), causeName(cause));
}

/** What a file works out while the shell starts is not known; and its keys are only said to be there. */
function winnerInFile({ winner }: Shadow, { name, value }: SetAtStartup): string {
  if (value === undefined && name.endsWith('PROFILE')) return vscode.l10n.t('somebody else');
  return winnerName({ winner });
}

function clientName(client: Client): string {
  switch (client) {
    case 'cli':
      return vscode.l10n.t('The AWS CLI and boto3');
    case 'sdk-js':
      return vscode.l10n.t('The SDK for JavaScript');
  }
}

function winnerName({ winner, accessKeyId }: Pick<Shadow, 'winner' | 'accessKeyId'>): string {
  const { t } = vscode.l10n;
  if ('problem' in winner) return t('nobody, an error');
  const role = winner.hops.at(-1)?.roleArn;
  if (role !== undefined) return t('the role {0}', role.split('/').at(-1) ?? role);
  const { source } = winner;
  switch (source.kind) {
    case 'environment':
      return accessKeyId === undefined ? t('another access key') : t('the access key {0}', accessKeyId);
    case 'ecs':
      return t('whoever another container endpoint says');
    case 'ec2':
      return t('whoever the machine itself is');
    case 'webIdentity':
      return t('a web identity');
    default:
      return t('the profile "{0}"', source.profile);
  }
}

function causeName(cause: ShadowCause): string {
  const { t } = vscode.l10n;
  return cause.kind === 'variable'
    ? t('the variable {0}', cause.name)
    : t('the profile "{0}" in the {1} file', cause.profile, cause.file);
}
