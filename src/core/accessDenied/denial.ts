// The shape of what a refusal says. Types alone.
import type { DenialCategory } from './refusalCodes.ts';

export type PolicyType =
  | 'identity-based'
  | 'resource-based'
  | 'trust'
  | 'session'
  | 'permissions-boundary'
  | 'scp'
  | 'rcp'
  | 'vpc-endpoint'
  /** An explicit deny in a policy whose type AWS does not name. */
  | 'unknown';

export type PrincipalKind = 'user' | 'role-session' | 'federated-user' | 'root';

/** What a refusal says. An absent key means that the text does not say. */
export interface Denial {
  /** As printed, AccessDenied or AccessDeniedException; the HTTP status ("403") for a HEAD, whose answer has no body. */
  readonly code?: string;
  /** The API operation, as the tool names it. */
  readonly operation?: string;
  readonly requestId?: string;
  readonly principal?: string;
  /** Absent for a bare role ARN, "anonymous" and bare names. */
  readonly principalKind?: PrincipalKind;
  /** The principal's. */
  readonly account?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly policyType?: PolicyType;
  /** True for a Deny statement that applied, false for an Allow that is missing. */
  readonly explicit?: boolean;
  readonly policyArn?: string;
  readonly category: DenialCategory;
}

export type Claim = Omit<Denial, 'category'>;
/** Claims as they are found: what is undefined is not claimed. */
export type Found = { readonly [Key in keyof Claim]: Claim[Key] | undefined };
