// Assume with Options: all of AssumeRole as one quick pick that is gone through in any order, with Assume on top.
import * as vscode from 'vscode';
import { parseRoleArn } from '../../core/arn.ts';
import { assumeRoleProblem } from '../../core/assumeRoleRequest.ts';
import { readOnlyPolicyArn } from '../../core/sessionPolicy.ts';
import { tagsText } from '../../core/sessionTags.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { assumeRoleProblemText } from './inputTexts.ts';
import { roleName } from './knownRoles.ts';
import { editOption } from './optionEditors.ts';

/** What is filled in so far. */
export type RoleDraft = Omit<AssumeRoleArgument, 'policy' | 'sourceProfile' | 'via'> & {
  readonly policy?: string;
  readonly roleSessionName: string;
  /** The call is made with the current role, one hop further. */
  readonly fromCurrent: boolean;
};

export type OptionField = Exclude<keyof RoleDraft, 'roleArn'>;

export interface FormContext {
  /** Where the call starts otherwise. */
  readonly sourceName: string;
  /** The current role, where there is one to start from. */
  readonly currentRole: string | undefined;
  /** Seconds, where none are given. */
  readonly defaultSeconds: number;
  readonly mfaSerials: readonly string[];
}

/** Resolves with what to ask for, or undefined when the form was closed. */
export async function fillOptions(draft: RoleDraft, context: FormContext): Promise<RoleDraft | undefined> {
  let filled = draft;
  let at: OptionField | undefined;
  for (;;) {
    const chosen = await showForm(filled, context, at);
    if (chosen === undefined) return undefined;
    if (chosen === 'assume') return filled;
    at = chosen;
    filled = await editOption(chosen, filled, context);
  }
}

type FormItem = vscode.QuickPickItem & { readonly does?: OptionField | 'assume' };

function showForm(
  draft: RoleDraft,
  context: FormContext,
  at: OptionField | undefined,
): Promise<OptionField | 'assume' | undefined> {
  const { t } = vscode.l10n;
  const problem = assumeRoleProblem(draft);
  const pick = vscode.window.createQuickPick<FormItem>();
  const assume: FormItem = problem
    ? { label: `$(error) ${assumeRoleProblemText(problem)}`, alwaysShow: true }
    : { label: `$(key) ${t('Assume {0}', roleName(draft.roleArn))}`, detail: draft.roleArn, does: 'assume' };
  pick.title = t('Assume Role with Options');
  pick.placeholder = t('Choose what to change, or assume the role');
  pick.ignoreFocusOut = true;
  pick.items = [
    assume,
    { label: t('Options'), kind: vscode.QuickPickItemKind.Separator },
    ...rows(draft, context).map(([does, label, description]) => ({ does, label, description })),
  ];
  pick.activeItems = at ? pick.items.filter(({ does }) => does === at) : [assume];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const does = pick.selectedItems[0]?.does;
      if (does === undefined) return;
      resolve(does);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function rows(draft: RoleDraft, context: FormContext): readonly (readonly [OptionField, string, string])[] {
  const { t } = vscode.l10n;
  const none = t('none');
  const { tags, transitiveTagKeys, policyArns } = draft;
  return [
    ['roleSessionName', t('Session name'), draft.roleSessionName],
    [
      'durationSeconds',
      t('Duration'),
      draft.durationSeconds === undefined
        ? t('{0} seconds, the usual', context.defaultSeconds)
        : t('{0} seconds', draft.durationSeconds),
    ],
    ['externalId', t('External id'), draft.externalId ?? none],
    ['mfaSerial', t('MFA device'), draft.mfaSerial ?? none],
    ['policy', t('Session policy'), policySummary(draft)],
    ['policyArns', t('Managed policies'), policyArns?.length ? policyArns.join(', ') : none],
    ['tags', t('Tags'), tags && Object.keys(tags).length > 0 ? tagsText(tags) : none],
    ['transitiveTagKeys', t('Tags that go on'), transitiveTagKeys?.length ? transitiveTagKeys.join(', ') : none],
    ['sourceIdentity', t('Source identity'), draft.sourceIdentity ?? none],
    [
      'fromCurrent',
      t('Start from'),
      draft.fromCurrent && context.currentRole !== undefined
        ? t('current role {0}, one hop further', context.currentRole)
        : context.sourceName,
    ],
  ];
}

function policySummary({ roleArn, policy, policyArns }: RoleDraft): string {
  const { t } = vscode.l10n;
  if (policy !== undefined) return bucketOf(policy) ?? t('a policy of {0} characters', policy.length);
  const role = parseRoleArn(roleArn);
  return !('problem' in role) && policyArns?.includes(readOnlyPolicyArn(role.partition)) ? t('read only') : t('none');
}

/** The bucket that the policy is about, where that is easily told. */
function bucketOf(policy: string): string | undefined {
  const [, bucket] = /"Action":"s3:ListBucket","Resource":"arn:[\w-]+:s3:::([^"/*]+)"/.exec(policy) ?? [];
  return bucket === undefined ? undefined : vscode.l10n.t('only the bucket {0}', bucket);
}
