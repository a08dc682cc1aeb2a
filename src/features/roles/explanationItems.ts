// How a step of a profile looks in the roles view: what it is, what it needs, and what is wrong with it.
import * as vscode from 'vscode';
import type { HopStep, Need, StepProblem } from '../../core/explanation.ts';
import { profileFailure } from '../../core/failure.ts';
import { chainSeconds } from '../../core/hopRequest.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { PlanSource } from '../../core/profileSource.ts';
import { failureSentence } from '../../platform/messages.ts';
import type { Step, StepNode } from './explanationNodes.ts';
import { assumeRoleProblemText } from './inputTexts.ts';
import { accountOf, roleName } from './knownRoles.ts';
import { contextOf } from './roleNodes.ts';

interface Look {
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
}

export function explanationItem(node: StepNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { icon, label, description = '' } = lookOf(node.step);
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(visibleName(label), node.children.length > 0 ? Expanded : None);
  item.id = node.id;
  item.description = description;
  const color = icon === 'warning' ? new vscode.ThemeColor('list.warningForeground') : undefined;
  item.iconPath = new vscode.ThemeIcon(icon, color);
  item.contextValue = contextOf(node);
  const place = node.place && `${node.place.path}:${node.place.line}`;
  item.tooltip = new vscode.MarkdownString()
    .appendText([label, description].filter(Boolean).join(' · '))
    .appendText(place ? `\n${place}` : '');
  const words = [label, description, place ? t('press to open line {0}', node.place.line) : ''];
  item.accessibilityInformation = { label: words.filter(Boolean).join(', ') };
  if (node.place) {
    item.command = { command: 'rolecall.openPlace', title: t('Open File'), arguments: [{ place: node.place }] };
  }
  return item;
}

function lookOf(step: Step): Look {
  const { t } = vscode.l10n;
  switch (step.is) {
    case 'source':
      return {
        icon: 'person',
        label: sourceText(step.source),
        description: step.needs.map(needText).join(' · '),
      };
    case 'hop':
      return hopLook(step.step);
    case 'session-name':
      return { icon: 'tag', label: t('Session name'), description: visibleName(step.value) };
    case 'external-id':
      return { icon: 'lock', label: t('External id'), description: visibleName(step.value) };
    case 'mfa-device':
      return { icon: 'device-mobile', label: t('MFA device'), description: visibleName(step.value) };
    case 'lasts':
      return lastsLook(step.step);
    case 'hop-problem':
      return { icon: 'warning', label: stepProblemText(step.problem) };
    case 'problem':
      return { icon: 'warning', label: failureSentence(profileFailure(step.problem)) };
    case 'refused':
      return {
        icon: 'warning',
        label: t('The AWS CLI refuses the whole file because of line {0}.', step.refused.line),
        description: t('Rolecall reads on'),
      };
  }
}

function hopLook({ hop, needs }: HopStep): Look {
  const description = [accountOf(hop.roleArn) ?? '', ...needs.map(needText)].filter(Boolean).join(' · ');
  return { icon: 'key', label: `→ ${roleName(hop.roleArn)}`, description };
}

function lastsLook({ seconds, secondsFrom, longestSeconds }: HopStep): Look {
  const { t } = vscode.l10n;
  const most =
    longestSeconds === chainSeconds
      ? t('{0} at most, since a role asks for it', longestSeconds)
      : t('{0} at most', longestSeconds);
  const words = [...(secondsFrom === 'guard' ? [t('by a guard')] : []), most];
  return { icon: 'clock', label: t('Lasts {0} seconds', seconds), description: words.join(' · ') };
}

function sourceText(source: PlanSource): string {
  const { t } = vscode.l10n;
  switch (source.kind) {
    case 'static':
      return t('Access key of the profile {0}', source.profile);
    case 'environment':
      return t('Keys in the environment variables');
    case 'process':
      return t('Program of the profile {0}: {1}', source.profile, source.command);
    case 'webIdentity':
      return t('Web identity token for {0}', source.webIdentity.roleArn);
    case 'sso':
      return t('Single sign-on: {0} in {1}', source.ssoRoleName, source.ssoAccountId);
    case 'login':
      return t('Sign-in of the AWS CLI ({0})', source.loginSession);
    case 'ecs':
      return t('Credentials of the container');
    case 'ec2':
      return t('Role of the EC2 instance');
  }
}

function needText(need: Need): string {
  const { t } = vscode.l10n;
  switch (need) {
    case 'mfa-code':
      return t('asks for an MFA code');
    case 'browser-sign-in':
      return t('may ask to sign in with the browser');
    case 'program':
      return t('runs a program');
    case 'metadata-service':
      return t('asks this machine’s metadata service');
  }
}

function stepProblemText(problem: StepProblem): string {
  const { t } = vscode.l10n;
  switch (problem.problem) {
    case 'over-chain-limit':
      return t('AWS refuses more than 3,600 seconds to a role that is assumed by a role.');
    case 'caller-is-a-role':
      return t('An MFA device belongs to a user; a role cannot prove one.');
    default:
      return assumeRoleProblemText(problem);
  }
}
