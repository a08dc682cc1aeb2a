import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  expiringMs,
  minutesLeft,
  nextChangeMs,
  type RoleSession,
  type SessionState,
  sessionState,
} from '../../src/core/roleSession.ts';

const expiration = Date.parse('2025-03-26T14:30:50Z');
const session: RoleSession = {
  chain: {
    source: { kind: 'practice' },
    hops: [{ roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me' }],
  },
  identity: { userId: 'AROAEXAMPLE:me', account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/R/me' },
  region: 'us-east-1',
  endpoints: {},
  expiration,
};

suite('core/roleSession', () => {
  const minute = 60_000;
  const rows: readonly [left: number, state: SessionState, minutes: number, next: number | undefined][] = [
    [60 * minute, 'active', 60, minute],
    [60 * minute - 1, 'active', 60, minute - 1],
    [59 * minute + 1, 'active', 60, 1],
    [59 * minute, 'active', 59, minute],
    [expiringMs + 1, 'active', 6, 1],
    [expiringMs, 'expiring', 5, minute],
    [minute + 1, 'expiring', 2, 1],
    [minute, 'expiring', 1, minute],
    [1, 'expiring', 1, 1],
    [0, 'expired', 0, undefined],
    [-1, 'expired', 0, undefined],
    [-60 * minute, 'expired', 0, undefined],
  ];
  for (const [left, state, minutes, next] of rows) {
    test(`${left} ms left: ${state}, ${minutes} minutes`, () => {
      const now = expiration - left;
      assert.equal(sessionState(session, now), state);
      assert.equal(minutesLeft(session, now), minutes);
      assert.equal(nextChangeMs(session, now), next);
    });
  }

  test('what is shown stays until the next change, and is another then', () => {
    const shown = (now: number) => `${sessionState(session, now)} ${minutesLeft(session, now)}`;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 * 60 * minute }), (left) => {
        const now = expiration - left;
        const next = nextChangeMs(session, now);
        assert.ok(next !== undefined && next > 0);
        assert.equal(shown(now + next - 1), shown(now));
        assert.notEqual(shown(now + next), shown(now));
      }),
    );
  });
});
