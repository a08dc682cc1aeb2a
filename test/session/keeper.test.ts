import assert from 'node:assert/strict';
import { type Failure, failureError, failureOf } from '../../src/core/failure.ts';
import { type Current, Keeper } from '../../src/session/keeper.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeAws, profileKeys, roleIdentity, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const automatic = { kind: 'automatic' } as const;
const work = { kind: 'profile', profile: 'work' } as const;
const unreachable: Failure = { code: 'endpoint-unreachable', endpoint: 'http://127.0.0.1:1', reason: 'ECONNREFUSED' };
const denied: Failure = { code: 'denied', denial: { category: 'denied' } };

suite('session/keeper', () => {
  let aws: FakeAws;
  let secrets: FakeSecretStore;
  let keeper: Keeper;

  const window = () => new Keeper(aws, new Vault(secrets, (text) => Buffer.from(text).toString('hex'), aws.now));
  const current = (of = keeper): Current => of.current.value;
  const failing = (failure: Failure) => (error: unknown) => {
    assert.deepEqual(failureOf(error), failure);
    return true;
  };
  /** Lets everything that does not wait for a gate come to its end. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const roleName = (value: Current) => (value.kind === 'role' ? value.session.identity.arn.split('/')[1] : value.kind);

  setup(() => {
    aws = new FakeAws();
    aws.sources.set('automatic', profileKeys('default', { inherited: true }));
    aws.sources.set('profile:work', profileKeys('work'));
    secrets = new FakeSecretStore();
    keeper = window();
  });

  suite('start', () => {
    test('nothing configured: none', async () => {
      aws.sources.clear();
      await keeper.start(undefined);
      assert.deepEqual(current(), { kind: 'none' });
      assert.throws(() => keeper.keys(), failing({ code: 'source-missing' }));
      assert.throws(() => keeper.grant(), failing({ code: 'source-missing' }));
      assert.deepEqual(aws.calls, []);
    });

    test('the machine’s own source', async () => {
      await keeper.start(undefined);
      assert.deepEqual(current(), {
        kind: 'source',
        chain: { source: { kind: 'profile', profile: 'default' }, hops: [] },
        inherited: true,
        identity: { userId: 'AIDAdefault', account: '123456789012', arn: 'arn:aws:iam::123456789012:user/default' },
        region: 'us-east-1',
        endpoints: {},
      });
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
      assert.deepEqual(aws.remembered, []);
    });

    test('a remembered source that is gone is a failure, not nobody', async () => {
      const chain = { source: { kind: 'profile', profile: 'gone' }, hops: [] } as const;
      await keeper.start(chain);
      assert.deepEqual(current(), { kind: 'failed', chain, failure: { code: 'source-missing' } });
    });

    test('offline: failed, and well again after another try', async () => {
      aws.failures.set('GetCallerIdentity', unreachable);
      await keeper.start(undefined);
      assert.deepEqual(current(), { kind: 'failed', chain: { source: automatic, hops: [] }, failure: unreachable });
      assert.throws(() => keeper.keys(), failing(unreachable));
      aws.failures.clear();
      await keeper.retry();
      assert.equal(current().kind, 'source');
    });

    test('a profile with a role of its own assumes it', async () => {
      aws.sources.set('automatic', profileKeys('base', { hops: [roleNamed('Own')] }));
      await keeper.start(undefined);
      assert.equal(roleName(current()), 'Own');
      assert.deepEqual(aws.calls, ['AssumeRole Own by AKIAbase', 'GetCallerIdentity']);
    });

    test('a remembered role whose session lasts is there again without AssumeRole', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const before = current();
      aws.calls.length = 0;
      const again = window();
      await again.start(aws.remembered.at(-1));
      assert.deepEqual(current(again), before);
      assert.deepEqual(again.keys(), keeper.keys());
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
    });

    test('a remembered role is there again offline', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('GetCallerIdentity', unreachable);
      const again = window();
      await again.start(aws.remembered.at(-1));
      assert.equal(roleName(current(again)), 'R');
    });

    test('a remembered role whose session has ended is not assumed without being asked', async () => {
      const chosen = { source: work, hops: [roleNamed('R')] };
      await keeper.become(work, chosen.hops);
      aws.time += 3_600_000;
      aws.calls.length = 0;
      const again = window();
      await again.start(chosen);
      assert.deepEqual(current(again), { kind: 'failed', chain: chosen, failure: { code: 'session-expired' } });
      assert.deepEqual(aws.calls, []);
      await again.retry();
      assert.equal(roleName(current(again)), 'R');
    });

    test('a remembered role that AWS takes no more is let go of', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('GetCallerIdentity', { code: 'session-expired' });
      const again = window();
      await again.start(aws.remembered.at(-1));
      assert.equal(current(again).kind, 'failed');
      assert.deepEqual([...secrets.entries.keys()], ['rolecall.index']);
    });

    test('a restored session is used in the region that is set now', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.sources.set('profile:work', profileKeys('work', { region: 'ap-northeast-1' }));
      await keeper.retry();
      const again = window();
      await again.start(aws.remembered.at(-1));
      for (const one of [keeper, again]) assert.equal(one.keys().region, 'ap-northeast-1');
      assert.equal(aws.calls.filter((call) => call.startsWith('AssumeRole')).length, 1);
    });

    test('a store with garbage: the session has to be asked for again', async () => {
      const chosen = { source: work, hops: [roleNamed('R')] };
      await keeper.become(work, chosen.hops);
      for (const key of secrets.entries.keys()) secrets.entries.set(key, '{garbage');
      const again = window();
      await again.start(chosen);
      assert.deepEqual(current(again), { kind: 'failed', chain: chosen, failure: { code: 'session-expired' } });
      await again.become(work, chosen.hops);
      assert.equal(roleName(current(again)), 'R');
    });

    test('a store that fails is said at start', async () => {
      const chosen = { source: work, hops: [roleNamed('R')] };
      secrets.failing.add('get');
      await keeper.start(chosen);
      const failure: Failure = { code: 'secrets-unavailable', message: 'The keyring is locked.' };
      assert.deepEqual(current(), { kind: 'failed', chain: chosen, failure });
    });
  });

  suite('become and leave', () => {
    test('a role, with no call but AssumeRole', async () => {
      assert.deepEqual(await keeper.become(work, [roleNamed('R')]), {
        kind: 'role',
        chain: { source: work, hops: [roleNamed('R')] },
        session: {
          chain: { source: work, hops: [roleNamed('R')] },
          identity: roleIdentity('R', 'me'),
          region: 'us-east-1',
          endpoints: {},
          expiration: aws.time + 3_600_000,
        },
      });
      assert.deepEqual(aws.calls, ['AssumeRole R by AKIAwork']);
      assert.deepEqual(aws.remembered, [{ source: work, hops: [roleNamed('R')] }]);
    });

    test('a chain: each role is assumed with the keys of the one before', async () => {
      await keeper.become(work, [roleNamed('A'), roleNamed('B')]);
      assert.deepEqual(aws.calls, ['AssumeRole A by AKIAwork', 'AssumeRole B by ASIAA']);
      await keeper.become(work, [roleNamed('A'), roleNamed('C')]);
      assert.deepEqual(aws.calls.slice(2), ['AssumeRole C by ASIAA']);
    });

    test('a profile’s own role comes first, and only what was chosen is remembered', async () => {
      aws.sources.set('profile:work', profileKeys('base', { hops: [roleNamed('Own')] }));
      aws.sources.set('profile:base', profileKeys('base'));
      await keeper.become(work, [roleNamed('R')]);
      assert.deepEqual(aws.calls, ['AssumeRole Own by AKIAbase', 'AssumeRole R by ASIAOwn']);
      assert.deepEqual(aws.remembered, [{ source: work, hops: [roleNamed('R')] }]);
      await keeper.leave();
      assert.equal(roleName(current()), 'Own');
      await keeper.leave();
      const value = current();
      assert.deepEqual([value.kind, value.kind === 'source' && value.identity.arn.split('/')[1]], ['source', 'base']);
    });

    for (const failure of [denied, unreachable, { code: 'session-expired' }, { code: 'throttled' }] as const) {
      test(`${failure.code}: what was current stays as it was`, async () => {
        await keeper.start(undefined);
        const before = current();
        aws.failures.set('R', failure);
        const seen: Current[] = [];
        keeper.current.subscribe((value) => seen.push(value));
        await assert.rejects(keeper.become(work, [roleNamed('R')]), failing(failure));
        assert.equal(current(), before);
        assert.deepEqual([seen, aws.remembered], [[], []]);
        assert.equal(keeper.keys().credentials.accessKeyId, 'AKIAdefault');
      });
    }

    test('denied while start was still checking: start is made up for', async () => {
      const open = aws.hold('GetCallerIdentity');
      const starting = keeper.start(undefined);
      await settled();
      aws.failures.set('R', denied);
      const becoming = keeper.become(work, [roleNamed('R')]);
      becoming.catch(() => undefined);
      await settled();
      open();
      await assert.rejects(becoming, failing(denied));
      await starting;
      assert.equal(current().kind, 'source');
    });

    test('cancelled: the signal’s reason, and what was current stays', async () => {
      await keeper.start(undefined);
      const before = current();
      aws.hold('R');
      const controller = new AbortController();
      const becoming = keeper.become(work, [roleNamed('R')], controller.signal);
      const reason = new Error('cancelled');
      await settled();
      controller.abort(reason);
      await assert.rejects(becoming, (error) => error === reason);
      assert.equal(current(), before);
      assert.deepEqual(aws.remembered, []);
    });

    test('cancelled beforehand: the signal’s reason', async () => {
      const reason = new Error('cancelled');
      await assert.rejects(keeper.become(work, [], AbortSignal.abort(reason)), (error) => error === reason);
    });

    test('many at once: one AssumeRole', async () => {
      const open = aws.hold('R');
      const all = Promise.all(Array.from({ length: 20 }, () => keeper.become(work, [roleNamed('R')])));
      await settled();
      open();
      await all;
      assert.equal(roleName(current()), 'R');
      assert.deepEqual(aws.calls, ['AssumeRole R by AKIAwork']);
    });

    test('many at once that fail: one AssumeRole, and another try makes another', async () => {
      aws.failures.set('R', denied);
      const open = aws.hold('R');
      const all = Promise.allSettled(Array.from({ length: 5 }, () => keeper.become(work, [roleNamed('R')])));
      await settled();
      open();
      for (const one of await all) assert.equal(one.status, 'rejected');
      assert.equal(aws.calls.filter((call) => call.startsWith('AssumeRole')).length, 1);
      aws.failures.clear();
      assert.equal(roleName(await keeper.become(work, [roleNamed('R')])), 'R');
    });

    test('who did not cancel is not cancelled with another', async () => {
      const open = aws.hold('R');
      const controller = new AbortController();
      const cancelled = keeper.become(work, [roleNamed('R')], controller.signal);
      await settled();
      const other = keeper.become(work, [roleNamed('R')]);
      await settled();
      controller.abort();
      await assert.rejects(cancelled, { name: 'AbortError' });
      open();
      assert.equal(roleName(await other), 'R');
    });

    test('the same role at two endpoints is two calls', async () => {
      const open = aws.hold('R');
      const first = keeper.become(work, [roleNamed('R')]);
      await settled();
      aws.sources.set('profile:work', profileKeys('work', { endpoints: { sts: 'http://127.0.0.1:1' } }));
      const second = keeper.become(work, [roleNamed('R')]);
      await settled();
      open();
      await Promise.all([first, second]);
      assert.equal(aws.calls.length, 2);
      assert.deepEqual(keeper.keys().endpoints, { sts: 'http://127.0.0.1:1' });
    });

    test('a slow answer to an earlier choice does not override a later one', async () => {
      const open = aws.hold('Slow');
      const slow = keeper.become(work, [roleNamed('Slow')]);
      await settled();
      await keeper.become(work, [roleNamed('Quick')]);
      open();
      assert.equal(roleName(await slow), 'Quick');
      assert.equal(roleName(current()), 'Quick');
      assert.equal(keeper.keys().credentials.accessKeyId, 'ASIAQuick');
      assert.deepEqual(aws.remembered, [{ source: work, hops: [roleNamed('Quick')] }]);
    });

    test('a slow start does not override a choice', async () => {
      const open = aws.hold('GetCallerIdentity');
      const starting = keeper.start(undefined);
      await settled();
      await keeper.become(work, [roleNamed('R')]);
      open();
      await starting;
      assert.equal(roleName(current()), 'R');
    });

    test('a session that is held is used, by another window too', async () => {
      await keeper.become(work, [roleNamed('R')]);
      await keeper.leave();
      await keeper.become(work, [roleNamed('R')]);
      await window().become(work, [roleNamed('R')]);
      assert.equal(aws.calls.filter((call) => call.startsWith('AssumeRole')).length, 1);
    });

    test('two windows do not change each other', async () => {
      const other = window();
      await Promise.all([keeper.become(work, [roleNamed('A')]), other.become(work, [roleNamed('B')])]);
      assert.deepEqual([roleName(current()), roleName(current(other))], ['A', 'B']);
      await keeper.leave();
      assert.equal(roleName(current(other)), 'B');
    });

    for (const act of ['get', 'store'] as const) {
      test(`a store whose ${act} fails costs a session its life beyond the window, not its use`, async () => {
        secrets.failing.add(act);
        assert.equal(roleName(await keeper.become(work, [roleNamed('R')])), 'R');
        assert.equal(keeper.keys().credentials.accessKeyId, 'ASIAR');
      });
    }

    test('leaving goes back to the source that was chosen', async () => {
      await keeper.start(undefined);
      const before = current();
      await keeper.become(automatic, [roleNamed('R')]);
      assert.deepEqual(keeper.sourceOf(current()), automatic);
      assert.deepEqual(await keeper.leave(), before);
      assert.deepEqual(aws.remembered.at(-1), undefined);
    });

    test('resetting gives up the choice', async () => {
      await keeper.become(work, [roleNamed('R')]);
      await keeper.reset();
      const value = current();
      assert.equal(value.kind === 'source' && value.inherited, true);
      assert.deepEqual(aws.remembered, [{ source: work, hops: [roleNamed('R')] }, undefined]);
    });
  });

  suite('keys', () => {
    test('no secret is in what others see', async () => {
      const seen: Current[] = [];
      keeper.current.subscribe((value) => seen.push(value));
      await keeper.start(undefined);
      await keeper.become(work, [roleNamed('A'), roleNamed('B')]);
      await keeper.refused(failureError({ code: 'session-expired' }));
      assert.ok(seen.length >= 4);
      for (const text of [JSON.stringify(seen), JSON.stringify(aws.remembered), JSON.stringify(keeper)]) {
        assert.doesNotMatch(text, /secret-of|token-of|AKIA|ASIA/);
      }
    });

    test('a profile is granted by its name', async () => {
      aws.sources.set('profile:work', profileKeys('work', { endpoints: { sts: 'http://127.0.0.1:1' } }));
      await keeper.become(work, []);
      const endpoints = { sts: 'http://127.0.0.1:1' };
      assert.deepEqual(keeper.grant(), { kind: 'profile', profile: 'work', region: 'us-east-1', endpoints });
    });

    for (const source of [{ kind: 'environment' }, { kind: 'practice' }] as const) {
      test(`${source.kind} is granted by its keys`, async () => {
        const keys = profileKeys('x', { source });
        aws.sources.set(source.kind, keys);
        await keeper.become(source, []);
        const { credentials, region, endpoints } = keys;
        assert.deepEqual(keeper.grant(), { kind: 'keys', credentials, region, endpoints });
      });
    }

    test('a role is granted by its keys', async () => {
      await keeper.become(work, [roleNamed('R')]);
      assert.deepEqual(keeper.grant(), {
        kind: 'keys',
        credentials: {
          accessKeyId: 'ASIAR',
          secretAccessKey: 'session-secret-of-R',
          sessionToken: 'session-token-of-R',
          expiration: aws.time + 3_600_000,
        },
        region: 'us-east-1',
        endpoints: {},
      });
    });

    test('a session that has ended gives no keys', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.time += 3_600_000 - 1;
      assert.ok(keeper.keys());
      aws.time += 1;
      assert.throws(() => keeper.keys(), failing({ code: 'session-expired' }));
      assert.throws(() => keeper.grant(), failing({ code: 'session-expired' }));
      await assert.rejects(keeper.check(), failing({ code: 'session-expired' }));
    });
  });

  suite('refused and check', () => {
    for (const failure of [{ code: 'session-expired' }, { code: 'access-key-unknown' }] as const) {
      test(`${failure.code} ends the session before its time`, async () => {
        await keeper.become(work, [roleNamed('R')]);
        await keeper.refused(failureError(failure));
        assert.deepEqual(current(), { kind: 'failed', chain: { source: work, hops: [roleNamed('R')] }, failure });
        assert.throws(() => keeper.keys(), failing(failure));
        assert.deepEqual([...secrets.entries.keys()], ['rolecall.index']);
        await keeper.become(work, [roleNamed('R')]);
        assert.equal(aws.calls.length, 2);
      });
    }

    for (const error of [failureError(denied), failureError(unreachable), new Error('defect'), undefined]) {
      test(`${error?.message} leaves the session`, async () => {
        const before = await keeper.become(work, [roleNamed('R')]);
        await keeper.refused(error);
        assert.equal(current(), before);
      });
    }

    test('a store that fails to delete does not keep the session in use', async () => {
      await keeper.become(work, [roleNamed('R')]);
      secrets.failing.add('delete');
      await keeper.refused(failureError({ code: 'session-expired' }));
      assert.equal(current().kind, 'failed');
    });

    test('what was chosen while the old session was let go of stays', async () => {
      await keeper.become(work, [roleNamed('Old')]);
      await keeper.become(work, [roleNamed('New')]);
      await keeper.become(work, [roleNamed('Old')]);
      let release = () => {};
      const remove = secrets.delete.bind(secrets);
      secrets.delete = async (key) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return remove(key);
      };
      const refusing = keeper.refused(failureError({ code: 'session-expired' }));
      await settled();
      await keeper.become(work, [roleNamed('New')]);
      release();
      await refusing;
      assert.equal(roleName(current()), 'New');
      assert.ok(keeper.keys());
    });

    test('a check that was overtaken by a choice does not end the new session', async () => {
      await keeper.become(work, [roleNamed('Old')]);
      const open = aws.hold('GetCallerIdentity');
      aws.failures.set('GetCallerIdentity', { code: 'session-expired' });
      const checking = keeper.check();
      checking.catch(() => undefined);
      await keeper.become(work, [roleNamed('New')]);
      open();
      await assert.rejects(checking, failing({ code: 'session-expired' }));
      assert.equal(roleName(current()), 'New');
    });

    test('a check answers who we are', async () => {
      await keeper.become(work, [roleNamed('R')]);
      assert.deepEqual(await keeper.check(), roleIdentity('R', 'me'));
    });

    test('a check of what failed tries again', async () => {
      aws.failures.set('GetCallerIdentity', unreachable);
      await keeper.start(undefined);
      await assert.rejects(keeper.check(), failing(unreachable));
      aws.failures.clear();
      assert.equal((await keeper.check()).userId, 'AIDAdefault');
    });

    test('a check with nothing configured says so', async () => {
      aws.sources.clear();
      await keeper.start(undefined);
      await assert.rejects(keeper.check(), failing({ code: 'source-missing' }));
    });
  });
});
