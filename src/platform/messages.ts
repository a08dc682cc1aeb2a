// From a Failure to a sentence that says what happened and what to do next. The only place for these sentences.
import * as vscode from 'vscode';
import type { Denial } from '../core/accessDenied.ts';
import type { Failure } from '../core/failure.ts';
import type { CommandId } from '../manifest.ts';

export function failureSentence(failure: Failure): string {
  const { t } = vscode.l10n;
  switch (failure.code) {
    case 'denied':
      return denialSentence(failure.denial);
    case 'session-expired':
      return t('The role session has ended. Assume the role again to go on.');
    case 'access-key-unknown':
      return t(
        'AWS does not know the access key {0}. It may be deleted, inactive, or mistyped: choose or add another one.',
        failure.accessKeyId ?? '',
      );
    case 'secret-wrong':
      return t(
        'The secret does not belong to the access key {0}. Add the access key again with its own secret.',
        failure.accessKeyId ?? '',
      );
    case 'clock-skewed':
      return t(
        'The clock of this machine and that of AWS differ too much. Set the clock and try again. AWS said: {0}',
        failure.message,
      );
    case 'request-invalid':
      return t('AWS does not accept a value: {0}', failure.message);
    case 'bucket-missing':
      return t('There is no bucket named "{0}". Check its spelling.', failure.bucket);
    case 'object-missing':
      return t('The object is no longer there. Refresh the folder.');
    case 'bucket-elsewhere':
      return failure.region
        ? t('The bucket "{0}" lies in the region {1}.', failure.bucket, failure.region)
        : t('The bucket "{0}" lies in another region.', failure.bucket);
    case 'endpoint-unreachable':
      return t(
        '{0} cannot be reached ({1}). Check the network and the endpoint, then try again.',
        failure.endpoint,
        failure.reason,
      );
    case 'endpoint-silent':
      return t('{0} does not answer. Check the network and the endpoint, then try again.', failure.endpoint);
    case 'answer-unreadable':
      return t('{0} answers, but not as AWS does. A proxy or a wrong endpoint may stand between.', failure.endpoint);
    case 'throttled':
      return t('AWS asks to slow down. Try again in a moment.');
    case 'service-error':
      return failure.message || failure.awsCode
        ? t('AWS refused: {0}', [failure.awsCode, failure.message].filter(Boolean).join(': '))
        : t('AWS answered with status {0} and no reason.', String(failure.status ?? '?'));
    case 'source-unsupported':
      return t(
        'The profile "{0}" gets its credentials in a way that Rolecall cannot use yet ({1}). Choose another source.',
        failure.profile ?? '',
        failure.kind,
      );
    case 'source-missing':
      return t(
        'No AWS credentials are configured. Add an access key, choose a profile, or start the practice account.',
      );
    case 'key-not-held':
      return t('The access key {0} is no longer held. Add it again.', failure.accessKeyId);
    case 'secrets-unavailable':
      return t('The secret storage of VS Code does not work: {0}', failure.message);
    case 'practice-stopped':
      return t('The practice account is not running. Start it to go on.');
    case 'profile-problem':
      return profileSentence(failure.problem, failure.profile ?? 'default');
    case 'region-invalid':
      return t('"{0}" is no AWS region. Correct it in the profile or in the setting rolecall.region.', failure.region);
    case 'input-invalid':
      return t('The value "{0}" cannot be used: {1}', failure.value ?? '', failure.problem);
  }
}

function profileSentence(problem: string, profile: string): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'profile-not-found':
      return t(
        'There is no profile "{0}" in the AWS configuration. Check the name, or choose another source.',
        profile,
      );
    case 'source-profile-not-found':
      return t(
        'The profile "{0}" names a source_profile that does not exist. Correct it in the AWS configuration.',
        profile,
      );
    case 'cycle':
      return t(
        'The profile "{0}" leads back to itself through source_profile. Correct it in the AWS configuration.',
        profile,
      );
    case 'partial-credentials':
      return t('The profile "{0}" has only half of an access key. Add the missing part.', profile);
    case 'source-and-credential-source':
      return t('The profile "{0}" has both source_profile and credential_source. Remove one of them.', profile);
    case 'invalid-credential-source':
      return t('The profile "{0}" has a credential_source that AWS does not know.', profile);
    case 'missing-source':
      return t('The profile "{0}" has a role but nothing to ask for it with. Add a source_profile.', profile);
    default:
      return t('The AWS configuration of the profile "{0}" cannot be read. Correct the file.', profile);
  }
}

