import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import type { Current } from '../../src/session/current.ts';
import { type Agreement, agreement, type InForce } from '../../src/session/inForce.ts';
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
});
