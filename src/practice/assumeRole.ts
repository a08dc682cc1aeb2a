// AssumeRole: two gates (may the caller ask? does the role lend?), then how long, and with which limits.
import { type Policy, readPolicy } from '../core/policy/document.ts';
import { refuse } from './awsError.ts';
import { ask, type Call, denialMessage } from './callContext.ts';
import type { Role } from './directory.ts';
import { sessionToken } from './ids.ts';
import { takeMfaCode } from './mfa.ts';
import { credentialsElement, sessionTimes } from './sessionToken.ts';
import type { StsParameters } from './stsParameters.ts';
import { element, elements, type Xml } from './xml.ts';

const HOUR = 3600;
const MAX_SECONDS = 43_200;
/** AWS's limit for an inline session policy's text. */
const MAX_POLICY = 2048;

export function assumeRole(call: Call, parameters: StsParameters): readonly Xml[] {
  const roleArn = parameters.text('roleArn') ?? '';
  const sessionName = parameters.text('roleSessionName') ?? '';
  const policyText = parameters.text('policy');
  const seconds = parameters.durationSeconds(HOUR, MAX_SECONDS);
  const externalId = parameters.text('externalId');
  const serial = parameters.text('serialNumber');
  const code = parameters.text('tokenCode');
  const sourceIdentity = parameters.text('sourceIdentity');
  parameters.check();
  const account = roleAccount(roleArn);
  const managed = parameters.list('PolicyArns', 'arn');
  const policies = sessionPolicies(call, policyText, managed);

  const role = call.state.directory.roles.get(roleArn);
  const mfaAt = takeMfaCode(call, serial, code);
  const asked: Asked = { roleArn, account, role, sessionName, externalId, mfaAt };
  demand(call, 'sts:AssumeRole', asked);
  const tags = parameters.list('Tags', 'Key');
  if (tags.length > 0) demand(call, 'sts:TagSession', asked);
  if (sourceIdentity !== undefined) demand(call, 'sts:SetSourceIdentity', asked);
  if (tags.length > 0 || sourceIdentity !== undefined) {
    refuse(501, 'NotImplemented', 'The practice account makes no sessions with tags or a source identity.');
  }
  // Without policy checks (a test's choice) there is still nothing to assume.
  if (!role) return denyRole(call, 'sts:AssumeRole', roleArn);
  checkDuration(call, role, seconds, parameters.raw('DurationSeconds') !== undefined);

  // A role session remembers MFA of the session that asked, too.
  const carriedMfa = mfaAt ?? call.caller.session?.mfaAt;
  const arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`;
  const userId = `${role.id}:${sessionName}`;
  const key = call.state.directory.issue({
    principal: { kind: 'role-session', arn, roleArn: role.arn, account },
    userId,
    policies: role.policies,
    session: {
      ...sessionTimes(call.state.now(), seconds),
      token: sessionToken(),
      ...(policies.length > 0 ? { policies } : {}),
      ...(carriedMfa === undefined ? {} : { mfaAt: carriedMfa }),
    },
  });
  const size = (policyText?.length ?? 0) + managed.join('').length;
  return [
    element('AssumedRoleUser', elements({ AssumedRoleId: userId, Arn: arn })),
    credentialsElement(key, key.caller.session.expires),
    element('PackedPolicySize', policies.length > 0 ? Math.ceil((size / MAX_POLICY) * 100) : undefined),
  ];
}

/** @throws Refused where the text is no role's ARN. */
function roleAccount(roleArn: string): string {
  if (!/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(roleArn)) refuse(400, 'ValidationError', `${roleArn} is invalid`);
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(roleArn)?.[1];
  return account ?? refuse(400, 'ValidationError', 'Request ARN is invalid');
}

function sessionPolicies(call: Call, text: string | undefined, managed: readonly string[]): readonly Policy[] {
  const policies = managed.map(
    (arn) =>
      call.state.directory.managedPolicy(arn) ??
      refuse(400, 'MalformedPolicyDocument', `Policy ${arn} does not exist or is not attachable.`),
  );
  if (text === undefined) return policies;
  const reading = readPolicy('session', text);
  if ('policy' in reading) return [...policies, reading.policy];
  switch (reading.problem.code) {
    case 'not-json':
      return refuse(400, 'MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
    case 'principal-not-allowed':
      return refuse(400, 'MalformedPolicyDocument', 'Policy document should not specify a principal.');
    default:
      return refuse(400, 'MalformedPolicyDocument', 'Syntax errors in policy.');
  }
}

interface Asked {
  readonly roleArn: string;
  readonly account: string;
  readonly role: Role | undefined;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  readonly mfaAt: number | undefined;
}

/** A role that does not exist lends to nobody, and says no more than one that does not lend. */
const LENDS_TO_NOBODY: Policy = { kind: 'trust', withVariables: true, statements: [] };

function demand(call: Call, action: string, asked: Asked): void {
  const decision = ask(call, {
    action,
    resource: asked.roleArn,
    resourceAccount: asked.account,
    trust: asked.role?.trust ?? LENDS_TO_NOBODY,
    keys: {
      'sts:RoleSessionName': asked.sessionName,
      'sts:ExternalId': asked.externalId,
      ...(asked.mfaAt === undefined ? {} : { 'aws:MultiFactorAuthPresent': true, 'aws:MultiFactorAuthAge': 0 }),
    },
  });
  if (decision.allowed) return;
  refuse(403, 'AccessDenied', denialMessage(call.caller.principal.arn, action, asked.roleArn, decision));
}

function denyRole(call: Call, action: string, roleArn: string): never {
  const decision = { allowed: false, policyType: 'trust', explicit: false } as const;
  return refuse(403, 'AccessDenied', denialMessage(call.caller.principal.arn, action, roleArn, decision));
}

/** A role session that asks for a role makes a chain, and a chain lives an hour at most whatever the role allows. */
function checkDuration(call: Call, role: Role, seconds: number, given: boolean): void {
  if (!given) return;
  if (call.caller.principal.kind === 'role-session' && seconds > HOUR) {
    refuse(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    refuse(400, 'ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}
