// The quick pick for a role: the known ones in groups, the last used first, or an ARN typed or pasted in place.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import type { Chain } from '../../core/chain.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { groupName, groupWords } from './groupNames.ts';
import { roleArnText } from './inputTexts.ts';
import { accountOf, isCurrent, type KnownRole, nameOf, type RoleGroup, roleArnOf } from './knownRoles.ts';
import { argumentOf } from './roleNodeArguments.ts';

export type RoleChoice = KnownRole | { readonly group: 'typed'; readonly roleArn: string };

export interface Chosen {
  readonly choice: RoleChoice;
  /** The options are wanted before the role is asked for. */
  readonly withOptions: boolean;
}

interface RoleItem extends vscode.QuickPickItem {
  readonly choice?: RoleChoice;
}

const groups: readonly RoleGroup[] = ['recent', 'saved', 'profiles', 'proposed', 'practice'];

/** Resolves with the choice, or undefined when it was closed without one. `chosen` is what the current chain was chosen by. */
export function chooseRole(known: readonly KnownRole[], chosen: Chain): Promise<Chosen | undefined> {
  const { t } = vscode.l10n;
  const knownItems = groups.flatMap((group) =>
    withHeading(
      group,
      known.filter((each) => each.group === group),
      chosen,
    ),
  );
  const pick = vscode.window.createQuickPick<RoleItem>();
  pick.title = t('Assume Role');
  pick.placeholder = t('Choose a role, or type or paste a role ARN (arn:aws:iam::<account>:role/<name>)');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  const show = () => {
    const typed = pick.value.trim();
    if (typed === '') pick.items = knownItems.length > 0 ? knownItems : [hint(roleArnText('empty'))];
    else pick.items = [...typedItems(typed, knownItems), ...knownItems];
  };
  show();
  return new Promise((resolve) => {
    const choose = (item: RoleItem | undefined, withOptions: boolean) => {
      if (!item?.choice) return;
      resolve({ choice: item.choice, withOptions });
      pick.hide();
    };
    pick.onDidChangeValue(show);
    pick.onDidTriggerItemButton(({ item }) => choose(item, true));
    pick.onDidAccept(() => choose(pick.selectedItems[0], false));
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** What the choice says, as a command takes it. */
export function roleArgument(choice: RoleChoice): Partial<AssumeRoleArgument> & { readonly profile?: string } {
  switch (choice.group) {
    case 'typed':
      return { roleArn: choice.roleArn };
    case 'profiles':
      return { profile: choice.profile };
    default:
      return argumentOf(choice);
  }
}

/** The typed ARN as an item, or what is wrong with it; nothing while a name is typed that the list may know. */
function typedItems(typed: string, known: readonly RoleItem[]): RoleItem[] {
  const role = parseRoleArn(typed);
  if (!('problem' in role)) {
    const choice: RoleChoice = { group: 'typed', roleArn: role.arn };
    const description = role.account;
    return [{ ...item(role.name, description, choice), detail: role.arn, alwaysShow: true }];
  }
  const found = known.some(({ label, description }) =>
    `${label} ${description ?? ''}`.toLowerCase().includes(typed.toLowerCase()),
  );
  return found ? [] : [hint(roleArnText(role.problem))];
}

function hint(text: string): RoleItem {
  return { label: text, iconPath: new vscode.ThemeIcon('info'), alwaysShow: true };
}

/** In the recent ones the current role is last: who opens the list wants another one. */
function withHeading(group: RoleGroup, members: readonly KnownRole[], chosen: Chain): RoleItem[] {
  if (members.length === 0) return [];
  const current = members.filter((known) => isCurrent(known, chosen));
  const others = members.filter((known) => !current.includes(known));
  const ordered = group === 'recent' ? [...others, ...current] : members;
  return [
    { label: groupName(group), kind: vscode.QuickPickItemKind.Separator },
    ...ordered.map((known) => item(nameOf(known), describe(known, current.includes(known)), known)),
  ];
}

function describe(known: KnownRole, current: boolean): string {
  const words = [current ? vscode.l10n.t('current') : '', accountOf(roleArnOf(known)) ?? '', groupWords(known)];
  return words.filter(Boolean).join(' · ');
}

function item(name: string, description: string, choice: RoleChoice): RoleItem {
  const iconPath = new vscode.ThemeIcon(choice.group === 'profiles' && choice.roleArn === undefined ? 'person' : 'key');
  // A name is whatever somebody wrote: no icon of it takes effect.
  const label = visibleName(name).replaceAll('$(', '\\$(');
  // A profile says itself how its role is asked for.
  if (choice.group === 'profiles') return { label, iconPath, description, choice };
  const options = { iconPath: new vscode.ThemeIcon('gear'), tooltip: vscode.l10n.t('Assume with Options…') };
  return { label, iconPath, description, choice, buttons: [options] };
}
