// Whether a role may be had: asks core/policy with the role's trust policy and the condition keys of STS.
import type { ContextValue } from '../core/policy/context.ts';
import type { Decision } from '../core/policy/decision.ts';
import type { Policy } from '../core/policy/document.ts';
import { ask, type Call, tagKeys } from './callContext.ts';
import type { SessionTag } from './caller.ts';
import type { Role } from './directory.ts';

export interface WantedRole {
  readonly roleArn: string;
  readonly account: string;
  /** undefined: there is no such role. */
  readonly role: Role | undefined;
  readonly sessionName: string;
  /** What the request passes, and what the calling session hands on. */
  readonly requestTags: readonly SessionTag[];
  readonly inheritedTags: readonly SessionTag[];
  /** The request's, else that of the calling session. */
  readonly sourceIdentity: string | undefined;
  readonly keys: Readonly<Record<string, ContextValue>>;
}

export type Denied = Extract<Decision, { allowed: false }>;

export const NOT_LENT: Denied = { allowed: false, policyType: 'trust', explicit: false };

/** A role that does not exist lends to nobody, and says no more than one that does not lend. */
const LENDS_TO_NOBODY: Policy = { kind: 'trust', withVariables: true, statements: [] };

/**
 * The role, where the caller has every permission that the request needs: tags and a source identity need their own,
 * also where they are only handed on from the calling session.
 * @param deny is told of the first permission that is missing.
 */
export function lentRole(
  call: Call,
  action: string,
  wanted: WantedRole,
  deny: (action: string, decision: Denied) => never,
): Role {
  const { requestTags, inheritedTags, sourceIdentity, role } = wanted;
  const needed = [
    action,
    ...(requestTags.length + inheritedTags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  const keys = requestKeys(wanted);
  for (const each of needed) {
    const decision = ask(call, {
      action: each,
      resource: wanted.roleArn,
      resourceAccount: wanted.account,
      trust: role?.trust ?? LENDS_TO_NOBODY,
      keys,
    });
    if (!decision.allowed) deny(each, decision);
  }
  // Without policy checks (a test's choice) there is still nothing to assume.
  return role ?? deny(action, NOT_LENT);
}

/** Inherited tags are no tags of the request: they come with the caller (aws:PrincipalTag). */
function requestKeys(wanted: WantedRole): Record<string, ContextValue> {
  const { requestTags, role } = wanted;
  const transitive = requestTags.filter((tag) => tag.transitive);
  return {
    'sts:RoleSessionName': wanted.sessionName,
    'sts:SourceIdentity': wanted.sourceIdentity,
    ...tagKeys('aws:RequestTag', requestTags),
    ...(requestTags.length > 0 ? { 'aws:TagKeys': requestTags.map(({ key }) => key) } : {}),
    ...(transitive.length > 0 ? { 'sts:TransitiveTagKeys': transitive.map(({ key }) => key) } : {}),
    ...tagKeys('aws:ResourceTag', role?.tags ?? []),
    ...tagKeys('iam:ResourceTag', role?.tags ?? []),
    ...wanted.keys,
  };
}
