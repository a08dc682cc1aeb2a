// What the groups of roles are called, and what tells their members apart, in the roles view and in the quick pick.
import * as vscode from 'vscode';
import { sourceName } from '../../platform/sourceName.ts';
import { type KnownRole, type RoleGroup, roleName, viaOf, wayOf } from './knownRoles.ts';

export function groupName(group: RoleGroup): string {
  const { t } = vscode.l10n;
  switch (group) {
    case 'recent':
      return t('Recent');
    case 'saved':
      return t('Saved roles');
    case 'profiles':
      return t('Profiles');
    case 'proposed':
      return t('Proposed by the workspace');
    case 'practice':
      return t('Practice account');
  }
}

/** What stands beside the account. */
export function groupWords(known: KnownRole): string {
  switch (known.group) {
    case 'recent':
      if (known.chain.hops.length === 0) return known.roleArn === undefined ? '' : roleName(known.roleArn);
      return wayOf(known.chain, sourceName(known.chain.source));
    case 'proposed':
      return known.proposal.by;
    case 'profiles':
      return known.roleArn === undefined ? vscode.l10n.t('source') : roleName(known.roleArn);
    case 'saved':
      return viaOf(known.role).map(roleName).join(' → ');
    case 'practice':
      return '';
  }
}
