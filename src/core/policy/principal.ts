// Who asks, and whether a Principal element means them. How narrowly it means them decides whether an identity policy is
// needed besides: naming the account only delegates, naming the user lends.

export type Principal =
  | { readonly kind: 'user'; readonly arn: string; readonly account: string }
  /** `arn` is the session's (assumed-role/…), `roleArn` the role's with its path. */
  | { readonly kind: 'role-session'; readonly arn: string; readonly roleArn: string; readonly account: string }
  /** Whoever an identity provider vouches for: `arn` is the provider's, `account` the one that trusts it. */
  | { readonly kind: 'web-identity'; readonly arn: string; readonly account: string };

/** The Principal element: the AWS principals and the identity providers that it names. Services never mean a caller here. */
export interface PrincipalElement {
  readonly aws: readonly string[];
  readonly federated: readonly string[];
}

/** From narrow to wide; `anyone` is `*`. */
export type PrincipalMatch = 'session' | 'user' | 'web-identity' | 'role' | 'account' | 'anyone';

const ACCOUNT = /^\d{12}$/;
const ACCOUNT_ROOT = /^arn:[a-z-]+:iam::(\d{12}):root$/;
const PRINCIPAL_ARN =
  /^arn:[a-z-]+:(iam::\d{12}:(root|user\/[^*?]+|role\/[^*?]+)|sts::\d{12}:assumed-role\/[^*?/]+\/[^*?/]+)$/;
// What IAM puts in place of a principal that was deleted.
const UNIQUE_ID = /^A(IDA|ROA)[A-Z0-9]{16,17}$/;

/** AWS takes no wildcard inside a principal: only `*` alone. */
export function isPrincipalName(name: string): boolean {
  return name === '*' || ACCOUNT.test(name) || PRINCIPAL_ARN.test(name) || UNIQUE_ID.test(name);
}

/** The narrowest way in which `element` means `principal`; undefined where it does not. */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch | undefined {
  // A provider vouches for nobody whom the statement does not name as vouched for by it.
  if (principal.kind === 'web-identity') return element.federated.includes(principal.arn) ? 'web-identity' : undefined;
  if (element.aws.includes(principal.arn)) return principal.kind === 'user' ? 'user' : 'session';
  if (element.aws.includes('*')) return 'anyone';
  if (principal.kind === 'role-session' && element.aws.includes(principal.roleArn)) return 'role';
  const account = element.aws.some((name) => (ACCOUNT_ROOT.exec(name)?.[1] ?? name) === principal.account);
  return account ? 'account' : undefined;
}
