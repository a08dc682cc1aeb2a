// The status bar's tooltip: everything about the current identity, what is in force in new terminals, and the likeliest
// commands as links.
import * as vscode from 'vscode';
import type { Chain } from '../../core/chain.ts';
import type { Failure } from '../../core/failure.ts';
import type { Identity } from '../../core/identity.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { CommandId } from '../../manifest.ts';
import { commandLabel } from '../../platform/remedies.ts';
import { sourceName } from '../../platform/sourceName.ts';
import { type Current, endOf, hasEnded, identityOf, type Known } from '../../session/current.ts';
import { timeLeft } from './look.ts';

/** A heading and its lines. */
type Row = readonly [heading: string, ...lines: string[]];

/** Undefined while the sentences are not loaded. */
type SentenceOf = (failure: Failure) => string | undefined;

/** Why the session is not renewed by itself. */
function renewalRows(sentence: string | undefined): readonly Row[] {
  return sentence === undefined ? [] : [[vscode.l10n.t('Not renewed'), sentence]];
}

/**
 * The links can run `actions` and nothing else.
 *
 * @param newTerminals who they are, one a line
 */
export function tooltipOf(
  current: Current,
  newTerminals: readonly [string, ...string[]],
  actions: readonly CommandId[],
  sentenceOf: SentenceOf,
  now: number,
): vscode.MarkdownString {
  const { sentence, rows } = contentOf(current, newTerminals, sentenceOf, now);
  const links = actions.map((id) => `[${literal(commandLabel(id))}](command:${id})`).join(' &nbsp;·&nbsp; ');
  const parts = [sentence && literal(sentence), rows.length > 0 && table(rows), links];
  const markdown = new vscode.MarkdownString(parts.filter(Boolean).join('\n\n'));
  // For line breaks inside a cell. All that comes from outside is literal.
  markdown.supportHtml = true;
  markdown.isTrusted = { enabledCommands: actions };
  return markdown;
}

function contentOf(
  current: Current,
  newTerminals: readonly [string, ...string[]],
  sentenceOf: SentenceOf,
  now: number,
): { sentence?: string | undefined; rows: readonly Row[] } {
  const { t } = vscode.l10n;
  const terminals: Row = [t('New terminals'), ...newTerminals];
  switch (current.kind) {
    case 'none':
      return { sentence: t('No AWS credentials are configured. Choose what to start from.'), rows: [terminals] };
    case 'checking':
      return { sentence: t('Asking AWS who you are…'), rows: [chainRow(current.chain)] };
    case 'failed':
      return { sentence: sentenceOf(current.failure), rows: [chainRow(current.chain), terminals] };
    case 'source':
    case 'role': {
      const { region } = current.kind === 'role' ? current.session : current;
      return {
        ...(hasEnded(current, now) && { sentence: sentenceOf({ code: 'session-expired' }) }),
        rows: [
          ...identityRows(identityOf(current)),
          [t('Region'), region],
          chainRow(current.chain),
          ...endRows(current, now),
          ...renewalRows(current.renewalFailure && sentenceOf(current.renewalFailure)),
          terminals,
        ],
      };
    }
  }
}

function endRows(current: Known, now: number): readonly Row[] {
  const { t } = vscode.l10n;
  const expiration = endOf(current);
  if (expiration === undefined) return [];
  const time = new Date(expiration).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
  return [hasEnded(current, now) ? [t('Ended'), time] : [t('Ends'), `${time} (${timeLeft({ expiration }, now)})`]];
}

/** As GetCallerIdentity names them, in every language. */
function identityRows(identity: Identity): readonly Row[] {
  return [
    ['UserId', identity.userId],
    ['Account', identity.account],
    ['Arn', identity.arn],
  ];
}

function chainRow({ source, hops }: Chain): Row {
  const { t } = vscode.l10n;
  return hops.length === 0
    ? [t('Source'), sourceName(source)]
    : [t('Chain'), sourceName(source), ...hops.map((hop) => `→ ${hop.roleArn}`)];
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(
    ([heading, ...lines]) => `| ${unbroken(heading)}&nbsp;&nbsp; | ${lines.map(literal).join('<br>')} |`,
  );
  return ['| | |', '|---|---|', ...cells].join('\n');
}

/** In one line: Japanese would be broken between any two characters, which word joiners forbid. */
function unbroken(heading: string): string {
  return [...heading].map((character) => (character === ' ' ? '&nbsp;' : literal(character))).join('&#8288;');
}

/**
 * `text` as Markdown that shows it and does nothing else: names are chosen by others. The character references are no
 * syntax of Markdown, HTML, icons or links. (`appendText` would make every space one that does not break, and leaves
 * line breaks, which end a table.) A long ARN may be broken where it has punctuation.
 */
function literal(text: string): string {
  return visibleName(text).replace(/[^\p{L}\p{N} ]/gu, (mark) => {
    const reference = `&#${mark.codePointAt(0)};`;
    return /[/:@_=+-]/.test(mark) ? `${reference}<wbr>` : reference;
  });
}
