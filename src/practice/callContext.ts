// The condition keys that every request has, and asking core/policy with them.
import { type ContextValue, requestContext } from '../core/policy/context.ts';
import { type AppliedPolicies, type Decision, decide } from '../core/policy/decision.ts';
import type { Caller, Tag } from './caller.ts';
import type { Practice } from './practice.ts';
import type { PracticeRequest } from './request.ts';

export interface Call {
  readonly practice: Practice;
  readonly request: PracticeRequest;
  readonly caller: Caller;
  /** The region that the request was signed for. */
  readonly region: string;
}

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** The service's own condition keys. */
  readonly keys?: Readonly<Record<string, ContextValue>>;
  readonly trust?: AppliedPolicies['trust'];
}

export function ask(call: Call, asked: Asked): Decision {
  if (!call.practice.checks.policy) return { allowed: true };
  const { caller } = call;
  return decide(
    {
      action: asked.action,
      resource: asked.resource,
      resourceAccount: asked.resourceAccount,
      principal: caller.principal,
      context: requestContext({ ...commonKeys(call), ...asked.keys }),
    },
    {
      identity: caller.policies,
      ...(caller.boundary ? { boundary: caller.boundary } : {}),
      ...(caller.session?.limits ? { session: caller.session.limits.policies } : {}),
      ...(asked.trust ? { trust: asked.trust } : {}),
    },
  );
}

function commonKeys({ practice, request, caller, region }: Call): Record<string, ContextValue> {
  const now = practice.now();
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': Math.floor(now / 1000),
    'aws:RequestedRegion': region,
    'aws:SecureTransport': false,
    'aws:SourceIp': '127.0.0.1',
    'aws:UserAgent': request.headers['user-agent'],
    'aws:ViaAWSService': false,
    ...principalKeys(caller, now),
  };
}

function principalKeys(caller: Caller, now: number): Record<string, ContextValue> {
  const { principal, session } = caller;
  // Whoever only shows a provider's token is no principal of the account yet.
  if (principal.kind === 'web-identity') return {};
  return {
    'aws:PrincipalAccount': principal.account,
    'aws:PrincipalArn': principal.kind === 'user' ? principal.arn : principal.roleArn,
    'aws:PrincipalType': principal.kind === 'user' ? 'User' : 'AssumedRole',
    'aws:userid': caller.userId,
    'aws:username': caller.userName,
    ...tagKeys('aws:PrincipalTag', [...caller.tags, ...(session?.tags ?? [])]),
    'aws:SourceIdentity': session?.sourceIdentity,
    'aws:TokenIssueTime': session && new Date(session.issued).toISOString(),
    // Long-term keys have no such key at all: that is why policies that deny without MFA need BoolIfExists.
    'aws:MultiFactorAuthPresent': session && session.mfaAt !== undefined,
    'aws:MultiFactorAuthAge': session?.mfaAt && Math.floor((now - session.mfaAt) / 1000),
  };
}

/** A condition key for each tag. Of two tags whose keys differ in their case, the later one counts. */
export function tagKeys(name: string, tags: readonly Tag[]): Record<string, ContextValue> {
  return Object.fromEntries(tags.map(({ key, value }) => [`${name}/${key.toLowerCase()}`, value]));
}

const POLICY_NAMES = {
  'identity-based': ['an identity-based policy', 'no identity-based policy'],
  'permissions-boundary': ['a permissions boundary', 'no permissions boundary'],
  'resource-based': ['a resource-based policy', 'no resource-based policy'],
  session: ['a session policy', 'no session policy'],
  trust: ['the role trust policy', 'no role trust policy'],
} as const;

/**
 * AWS's sentence. `resource` is as the service prints it (S3 in quotes), absent for s3:ListAllMyBuckets.
 * That a role does not lend is not explained: AWS gives no reason then, nor for a role that does not exist.
 */
export function denialMessage(
  principalArn: string,
  action: string,
  resource: string | undefined,
  decision: Extract<Decision, { allowed: false }>,
): string {
  const who = `User: ${principalArn} is not authorized to perform: ${action}`;
  const what = resource === undefined ? who : `${who} on resource: ${resource}`;
  const [denying, missing] = POLICY_NAMES[decision.policyType];
  if (decision.explicit) return `${what} with an explicit deny in ${denying}`;
  return decision.policyType === 'trust' ? what : `${what} because ${missing} allows the ${action} action`;
}
