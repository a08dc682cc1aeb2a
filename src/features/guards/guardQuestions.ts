// What guards ask and tell: before an identity goes in force in terminals, new ones or one of its own, and after it was left for want of use.
import * as vscode from 'vscode';
import type { Guard } from '../../core/guard.ts';
import { type Identity, principalOf } from '../../core/identity.ts';
import { confirm, showInformation } from '../../platform/notices.ts';
import { type Current, identityOf } from '../../session/current.ts';

/** Whether the identity may be put in force in new terminals. Asks where the guard wants it. */
export async function mayPutInForce(current: Current, guard: Guard): Promise<boolean> {
  const { t } = vscode.l10n;
  const identity = identityOf(current);
  if (!guard.confirm || !identity) return true;
  const { name } = principalOf(identity);
  const question = guard.label
    ? t('Put {0} ({1}) in force in new terminals?', name, guard.label)
    : t('Put {0} in force in new terminals?', name);
  return confirm(question, detailOf(identity), t('Set Terminal Environment'));
}

/** As `mayPutInForce`, for one terminal that is opened for the identity. */
export async function mayOpenTerminal(identity: Identity, guard: Guard): Promise<boolean> {
  const { t } = vscode.l10n;
  if (!guard.confirm) return true;
  const { name } = principalOf(identity);
  const question = guard.label
    ? t('Open a terminal as {0} ({1})?', name, guard.label)
    : t('Open a terminal as {0}?', name);
  return confirm(question, detailOf(identity), t('Open Terminal'));
}

function detailOf({ account, arn }: Identity): string {
  return vscode.l10n.t('Account: {0}\n{1}\n\nOne of your guards asks before this.', account, arn);
}

export function tellLeft(identity: Identity, minutes: number): void {
  const { name } = principalOf(identity);
  void showInformation(
    vscode.l10n.t(
      'The role {0} was left after {1} minutes without use, as your guard asks. New terminals no longer have it.',
      name,
      minutes,
    ),
  );
}
