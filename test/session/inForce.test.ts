import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import type { Current } from '../../src/session/current.ts';
import { type Agreement, agreement, type InForce, isOver } from '../../src/session/inForce.ts';
import { roleIdentity, roleNamed } from '../fakes/aws.ts';

const work: Chain = { source: { kind: 'profile', profile: 'work' }, hops: [] };
const role: Chain = { ...work, hops: [roleNamed('R')] };
const identity = roleIdentity('R', 'me');
const place = { identity, region: 'us-east-1', endpoints: {} };
const source = (inherited: boolean): Current => ({ kind: 'source', chain: work, inherited, ...place });
const inRole: Current = { kind: 'role', chain: role, session: { ...place, chain: role, expiration: 0 } };
const untouched: InForce = { kind: 'untouched' };
const set = (chain: Chain): InForce => ({ kind: 'set', way: 'keys', chain, identity });

suite('session/inForce', () => {
  const rows: readonly [title: string, current: Current, inForce: InForce, agreement: Agreement][] = [
    ['nobody', { kind: 'none' }, untouched, 'unknown'],
    ['not known yet', { kind: 'checking', chain: work }, set(work), 'unknown'],
    ['failed', { kind: 'failed', chain: work, failure: { code: 'throttled' } }, set(work), 'unknown'],
    ['an inherited source, untouched', source(true), untouched, 'same'],
    ['a chosen source, untouched', source(false), untouched, 'different'],
    ['a role, untouched', inRole, untouched, 'different'],
    ['a source that was set', source(false), set(work), 'same'],
    ['a source, with a role set', source(true), set(role), 'different'],
    ['a role that was set', inRole, set(role), 'same'],
    ['a role, with its source set', inRole, set(work), 'different'],
    [
      'a role, with another session of it set',
      inRole,
      set({ ...role, hops: [{ ...roleNamed('R'), roleSessionName: 'you' }] }),
      'different',
    ],
  ];
  for (const [title, current, inForce, answer] of rows) {
    test(`${title}: ${answer}`, () => assert.equal(agreement(current, inForce), answer));
  }

  const failed: Current = { kind: 'failed', chain: role, failure: { code: 'session-expired' } };
  for (const [title, current, what, over] of [
    ['keys that last', inRole, { chain: role, expiration: 1 }, false],
    ['keys that have ended, whoever is current', source(true), { chain: role, expiration: 0 }, true],
    ['a token or a name, and the role has ended', inRole, { chain: role }, true],
    ['a token or a name, and AWS has refused the role', failed, { chain: role }, true],
    ['a token or a name of somebody else', inRole, { chain: work }, false],
    ['a name of a source that does not end', source(false), { chain: work }, false],
    ['a name, and nobody is current', { kind: 'none' }, { chain: work }, false],
    [
      'a name, and its source failed for the moment',
      { kind: 'failed', chain: work, failure: { code: 'throttled' } },
      { chain: work },
      false,
    ],
  ] as const) {
    test(`${title}: ${over ? 'over' : 'not over'}`, () => assert.equal(isOver(what, current, 0), over));
  }
});
