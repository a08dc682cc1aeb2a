// Who this window is in AWS, as far as others may know: no keys.
import type { Chain, Endpoints } from '../core/chain.ts';
import type { Failure } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import type { RoleSession } from '../core/roleSession.ts';

export type Current =
  /** No credentials are configured anywhere, and none were chosen. */
  | { readonly kind: 'none' }
  | { readonly kind: 'checking'; readonly chain: Chain }
  | {
      readonly kind: 'source';
      readonly chain: Chain;
      /** It is what a shell starts from that Rolecall does not touch. */
      readonly inherited: boolean;
      readonly identity: Identity;
      readonly region: string;
      readonly endpoints: Endpoints;
      /** Milliseconds since the epoch; absent for keys that do not end. */
      readonly expiration?: number;
      /** Why the last try to get new keys failed; those that there are may still be good. */
      readonly renewalFailure?: Failure;
    }
  | {
      readonly kind: 'role';
      readonly chain: Chain;
      readonly session: RoleSession;
      /** Why the last try to renew it failed; the session itself is still what it was. */
      readonly renewalFailure?: Failure;
    }
  | {
      readonly kind: 'failed';
      readonly chain: Chain;
      readonly failure: Failure;
      /** What one was until it ended. */
      readonly ended?: EndedSession;
    };

/** A session, or a source's keys, that are good no longer. */
export interface EndedSession {
  readonly identity: Identity;
  /** By AWS, which may have been before their time. */
  readonly isRefused: boolean;
  /** When it would have ended by itself: milliseconds since the epoch; absent for keys that do not end. */
  readonly expiration?: number;
}

/** There are an identity and keys, though a role's may have ended. */
export type Known = Extract<Current, { kind: 'role' | 'source' }>;

export function isKnown(current: Current): current is Known {
  return current.kind === 'role' || current.kind === 'source';
}

/** Milliseconds since the epoch; undefined for what does not end. */
export function endOf(current: Current): number | undefined {
  if (current.kind === 'role') return current.session.expiration;
  return current.kind === 'source' ? current.expiration : undefined;
}

/** It is over, by AWS's word or by the clock; though it may still be renewed. */
export function hasEnded(current: Current, now: number): boolean {
  if (current.kind === 'failed') return current.ended !== undefined || current.failure.code === 'session-expired';
  const ends = endOf(current);
  return ends !== undefined && ends <= now;
}

/** Undefined while it is not known, or no longer holds. */
export function identityOf(current: Known): Identity;
export function identityOf(current: Current): Identity | undefined;
export function identityOf(current: Current): Identity | undefined {
  if (current.kind === 'role') return current.session.identity;
  return current.kind === 'source' ? current.identity : undefined;
}
