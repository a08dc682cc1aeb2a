import assert from 'node:assert/strict';
import type { GivenIdentity } from '../../src/core/terminalStanding.ts';
import { GivenIdentities } from '../../src/session/givenIdentities.ts';
import { roleIdentity, roleNamed } from '../fakes/aws.ts';

const given = (role: string, way: GivenIdentity['way']): GivenIdentity => ({
  way,
  chain: { source: { kind: 'practice' }, hops: [roleNamed(role)] },
  identity: roleIdentity(role, 'me'),
  pinned: false,
  ...(way === 'keys' && { expiration: 1_000 }),
});

suite('session/givenIdentities', () => {
  let kept: string;
  let good: boolean;
  let followed: GivenIdentity | undefined;
  let refused: string | undefined;
  const open = async () => {
    const identities = new GivenIdentities({
      kept: async () => JSON.parse(kept),
      keep: async (value) => {
        kept = JSON.stringify(value);
      },
      fingerprint: (text) => `print of ${text.length}`,
      isGood: () => good,
      followed: () => followed,
      isRefused: (chain) => chain.hops[0]?.roleArn === refused,
    });
    await identities.load();
    return identities;
  };
  setup(() => {
    kept = 'null';
    good = true;
    followed = undefined;
    refused = undefined;
  });

  test('who was given what is known by each of its variables, also after a reload', async () => {
    const before = await open();
    before.note({ AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' }, given('A', 'keys'), false);
    before.note({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'made-up' }, given('B', 'keyless'), false);
    before.note({ AWS_PROFILE: 'work' }, given('C', 'profile'), false);
    const after = await open();
    assert.deepEqual(after.byAccessKey('ASIAEXAMPLE'), given('A', 'keys'));
    assert.deepEqual(after.byEndpointToken('print of 7'), given('B', 'keyless'));
    assert.deepEqual(after.byProfile('work'), given('C', 'profile'));
    assert.equal(after.byAccessKey('other'), undefined);
    assert.doesNotMatch(kept, /ASIAEXAMPLE|made-up/);
  });

  test('a token that follows is whoever is in force, and one that has ended is nobody', async () => {
    const identities = await open();
    identities.note({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'made-up' }, given('A', 'keyless'), true);
    assert.deepEqual(identities.byEndpointToken('print of 7'), given('A', 'keyless'));
    followed = given('B', 'keyless');
    assert.deepEqual(identities.byEndpointToken('print of 7'), given('B', 'keyless'));
    followed = given('C', 'profile');
    assert.deepEqual(identities.byEndpointToken('print of 7'), given('C', 'keyless'));
    good = false;
    assert.deepEqual(identities.byEndpointToken('print of 7'), { ...given('A', 'keyless'), expiration: 0 });
  });

  test('a token of whom there is no session now is good, and gets none', async () => {
    const identities = await open();
    identities.note({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'made-up' }, given('A', 'keyless'), true);
    refused = roleNamed('A').roleArn;
    assert.deepEqual(identities.byEndpointToken('print of 7'), { ...given('A', 'keyless'), refused: true });
    followed = given('B', 'keyless');
    assert.deepEqual(identities.byEndpointToken('print of 7'), given('B', 'keyless'));
    refused = roleNamed('B').roleArn;
    assert.deepEqual(identities.byEndpointToken('print of 7'), { ...given('B', 'keyless'), refused: true });
  });

  test('refused before its time: its keys have ended, also after a reload, and no other session has', async () => {
    const identities = await open();
    identities.note({ AWS_ACCESS_KEY_ID: 'ASIA' }, given('A', 'keys'), false);
    identities.note({ AWS_ACCESS_KEY_ID: 'ASIALATER' }, { ...given('A', 'keys'), expiration: 2_000 }, false);
    identities.note({ AWS_ACCESS_KEY_ID: 'ASIAOTHERx' }, given('B', 'keys'), false);
    identities.noteEnd(given('A', 'keys').chain, 1_000);
    for (const each of [identities, await open()]) {
      assert.equal(each.byAccessKey('ASIA')?.expiration, 0);
      assert.equal(each.byAccessKey('ASIALATER')?.expiration, 2_000);
      assert.equal(each.byAccessKey('ASIAOTHERx')?.expiration, 1_000);
    }
    assert.deepEqual(
      [given('A', 'keys'), { ...given('A', 'keys'), expiration: 2_000 }, given('B', 'keys')].map(identities.hasEnded),
      [true, false, false],
    );
  });

  test('refused before its time: one that is given after it, and ends in the same second, has not ended', async () => {
    const identities = await open();
    identities.note({ AWS_ACCESS_KEY_ID: 'ASIA' }, given('A', 'keys'), false);
    identities.noteEnd(given('A', 'keys').chain, 1_000);
    identities.note({ AWS_ACCESS_KEY_ID: 'ASIALATER' }, given('A', 'keys'), false);
    assert.equal(identities.hasEnded(given('A', 'keys')), false);
    assert.deepEqual(
      ['ASIA', 'ASIALATER'].map((key) => identities.byAccessKey(key)?.expiration),
      [0, 1_000],
    );
  });

  test('given to a terminal of its own as well: the others are not pinned by that', async () => {
    const identities = await open();
    const pinned = { ...given('A', 'keys'), pinned: true };
    identities.note({ AWS_ACCESS_KEY_ID: 'one' }, given('A', 'keys'), false);
    identities.note({ AWS_ACCESS_KEY_ID: 'one' }, pinned, false);
    identities.note({ AWS_ACCESS_KEY_ID: 'another' }, pinned, false);
    assert.deepEqual([identities.byAccessKey('one')?.pinned, identities.byAccessKey('another')?.pinned], [false, true]);
  });

  test('forgotten: nothing of it is kept again, and open terminals are told all the same', async () => {
    const identities = await open();
    identities.note({ AWS_ACCESS_KEY_ID: 'one' }, given('A', 'keys'), false);
    identities.forget();
    kept = 'null';
    assert.deepEqual(identities.byAccessKey('one'), given('A', 'keys'));
    identities.note({ AWS_ACCESS_KEY_ID: 'another' }, given('B', 'keys'), false);
    assert.equal((await open()).byAccessKey('one'), undefined);
  });

  test('the oldest of many are forgotten, and garbage is nothing', async () => {
    kept = JSON.stringify([1, null, { by: 'token' }, { by: 'token', fingerprint: 'x', given: { way: 'keyless' } }]);
    const identities = await open();
    for (let length = 1; length <= 201; length++) {
      identities.note({ AWS_ACCESS_KEY_ID: 'x'.repeat(length) }, given('A', 'keys'), false);
    }
    assert.equal(JSON.parse(kept).length, 200);
    assert.equal(identities.byAccessKey('x'), undefined);
    assert.ok(identities.byAccessKey('xx'));
  });
});
