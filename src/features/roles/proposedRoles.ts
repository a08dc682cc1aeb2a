// The roles that the open workspace proposes, and the question before the first use of one.
import * as vscode from 'vscode';
import type { Source } from '../../core/chain.ts';
import { visibleName } from '../../core/objectKey.ts';
import { confirm } from '../../platform/notices.ts';
import { workspaceValues } from '../../platform/settingLayers.ts';
import { sourceName } from '../../platform/sourceName.ts';
import { accountOf, roleName } from './knownRoles.ts';
import { type ProposedRole, proposedRole } from './proposals.ts';

/** Empty while the workspace is not trusted. A role that workspace and folder both propose is there once. */
export function proposedRoles(): readonly ProposedRole[] {
  const proposals = workspaceValues('rolecall.roles').flatMap(({ value, by, place }) =>
    (Array.isArray(value) ? value : []).flatMap((each) => proposedRole(each, by, place) ?? []),
  );
  const texts = proposals.map(({ role }) => JSON.stringify(role));
  return proposals.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

export async function askForProposal(proposal: ProposedRole, source: Source): Promise<boolean> {
  const { t } = vscode.l10n;
  const name = visibleName(roleName(proposal.role.roleArn));
  return confirm(
    t('Assume the role "{0}" that the workspace "{1}" proposes?', name, proposal.by),
    proposalText(proposal.role, source),
    t('Assume Role'),
  );
}

/** What is agreed to: whose the role is, from where it is asked for, and all that the workspace gives with it. */
export function proposalText({ roleArn, name: _, ...given }: ProposedRole['role'], source: Source): string {
  const { t } = vscode.l10n;
  const fields = Object.entries(given).map(([field, value]) => `${fieldName(field as GivenField)}: ${shown(value)}`);
  return [
    t('Account: {0}', accountOf(roleArn) ?? '?'),
    t('Role: {0}', visibleName(roleArn)),
    t('Source: {0}', sourceName(source)),
    '',
    ...(fields.length > 0 ? [t('Also from the workspace:'), ...fields, ''] : []),
    t(
      'The settings of the workspace name this role, not yours. The answer counts for this workspace until what it gives changes.',
    ),
  ].join('\n');
}

type GivenField = Exclude<keyof ProposedRole['role'], 'roleArn' | 'name'>;

function fieldName(field: GivenField): string {
  const { t } = vscode.l10n;
  switch (field) {
    case 'roleSessionName':
      return t('Session name');
    case 'externalId':
      return t('External id');
    case 'durationSeconds':
      return t('Duration (seconds)');
    case 'tags':
      return t('Tags');
  }
}

/** On one line, whatever somebody wrote. */
function shown(value: unknown): string {
  const text = visibleName(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
