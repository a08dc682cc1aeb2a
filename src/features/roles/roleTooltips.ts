// What the roles view says on hover. Names come from files and from whoever answers as AWS: they go in as text, and
// nothing of them is read as Markdown.
import * as vscode from 'vscode';
import type { AssumeRoleRequest } from '../../core/assumeRoleRequest.ts';
import { principalOf } from '../../core/identity.ts';
import { tagsText } from '../../core/sessionTags.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { failureSentence } from '../../platform/messages.ts';
import { sourceName } from '../../platform/sourceName.ts';
import { type KnownRole, nameOf, roleName, viaOf } from './knownRoles.ts';
import type { LinkNode } from './roleNodes.ts';

type Row = readonly [name: string, value: string | undefined];

/** The user or the role; of a source that is not current, where its keys come from. */
export function linkName({ hop, identity, source }: LinkNode): string {
  if (hop) return roleName(hop.roleArn);
  return identity ? principalOf(identity).name : sourceName(source);
}

export function linkTooltip(node: LinkNode, state: string): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const { hop, identity, source, expiration, failure, renewalFailure } = node;
  const markdown = titled(linkName(node), state);
  if (failure) sentence(markdown, failureSentence(failure));
  if (renewalFailure) sentence(markdown, t('The last renewal failed: {0}', failureSentence(renewalFailure)));
  rows(markdown, [
    ...(hop ? requestRows(hop) : ([[t('Source'), sourceName(source)]] as const)),
    ['UserId', identity?.userId],
    ['Arn', identity?.arn],
    [t('Ends'), expiration === undefined ? undefined : new Date(expiration).toLocaleString(vscode.env.language)],
  ]);
  if (hop?.policy !== undefined) policyBlock(markdown, hop.policy);
  return markdown;
}

export function knownTooltip(known: KnownRole): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const markdown = titled(nameOf(known), '');
  switch (known.group) {
    case 'recent': {
      const { source, hops } = known.chain;
      const hop = hops.at(-1);
      const way = [sourceName(source), ...hops.map(({ roleArn }) => roleName(roleArn))].join(' → ');
      rows(markdown, [[t('Chain'), way], ...(hop ? requestRows(hop) : [])]);
      if (hop?.policy !== undefined) policyBlock(markdown, hop.policy);
      break;
    }
    case 'saved':
      rows(markdown, [
        ...requestRows(known.role),
        [t('By way of'), viaOf(known.role).map(roleName).join(' → ')],
        [t('Source profile'), known.role.sourceProfile],
      ]);
      break;
    case 'proposed':
      rows(markdown, [[t('Proposed by'), known.proposal.by], ...requestRows(known.proposal.role)]);
      break;
    case 'profiles':
      rows(markdown, [
        [t('Profile'), known.profile],
        [t('Role'), known.roleArn],
      ]);
      break;
    case 'practice':
      rows(markdown, [[t('Role'), known.roleArn]]);
  }
  return markdown;
}

/** Values from a settings file may be of any type. */
function requestRows(request: Partial<AssumeRoleRequest> | AssumeRoleArgument): readonly Row[] {
  const { t } = vscode.l10n;
  const { durationSeconds, policyArns, tags, transitiveTagKeys } = request;
  return [
    [t('Role'), textOf(request.roleArn)],
    [t('Session name'), textOf(request.roleSessionName)],
    [t('External id'), textOf(request.externalId)],
    [t('Duration asked'), durationSeconds === undefined ? undefined : t('{0} seconds', durationSeconds)],
    [t('MFA device'), textOf(request.mfaSerial)],
    [t('Managed policies'), textOf(policyArns)],
    [t('Tags'), typeof tags === 'object' ? tagsText(tags) : textOf(tags)],
    [t('Tags that go on'), textOf(transitiveTagKeys)],
    [t('Source identity'), textOf(request.sourceIdentity)],
  ];
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function titled(name: string, state: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('**').appendText(name).appendMarkdown('**');
  if (state) markdown.appendMarkdown(' · ').appendText(state);
  return markdown.appendMarkdown('\n\n');
}

function sentence(markdown: vscode.MarkdownString, text: string): void {
  markdown.appendText(text).appendMarkdown('\n\n');
}

function rows(markdown: vscode.MarkdownString, all: readonly Row[]): void {
  for (const [name, value] of all) {
    if (value === undefined || value === '') continue;
    markdown.appendText(name).appendMarkdown(': ').appendText(value).appendMarkdown('  \n');
  }
}

function policyBlock(markdown: vscode.MarkdownString, policy: string): void {
  markdown.appendMarkdown('\n').appendText(vscode.l10n.t('Session policy')).appendMarkdown(':');
  const indented = indentedJson(policy);
  // Lines of JSON begin with a space, a bracket or a quote: none of them ends the block.
  if (indented === undefined) markdown.appendMarkdown(' ').appendText(policy);
  else markdown.appendMarkdown('\n').appendCodeblock(indented, 'json');
}

/** What was remembered may be no JSON: nobody but AWS has judged it. */
function indentedJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}
