import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import { failureError } from '../../src/core/failure.ts';
import type { Current } from '../../src/session/current.ts';
import type { InForce } from '../../src/session/inForce.ts';
import { type Binding, bindingText, KeylessSessions, readBinding } from '../../src/session/keylessSessions.ts';
import type { Keys } from '../../src/session/keys.ts';
import { Observable } from '../../src/session/observable.ts';
import { roleIdentity, roleNamed } from '../fakes/aws.ts';

const chainTo = (role: string): Chain => ({ source: { kind: 'practice' }, hops: [roleNamed(role)] });
const keysOfRole = (name: string, endpoints = {}): Keys => ({
  credentials: { accessKeyId: `ASIA${name}`, secretAccessKey: 'x', sessionToken: 'x', expiration: 1 },
  region: 'us-east-1',
  endpoints,
});
const currently = (role: string): Current => ({
  kind: 'role',
  chain: chainTo(role),
  session: {
    chain: chainTo(role),
    identity: roleIdentity(role, 'me'),
    region: 'us-east-1',
    endpoints: {},
    expiration: 1,
  },
});
const inForceIn = (role: string): InForce => ({
  kind: 'set',
  way: 'keyless',
  chain: chainTo(role),
  identity: roleIdentity(role, 'me'),
});
const follow: Binding = { kind: 'follow', endpoints: {} };
const bound = (role: string): Binding => ({ kind: 'chain', chain: chainTo(role), pinned: true, endpoints: {} });

