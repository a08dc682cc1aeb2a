// What a chain has produced: an identity that lasts until a given moment. Its keys are held apart, in session/vault.
import type { Chain, Endpoints } from './chain.ts';
import type { Identity } from './identity.ts';

export interface RoleSession {
  /** Has at least one hop. */
  readonly chain: Chain;
  readonly identity: Identity;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** Milliseconds since the epoch, by AWS's clock. */
  readonly expiration: number;
}

export type SessionState = 'active' | 'expiring' | 'expired';

/** From here on a session counts as expiring: time enough to renew it by hand. */
export const expiringMs = 5 * 60_000;

export function sessionState(session: Pick<RoleSession, 'expiration'>, now: number): SessionState {
  const left = session.expiration - now;
  if (left <= 0) return 'expired';
  return left <= expiringMs ? 'expiring' : 'active';
}

/** Milliseconds until what is shown of the session changes: the next whole minute left, or its end. */
export function nextChangeMs(session: Pick<RoleSession, 'expiration'>, now: number): number | undefined {
  const left = session.expiration - now;
  if (left <= 0) return undefined;
  return ((left - 1) % 60_000) + 1;
}

/** Whole minutes left, rounded up: an hour shows as 60 from its first moment, and 0 is shown only when it is over. */
export function minutesLeft(session: Pick<RoleSession, 'expiration'>, now: number): number {
  return Math.max(0, Math.ceil((session.expiration - now) / 60_000));
}
