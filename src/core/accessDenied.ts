// What AWS says when it says no, read from its words. A pure reading: it claims nothing that the text does not say,
// asks no one, and makes no sentence (those live in features/).

export type DenialCategory =
  | 'denied'
  | 'expired'
  | 'invalid-credentials'
  | 'clock-skew'
  | 'mfa'
  | 'duration'
  | 'validation'
  | 'wrong-region'
  | 'not-found'
  | 'throttled'
  | 'other';

export type PolicyType =
  | 'identity-based'
  | 'resource-based'
  | 'trust'
  | 'session'
  | 'permissions-boundary'
  | 'scp'
  | 'rcp'
  | 'vpc-endpoint'
  | 'unknown';

export type PrincipalKind = 'user' | 'role-session' | 'federated-user' | 'root';

export interface Denial {
  readonly code?: string;
  readonly operation?: string;
  readonly requestId?: string;
  readonly principal?: string;
  readonly principalKind?: PrincipalKind;
  readonly account?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly policyType?: PolicyType;
  readonly explicit?: boolean;
  readonly policyArn?: string;
  readonly category: DenialCategory;
}

/** What an SDK error says about itself outside its message. */
export interface Refusal {
  readonly code?: string;
  readonly operation?: string;
  readonly requestId?: string;
  readonly message: string;
}

export function readDenial(_said: string | Refusal): Denial {
  return { category: 'other' };
}