/** Says what the denial itself says, and where two causes are possible names both. */
export function denialSentence(denial: Denial): string {
  const { t } = vscode.l10n;
  const who = denial.principal ? shortArn(denial.principal) : t('The current identity');
  const action = denial.action ?? denial.operation ?? t('this');
  const what = denial.resource
    ? t('{0} may not {1} on {2}', who, action, shortArn(denial.resource))
    : t('{0} may not {1}', who, action);
  return `${t('Access denied: {0}.', what)} ${denialReason(denial)}`.trim();
}

function denialReason(denial: Denial): string {
  const { t } = vscode.l10n;
  if (denial.policyType && denial.policyType !== 'unknown') {
    const kind = policyKind(denial.policyType);
    return denial.explicit ? t('Denied explicitly in: {0}.', kind) : t('Not allowed by: {0}.', kind);
  }
  if (denial.explicit) return t('A policy denies it explicitly.');
  if (denial.action === 'sts:AssumeRole' || denial.operation === 'AssumeRole') {
    return t(
      'AWS does not say which gate is closed: your own policy must let you ask, and the trust policy of the role must lend it to you. A role that does not exist is denied in the same words.',
    );
  }
  return '';
}

function policyKind(type: Exclude<NonNullable<Denial['policyType']>, 'unknown'>): string {
  const { t } = vscode.l10n;
  switch (type) {
    case 'identity-based':
      return t('identity-based policy');
    case 'resource-based':
      return t('resource-based policy');
    case 'trust':
      return t('trust policy of the role');
    case 'session':
      return t('session policy');
    case 'permissions-boundary':
      return t('permissions boundary');
    case 'scp':
      return t('service control policy');
    case 'rcp':
      return t('resource control policy');
    case 'vpc-endpoint':
      return t('VPC endpoint policy');
  }
}

/** The telling end of an ARN: `user/Ann`, `role/Admin`; a bucket's ARN has no account and is its name. */
function shortArn(arn: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1] ?? arn;
}

/** What helps against the failure, as commands in order. */
export function remedies(failure: Failure): readonly CommandId[] {
  switch (failure.code) {
    case 'session-expired':
      return ['rolecall.assumeRole'];
    case 'access-key-unknown':
    case 'secret-wrong':
    case 'key-not-held':
      return ['rolecall.addAccessKey', 'rolecall.chooseSource'];
    case 'source-missing':
      return ['rolecall.addAccessKey', 'rolecall.chooseSource', 'rolecall.startPractice'];
    case 'practice-stopped':
      return ['rolecall.startPractice', 'rolecall.chooseSource'];
    case 'profile-problem':
    case 'source-unsupported':
      return ['rolecall.chooseSource'];
    case 'endpoint-unreachable':
    case 'endpoint-silent':
      return ['rolecall.checkIdentity'];
    default:
      return [];
  }
}

/** The short name of a command on a button. */
export function commandLabel(id: CommandId): string {
  const { t } = vscode.l10n;
  switch (id) {
    case 'rolecall.assumeRole':
      return t('Assume Role…');
    case 'rolecall.leaveRole':
      return t('Return to Source Identity');
    case 'rolecall.chooseSource':
      return t('Choose Source…');
    case 'rolecall.addAccessKey':
      return t('Add Access Key…');
    case 'rolecall.startPractice':
      return t('Start Practice Account');
    case 'rolecall.stopPractice':
      return t('Stop Practice Account');
    case 'rolecall.checkIdentity':
      return t('Check Identity Now');
    case 'rolecall.setTerminalEnvironment':
      return t('Set Terminal Environment');
    case 'rolecall.clearTerminalEnvironment':
      return t('Clear Terminal Environment');
    case 'rolecall.copyIdentity':
      return t('Copy ARN, Account or User Id');
    case 'rolecall.saveRole':
      return t('Save Role…');
    case 'rolecall.addBucket':
      return t('Add Bucket…');
    case 'rolecall.showLog':
      return t('Show Log');
    case 'rolecall.forgetEverything':
      return t('Forget Everything');
    default:
      return id;
  }
}
