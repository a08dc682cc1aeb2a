// The status bar's tooltip: everything about the current identity, and what is in force in new terminals.
import * as vscode from 'vscode';
import { type Identity, principalOf } from '../../core/identity.ts';
import { failureSentence } from '../../platform/messages.ts';
import { sourceName } from '../../platform/sourceName.ts';
import { agreement, type InForce } from '../../session/inForce.ts';
import type { Current } from '../../session/keeper.ts';
import { timeLeft } from './look.ts';

export function tooltipOf(current: Current, inForce: InForce, now: number): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const markdown = new vscode.MarkdownString('', true);
  switch (current.kind) {
    case 'none':
      return markdown.appendText(t('No AWS credentials are configured. Click to choose what to start from.'));
    case 'checking':
      return markdown.appendText(t('Asking AWS who you are…'));
    case 'failed':
      return markdown.appendText(failureSentence(current.failure));
    case 'source':
      table(markdown, [
        ...identityRows(current.identity),
        [t('Region'), current.region],
        [t('Source'), sourceName(current.chain.source)],
        [t('New terminals'), inForceText(current, inForce)],
      ]);
      return markdown;
    case 'role': {
      const { session } = current;
      table(markdown, [
        ...identityRows(session.identity),
        [t('Region'), session.region],
        [t('Chain'), [sourceName(session.chain.source), ...session.chain.hops.map((hop) => hop.roleArn)].join(' → ')],
        [t('Ends'), `${new Date(session.expiration).toLocaleTimeString()} (${timeLeft(session, now)})`],
        [t('New terminals'), inForceText(current, inForce)],
      ]);
      return markdown;
    }
  }
}

/** Who a new terminal is, in words. */
export function inForceText(current: Current, inForce: InForce): string {
  const { t } = vscode.l10n;
  const who =
    inForce.kind === 'set' ? fullName(inForce.identity) : t('as configured on this machine (nothing set by Rolecall)');
  switch (agreement(current, inForce)) {
    case 'same':
      return t('{0}: the same', who);
    case 'different':
      return t('{0}: not the current identity', who);
    case 'unknown':
      return who;
  }
}

function identityRows(identity: Identity): [string, string][] {
  return [
    ['UserId', identity.userId],
    ['Account', identity.account],
    ['Arn', identity.arn],
  ];
}

function fullName(identity: Identity): string {
  const { name, sessionName } = principalOf(identity);
  return sessionName === undefined ? name : `${name}/${sessionName}`;
}

function table(markdown: vscode.MarkdownString, rows: readonly (readonly [string, string])[]): void {
  markdown.appendMarkdown('| | |\n|---|---|\n');
  for (const [name, value] of rows) {
    markdown.appendMarkdown('| ').appendText(name).appendMarkdown(' | ').appendText(value.replaceAll('|', '¦'));
    markdown.appendMarkdown(' |\n');
  }
}
