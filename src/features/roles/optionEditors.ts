// One line of the options form being changed, checked by AWS's own rules while it is typed.
import * as vscode from 'vscode';
import { parseArn } from '../../core/arn.ts';
import { assumeRoleProblem } from '../../core/assumeRoleRequest.ts';
import { bucketNameProblem } from '../../core/bucket.ts';
import { onlyBucketPolicy, readOnlyPolicyArn } from '../../core/sessionPolicy.ts';
import { parseTags, tagsText } from '../../core/sessionTags.ts';
import { assumeRoleProblemText } from './inputTexts.ts';
import { askChoice, askKnownOrTyped, askSeveral, askText } from './optionInputs.ts';
import type { FormContext, OptionField, RoleDraft } from './optionsForm.ts';
import { compact, policyFromFile } from './policyFile.ts';

/** The draft with the field changed; the same draft where a person went back. */
export async function editOption(field: OptionField, draft: RoleDraft, context: FormContext): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const text = async (name: 'roleSessionName' | 'externalId' | 'sourceIdentity', title: string, prompt: string) => {
    const check = (value: string) =>
      value === '' && name !== 'roleSessionName' ? undefined : problemText(draft, { [name]: value });
    const answer = await askText({ title, prompt, value: draft[name] ?? '', check });
    return answer === undefined ? draft : withField(draft, name, answer === '' ? undefined : answer);
  };
  switch (field) {
    case 'roleSessionName':
      return text(
        field,
        t('Session Name'),
        t('Yours to choose. It becomes part of who you are, and stands in the logs of the account.'),
      );
    case 'externalId':
      return text(field, t('External Id'), t('The word that the role’s owner agreed on with you. Empty: none.'));
    case 'sourceIdentity':
      return text(
        field,
        t('Source Identity'),
        t('Who is behind the session, for the logs. It cannot be changed in later hops. Empty: none.'),
      );
    case 'durationSeconds':
      return editDuration(draft);
    case 'mfaSerial': {
      const serial = await askMfaDevice(context.mfaSerials, draft.mfaSerial, t('none'));
      return serial === undefined ? draft : withField(draft, field, serial === '' ? undefined : serial);
    }
    case 'policy':
      return editPolicy(draft);
    case 'policyArns':
      return editPolicyArns(draft);
    case 'tags':
      return editTags(draft);
    case 'transitiveTagKeys':
      return editTransitiveTags(draft);
    case 'fromCurrent':
      return editStart(draft, context);
  }
}

/** The sentence for what AWS would refuse in the changed fields. */
function problemText(draft: RoleDraft, changed: Partial<RoleDraft>): string | undefined {
  const request = { roleArn: draft.roleArn, roleSessionName: 'MySession', ...changed };
  const problem = assumeRoleProblem(request);
  return problem && assumeRoleProblemText(problem);
}

function withField<Field extends keyof RoleDraft>(
  draft: RoleDraft,
  field: Field,
  value: RoleDraft[Field] | undefined,
): RoleDraft {
  const { [field]: _, ...others } = draft;
  return (value === undefined ? others : { ...others, [field]: value }) as RoleDraft;
}

async function editDuration(draft: RoleDraft): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const answer = await askText({
    title: t('Duration'),
    prompt: t('Seconds, from 900 to what the role allows (43,200 at most; 3,600 from another role). Empty: the usual.'),
    value: draft.durationSeconds === undefined ? '' : String(draft.durationSeconds),
    check: (value) => (value === '' ? undefined : problemText(draft, { durationSeconds: secondsIn(value) })),
  });
  if (answer === undefined) return draft;
  return withField(draft, 'durationSeconds', answer === '' ? undefined : secondsIn(answer));
}

