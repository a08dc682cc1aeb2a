// From a Failure to a sentence that says what happened and what to do next. The only place for these sentences; loaded when
// the first one is needed.
import * as vscode from 'vscode';
import type { Denial } from '../core/accessDenied.ts';
import type { Failure, FailureOf, SourceProblem } from '../core/failure.ts';
import { sizeText } from '../core/folderSums.ts';
import { visibleName } from '../core/objectKey.ts';
import { objectsText } from './countTexts.ts';

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
        failure.accessKeyId,
      );
    case 'secret-wrong':
      return t(
        'The secret does not belong to the access key {0}. Add the access key again with its own secret.',
        failure.accessKeyId,
      );
    case 'clock-skewed':
      return t(
        'The clock of this machine and that of AWS differ too much. Set the clock and try again. AWS said: {0}',
        failure.message,
      );
    case 'request-invalid':
      return t('AWS does not accept a value. Correct it, then try again. AWS said: {0}', failure.message);
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
      return t(
        'There is an object "{0}" already. It was left as it is: choose another name.',
        visibleName(failure.key),
      );
    case 'objects-kept': {
      const [first] = failure.kept;
      return t(
        'Not deleted: {0} of {1}. "{2}": {3}',
        failure.count,
        objectsText(failure.all),
        visibleName(first?.key ?? ''),
        first ? failureSentence(first.reason) : '',
      );
    }
    case 'object-damaged':
      return t(
        'What arrived of "{0}" is not what S3 keeps: its checksum is another. Try again.',
        visibleName(failure.key),
      );
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
        : t(
            '"{0}" cannot be read or written on this machine ({1}). Check that it is there, its permissions, and the free space.',
            failure.file,
            failure.reason,
          );
    case 'identity-changed':
      return failure.current === undefined
        ? t('This was begun as {0}, and now there is no identity. Become {0} again to go on.', failure.opened)
        : t('This was begun as {0}, and now you are {1}. Become {0} again to go on.', failure.opened, failure.current);
    case 'bucket-elsewhere':
      return failure.region
        ? t(
            'The bucket "{0}" lies in the region {1}. Set rolecall.region to it, then try again.',
            failure.bucket,
            failure.region,
          )
        : t(
            'The bucket "{0}" lies in another region. Set rolecall.region to that of the bucket, then try again.',
            failure.bucket,
          );
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
      return t(
        '{0} answers, but not as AWS does. Check the endpoint, and whether a proxy stands between.',
        failure.endpoint,
      );
    case 'throttled':
      return t('AWS asks to slow down. Try again in a moment.');
    case 'service-error':
      return failure.message || failure.awsCode
        ? t('AWS refused: {0}', [failure.awsCode, failure.message].filter(Boolean).join(': '))
        : t('AWS answered with status {0} and no reason. Try again in a moment.', String(failure.status ?? '?'));
    case 'mfa-code-refused':
      return t(
        'AWS does not take the MFA code. Wait for the next code of the device, and check that it is the right one.',
      );
    case 'configuration-changed':
      return t(
        'The AWS configuration files have changed and say something else now. Assume the role again to use what they say.',
      );
    case 'console-elsewhere':
      return t(
        'The console is that of AWS. This identity is known at {0} only. Choose a source of AWS to open it.',
        failure.endpoint,
      );
    case 'console-needs-role':
      return t('The console can be opened as a role, not with lasting keys. Assume a role first.');
    case 'console-unknown':
      return failure.destination
        ? t(
            '"{0}" is no page of the AWS console. Give a path of it, such as s3/buckets, or its whole address.',
            failure.destination,
          )
        : t('The address of the AWS console of this partition is not public. Open the console in a browser yourself.');
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
    case 'turn-not-reached':
      return t(
        'Another window has been asking for the same for more than {0} minutes. See whether a question is open there, answer or close it, then try again.',
        Math.round(failure.afterMs / 60_000),
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
      return t(
        'The secret storage of VS Code does not work. Unlock the keyring of this machine, then try again. VS Code said: {0}',
        failure.message,
      );
    case 'practice-stopped':
      return t('The practice account is not running. Start it to go on.');
    case 'profile-problem':
      return profileSentence(failure);
    case 'region-invalid':
      return t('"{0}" is no AWS region. Correct it in the profile or in the setting rolecall.region.', failure.region);
    case 'keyless-refused':
      return t('New terminals cannot be keyless: {0}', failure.explanation);
    case 'input-invalid':
      return failure.value === undefined
        ? t('That cannot be done: {0}', failure.problem)
        : t('The value "{0}" cannot be used: {1}', failure.value, failure.problem);
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
      return t(
        'What the source of the profile "{0}" answers are no credentials ({1}). Check the program or service that answers.',
        profile,
        detail,
      );
    case 'answer-expired':
      return t(
        'The credentials that the source of the profile "{0}" answers have already ended. Check what answers them, and the clock of this machine.',
        profile,
      );
    case 'token-file-missing':
      return t('The token file {0} is not there. Check the profile and what writes the file.', detail);
    case 'token-file-unreadable':
      return t('The token file {0} cannot be read. Check its permissions.', detail);
    case 'token-file-empty':
      return t('The token file {0} is empty. Check what writes it.', detail);
    case 'token-file-no-token':
      return t('What {0} holds is no token. Check what writes it.', detail);
    case 'sso-sign-in-late':
      return t('The code was not confirmed in time. Sign in again.');
    case 'sso-sign-in-denied':
      return t('The sign-in was refused in the browser. Sign in again to go on.');
    case 'sso-role-denied':
      return t(
        'You are signed in, but the role of the profile "{0}" is not given to you ({1}). Correct the profile, or have the role given to you.',
        profile,
        detail,
      );
    case 'sso-refused':
      return t(
        'The sign-in service refused the profile "{0}". Check its SSO settings in the AWS configuration. The service said: {1}',
        profile,
        detail,
      );
    case 'container-host-refused':
      if (detail === '') return t('AWS_CONTAINER_CREDENTIALS_FULL_URI holds no address of a service. Correct it.');
      return t(
        'Container credentials are not asked for at "{0}": without TLS only this machine and AWS count. Correct AWS_CONTAINER_CREDENTIALS_FULL_URI.',
        detail,
      );
    case 'container-refused':
      return t(
        'The credential endpoint of the container refused with status {0}. Check that the container is given a role.',
        detail,
      );
    case 'instance-silent':
      return t(
        'The metadata service of the EC2 instance does not answer. Check that this machine is one, or choose another source.',
      );
    case 'instance-without-role':
      return t('The EC2 instance has no role. Attach one to it, or choose another source.');
    case 'login-missing':
      return t('Nobody is logged in for the profile "{0}". Run "aws login" in a terminal.', profile);
    case 'login-expired':
      return t('The login of the profile "{0}" has ended. Run "aws login" in a terminal.', profile);
    case 'login-unreadable':
      return t('The login of the profile "{0}" cannot be read. Run "aws login" in a terminal.', profile);
  }
}

function profileSentence({ problem, profile, missing = '' }: FailureOf<'profile-problem'>): string {
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
      return t('The profile "{0}" has only half of an access key: {1} is missing. Add it.', profile, missing);
    case 'source-and-credential-source':
      return t('The profile "{0}" has both source_profile and credential_source. Remove one of them.', profile);
    case 'invalid-credential-source':
      return t(
        'The profile "{0}" has a credential_source that AWS does not know. It is Environment, Ec2InstanceMetadata or EcsContainer.',
        profile,
      );
    case 'missing-source':
      return t(
        'The profile "{0}" leads to no credentials. Give it keys, or a source_profile or credential_source that has some.',
        profile,
      );
    case 'malformed-config':
      return t(
        'The AWS configuration of the profile "{0}" has a mistake. "Explain Profile" shows where: correct it there.',
        profile,
      );
  }
}

/** Says what the denial itself says, and where two causes are possible names both. */
export function denialSentence(denial: Denial): string {
  const { t } = vscode.l10n;
  const who = denial.principal ? shortArn(denial.principal) : t('The current identity');
  const action = denial.action ?? denial.operation ?? t('do this');
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
