// The roles that the open workspace proposes, and the question before the first use of one.
import * as vscode from 'vscode';
import { confirm } from '../../platform/notices.ts';
import { workspaceValues } from '../../platform/settingLayers.ts';
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

export async function askForProposal({ role, by }: ProposedRole): Promise<boolean> {
  const { t } = vscode.l10n;
  const assume = t('Assume Role');
  const chosen = await confirm(
    t('Assume the role "{0}" that the workspace "{1}" proposes?', roleName(role.roleArn), by),
    t(
      'Account: {0}\nRole: {1}\n\nThe settings of the workspace name this role, not yours. The answer counts for this workspace until the role changes there.',
      accountOf(role.roleArn) ?? '?',
      role.roleArn,
    ),
    assume,
  );
  return chosen;
}
