// Whether a request is allowed, and if not, which kind of policy stands in the way. Gates, in AWS's order: an explicit
// deny anywhere ends it; then each kind of policy that applies must allow.
import { isMet } from './condition.ts';
import { type RequestContext, variablesOf } from './context.ts';
import type { Policy, Selection, Statement } from './document.ts';
import { matches, matchesArn, readPattern, type VariableLookup } from './pattern.ts';
import { matchPrincipal, type Principal, type PrincipalMatch } from './principal.ts';

export interface AccessRequest {
  /** `s3:ListBucket`, in AWS's own case. */
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly principal: Principal;
  readonly context: RequestContext;
}

export interface AppliedPolicies {
  /** The user's or the role's. */
  readonly identity: readonly Policy[];
  /** The most that the identity's policies can give, where one is set. Limits, never grants. */
  readonly boundary?: Policy;
  /** What was passed when the session was made; absent where nothing was. Limits, never grants. */
  readonly session?: readonly Policy[];
  /** The role's trust policy: for sts:AssumeRole, where it must allow whatever the identity may do. */
  readonly trust?: Policy;
  /** A bucket's policy: an allow here can stand in for the identity's. */
  readonly resource?: Policy;
}

export type DenyingPolicy = 'identity-based' | 'permissions-boundary' | 'resource-based' | 'trust' | 'session';

export type Decision =
  | { readonly allowed: true }
  /** `explicit`: a Deny statement; else no statement allows. */
  | { readonly allowed: false; readonly policyType: DenyingPolicy; readonly explicit: boolean };

export function decide(request: AccessRequest, policies: AppliedPolicies): Decision {
  const owned = policies.trust ?? policies.resource;
  const kinds: readonly [DenyingPolicy, readonly Policy[]][] = [
    ['identity-based', policies.identity],
    ['permissions-boundary', policies.boundary ? [policies.boundary] : []],
    ['session', policies.session ?? []],
    ['trust', policies.trust ? [policies.trust] : []],
    ['resource-based', policies.resource ? [policies.resource] : []],
  ];
  const denying = kinds.find(([, list]) => list.some((policy) => applies(policy, 'Deny', request)));
  if (denying) return { allowed: false, policyType: denying[0], explicit: true };

  const limit = limitInTheWay(policies, request);
  const own = ownGate(policies, request, limit);
  if (policies.trust && !applies(policies.trust, 'Allow', request)) {
    return own ?? { allowed: false, policyType: 'trust', explicit: false };
  }
  if (owned && lends(owned, request, limit === undefined)) return { allowed: true };
  return own ?? { allowed: true };
}

/** What can only take away, in AWS's order: the first kind that does not allow; undefined where all do. */
function limitInTheWay(
  { boundary, session }: AppliedPolicies,
  request: AccessRequest,
): 'permissions-boundary' | 'session' | undefined {
  if (boundary && !applies(boundary, 'Allow', request)) return 'permissions-boundary';
  return session && !session.some((policy) => applies(policy, 'Allow', request)) ? 'session' : undefined;
}

/** What keeps the caller's own policies from allowing; undefined where they do. */
function ownGate(
  policies: AppliedPolicies,
  request: AccessRequest,
  limit: 'permissions-boundary' | 'session' | undefined,
): Decision | undefined {
  if (!policies.identity.some((policy) => applies(policy, 'Allow', request))) {
    return { allowed: false, policyType: 'identity-based', explicit: false };
  }
  return limit && { allowed: false, policyType: limit, explicit: false };
}

/**
 * Whether the resource's owner grants to this very caller, so that no identity policy is needed: within one account,
 * where the policy names the user, the session, the provider that vouches, the role (a permissions boundary and a
 * session policy then still limit) or everyone. Naming the account gives the decision to the account's own policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
function lends(policy: Policy, request: AccessRequest, unlimited: boolean): boolean {
  if (request.principal.account !== request.resourceAccount) return false;
  return policy.statements.some(
    (statement) => statement.effect === 'Allow' && isEnough(matchStatement(policy, statement, request), unlimited),
  );
}

function isEnough(match: PrincipalMatch | 'self' | undefined, unlimited: boolean): boolean {
  switch (match) {
    case 'user':
    case 'session':
    case 'web-identity':
      return true;
    case 'role':
    case 'anyone':
      return unlimited;
    case 'account':
    case 'self':
    case undefined:
      return false;
  }
}

function applies(policy: Policy, effect: Statement['effect'], request: AccessRequest): boolean {
  return policy.statements.some(
    (statement) => statement.effect === effect && matchStatement(policy, statement, request) !== undefined,
  );
}

/** How the statement means the caller (`self` in policies without principals); undefined where it does not apply. */
function matchStatement(
  policy: Policy,
  statement: Statement,
  request: AccessRequest,
): PrincipalMatch | 'self' | undefined {
  const variables = policy.withVariables ? variablesOf(request.context) : undefined;
  if (!selectsAction(statement.actions, request.action)) return undefined;
  if (statement.resources && !selectsResource(statement.resources, request.resource, variables)) return undefined;
  if (!statement.conditions.every((condition) => isMet(condition, request.context, policy.withVariables))) {
    return undefined;
  }
  return statement.principal ? matchPrincipal(statement.principal, request.principal) : 'self';
}

export function selectsAction(actions: Selection, action: string): boolean {
  const found = actions.patterns.some((text) => matches(readPattern(text.toLowerCase()) ?? [], action.toLowerCase()));
  return found !== actions.not;
}

function selectsResource(resources: Selection, resource: string, variables: VariableLookup | undefined): boolean {
  const patterns = resources.patterns.map((text) => readPattern(text, variables));
  // A variable without a value: the element says nothing about any resource, so neither it nor its negation applies.
  if (resources.not && patterns.includes(undefined)) return false;
  return patterns.some((pattern) => pattern !== undefined && matchesArn(pattern, resource)) !== resources.not;
}
