// From a Failure to a sentence that says what happened and what to do next. The only place for these sentences; loaded when
// the first one is needed.
import * as vscode from 'vscode';
import type { Denial } from '../core/accessDenied.ts';
import type { Failure, SourceProblem } from '../core/failure.ts';
import { sizeText } from '../core/folderSums.ts';
import { visibleName } from '../core/objectKey.ts';

export function failureSentence(failure: Failure): string {
  const { t } = vscode.l10n;
  switch (failure.code) {
    case 'denied':
      return denialSentence(failure.denial);
    case 'session-expired':
      return t('The session has ended. Renew it to go on.');
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
    case 'object-changed':
      return t(
        '"{0}" was changed by somebody else. Nothing was written. Compare the two, then decide.',
        visibleName(failure.key),
      );
    case 'object-exists':
      return t('There is an object "{0}" already. It was left as it is.', visibleName(failure.key));
    case 'objects-kept': {
      const [first] = failure.kept;
      return t(
        '{0} of {1} objects were not deleted. "{2}": {3}',
        failure.count,
        failure.all,
        visibleName(first?.key ?? ''),
        first ? failureSentence(first.reason) : '',
      );
    }
    case 'object-archived':
      return t('"{0}" is in an archive. Restore it in the AWS console before you read it.', visibleName(failure.key));
    case 'object-too-large':
      return t(
        '"{0}" has {1}: more than the {2} that are opened as a document. Download it, or raise rolecall.documents.maxMegabytes.',
        visibleName(failure.key),
        sizeText(failure.size),
        sizeText(failure.limit),
      );
    case 'local-file':
      return failure.reason === 'changed'
        ? t('"{0}" was changed while it was read. Try again.', failure.file)
        : t('"{0}" cannot be read or written on this machine ({1}).', failure.file, failure.reason);
    case 'identity-changed':
      return failure.current === undefined
        ? t('This was begun as {0}, and now there is no identity. Become {0} again to go on.', failure.opened)
        : t('This was begun as {0}, and now you are {1}. Become {0} again to go on.', failure.opened, failure.current);
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
    case 'endpoint-unconfirmed':
      return t(
        'Nothing was sent to {0}: it is another machine, and plain http can be read and changed on the way. Check the identity to decide whether to use it.',
        failure.host,
      );
    case 'answer-unreadable':
      return t('{0} answers, but not as AWS does. A proxy or a wrong endpoint may stand between.', failure.endpoint);
    case 'throttled':
      return t('AWS asks to slow down. Try again in a moment.');
    case 'service-error':
      return failure.message || failure.awsCode
        ? t('AWS refused: {0}', [failure.awsCode, failure.message].filter(Boolean).join(': '))
        : t('AWS answered with status {0} and no reason.', String(failure.status ?? '?'));
    case 'mfa-code-refused':
      return t(
        'AWS does not take the MFA code. Wait for the next code of the device, and check that it is the right one.',
      );
    case 'configuration-changed':
      return t(
        'The AWS configuration files have changed and say something else now. Assume the role again to use what they say.',
      );
    case 'console-elsewhere':
      return t('The console is that of AWS. This identity is known at {0} only.', failure.endpoint);
    case 'console-needs-role':
      return t('The console can be opened as a role, not with lasting keys. Assume a role first.');
    case 'console-unknown':
      return failure.destination
        ? t('"{0}" is no page of the AWS console.', failure.destination)
        : t('The address of the AWS console of this partition is not public.');
    case 'mfa-needed':
      return t('A code of the MFA device {0} is needed. Assume the role to be asked for it.', failure.serial);
    case 'policy-too-large':
      return t('The session policies and tags are too large together. Make the policy shorter, or leave tags out.');
    case 'policy-malformed':
      return t('AWS cannot read the session policy. Correct it. AWS said: {0}', failure.message);
    case 'duration-refused':
      return failure.limit === 'role'
        ? t('The role does not allow a session that long. Ask for a shorter one.')
        : t('A role that is assumed from another role lasts one hour at most. Ask for a shorter session.');
    case 'web-identity-expired':
      return t('The web identity token has ended. Have a new one written to the token file, then try again.');
    case 'region-disabled':
      return t('The region {0} is not enabled for the account. Enable it, or choose another one.', failure.region);
    case 'partition-mismatch':
      return t(
        'The role is in the partition {0}, to which the region {1} does not belong. Choose a region of that partition.',
        failure.partition,
        failure.region,
      );
    case 'source-waits':
      return failure.kind === 'process'
        ? t(
            'The profile "{0}" runs a program for its credentials. Check the identity to run it.',
            failure.profile ?? '',
          )
        : t('The profile "{0}" needs a sign-in in the browser. Check the identity to begin.', failure.profile ?? '');
    case 'source-failed':
      return sourceSentence(failure.problem, failure.profile ?? 'default', failure.detail ?? '');
    case 'source-missing':
      return t(
        'No AWS credentials are configured. Add an access key, choose a profile, or start the practice account.',
      );
    case 'key-not-held':
      return t('The access key {0} is no longer held. Add it again.', failure.accessKeyId);
    case 'key-unconfirmed':
      return t(
        'The access key {0} has not been used on {1} yet. Check the identity to be asked.',
        failure.key,
        failure.host,
      );
    case 'secrets-unavailable':
      return t('The secret storage of VS Code does not work: {0}', failure.message);
    case 'practice-stopped':
      return t('The practice account is not running. Start it to go on.');
    case 'profile-problem':
      return profileSentence(failure.problem, failure.profile ?? 'default');
    case 'region-invalid':
      return t('"{0}" is no AWS region. Correct it in the profile or in the setting rolecall.region.', failure.region);
    case 'keyless-refused':
      return t('New terminals cannot be keyless: {0}', failure.explanation);
    case 'input-invalid':
      return t('The value "{0}" cannot be used: {1}', failure.value ?? '', failure.problem);
  }
}

