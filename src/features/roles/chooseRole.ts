// The quick pick for a role: saved ones, the profiles' and the practice account's, or an ARN typed or pasted in place.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import type { AssumeRoleArgument, SavedRole } from '../../manifest.ts';
import { roleArnText } from './inputTexts.ts';

/** A role to assume, or a profile that leads to one. */
export type RoleChoice = { readonly role: AssumeRoleArgument; readonly saved: boolean } | { readonly profile: string };

interface RoleItem extends vscode.QuickPickItem {
  readonly choice?: RoleChoice;
}

export interface KnownRoles {
  readonly saved: readonly SavedRole[];
  readonly profiles: readonly { readonly name: string; readonly roleArn: string }[];
  /** Role name to ARN. */
  readonly practice: Readonly<Record<string, string>>;
}

/** Resolves with the choice, or undefined when it was closed without one. */
export function chooseRole(known: KnownRoles): Promise<RoleChoice | undefined> {
  const { t } = vscode.l10n;
  const knownItems = itemsOf(known);
  const pick = vscode.window.createQuickPick<RoleItem>();
  pick.title = t('Assume Role');
  pick.placeholder = t('Choose a role, or type or paste a role ARN (arn:aws:iam::<account>:role/<name>)');
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = knownItems.length > 0 ? knownItems : [hint(roleArnText('empty'))];
  pick.onDidChangeValue((value) => {
    const typed = value.trim();
    pick.items =
      typed === ''
        ? knownItems.length > 0
          ? knownItems
          : [hint(roleArnText('empty'))]
        : [...typedItems(typed, knownItems), ...knownItems];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const choice = pick.selectedItems[0]?.choice;
      if (!choice) return;
      resolve(choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** The typed ARN as an item, or what is wrong with it; nothing while a name is typed that the list may know. */
function typedItems(typed: string, known: readonly RoleItem[]): RoleItem[] {
  const role = parseRoleArn(typed);
  if (!('problem' in role)) {
    const choice: RoleChoice = { role: { roleArn: role.arn }, saved: false };
    return [{ label: `$(key) ${role.name}`, description: role.account, detail: role.arn, alwaysShow: true, choice }];
  }
  const found = known.some(({ label, description }) =>
    `${label} ${description}`.toLowerCase().includes(typed.toLowerCase()),
  );
  return found ? [] : [hint(roleArnText(role.problem))];
}

function hint(text: string): RoleItem {
  return { label: `$(info) ${text}`, alwaysShow: true };
}

function itemsOf({ saved, profiles, practice }: KnownRoles): RoleItem[] {
  const { t } = vscode.l10n;
  return [
    ...group(
      t('Saved roles'),
      saved.map((role) => item(role.name ?? role.roleArn, role.roleArn, { role, saved: true })),
    ),
    ...group(
      t('Profiles'),
      profiles.map(({ name, roleArn }) => item(name, roleArn, { profile: name })),
    ),
    ...group(
      t('Practice account'),
      Object.entries(practice).map(([name, roleArn]) => item(name, roleArn, { role: { roleArn }, saved: false })),
    ),
  ];
}

function item(label: string, description: string, choice: RoleChoice): RoleItem {
  return { label: `$(key) ${label}`, description, choice };
}

function group(label: string, items: RoleItem[]): RoleItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
