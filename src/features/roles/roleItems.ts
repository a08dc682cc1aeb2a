// How a node of the roles view looks and what it says: to the eye, on hover, and to a screen reader.
import * as vscode from 'vscode';
import { visibleName } from '../../core/objectKey.ts';
import { explanationItem } from './explanationItems.ts';
import { groupName, groupWords } from './groupNames.ts';
import { accountOf, nameOf, roleArnOf } from './knownRoles.ts';
import {
  contextOf,
  type GroupNode,
  type LinkNode,
  type LinkState,
  type RoleItemNode,
  type RoleNode,
} from './roleNodes.ts';
import { knownTooltip, linkName, linkTooltip } from './roleTooltips.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

const currentColor = 'testing.iconPassed';

export function itemOf(node: RoleNode): vscode.TreeItem {
  switch (node.kind) {
    case 'link':
      return linkItem(node);
    case 'group':
      return groupItem(node);
    case 'role':
      return roleItem(node);
    case 'step':
      return explanationItem(node);
  }
}

function linkItem(node: LinkNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const name = linkName(node);
  const state = stateText(node);
  const item = new vscode.TreeItem(
    node.hop ? `→ ${visibleName(name)}` : visibleName(name),
    node.children.length > 0 ? Expanded : None,
  );
  item.id = node.id;
  const account = node.account ?? '';
  item.description = [state, account, node.current ? t('current') : ''].filter(Boolean).join(' · ');
  item.iconPath = linkIcon(node);
  item.contextValue = contextOf(node);
  item.tooltip = linkTooltip(node, state);
  item.accessibilityInformation = {
    label: [
      node.hop ? t('role {0}', name) : t('source {0}', name),
      account && t('account {0}', account),
      state,
      node.current ? t('current') : '',
    ]
      .filter(Boolean)
      .join(', '),
  };
  return item;
}

function linkIcon({ state, hop, source, current }: LinkNode): vscode.ThemeIcon {
  const usual = hop ? 'key' : source.kind === 'practice' ? 'mortar-board' : 'person';
  const { icon, color } = stateIcons[state];
  const shown = color ?? (current && hop ? currentColor : undefined);
  return new vscode.ThemeIcon(icon ?? usual, shown === undefined ? undefined : new vscode.ThemeColor(shown));
}

const stateIcons: Readonly<Record<LinkState, { readonly icon?: string; readonly color?: string }>> = {
  lasting: {},
  active: {},
  expiring: { icon: 'warning', color: 'list.warningForeground' },
  expired: { icon: 'error', color: 'list.errorForeground' },
  failed: { icon: 'error', color: 'list.errorForeground' },
  checking: { icon: 'loading~spin' },
  unknown: {},
};

function stateText({ state, expiration, renewalFailure }: LinkNode): string {
  const { t } = vscode.l10n;
  const time = expiration === undefined ? '' : shortTime(expiration);
  switch (state) {
    case 'active':
      return renewalFailure ? t('until {0}, renewal failed', time) : t('until {0}', time);
    case 'expiring':
      return renewalFailure ? t('ends at {0}, renewal failed', time) : t('ends at {0}', time);
    case 'expired':
      return t('ended');
    case 'failed':
      return t('failed');
    case 'checking':
      return t('checking…');
    case 'lasting':
    case 'unknown':
      return '';
  }
}

function shortTime(time: number): string {
  return new Date(time).toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { id, group, children } = node;
  const count = children.length;
  const item = new vscode.TreeItem(groupName(group), Expanded);
  item.id = id;
  item.contextValue = contextOf(node);
  item.accessibilityInformation = {
    label: count === 1 ? t('{0}, one role', groupName(group)) : t('{0}, {1} roles', groupName(group), count),
  };
  return item;
}

function roleItem(node: RoleItemNode): vscode.TreeItem {
  const { id, known, current } = node;
  const { t } = vscode.l10n;
  const name = nameOf(known);
  const roleArn = roleArnOf(known);
  const account = accountOf(roleArn);
  const plainProfile = known.group === 'profiles' && roleArn === undefined;
  const item = new vscode.TreeItem(visibleName(name), known.group === 'profiles' ? Collapsed : None);
  item.id = id;
  item.description = [account ?? '', groupWords(known), current ? t('current') : ''].filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon(
    plainProfile ? 'person' : 'key',
    current ? new vscode.ThemeColor(currentColor) : undefined,
  );
  item.contextValue = contextOf(node);
  item.tooltip = knownTooltip(known);
  item.accessibilityInformation = {
    label: [
      plainProfile ? t('profile {0}, press to start from it', name) : t('role {0}, press to assume', name),
      account && t('account {0}', account),
      plainProfile ? '' : groupWords(known),
      current ? t('current') : '',
    ]
      .filter(Boolean)
      .join(', '),
    role: 'button',
  };
  item.command = { command: 'rolecall.assumeRole', title: t('Assume Role'), arguments: [{ kind: 'role', known }] };
  return item;
}
