import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Chain } from '../../src/core/chain.ts';
import { startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { readEndpointState } from '../../src/endpoint/state.ts';
import { KeylessEndpoint } from '../../src/session/keylessEndpoint.ts';
import type { Binding } from '../../src/session/keylessSessions.ts';
import { roleNamed } from '../fakes/aws.ts';

const follow: Binding = { kind: 'follow', endpoints: {} };
const chainTo = (role: string): Chain => ({ source: { kind: 'practice' }, hops: [roleNamed(role)] });
const bound = (pinned: boolean, role = 'A'): Binding => ({
  kind: 'chain',
  chain: chainTo(role),
  pinned,
  endpoints: {},
});
const hour = 60 * 60_000;
const idOf = (token: string) => createHash('sha256').update(token).digest('hex');

suite('session/keylessEndpoint', () => {
  /** Kept secrets, as a window leaves them to the next. */
  let store: { kept: unknown };
  let time: number;
  let stale: number;
  /** Whom the following terminals are. */
  let followed: Chain | undefined;
  let started: KeylessEndpoint[];
  setup(() => {
    store = { kept: undefined };
    time = Date.parse('2025-03-26T14:30:50Z');
    stale = 0;
    followed = undefined;
    started = [];
  });
  teardown(async () => {
    await Promise.all(started.map((each) => each.close()));
  });

  function window(): KeylessEndpoint {
    const endpoint = new KeylessEndpoint({
      start: (kept) => {
        const state = readEndpointState(kept);
        return startCredentialEndpoint({
          ...(state && { state }),
          grantFor: () => ({ kind: 'refused', reason: 'no-identity' }),
          now: () => time,
          onDefect: assert.ifError,
        });
      },
      chainFor: (binding) => (binding.kind === 'chain' ? binding.chain : followed),
      kept: async () => store.kept,
      keep: async (value) => {
        store.kept = JSON.parse(JSON.stringify(value));
      },
      drop: async () => {
        store.kept = undefined;
      },
      portTaken: () => {
        stale += 1;
      },
      now: () => time,
      pause: async () => undefined,
    });
    started.push(endpoint);
    return endpoint;
  }

  test('new terminals share a token for half a day', async () => {
    const endpoint = window();
    const first = await endpoint.share(follow);
    assert.deepEqual(await endpoint.share(follow), first);
    assert.notEqual((await endpoint.share(bound(false))).token, first.token);
    const second = await endpoint.share(follow);
    time += 13 * hour;
    const third = await endpoint.share(follow);
    assert.notEqual(third.token, second.token);
    assert.ok(endpoint.find(idOf(second.token)));
    time += 12 * hour;
    assert.equal(endpoint.find(idOf(second.token)), undefined);
    assert.deepEqual(endpoint.find(idOf(third.token))?.binding, follow);
  });

  test('what differs has a token of its own, also after a reload', async () => {
    const before = window();
    const [everywhere, folder] = [await before.share(follow), await before.share(bound(false))];
    assert.notEqual(everywhere.token, folder.token);
    assert.deepEqual(await before.share(follow), everywhere);
    await before.close();
    const after = window();
    assert.deepEqual([await after.share(follow), await after.share(bound(false))], [everywhere, folder]);
  });

  test('after a reload the port and the tokens are the same', async () => {
    const before = window();
    const shared = await before.share(follow);
    await before.close();
    const after = window();
    await after.resume();
    assert.deepEqual(after.find(idOf(shared.token))?.binding, follow);
    assert.deepEqual(await after.share(follow), shared);
    assert.equal(stale, 0);
  });

  test('where nothing was left, nothing is started', async () => {
    const endpoint = window();
    await endpoint.resume();
    assert.equal(store.kept, undefined);
  });

  test('where the port is taken, the terminals are stale and no token of theirs is good', async () => {
    const before = window();
    const shared = await before.share(follow);
    const after = window();
    await after.resume();
    assert.equal(stale, 1);
    assert.equal(after.find(idOf(shared.token)), undefined);
    const again = await after.share(follow);
    assert.notEqual(again.url, shared.url);
    assert.notEqual(again.token, shared.token);
    await after.close();
    await window().resume();
    assert.equal(stale, 1);
  });

  test('leaving ends the tokens of all but pinned terminals', async () => {
    const endpoint = window();
    const [shared, single, pinned] = [
      await endpoint.share(follow),
      await endpoint.issue(bound(false)),
      await endpoint.issue(bound(true)),
    ];
    await endpoint.revokeShared();
    assert.deepEqual(
      [shared, single, pinned].map(({ token }) => endpoint.find(idOf(token)) !== undefined),
      [false, false, true],
    );
    assert.notEqual((await endpoint.share(follow)).token, shared.token);
  });

  test('taking one role back ends the tokens that get its session, and no others', async () => {
    const endpoint = window();
    const tokens = [
      await endpoint.share(follow),
      await endpoint.share(bound(false)),
      await endpoint.issue(bound(false, 'B')),
      await endpoint.issue(bound(true)),
    ];
    const good = () => tokens.map(({ token }) => endpoint.find(idOf(token)) !== undefined);
    followed = chainTo('B');
    await endpoint.revokeShared(chainTo('A'));
    assert.deepEqual(good(), [true, false, true, true]);
    followed = chainTo('A');
    await endpoint.revokeShared(chainTo('A'));
    assert.deepEqual(good(), [false, false, true, true]);
    assert.notEqual((await endpoint.share(bound(false))).token, tokens[1]?.token);
  });

  test('forgetting ends all, also for the next window', async () => {
    const endpoint = window();
    const { token } = await endpoint.issue(bound(true));
    await endpoint.forget();
    // The role is left after all was forgotten.
    await endpoint.revokeShared();
    assert.equal(store.kept, undefined);
    assert.equal(endpoint.find(idOf(token)), undefined);
    assert.equal(store.kept, undefined);
  });

  test('garbage that was kept is nothing', async () => {
    store.kept = { state: { version: 1, port: 80, tokens: ['x'] }, token: 3 };
    const endpoint = window();
    await endpoint.resume();
    assert.match((await endpoint.share(follow)).url, /^http:\/\/127\.0\.0\.1:\d+\/credentials$/);
    assert.equal(stale, 0);
  });
});