function secondsIn(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A device's ARN or number; empty for `none`. Undefined when a person goes back. */
export function askMfaDevice(
  known: readonly string[],
  now: string | undefined,
  none?: string,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  return askKnownOrTyped({
    title: t('MFA Device'),
    prompt: t('Choose a device, or type its ARN (arn:aws:iam::<account>:mfa/<name>) or serial number'),
    value: now ?? '',
    known,
    ...(none !== undefined && { none }),
    check: mfaSerialText,
  });
}

function mfaSerialText(mfaSerial: string): string | undefined {
  const problem = assumeRoleProblem({
    roleArn: 'arn:aws:iam::012345678901:role/Any',
    roleSessionName: 'MySession',
    mfaSerial,
  });
  return problem && assumeRoleProblemText(problem);
}

type PolicyChoice = 'none' | 'read-only' | 'only-bucket' | 'file' | 'typed';

async function editPolicy(draft: RoleDraft): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const partition = parseArn(draft.roleArn)?.partition ?? 'aws';
  const readOnly = readOnlyPolicyArn(partition);
  const others = draft.policyArns?.filter((arn) => arn !== readOnly) ?? [];
  const withoutReadOnly = withField(draft, 'policyArns', others.length > 0 ? others : undefined);
  const choice = await askChoice<PolicyChoice>({
    title: t('Session Policy'),
    placeholder: t('The session may do no more than the role and this policy both allow'),
    items: [
      { label: t('None'), value: 'none' },
      { label: t('Read only'), description: readOnly, value: 'read-only' },
      { label: t('Only this bucket…'), value: 'only-bucket' },
      { label: t('From file…'), value: 'file' },
      { label: t('Type or paste…'), value: 'typed' },
    ],
  });
  switch (choice) {
    case undefined:
      return draft;
    case 'none':
      return withField(withoutReadOnly, 'policy', undefined);
    case 'read-only':
      return withField(withField(draft, 'policyArns', [...others, readOnly]), 'policy', undefined);
    case 'only-bucket': {
      const bucket = await askText({
        title: t('Only This Bucket'),
        prompt: t('The session may list this bucket and read its objects, as far as the role may.'),
        value: '',
        check: (value) => (bucketNameProblem(value) ? t('Type the name of a bucket.') : undefined),
      });
      return bucket === undefined ? draft : withField(withoutReadOnly, 'policy', onlyBucketPolicy(partition, bucket));
    }
    case 'file': {
      const policy = await policyFromFile((value) => problemText(draft, { policy: value }));
      return policy === undefined ? draft : withField(withoutReadOnly, 'policy', policy);
    }
    case 'typed': {
      const policy = await askText({
        title: t('Session Policy'),
        prompt: t('A policy document as JSON'),
        value: draft.policy ?? '',
        check: (value) => problemText(draft, { policy: compact(value) }),
      });
      return policy === undefined ? draft : withField(withoutReadOnly, 'policy', compact(policy));
    }
  }
}

async function editPolicyArns(draft: RoleDraft): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const arnsIn = (text: string) => text.split(/[\s,]+/).filter((arn) => arn !== '');
  const answer = await askText({
    title: t('Managed Policies'),
    prompt: t('ARNs of managed policies, up to 10, with commas between. They narrow the session. Empty: none.'),
    value: draft.policyArns?.join(', ') ?? '',
    placeholder: readOnlyPolicyArn(parseArn(draft.roleArn)?.partition ?? 'aws'),
    check: (value) => problemText(draft, { policyArns: arnsIn(value) }),
  });
  if (answer === undefined) return draft;
  return withField(draft, 'policyArns', answer === '' ? undefined : arnsIn(answer));
}

async function editTags(draft: RoleDraft): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const answer = await askText({
    title: t('Tags'),
    prompt: t('Session tags as key=value, with commas between. Empty: none.'),
    value: draft.tags ? tagsText(draft.tags) : '',
    placeholder: 'team=blue, project=rolecall',
    check: (value) => {
      const tags = parseTags(value);
      return tags ? problemText(draft, { tags }) : t('A tag is written as key=value.');
    },
  });
  if (answer === undefined) return draft;
  const tags = parseTags(answer) ?? {};
  const goOn = draft.transitiveTagKeys?.filter((key) => tags[key] !== undefined) ?? [];
  const kept = withField(draft, 'transitiveTagKeys', goOn.length > 0 ? goOn : undefined);
  return withField(kept, 'tags', Object.keys(tags).length > 0 ? tags : undefined);
}

async function editTransitiveTags(draft: RoleDraft): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const keys = await askSeveral(
    t('Tags that Go On'),
    draft.tags
      ? t('Which tags go on to the next role of a chain')
      : t('There are no tags. Give the session some first.'),
    Object.keys(draft.tags ?? {}),
    draft.transitiveTagKeys ?? [],
  );
  return keys === undefined ? draft : withField(draft, 'transitiveTagKeys', keys.length > 0 ? keys : undefined);
}

async function editStart(draft: RoleDraft, { sourceName, currentRole }: FormContext): Promise<RoleDraft> {
  const { t } = vscode.l10n;
  const fromCurrent = await askChoice<boolean>({
    title: t('Start From'),
    placeholder: t('With whose keys the role is asked for'),
    items: [
      { label: sourceName, description: t('source'), value: false },
      ...(currentRole === undefined
        ? []
        : [{ label: currentRole, description: t('current role; the session lasts an hour at most'), value: true }]),
    ],
    now: draft.fromCurrent,
  });
  return fromCurrent === undefined ? draft : { ...draft, fromCurrent };
}