suite('session/keylessSessions', () => {
  /** A is current and in force. */
  function make({ follows = true, kept = undefined as unknown, endpoints = {} } = {}) {
    const current = new Observable<Current>(currently('A'));
    const inForce = new Observable<InForce>({ kind: 'untouched' });
    const asked: string[] = [];
    const used: string[] = [];
    const setting = { follows };
    const store = { kept };
    const clock = { now: 0 };
    const alive = new Set(['NeedsMfa']);
    const sessions = new KeylessSessions({
      keeper: {
        current,
        keys: async () => {
          if (current.value.kind === 'failed') throw failureError(current.value.failure);
          return keysOfRole(
            current.value.kind === 'role' ? (current.value.chain.hops[0]?.roleArn ?? '') : '',
            endpoints,
          );
        },
        beat: async () => void asked.push('beat'),
      },
      inForce,
      kept: () => store.kept,
      keep: (followed) => {
        store.kept = JSON.parse(JSON.stringify(followed ?? null));
      },
      now: () => clock.now,
      follows: () => setting.follows,
      keysOf: async ({ hops }, wanted) => {
        asked.push(`${hops[0]?.roleArn} ${wanted}`);
        if (hops[0]?.roleArn.endsWith('/NeedsMfa') && !(wanted === 'held' && alive.has('NeedsMfa')))
          throw failureError({ code: 'mfa-needed', serial: 's' });
        return keysOfRole(hops[0]?.roleArn ?? '');
      },
      used: ({ hops }) => used.push(hops[0]?.roleArn.split('/').at(-1) ?? ''),
    });
    const whoGets = async (binding: Binding | undefined, wanted: 'held' | 'renewed' = 'held') => {
      const grant = await sessions.grantFor(binding, wanted);
      return grant.kind === 'granted' ? (grant.credentials.accessKeyId.split('/').at(-1) ?? '') : grant.reason;
    };
    return { sessions, current, inForce, setting, store, clock, alive, asked, used, whoGets };
  }

  test('who follows gets whoever is in force, before and after a switch', async () => {
    const { current, inForce, whoGets } = make();
    assert.equal(await whoGets(follow), 'no-identity');
    inForce.set(inForceIn('A'));
    assert.equal(await whoGets(follow), 'A');
    current.set(currently('B'));
    assert.equal(await whoGets(follow), 'A');
    inForce.set(inForceIn('B'));
    assert.equal(await whoGets(follow), 'B');
  });

  test('with the setting off nobody becomes somebody else', async () => {
    const { current, inForce, setting, whoGets } = make();
    inForce.set(inForceIn('A'));
    setting.follows = false;
    current.set(currently('B'));
    inForce.set(inForceIn('B'));
    assert.equal(await whoGets(follow), 'A');
  });

  test('after a reload the terminals go on as who they were, whoever was put in force without them', async () => {
    const before = make();
    before.inForce.set(inForceIn('A'));
    before.setting.follows = false;
    before.inForce.set(inForceIn('B'));
    assert.deepEqual(before.sessions.followed, { chain: chainTo('A'), identity: roleIdentity('A', 'me') });
    const { sessions, inForce, whoGets } = make({ follows: false, kept: before.store.kept });
    inForce.set(inForceIn('B'));
    assert.equal(await whoGets(follow), 'A');
    assert.deepEqual(sessions.followed, { chain: chainTo('A'), identity: roleIdentity('A', 'me') });
  });

  test('after all was forgotten nobody is followed, also after a reload', async () => {
    const before = make();
    before.inForce.set(inForceIn('A'));
    before.sessions.forget();
    assert.equal(await before.whoGets(follow), 'no-identity');
    assert.equal(await make({ kept: before.store.kept }).whoGets(follow), 'no-identity');
  });

  test('of the current identity there is a session until it ends, and none once it has failed', () => {
    const { sessions, current, clock } = make();
    assert.equal(sessions.refuses(chainTo('A')), false);
    clock.now = 1;
    assert.equal(sessions.refuses(chainTo('A')), true);
    clock.now = 0;
    current.set({ kind: 'checking', chain: chainTo('A') });
    assert.equal(sessions.refuses(chainTo('A')), false);
    current.set({ kind: 'failed', chain: chainTo('A'), failure: { code: 'session-expired' } });
    assert.equal(sessions.refuses(chainTo('A')), true);
    assert.equal(sessions.refuses(chainTo('B')), false);
  });

  test('of another, whether there is a session is known from the last answer, and changes are told', async () => {
    const { sessions, alive, whoGets } = make();
    const told: number[] = [];
    sessions.refused.subscribe(({ size }) => told.push(size));
    assert.equal(await whoGets(bound('NeedsMfa'), 'renewed'), 'person-needed');
    // It cannot be renewed, and is good for a while yet.
    assert.equal(sessions.refuses(chainTo('NeedsMfa')), false);
    alive.clear();
    assert.equal(await whoGets(bound('NeedsMfa')), 'person-needed');
    assert.equal(await whoGets(bound('NeedsMfa')), 'person-needed');
    assert.equal(sessions.refuses(chainTo('NeedsMfa')), true);
    alive.add('NeedsMfa');
    assert.equal(await whoGets(bound('NeedsMfa')), 'NeedsMfa');
    assert.equal(sessions.refuses(chainTo('NeedsMfa')), false);
    assert.deepEqual(told, [1, 0]);
  });

  test('a terminal that is bound to a chain gets that one only', async () => {
    const { inForce, asked, whoGets } = make();
    inForce.set(inForceIn('A'));
    assert.equal(await whoGets(bound('B')), 'B');
    assert.deepEqual(asked, [`${chainTo('B').hops[0]?.roleArn} held`]);
  });

  test('a renewal is asked of whoever renews', async () => {
    const { asked, whoGets } = make();
    assert.equal(await whoGets(bound('A'), 'renewed'), 'A');
    assert.equal(await whoGets(bound('B'), 'renewed'), 'B');
    assert.deepEqual(asked, ['beat', `${chainTo('B').hops[0]?.roleArn} renewed`]);
  });

  test('a session of another endpoint is not handed out', async () => {
    const { whoGets } = make({ endpoints: { sts: 'http://127.0.0.1:1' } });
    assert.equal(await whoGets(bound('A')), 'no-identity');
  });

  test('reasons', async () => {
    const { current, alive, whoGets } = make();
    alive.clear();
    assert.equal(await whoGets(undefined), 'no-identity');
    assert.equal(await whoGets(bound('NeedsMfa')), 'person-needed');
    current.set({ kind: 'failed', chain: chainTo('A'), failure: { code: 'session-expired' } });
    assert.equal(await whoGets(bound('A')), 'session-expired');
    current.set({ kind: 'failed', chain: chainTo('A'), failure: { code: 'throttled' } });
    assert.equal(await whoGets(bound('A')), 'unavailable');
  });

  test('a binding is read back as it was written, and nothing else is one', () => {
    const bindings: readonly Binding[] = [
      follow,
      bound('A'),
      { kind: 'follow', endpoints: { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:2' } },
    ];
    for (const binding of bindings) assert.deepEqual(readBinding(bindingText(binding)), binding);
    for (const text of ['', 'current', 'null', '[]', '{"kind":"chain"}', '{"kind":"chain","chain":{"hops":[]}}']) {
      assert.equal(readBinding(text), undefined, text);
    }
  });

  test('a client that was given a session has used that role; one that was refused has not', async () => {
    const { whoGets, used, alive } = make();
    alive.clear();
    await whoGets(bound('A'));
    await whoGets(bound('B'));
    await whoGets(bound('NeedsMfa'));
    await whoGets(undefined);
    assert.deepEqual(used, ['A', 'B']);
  });
});
