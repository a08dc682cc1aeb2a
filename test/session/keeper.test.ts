import assert from 'node:assert/strict';
import { type Failure, failureError, failureOf } from '../../src/core/failure.ts';
import { ServerClock } from '../../src/session/clock.ts';
import { type Current, hasEnded } from '../../src/session/current.ts';
import { Keeper } from '../../src/session/keeper.ts';
import { RoleSessions } from '../../src/session/roleSessions.ts';
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

  const vaultOf = (now = aws.now) => new Vault(secrets, (text) => Buffer.from(text).toString('hex'), now);
  const window = (clock = new ServerClock({ wall: aws.now, steady: aws.now })) => {
    const vault = vaultOf();
    const sessions = new RoleSessions(aws, vault);
    const { resolveSource, getCallerIdentity, learnTime, remember } = aws;
    return new Keeper(
      { resolveSource, getCallerIdentity, learnTime, remember, session: (...args) => sessions.session(...args) },
      vault,
      clock,
    );
  };
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
      await assert.rejects(keeper.keys(), failing({ code: 'source-missing' }));
      assert.throws(() => keeper.grant(), failing({ code: 'source-missing' }));
      assert.deepEqual(aws.calls, []);
    });

    test('the machine’s own source', async () => {
      await keeper.start(undefined);
      assert.deepEqual(current(), {
        kind: 'source',
        chain: { source: { kind: 'profile', profile: 'default' }, hops: [] },
        inherited: true,
        identity: { userId: 'AIDAdefault', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/default' },
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
      await assert.rejects(keeper.keys(), failing(unreachable));
      aws.failures.clear();
      await keeper.retry({ quiet: false });
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
      assert.deepEqual(await again.keys(), await keeper.keys());
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
    });

    test('a remembered role is there again though its source cannot be had now', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.sources.set('profile:work', { code: 'source-waits', kind: 'process', profile: 'work' });
      const again = window();
      await again.start(aws.remembered.at(-1), aws.last);
      assert.equal(roleName(current(again)), 'R');
      assert.deepEqual(await again.keys(), await keeper.keys());
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
      await again.retry({ quiet: false });
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
      await keeper.retry({ quiet: false });
      const again = window();
      await again.start(aws.remembered.at(-1));
      for (const one of [keeper, again]) assert.equal((await one.keys()).region, 'ap-northeast-1');
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
        assert.equal((await keeper.keys()).credentials.accessKeyId, 'AKIAdefault');
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
      assert.deepEqual((await keeper.keys()).endpoints, { sts: 'http://127.0.0.1:1' });
    });

    test('a slow answer to an earlier choice does not override a later one', async () => {
      const open = aws.hold('Slow');
      const slow = keeper.become(work, [roleNamed('Slow')]);
      await settled();
      await keeper.become(work, [roleNamed('Quick')]);
      open();
      assert.equal(roleName(await slow), 'Quick');
      assert.equal(roleName(current()), 'Quick');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAQuick');
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

    test('a start that comes late does not override a choice', async () => {
      const answer = aws.hold('GetCallerIdentity');
      const becoming = keeper.become(work, []);
      await settled();
      const starting = keeper.start(undefined);
      answer();
      await Promise.all([becoming, starting]);
      assert.equal((await becoming).kind, 'source');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'AKIAwork');
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
    });

    test('a start that came late is made up for where the choice fails', async () => {
      const answer = aws.hold('R');
      aws.failures.set('R', denied);
      const becoming = keeper.become(work, [roleNamed('R')]);
      await settled();
      await keeper.start({ source: work, hops: [] });
      answer();
      await assert.rejects(becoming, failing(denied));
      assert.equal(current().kind, 'source');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'AKIAwork');
    });

    test('a start that fails late takes no keys from a choice made meanwhile', async () => {
      const open = aws.hold('GetCallerIdentity');
      const starting = keeper.start(undefined);
      await settled();
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('GetCallerIdentity', unreachable);
      open();
      await starting;
      assert.equal(roleName(current()), 'R');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAR');
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
        assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAR');
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

  suite('left without use', () => {
    const chainOf = (role: string) => ({ source: work, hops: [roleNamed(role)] });

    test('the source is there again, and is remembered', async () => {
      await keeper.become(work, [roleNamed('R')]);
      await keeper.leaveQuietly(chainOf('R'));
      assert.equal(current().kind, 'source');
      assert.deepEqual(aws.remembered.at(-1), { source: work, hops: [] });
    });

    test('another role, or none, is not left for it', async () => {
      await keeper.become(work, [roleNamed('Other')]);
      await keeper.leaveQuietly(chainOf('R'));
      assert.equal(roleName(current()), 'Other');
      await keeper.become(work, []);
      aws.calls.length = 0;
      await keeper.leaveQuietly(chainOf('R'));
      assert.deepEqual([current().kind, aws.calls], ['source', []]);
    });

    test('also while a question is open: who answers it later gets what he asked for', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const open = aws.hold('Other');
      const asking = keeper.become(work, [roleNamed('Other')]);
      await settled();
      await keeper.leaveQuietly(chainOf('R'));
      assert.equal(current().kind, 'source');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'AKIAwork');
      open();
      await asking;
      assert.equal(roleName(current()), 'Other');
      assert.deepEqual(keeper.chosen, chainOf('Other'));
    });

    test('also while a question is open: who closes it is at the source', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.hold('Other');
      const controller = new AbortController();
      const asking = keeper.become(work, [roleNamed('Other')], controller.signal);
      await settled();
      await keeper.leaveQuietly(chainOf('R'));
      controller.abort();
      await assert.rejects(asking, { name: 'AbortError' });
      assert.equal(current().kind, 'source');
      assert.deepEqual(keeper.chosen, { source: work, hops: [] });
    });

    test('the source is slow, and another role is assumed meanwhile: that one stays', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const open = aws.hold('Other');
      const asking = keeper.become(work, [roleNamed('Other')]);
      await settled();
      const answer = aws.hold('GetCallerIdentity');
      const leaving = keeper.leaveQuietly(chainOf('R'));
      await settled();
      assert.equal(current().kind, 'checking');
      open();
      await asking;
      answer();
      await leaving;
      assert.equal(roleName(current()), 'Other');
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAOther');
    });

    test('a renewal that is under way does not bring it back', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const open = aws.hold('R');
      aws.time += 45 * 60_000;
      const beating = keeper.beat();
      await settled();
      await keeper.leaveQuietly(chainOf('R'));
      open();
      await beating;
      assert.equal(current().kind, 'source');
    });
  });

  suite('files that change while a code is asked for', () => {
    const withMfa = { ...roleNamed('Own'), mfaSerial: 'a-device' };
    const own = (change: Parameters<typeof profileKeys>[1] = {}) => profileKeys('base', { hops: [withMfa], ...change });

    setup(async () => {
      await keeper.become(work, []);
      aws.calls.length = 0;
      aws.typed.push('123456');
      aws.goodCodes.add('123456');
      aws.sources.set('profile:work', own());
    });

    for (const [title, changed, failure] of [
      ['another role', own({ hops: [{ ...withMfa, roleArn: roleNamed('Other').roleArn }] }), 'configuration-changed'],
      ['another device', own({ hops: [{ ...withMfa, mfaSerial: 'another' }] }), 'configuration-changed'],
      ['no role', own({ hops: [] }), 'configuration-changed'],
      ['another source', own({ source: { kind: 'profile', profile: 'other' } }), 'configuration-changed'],
      ['another endpoint', own({ endpoints: { sts: 'http://127.0.0.1:1' } }), 'configuration-changed'],
      ['nothing at all', { code: 'profile-problem', problem: 'cycle', profile: 'work' }, 'profile-problem'],
    ] as const) {
      test(`${title}: said, no code is sent, and nobody becomes anybody`, async () => {
        aws.whileAsked = () => aws.sources.set('profile:work', changed);
        await assert.rejects(keeper.become(work, []), (error) => failureOf(error)?.code === failure);
        assert.deepEqual([aws.questions.length, aws.calls], [1, []]);
        assert.equal(current().kind, 'source');
        assert.deepEqual(keeper.chosen, { source: work, hops: [] });
      });
    }

    test('something that this role does not stand on: it is carried out', async () => {
      aws.whileAsked = () => {
        aws.sources.set('profile:other', profileKeys('other'));
        aws.sources.set('profile:work', own({ region: 'eu-west-1' }));
      };
      await keeper.become(work, []);
      assert.equal(roleName(current()), 'Own');
    });

    test('what would have to be asked for again is not worked out twice', async () => {
      aws.whileAsked = () =>
        aws.sources.set('profile:work', { code: 'source-waits', kind: 'process', profile: 'work' });
      await keeper.become(work, []);
      assert.equal(roleName(current()), 'Own');
    });
  });

  suite('keys', () => {
    test('no secret is in what others see', async () => {
      const seen: Current[] = [];
      keeper.current.subscribe((value) => seen.push(value));
      await keeper.start(undefined);
      await keeper.become(work, [roleNamed('A'), roleNamed('B')]);
      await keeper.refused(failureError({ code: 'session-expired' }), await keeper.keys());
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

    test('a session that has ended and cannot be renewed gives no keys', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', denied);
      aws.time += 3_600_000 - 1;
      assert.ok(await keeper.keys());
      aws.time += 1;
      await assert.rejects(keeper.keys(), failing({ code: 'session-expired' }));
      assert.throws(() => keeper.grant(), failing({ code: 'session-expired' }));
      await assert.rejects(keeper.check({ quiet: false }), failing({ code: 'session-expired' }));
    });
  });

  suite('renewal', () => {
    const minute = 60_000;
    const assumed = () => aws.calls.filter((call) => call.startsWith('AssumeRole')).length;

    test('20 minutes before the end, and not before', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.time += 40 * minute - 1;
      await keeper.beat();
      assert.equal(assumed(), 1);
      aws.time += 1;
      await keeper.beat();
      const value = current();
      assert.equal(value.kind === 'role' && value.session.expiration, aws.time + 60 * minute);
      assert.equal(assumed(), 2);
    });

    test('a short session in the last third of its life', async () => {
      await keeper.become(work, [{ ...roleNamed('R'), durationSeconds: 900 }]);
      aws.time += 10 * minute - 1;
      await keeper.beat();
      assert.equal(assumed(), 1);
      aws.time += 1;
      await keeper.beat();
      assert.equal(assumed(), 2);
    });

    test('one that lives for seconds is not renewed again and again', async () => {
      const brief = (name: string) => {
        const keys = profileKeys(name);
        return { ...keys, credentials: { ...keys.credentials, expiration: aws.time + 3_000 } };
      };
      aws.sources.set('profile:work', brief('one'));
      await keeper.become(work, []);
      let asked = 0;
      const resolve = aws.sources.get.bind(aws.sources);
      aws.sources.get = (name) => {
        asked += 1;
        return resolve(name);
      };
      for (let n = 0; n < 20; n++) {
        aws.time += 100;
        await keeper.beat();
      }
      assert.equal(asked, 1);
    });

    test('two windows renew with one call', async () => {
      const other = window();
      await Promise.all([keeper.become(work, [roleNamed('R')]), other.become(work, [roleNamed('R')])]);
      aws.time += 45 * minute;
      await Promise.all([keeper.beat(), other.beat(), keeper.beat()]);
      assert.equal(assumed(), 2);
      assert.deepEqual(await other.keys(), await keeper.keys());
    });

    test('a chain: only what ends is asked for', async () => {
      await keeper.become(work, [roleNamed('A'), roleNamed('B')]);
      aws.time += 45 * minute;
      await keeper.beat();
      assert.deepEqual(aws.calls.slice(2), ['AssumeRole B by ASIAA']);
      aws.time += 45 * minute;
      await keeper.beat();
      assert.deepEqual(aws.calls.slice(3), ['AssumeRole A by AKIAwork', 'AssumeRole B by ASIAA']);
    });

    test('offline: the old session stays, says why, and is renewed when the network is back', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', unreachable);
      aws.time += 45 * minute;
      await keeper.beat();
      const value = current();
      assert.deepEqual(value.kind === 'role' && value.renewalFailure, unreachable);
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAR');
      await keeper.beat();
      assert.equal(assumed(), 2);
      aws.time += minute;
      await keeper.beat();
      assert.equal(assumed(), 3);
      aws.failures.clear();
      aws.time += 2 * minute;
      await keeper.beat();
      const renewed = current();
      assert.deepEqual(renewed.kind === 'role' && [renewed.session.expiration, renewed.renewalFailure], [
        aws.time + 60 * minute,
        undefined,
      ]);
    });

    test('offline until it ends: expired, not failed, and back by itself', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', unreachable);
      aws.time += 61 * minute;
      await keeper.beat();
      assert.equal(current().kind, 'role');
      await assert.rejects(keeper.keys(), failing({ code: 'session-expired' }));
      aws.failures.clear();
      aws.time += 10 * minute;
      await keeper.beat();
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAR');
    });

    for (const failure of [denied, { code: 'mfa-needed', serial: 'x' }, { code: 'source-missing' }] as const) {
      test(`${failure.code}: not tried again, and failed at its end`, async () => {
        await keeper.become(work, [roleNamed('R')]);
        aws.failures.set('R', failure);
        for (const left of [15, 10, 5, 1]) {
          aws.time = Date.parse('2025-03-26T14:30:50Z') - left * minute;
          await keeper.beat();
          assert.equal(current().kind, 'role');
        }
        assert.equal(assumed(), 2);
        aws.time += minute;
        await keeper.beat();
        assert.deepEqual(current(), {
          kind: 'failed',
          chain: { source: work, hops: [roleNamed('R')] },
          failure: { code: 'session-expired' },
          ended: { identity: roleIdentity('R', 'me'), isRefused: false, expiration: aws.time },
        });
      });
    }

    test('a clock that jumps where AWS cannot be asked for the time: the session is held until it is set right', async () => {
      let aheadMs = 0;
      keeper = window(new ServerClock({ wall: () => aws.time + aheadMs, steady: aws.now }));
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', denied);
      aheadMs = 120 * minute;
      await keeper.beat(true);
      assert.equal(current().kind, 'failed');
      aheadMs = 0;
      await keeper.retry({ quiet: true });
      assert.equal(roleName(current()), 'R');
    });

    test('a clock that jumped is set right before what is held is judged by it', async () => {
      let aheadMs = 0;
      const clock = new ServerClock({ wall: () => aws.time + aheadMs, steady: aws.now });
      const vault = vaultOf(() => clock.now());
      const sessions = new RoleSessions({ ...aws, now: () => clock.now() }, vault);
      const { resolveSource, getCallerIdentity, remember } = aws;
      const learnTime = async () => clock.learn(aws.time);
      keeper = new Keeper(
        { resolveSource, getCallerIdentity, learnTime, remember, session: (...args) => sessions.session(...args) },
        vault,
        clock,
      );
      await window().become(work, [roleNamed('R')]);
      aheadMs = 120 * minute;
      await keeper.become(work, [roleNamed('R')]);
      assert.equal(roleName(current()), 'R');
      assert.equal(assumed(), 1);
    });

    test('a clock that was never told AWS’s time deletes no session that seems to have ended', async () => {
      let aheadMs = 0;
      keeper = window(new ServerClock({ wall: () => aws.time + aheadMs, steady: () => aws.time + aheadMs }));
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', denied);
      aheadMs = 120 * minute;
      await keeper.beat();
      assert.equal(current().kind, 'failed');
      assert.ok(await vaultOf().session({ source: work, hops: [roleNamed('R')] }, {}));
    });

    test('a profile that leads elsewhere by now does not make us somebody else', async () => {
      aws.sources.set('profile:work', profileKeys('base', { hops: [roleNamed('Own')] }));
      await keeper.become(work, []);
      aws.sources.set('profile:work', profileKeys('base', { hops: [roleNamed('Other')] }));
      aws.time += 45 * minute;
      await keeper.beat();
      const value = current();
      assert.equal(roleName(value), 'Own');
      assert.deepEqual(value.kind === 'role' && value.renewalFailure, { code: 'configuration-changed' });
    });

    test('a source that is somebody else by now is shown as such', async () => {
      const temporary = (name: string, expiration: number) => {
        const keys = profileKeys('work');
        return { ...keys, credentials: { ...keys.credentials, accessKeyId: `AKIA${name}`, expiration } };
      };
      aws.sources.set('profile:work', temporary('alice', aws.time + 60 * minute));
      await keeper.become(work, []);
      aws.sources.set('profile:work', temporary('mallory', aws.time + 120 * minute));
      aws.time += 45 * minute;
      await keeper.beat();
      const value = current();
      assert.equal(value.kind === 'source' && value.identity.userId, 'AIDAmallory');
    });

    for (const failure of [
      { code: 'source-failed', problem: 'process-failed' },
      { code: 'turn-not-reached', afterMs: 5 * minute },
    ] as const) {
      test(`${failure.code}: tried again`, async () => {
        await keeper.become(work, [roleNamed('R')]);
        aws.failures.set('R', failure);
        aws.time += 45 * minute;
        await keeper.beat();
        aws.failures.clear();
        aws.time += minute;
        await keeper.beat();
        const value = current();
        assert.equal(value.kind === 'role' && value.session.expiration, aws.time + 60 * minute);
      });
    }

    test('a session that AWS refuses while it is being renewed stays ended', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const open = aws.hold('R');
      aws.time += 45 * minute;
      const beating = keeper.beat();
      await settled();
      await keeper.refused(failureError({ code: 'session-expired' }), await keeper.keys());
      open();
      await beating;
      assert.equal(current().kind, 'failed');
    });

    test('a renewal that ends after another role was assumed does not undo that', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const other = aws.hold('Other');
      const becoming = keeper.become(work, [roleNamed('Other')]);
      await settled();
      const renewed = aws.hold('R');
      aws.time += 45 * minute;
      const beating = keeper.beat();
      await settled();
      other();
      await becoming;
      renewed();
      await beating;
      assert.equal(roleName(current()), 'Other');
    });

    test('by hand: at any time, with a new call', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.time += minute;
      const value = await keeper.renew();
      assert.equal(value.kind === 'role' && value.session.expiration, aws.time + 60 * minute);
      assert.equal(assumed(), 2);
    });

    test('by hand and denied: the old session stays', async () => {
      const before = await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', denied);
      await assert.rejects(keeper.renew(), failing(denied));
      assert.equal(current(), before);
    });

    const temporary = (name: string, expiration: number) => {
      const keys = profileKeys(name);
      return { ...keys, credentials: { ...keys.credentials, expiration } };
    };

    test('keys of a source that end are fetched again', async () => {
      const ends = aws.time + 60 * minute;
      aws.sources.set('profile:work', temporary('one', ends));
      await keeper.become(work, []);
      aws.sources.set('profile:work', {
        ...temporary('two', ends + 60 * minute),
        source: { kind: 'profile', profile: 'one' },
      });
      aws.time += 45 * minute;
      await keeper.beat();
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'AKIAtwo');
    });

    test('keys of a source that cannot be had again: it says why, and that it has ended', async () => {
      const failure: Failure = { code: 'source-failed', problem: 'process-failed' };
      const ends = aws.time + 60 * minute;
      aws.sources.set('profile:work', temporary('one', ends));
      await keeper.become(work, []);
      aws.sources.set('profile:work', failure);
      const seen: Current[] = [];
      keeper.current.subscribe((value) => seen.push(value));
      aws.time = ends - 15 * minute;
      await keeper.beat();
      assert.deepEqual(seen, [{ ...current(), renewalFailure: failure }]);
      aws.time = ends;
      seen.length = 0;
      await keeper.beat();
      assert.ok(seen.length > 0);
      assert.ok(hasEnded(current(), aws.time));
      await assert.rejects(keeper.keys(), failing({ code: 'session-expired' }));
      aws.sources.set('profile:work', temporary('one', ends + 60 * minute));
      aws.time += 10 * minute;
      await keeper.beat();
      const value = current();
      assert.deepEqual(value.kind === 'source' && [value.expiration, value.renewalFailure], [
        ends + 60 * minute,
        undefined,
      ]);
    });

    test('keys of a source that only a person can have again: it fails at its end, and who it was stays known', async () => {
      const ends = aws.time + 60 * minute;
      aws.sources.set('profile:work', temporary('one', ends));
      await keeper.become(work, []);
      const { identity } = current() as Current & { kind: 'source' };
      aws.sources.set('profile:work', { code: 'source-waits', kind: 'sso', profile: 'work' });
      aws.time = ends - minute;
      await keeper.beat();
      aws.time = ends;
      await keeper.beat();
      assert.deepEqual(current(), {
        kind: 'failed',
        chain: { source: { kind: 'profile', profile: 'one' }, hops: [] },
        failure: { code: 'session-expired' },
        ended: { identity, isRefused: false, expiration: ends },
      });
    });

    test('its end is told once, before anybody is asked anything, and so is that it had not come', async () => {
      let aheadMs = 0;
      keeper = window(new ServerClock({ wall: () => aws.time + aheadMs, steady: aws.now }));
      await keeper.become(work, [roleNamed('R')]);
      aws.failures.set('R', unreachable);
      aws.time += 45 * minute;
      await keeper.beat();
      const seen: boolean[] = [];
      keeper.current.subscribe((value) => seen.push(hasEnded(value, aws.time + aheadMs)));
      aheadMs = 120 * minute;
      const beating = keeper.beat();
      assert.deepEqual(seen, [true]);
      await beating;
      seen.length = 0;
      await keeper.beat();
      assert.deepEqual(seen, []);
      aheadMs = 0;
      await keeper.beat();
      assert.deepEqual(seen, [false]);
    });

    /** A beat a second, for an hour. */
    const anHourOfBeats = async () => {
      for (let n = 0; n < 3_600; n++) {
        aws.time += 1_000;
        await keeper.beat();
      }
    };

    test('3,600 beats ask AWS nothing about a source that does not end, and a wake asks once who we are', async () => {
      await keeper.become(work, []);
      aws.calls.length = 0;
      await anHourOfBeats();
      assert.deepEqual(aws.calls, []);
      // What a wake does beside its beat.
      await keeper.beat(true);
      await keeper.check({ quiet: true });
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
    });

    test('3,600 beats renew a role and never ask who we are: AssumeRole has said so', async () => {
      await keeper.become(work, [roleNamed('R')]);
      aws.calls.length = 0;
      await anHourOfBeats();
      assert.deepEqual(aws.calls, ['AssumeRole R by AKIAwork']);
    });

    test('new keys of a source that ends are a change, about which AWS is asked once: they may be somebody else’s', async () => {
      aws.sources.set('profile:work', temporary('work', aws.time + 60 * minute));
      await keeper.become(work, []);
      aws.sources.set('profile:work', temporary('work', aws.time + 120 * minute));
      aws.calls.length = 0;
      await anHourOfBeats();
      assert.deepEqual(aws.calls, ['GetCallerIdentity']);
    });
  });

  suite('refused and check', () => {
    for (const failure of [
      { code: 'session-expired' },
      { code: 'access-key-unknown', accessKeyId: 'AKIA…MPLE' },
    ] as const) {
      test(`${failure.code} ends the session before its time`, async () => {
        await keeper.become(work, [roleNamed('R')]);
        await keeper.refused(failureError(failure), await keeper.keys());
        const ended = { identity: roleIdentity('R', 'me'), isRefused: true, expiration: aws.time + 3_600_000 };
        assert.deepEqual(current(), {
          kind: 'failed',
          chain: { source: work, hops: [roleNamed('R')] },
          failure,
          ended,
        });
        await assert.rejects(keeper.keys(), failing(failure));
        assert.deepEqual([...secrets.entries.keys()], ['rolecall.index']);
        await keeper.become(work, [roleNamed('R')]);
        assert.equal(aws.calls.length, 2);
      });
    }

    for (const error of [failureError(denied), failureError(unreachable), new Error('defect'), undefined]) {
      test(`${error?.message} leaves the session`, async () => {
        const before = await keeper.become(work, [roleNamed('R')]);
        await keeper.refused(error, await keeper.keys());
        assert.equal(current(), before);
      });
    }

    test('what another window got meanwhile is not dropped with the keys that AWS refused', async () => {
      await keeper.become(work, [roleNamed('R')]);
      const chain = { source: work, hops: [roleNamed('R')] };
      const held = (await vaultOf().session(chain, {})) ?? assert.fail();
      const newer = { ...held, credentials: { ...held.credentials, accessKeyId: 'ASIAnewer' } };
      await vaultOf().holdSession(newer);
      await keeper.refused(failureError({ code: 'access-key-unknown', accessKeyId: 'ASIA…' }), await keeper.keys());
      assert.equal(current().kind, 'failed');
      assert.deepEqual(await vaultOf().session(chain, {}), newer);
      await keeper.retry({ quiet: true });
      assert.equal((await keeper.keys()).credentials.accessKeyId, 'ASIAnewer');
    });

    test('a store that fails to delete does not keep the session in use', async () => {
      await keeper.become(work, [roleNamed('R')]);
      secrets.failing.add('delete');
      await keeper.refused(failureError({ code: 'session-expired' }), await keeper.keys());
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
      const refusing = keeper.refused(failureError({ code: 'session-expired' }), await keeper.keys());
      await settled();
      await keeper.become(work, [roleNamed('New')]);
      release();
      await refusing;
      assert.equal(roleName(current()), 'New');
      assert.ok(await keeper.keys());
    });

    test('a late refusal of the keys of before ends nothing', async () => {
      await keeper.become(work, [roleNamed('Old')]);
      const old = await keeper.keys();
      await keeper.become(work, [roleNamed('New')]);
      await keeper.refused(failureError({ code: 'session-expired' }), old);
      assert.equal(roleName(current()), 'New');
      assert.equal(secrets.entries.size, 3);
    });

    test('what happens by itself does not overtake what a person waits for', async () => {
      await keeper.start(undefined);
      const open = aws.hold('R');
      const becoming = keeper.become(work, [roleNamed('R')]);
      await settled();
      await keeper.retry({ quiet: true });
      open();
      await becoming;
      assert.equal(roleName(current()), 'R');
    });

    test('what happens by itself takes a role up again, and assumes none', async () => {
      await keeper.become(work, [roleNamed('R')]);
      await keeper.retry({ quiet: true });
      assert.equal(roleName(current()), 'R');
      aws.time += 3_600_000;
      await keeper.retry({ quiet: true });
      assert.deepEqual(current(), {
        kind: 'failed',
        chain: { source: work, hops: [roleNamed('R')] },
        failure: { code: 'session-expired' },
      });
      assert.equal(aws.calls.filter((call) => call.startsWith('AssumeRole')).length, 1);
    });

    test('a check that was overtaken by a choice does not end the new session', async () => {
      await keeper.become(work, [roleNamed('Old')]);
      const open = aws.hold('GetCallerIdentity');
      aws.failures.set('GetCallerIdentity', { code: 'session-expired' });
      const checking = keeper.check({ quiet: false });
      checking.catch(() => undefined);
      await keeper.become(work, [roleNamed('New')]);
      open();
      await assert.rejects(checking, failing({ code: 'session-expired' }));
      assert.equal(roleName(current()), 'New');
    });

    test('a check that another source overtook does not say who that one is', async () => {
      await keeper.start(undefined);
      const known = aws.hold('GetCallerIdentity');
      const becoming = keeper.become(work, []);
      await settled();
      const checked = aws.hold('GetCallerIdentity');
      const checking = keeper.check({ quiet: true });
      await settled();
      known();
      await becoming;
      checked();
      await checking;
      const value = current();
      assert.equal(value.kind === 'source' && value.identity.userId, 'AIDAwork');
    });

    test('a check answers who we are', async () => {
      await keeper.become(work, [roleNamed('R')]);
      assert.deepEqual(await keeper.check({ quiet: false }), roleIdentity('R', 'me'));
    });

    test('a check of what failed tries again', async () => {
      aws.failures.set('GetCallerIdentity', unreachable);
      await keeper.start(undefined);
      await assert.rejects(keeper.check({ quiet: false }), failing(unreachable));
      aws.failures.clear();
      assert.equal((await keeper.check({ quiet: false })).userId, 'AIDAdefault');
    });

    test('a check with nothing configured says so', async () => {
      aws.sources.clear();
      await keeper.start(undefined);
      await assert.rejects(keeper.check({ quiet: false }), failing({ code: 'source-missing' }));
    });
  });
});
