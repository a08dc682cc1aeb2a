// What a guard adds to the status bar: its label before the name, its icon, and a colour that no state makes weaker.
import * as vscode from 'vscode';
import type { Guard } from '../../core/guard.ts';
import type { Look } from './look.ts';

export type GuardedLook = Look & {
  /** A theme colour; VS Code shows it only where there is no background. */
  readonly color?: string;
};

/** Warning signs of the state itself stay. */
const ownIcons = /^\$\((?:error|warning|loading~spin|debug-disconnect)\)/;

export function guardedLook(look: Look, { label, icon, background, color }: Guard): GuardedLook {
  const [, stateIcon = '', words = look.text] = /^(\$\([\w~-]+\)) (.*)$/s.exec(look.text) ?? [];
  const shownIcon = icon === undefined || ownIcons.test(look.text) ? stateIcon : `$(${icon})`;
  const stronger = [look.background, background].includes('error') ? 'error' : (look.background ?? background);
  return {
    text: [shownIcon, label === undefined ? words : `${label} · ${words}`].filter(Boolean).join(' '),
    spoken: label === undefined ? look.spoken : `${label}, ${look.spoken}`,
    ...(stronger && { background: stronger }),
    ...(color !== undefined && { color }),
  };
}

/** Says on hover which rules hold. */
export function withGuard(tooltip: vscode.MarkdownString, guard: Guard): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const rules = [
    guard.label,
    guard.durationSeconds === undefined ? undefined : t('{0} seconds', guard.durationSeconds),
    guard.confirm ? t('asks before terminals') : undefined,
    guard.leaveAfterMinutes === undefined ? undefined : t('left after {0} min without use', guard.leaveAfterMinutes),
  ].filter((rule) => rule !== undefined);
  if (rules.length === 0) return tooltip;
  return tooltip.appendMarkdown('\n\n').appendText(t('Guard: {0}', rules.join(' · ')));
}