function sourceSentence(problem: SourceProblem, profile: string, detail: string): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'process-not-found':
      return t('The program "{1}" of the profile "{0}" is not there. Correct its credential_process.', profile, detail);
    case 'process-not-executable':
      return t('The program of the profile "{0}" cannot be run ({1}). Check its permissions.', profile, detail);
    case 'process-failed':
      return t('The program of the profile "{0}" failed ({1}). Run it in a terminal to see why.', profile, detail);
    case 'process-silent':
      return t('The program of the profile "{0}" did not end in time. Run it in a terminal to see why.', profile);
    case 'process-too-loud':
      return t('The program of the profile "{0}" prints too much. It should print credentials only.', profile);
    case 'process-in-workspace':
      return t(
        'The profile "{0}" would run something inside the workspace ({1}), which Rolecall never does. Move it elsewhere.',
        profile,
        detail,
      );
    case 'process-file-not-own':
      return t(
        'Others can change {1}, which names the program of the profile "{0}". Make the file your own, and writable for you only.',
        profile,
        detail,
      );
    case 'answer-malformed':
      return t('What the source of the profile "{0}" answers are no credentials ({1}).', profile, detail);
    case 'answer-expired':
      return t('The credentials that the source of the profile "{0}" answers have already ended.', profile);
    case 'token-file-missing':
      return t('The token file {0} is not there. Check the profile and what writes the file.', detail);
    case 'token-file-unreadable':
      return t('The token file {0} cannot be read. Check its permissions.', detail);
    case 'token-file-empty':
      return t('The token file {0} is empty. Check what writes it.', detail);
    case 'token-file-no-token':
      return t('The token file {0} holds something else than a token. Check what writes it.', detail);
    case 'sso-sign-in-late':
      return t('The code was not confirmed in time. Sign in again.');
    case 'sso-sign-in-denied':
      return t('The sign-in was refused in the browser. Sign in again to go on.');
    case 'sso-role-denied':
      return t('You are signed in, but the role of the profile "{0}" is not given to you ({1}).', profile, detail);
    case 'sso-refused':
      return t('The sign-in service refused the profile "{0}": {1}', profile, detail);
    case 'container-host-refused':
      return t(
        'Container credentials are not asked for at "{0}": without TLS only this machine and AWS count.',
        detail,
      );
    case 'container-refused':
      return t('The credential endpoint of the container refused with status {0}.', detail);
    case 'instance-silent':
      return t('The metadata service of the EC2 instance does not answer.');
    case 'instance-without-role':
      return t('The EC2 instance has no role.');
    case 'login-missing':
      return t('Nobody is logged in for the profile "{0}". Run "aws login" in a terminal.', profile);
    case 'login-expired':
      return t('The login of the profile "{0}" has ended. Run "aws login" in a terminal.', profile);
    case 'login-unreadable':
      return t('The login of the profile "{0}" cannot be read. Run "aws login" in a terminal.', profile);
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
  const reason = denialReason(denial);
  return reason === '' ? t('Access denied: {0}.', what) : t('Access denied: {0}. {1}', what, reason);
}

function denialReason(denial: Denial): string {
  const { t } = vscode.l10n;
  if (denial.policyType && denial.policyType !== 'unknown') {
    const kind = policyKind(denial.policyType);
    return denial.explicit ? t('There is an explicit deny in the {0}.', kind) : t('No {0} allows it.', kind);
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
      return t('trust policy');
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
