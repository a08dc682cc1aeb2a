// Whom an access key stands for, and what the session behind it was given.
import type { Policy } from '../core/policy/document.ts';
import type { Principal } from '../core/policy/principal.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface SessionTag extends Tag {
  /** Goes on to every session that is made from this one. */
  readonly transitive: boolean;
}

export interface Caller {
  readonly principal: Principal;
  /** AIDA…, or AROA…:<session>. */
  readonly userId: string;
  /** A user's name; absent for role sessions. */
  readonly userName?: string;
  readonly policies: readonly Policy[];
  readonly boundary?: Policy;
  /** The user's or the role's own; tags of the session go before them. */
  readonly tags: readonly Tag[];
  /** Present for session keys only. */
  readonly session?: Session;
}

export interface Session {
  readonly token: string;
  readonly issued: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly limits?: SessionLimits;
  /** When a code of an MFA device was given, where one was. */
  readonly mfaAt?: number;
  readonly tags: readonly SessionTag[];
  readonly sourceIdentity?: string;
}

/** The policies that were passed for a session, as they were passed and as they are read. */
export interface SessionLimits {
  readonly text?: string;
  readonly arns: readonly string[];
  readonly policies: readonly Policy[];
}
