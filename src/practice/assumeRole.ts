// AssumeRole: two gates (may the caller ask? does the role lend?), then how long, and with which limits.
import { refuse } from './awsError.ts';
import { type Call, denialMessage } from './callContext.ts';
import { takeMfaCode } from './mfa.ts';
import { type Denied, lentRole, NOT_LENT, type WantedRole } from './rolePermission.ts';
import { HOUR, MAX_SECONDS, makeRoleSession, roleAccount } from './roleSession.ts';
import { takeSessionLimits } from './sessionPolicies.ts';
import { inheritedTags, requestedTags } from './sessionTags.ts';
import type { StsParameters } from './stsParameters.ts';
import type { Xml } from './xml.ts';

export function assumeRole(call: Call, parameters: StsParameters): readonly Xml[] {
  const roleArn = parameters.text('roleArn') ?? '';
  const sessionName = parameters.text('roleSessionName') ?? '';
  const policyText = parameters.text('policy');
  const seconds = parameters.durationSeconds(HOUR, MAX_SECONDS);
  const externalId = parameters.text('externalId');
  const serial = parameters.text('serialNumber');
  const code = parameters.text('tokenCode');
  const sourceIdentity = parameters.text('sourceIdentity');
  const policyArns = parameters.policyArns();
  const tags = parameters.tags();
  const transitiveTagKeys = parameters.transitiveTagKeys();
  parameters.check();
  const account = roleAccount(roleArn);
  const { caller, practice } = call;
  const limits = takeSessionLimits(practice.directory, policyText, policyArns);
  const requestTags = requestedTags(caller, tags, transitiveTagKeys);
  const mfaAt = takeMfaCode(call, serial, code);

  const held = caller.session?.sourceIdentity;
  const wanted: WantedRole = {
    roleArn,
    account,
    role: practice.directory.roles.get(roleArn),
    sessionName,
    requestTags,
    inheritedTags: inheritedTags(caller),
    sourceIdentity: sourceIdentity ?? held,
    keys: {
      'sts:ExternalId': externalId,
      ...(mfaAt === undefined ? {} : { 'aws:MultiFactorAuthPresent': true, 'aws:MultiFactorAuthAge': 0 }),
    },
  };
  const deny = (action: string, decision: Denied) =>
    refuse(403, 'AccessDenied', denialMessage(caller.principal.arn, action, roleArn, decision));
  const role = lentRole(call, 'sts:AssumeRole', wanted, deny);
  // Once set, a source identity stays as it is for as long as the chain goes on.
  if (held !== undefined && sourceIdentity !== undefined && sourceIdentity !== held) {
    deny('sts:SetSourceIdentity', NOT_LENT);
  }
  return makeRoleSession(call, {
    role,
    name: sessionName,
    seconds,
    secondsGiven: parameters.raw('DurationSeconds') !== undefined,
    limits,
    tags: [...wanted.inheritedTags, ...requestTags],
    // A role session remembers MFA of the session that asked, too.
    mfaAt: mfaAt ?? caller.session?.mfaAt,
    sourceIdentity: wanted.sourceIdentity,
  });
}
