// The roles in a person's own settings: read, saved and removed there. No workspace has a say in them.
import * as vscode from 'vscode';
import { failureError } from '../../core/failure.ts';
import type { SavedRole } from '../../manifest.ts';
import { confirm } from '../../platform/notices.ts';
import { ownSetting } from '../../platform/settingLayers.ts';
import { roleName } from './knownRoles.ts';

/** Whatever somebody wrote; types are judged when one is used. */
export function savedRoles(): readonly unknown[] {
  const roles: unknown = ownSetting('rolecall.roles');
  return Array.isArray(roles) ? roles : [];
}

/** Asks for a name where none is given, and before another role of the same name is replaced. */
export async function saveRole(role: Partial<SavedRole>): Promise<void> {
  const { t } = vscode.l10n;
  const { roleArn } = role;
  if (roleArn === undefined)
    throw failureError({ code: 'input-invalid', problem: t('there is no role to save; assume one first') });
  const name =
    role.name ??
    (await vscode.window.showInputBox({
      title: t('Save Role'),
      prompt: t('A name for the role'),
      value: roleName(roleArn),
    }));
  if (!name) return;
  const isSame = (each: unknown) => (each as Partial<SavedRole> | null)?.name === name;
  const [before] = savedRoles().filter(isSame);
  const saved = { ...role, roleArn, name };
  const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(saved);
  if (isOther && !(await mayReplace(before, saved))) return;
  // A person may have changed the settings while the question was open.
  await update([...savedRoles().filter((each) => !isSame(each)), saved]);
}

function mayReplace(before: unknown, { name, roleArn }: Partial<SavedRole>): Promise<boolean> {
  const { t } = vscode.l10n;
  const was = (before as Partial<SavedRole>).roleArn;
  return confirm(
    t('Replace the saved role {0}?', String(name)),
    t('Saved: {0}\nNew: {1}', typeof was === 'string' ? was : '?', String(roleArn)),
    t('Replace'),
  );
}

export async function removeSavedRole(role: SavedRole): Promise<void> {
  const text = JSON.stringify(role);
  await update(savedRoles().filter((each) => JSON.stringify(each) !== text));
}

async function update(roles: readonly unknown[]): Promise<void> {
  await vscode.workspace.getConfiguration().update('rolecall.roles', roles, vscode.ConfigurationTarget.Global);
}
