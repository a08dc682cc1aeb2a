import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import { failureOf } from '../../src/core/failure.ts';
import { ServerClock } from '../../src/session/clock.ts';
import type { HeldSession } from '../../src/session/held.ts';
import { Vault } from '../../src/session/vault.ts';
import { roleIdentity, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const start = Date.parse('2025-03-26T13:30:50Z');
const accessKey: Credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };

function held(name: string, change: Partial<HeldSession['session']> = {}): HeldSession {
  const chain: Chain = { source: { kind: 'profile', profile: 'work' }, hops: [roleNamed(name)] };
  const expiration = change.expiration ?? start + 3_600_000;
  return {
    session: { chain, identity: roleIdentity(name, 'me'), region: 'us-east-1', endpoints: {}, expiration, ...change },
    credentials: { accessKeyId: `ASIA${name}`, secretAccessKey: 's', sessionToken: 't', expiration },
  };
}

suite('session/vault', () => {
  let secrets: FakeSecretStore;
  let now: number;
  const vaultOn = (store: FakeSecretStore) =>
    new Vault(
      store,
      (text) => Buffer.from(text).toString('hex'),
      () => now,
    );
  let vault: Vault;

  setup(() => {
    secrets = new FakeSecretStore();
    now = start;
    vault = vaultOn(secrets);
  });

  const find = ({ session }: HeldSession, from = vault) => from.session(session.chain, session.endpoints);
  const entry = (prefix: string) => [...secrets.entries.keys()].find((key) => key.startsWith(prefix)) ?? assert.fail();
  const unavailable = (error: unknown) => {
    assert.deepEqual(failureOf(error), { code: 'secrets-unavailable', message: 'The keyring is locked.' });
    return true;
  };

  test('a session comes back as it was, in another window too', async () => {
    const one = held('One', { endpoints: { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:2' } });
    await vault.holdSession(one);
    assert.deepEqual(await find(one), one);
    assert.deepEqual(await find(one, vaultOn(secrets)), one);
  });

  test('an access key comes back as it was, in another window too', async () => {
    await vault.holdAccessKey(accessKey);
    assert.deepEqual(await vault.accessKey('AKIAEXAMPLE'), accessKey);
    assert.deepEqual(await vaultOn(secrets).accessKeyIds(), ['AKIAEXAMPLE']);
    assert.equal(await vault.accessKey('AKIAOTHER'), undefined);
    await vault.dropAccessKey('AKIAEXAMPLE');
    assert.equal(await vault.accessKey('AKIAEXAMPLE'), undefined);
    assert.deepEqual(await vaultOn(secrets).accessKeyIds(), []);
  });

  test('a session is found for exactly its chain and its endpoints', async () => {
    const one = held('One', { endpoints: { sts: 'http://127.0.0.1:1' } });
    await vault.holdSession(one);
    const { chain } = one.session;
    assert.equal(await vault.session(chain, {}), undefined);
    assert.equal(await vault.session(chain, { s3: 'http://127.0.0.1:1' }), undefined);
    assert.equal(
      await vault.session({ ...chain, hops: [...chain.hops, ...chain.hops] }, one.session.endpoints),
      undefined,
    );
    assert.equal(await vault.session({ ...chain, source: { kind: 'practice' } }, one.session.endpoints), undefined);
  });

  for (const kind of ['fips', 'dualStack', 'globalSts'] as const) {
    test(`a session of a ${kind} endpoint is another one than that of the usual endpoint`, async () => {
      const usual = held('One');
      const variant = held('One', { endpoints: { [kind]: true } });
      await vault.holdSession(usual);
      assert.equal(await find(variant), undefined);
      await vault.holdSession(variant);
      assert.deepEqual(await find(variant), variant);
      assert.deepEqual(await find(usual), usual);
    });

    test(`an MFA session of a ${kind} endpoint is another one than that of the usual endpoint`, async () => {
      const { source } = held('One').session.chain;
      const usual = { source, accessKeyId: 'AKIAEXAMPLE', serial: 'a-device', endpoints: {} };
      await vault.holdMfaSession(usual, { ...accessKey, sessionToken: 't', expiration: start + 1 });
      assert.ok(await vault.mfaSession(usual));
      assert.equal(await vault.mfaSession({ ...usual, endpoints: { [kind]: true } }), undefined);
    });
  }

  test('a session that has ended is none', async () => {
    const one = held('One');
    await vault.holdSession(one);
    now = one.session.expiration - 1;
    assert.ok(await find(one));
    now = one.session.expiration;
    assert.equal(await find(one), undefined);
  });

  test('what has ended is deleted with the next write, unless AWS’s time is not known', async () => {
    let isTimeKnown = false;
    const careful = new Vault(
      secrets,
      (text) => Buffer.from(text).toString('hex'),
      () => now,
      undefined,
      () => isTimeKnown,
    );
    await careful.holdSession(held('One'));
    now += 2 * 3_600_000;
    await careful.holdAccessKey(accessKey);
    assert.equal((await careful.counts()).sessions, 1);
    // The clock had jumped, and was set right again.
    now -= 2 * 3_600_000;
    assert.deepEqual(await find(held('One'), careful), held('One'));
    now += 2 * 3_600_000;
    isTimeKnown = true;
    await careful.holdAccessKey(accessKey);
    assert.equal((await careful.counts()).sessions, 0);
  });

  suite('on a machine whose clock is two days ahead', () => {
    const ahead = 48 * 3_600_000;
    let clock: ServerClock;
    let wrong: Vault;
    setup(async () => {
      clock = new ServerClock({ wall: () => now + ahead, steady: () => now });
      wrong = new Vault(
        secrets,
        (text) => Buffer.from(text).toString('hex'),
        () => clock.now(),
        undefined,
        () => clock.isKnown,
      );
      await vault.holdSession(held('One'));
    });

    for (const [title, learn] of [
      ['that was never told AWS’s time', () => {}],
      ['that AWS’s time was told', () => clock.learn(now)],
      ['that only a server of its own told the time', () => clock.learn(now + ahead, true)],
      [
        'that AWS told the time, and then a server of its own',
        () => {
          clock.learn(now);
          clock.learn(now + ahead, true);
        },
      ],
      [
        'that AWS told the time before its clock was set wrong',
        () => {
          let wall = now;
          clock = new ServerClock({ wall: () => wall, steady: () => now });
          clock.learn(now);
          wall += ahead;
        },
      ],
    ] as const) {
      test(`and ${title}: a session that all windows share is left until it has ended for AWS`, async () => {
        learn();
        await wrong.holdAccessKey(accessKey);
        assert.deepEqual(await find(held('One')), held('One'));
      });
    }

    test('and that AWS told the time: what has ended for AWS is deleted', async () => {
      now += 2 * 3_600_000;
      clock.learn(now);
      await wrong.holdAccessKey(accessKey);
      assert.equal((await wrong.counts()).sessions, 0);
    });
  });

  test('the names of entries give no chain away, and hold no secret', async () => {
    await vault.holdSession(held('One'));
    await vault.holdAccessKey(accessKey);
    for (const key of secrets.entries.keys()) assert.doesNotMatch(key, /One|work|secret/);
    assert.doesNotMatch(secrets.entries.get('rolecall.index') ?? '', /One|work|secret/);
  });

  const whole = held('One');
  const garbage: readonly string[] = [
    '',
    '{',
    'null',
    '[]',
    '7',
    '"text"',
    '{}',
    '\ufffd\0',
    JSON.stringify({ ...whole, credentials: null }),
    JSON.stringify({ ...whole, credentials: { accessKeyId: 'ASIA' } }),
    JSON.stringify({ ...whole, session: null }),
    JSON.stringify({ ...whole, session: { ...whole.session, chain: {} } }),
    JSON.stringify({ ...whole, session: { ...whole.session, chain: { ...whole.session.chain, hops: [] } } }),
    JSON.stringify({ ...whole, session: { ...whole.session, identity: null } }),
    JSON.stringify({ ...whole, session: { ...whole.session, identity: { arn: 1 } } }),
    JSON.stringify({ ...whole, session: { ...whole.session, expiration: 'soon' } }),
    JSON.stringify({ ...whole, session: { ...whole.session, region: undefined } }),
  ];
  for (const [n, text] of garbage.entries()) {
    test(`garbage is no session and no access key: row ${n}`, async () => {
      await vault.holdSession(whole);
      await vault.holdAccessKey(accessKey);
      secrets.entries.set(entry('rolecall.session.'), text);
      secrets.entries.set(entry('rolecall.accessKey.'), text);
      assert.equal(await find(whole), undefined);
      assert.equal(await vault.accessKey('AKIAEXAMPLE'), undefined);
      await vault.holdSession(whole);
      assert.deepEqual(await find(whole), whole);
    });
  }

  for (const index of ['', '{', 'null', '{"a":1}', '"rolecall.session."', '[1,null,["x"],"other","rolecall.index"]']) {
    test(`a garbage index loses nothing that this window holds: ${index}`, async () => {
      await vault.holdSession(whole);
      secrets.entries.set('rolecall.index', index);
      assert.deepEqual(await find(whole), whole);
      assert.deepEqual(await vault.counts(), { sessions: 1, accessKeys: 0, others: 0 });
      await vault.holdAccessKey(accessKey);
      assert.deepEqual(await vaultOn(secrets).counts(), { sessions: 1, accessKeys: 1, others: 0 });
    });
  }

  test('the index names nothing but Rolecall’s own entries to forget', async () => {
    secrets.entries.set('another', 'kept');
    secrets.entries.set('rolecall.index', '["another"]');
    await vault.forget();
    assert.deepEqual([...secrets.entries], [['another', 'kept']]);
  });

  test('a session that the index lost is found by its name, and then counted and forgotten', async () => {
    await vault.holdSession(whole);
    secrets.entries.delete('rolecall.index');
    const another = vaultOn(secrets);
    assert.deepEqual(await find(whole, another), whole);
    assert.deepEqual(await another.counts(), { sessions: 1, accessKeys: 0, others: 0 });
    await another.forget();
    assert.equal(secrets.entries.size, 0);
  });

  test('two windows at once: each finds what both hold, and either can list its own', async () => {
    const other = vaultOn(secrets);
    const many = ['A', 'B', 'C', 'D'].map((name) => held(name));
    await Promise.all(many.map((one, n) => (n % 2 ? vault : other).holdSession(one)));
    for (const one of many) {
      assert.deepEqual(await find(one), one);
      assert.deepEqual(await find(one, other), one);
    }
    assert.deepEqual(await vault.counts(), { sessions: 4, accessKeys: 0, others: 0 });
    assert.deepEqual(await other.counts(), { sessions: 4, accessKeys: 0, others: 0 });
  });

  test('two windows at once that take turns: a third one lists what both hold', async () => {
    let turn: Promise<unknown> = Promise.resolve();
    const exclusively = <T>(_name: string, work: () => Promise<T>): Promise<T> => {
      const mine = turn.catch(() => undefined).then(work);
      turn = mine;
      return mine;
    };
    const taking = () =>
      new Vault(
        secrets,
        (text) => Buffer.from(text).toString('hex'),
        () => now,
        exclusively,
      );
    const [one, other] = [taking(), taking()];
    await Promise.all([
      one.holdAccessKey(accessKey),
      other.holdAccessKey({ ...accessKey, accessKeyId: 'AKIAOTHER' }),
      one.holdSession(held('A')),
      other.holdSession(held('B')),
    ]);
    assert.deepEqual(await vaultOn(secrets).counts(), { sessions: 2, accessKeys: 2, others: 0 });
  });

  test('many writes of one window at once are all in the index', async () => {
    await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => vault.holdSession(held(name))));
    assert.deepEqual(await vaultOn(secrets).counts(), { sessions: 5, accessKeys: 0, others: 0 });
  });

  test('counts are of what can be read back, not of what the index says', async () => {
    await vault.holdSession(whole);
    await vault.holdAccessKey(accessKey);
    secrets.entries.delete(entry('rolecall.session.'));
    assert.deepEqual(await vault.counts(), { sessions: 0, accessKeys: 1, others: 0 });
  });

  test('a dropped session is gone, and the others stay', async () => {
    const other = held('Two');
    await vault.holdSession(whole);
    await vault.holdSession(other);
    await vault.dropSession(whole.session.chain, whole.session.endpoints, whole.credentials.accessKeyId);
    assert.equal(await find(whole), undefined);
    assert.deepEqual(await find(other), other);
    assert.deepEqual(await vaultOn(secrets).counts(), { sessions: 1, accessKeys: 0, others: 0 });
  });

  test('what another window has put in its place is not dropped with it', async () => {
    const newer: HeldSession = { ...whole, credentials: { ...whole.credentials, accessKeyId: 'ASIANEWER' } };
    await vaultOn(secrets).holdSession(newer);
    await vault.dropSession(whole.session.chain, whole.session.endpoints, whole.credentials.accessKeyId);
    assert.deepEqual(await find(whole), newer);

    const subject = {
      source: { kind: 'profile', profile: 'work' },
      accessKeyId: 'AKIAEXAMPLE',
      serial: 'device',
    } as const;
    const proof = { ...accessKey, accessKeyId: 'ASIAPROOF', sessionToken: 't', expiration: start + 3_600_000 };
    await vault.holdMfaSession({ ...subject, endpoints: {} }, proof);
    await vault.dropMfaSession({ ...subject, endpoints: {} }, 'ASIAOLDER');
    assert.deepEqual(await vault.mfaSession({ ...subject, endpoints: {} }), proof);
    await vault.dropMfaSession({ ...subject, endpoints: {} }, 'ASIAPROOF');
    assert.equal(await vault.mfaSession({ ...subject, endpoints: {} }), undefined);
  });

  test('an entry that is garbage is dropped', async () => {
    await vault.holdSession(whole);
    secrets.entries.set(entry('rolecall.session.'), '{');
    await vault.dropSession(whole.session.chain, whole.session.endpoints, whole.credentials.accessKeyId);
    assert.equal([...secrets.entries.keys()].filter((key) => key.startsWith('rolecall.session.')).length, 0);
  });

  test('what has ended is swept away with the next write', async () => {
    const short = held('Short', { expiration: start + 60_000 });
    await vault.holdSession(short);
    await vault.holdTotpSeed('device', 'seed');
    now = start + 60_000;
    await vaultOn(secrets).holdSession(held('Long'));
    assert.deepEqual(await vaultOn(secrets).counts(), { sessions: 1, accessKeys: 0, others: 1 });
    assert.equal([...secrets.entries.keys()].filter((key) => key.startsWith('rolecall.session.')).length, 1);
  });

  test('forgetting leaves nothing', async () => {
    await vaultOn(secrets).holdSession(held('Other'));
    await vault.holdSession(whole);
    await vault.holdAccessKey(accessKey);
    assert.deepEqual(await vault.counts(), { sessions: 2, accessKeys: 1, others: 0 });
    await vault.forget();
    assert.deepEqual(await vault.counts(), { sessions: 0, accessKeys: 0, others: 0 });
    assert.equal(secrets.entries.size, 0);
    assert.equal(await find(whole), undefined);
  });

  test('a store that cannot be read says so', async () => {
    await vault.holdSession(whole);
    secrets.failing.add('get');
    await assert.rejects(find(whole), unavailable);
    await assert.rejects(vault.accessKey('AKIAEXAMPLE'), unavailable);
    await assert.rejects(vault.accessKeyIds(), unavailable);
    await assert.rejects(vault.counts(), unavailable);
  });

  test('a store that cannot be written says so, and holds nothing half', async () => {
    secrets.failing.add('store');
    await assert.rejects(vault.holdSession(whole), unavailable);
    await assert.rejects(vault.holdAccessKey(accessKey), unavailable);
    assert.equal(secrets.entries.size, 0);
    assert.deepEqual(await vault.accessKeyIds(), []);
  });

  test('what could not be deleted can be forgotten later', async () => {
    await vault.holdSession(whole);
    secrets.failing.add('delete');
    await assert.rejects(vault.forget(), unavailable);
    await assert.rejects(
      vault.dropSession(whole.session.chain, whole.session.endpoints, whole.credentials.accessKeyId),
      unavailable,
    );
    assert.deepEqual(await vault.counts(), { sessions: 1, accessKeys: 0, others: 0 });
    secrets.failing.clear();
    await vault.forget();
    assert.equal(secrets.entries.size, 0);
  });

  test('an index that cannot be read costs no session', async () => {
    const get = secrets.get.bind(secrets);
    secrets.get = (key) => (key === 'rolecall.index' ? Promise.reject(new Error('gone')) : get(key));
    await vault.holdSession(whole);
    assert.deepEqual(await find(whole), whole);
  });
});
