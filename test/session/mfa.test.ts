import assert from 'node:assert/strict';
import type { AssumeRoleRequest } from '../../src/core/assumeRoleRequest.ts';
import type { Chain } from '../../src/core/chain.ts';
import { type Failure, failureError, failureOf } from '../../src/core/failure.ts';
import { RoleSessions, type Wanted } from '../../src/session/roleSessions.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeAws, profileKeys, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const serial = 'arn:aws:iam::111122223333:mfa/phone';
const stepMs = 30_000;
const work = { kind: 'profile', profile: 'work' } as const;
const withMfa = (name: string): AssumeRoleRequest => ({ ...roleNamed(name), mfaSerial: serial });
const chainTo = (...hops: AssumeRoleRequest[]): Chain => ({ source: work, hops });

suite('session/mfa', () => {
  let aws: FakeAws;
  let secrets: FakeSecretStore;
  let vault: Vault;
  const digest = (text: string) => Buffer.from(text).toString('hex');
  const window = () => new RoleSessions(aws, new Vault(secrets, digest, aws.now));
  const ask = (chain: Chain, of = window(), change: Partial<Wanted> = {}) =>
    of.session(profileKeys('work'), chain, { quiet: false, endsAfter: aws.time, ...change });
  const failing = (failure: Failure) => (error: unknown) => {
    assert.deepEqual(failureOf(error), failure);
    return true;
  };

  setup(() => {
    aws = new FakeAws();
    secrets = new FakeSecretStore();
    vault = new Vault(secrets, digest, aws.now);
  });

  test('one code serves many roles, in all windows', async () => {
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(withMfa('A')));
    await ask(chainTo(withMfa('B')));
    aws.time += 11 * 3_600_000;
    await ask(chainTo(withMfa('C')));
    assert.deepEqual(aws.calls, [
      `GetSessionToken ${serial} by AKIAwork`,
      'AssumeRole A by ASIAmfawork',
      'AssumeRole B by ASIAmfawork',
      'AssumeRole C by ASIAmfawork',
    ]);
    assert.equal(aws.questions.length, 1);
  });

  test('however many windows and roles wait: one question', async () => {
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    const windows = Array.from({ length: 5 }, window);
    await Promise.all(windows.flatMap((each) => ['A', 'B', 'C'].map((name) => ask(chainTo(withMfa(name)), each))));
    assert.equal(aws.questions.length, 1);
    assert.deepEqual(aws.calls.map((call) => call.split(' ').slice(0, 2).join(' ')).sort(), [
      'AssumeRole A',
      'AssumeRole B',
      'AssumeRole C',
      `GetSessionToken ${serial}`,
    ]);
  });

  test('wrong, malformed and used codes: said, and asked again; none is sent twice', async () => {
    aws.goodCodes.add('123456');
    aws.typed.push('000000', '12345', '000000', 'abcdef', '123456');
    await ask(chainTo(withMfa('A')));
    assert.deepEqual(
      aws.questions.map(({ problem }) => problem),
      [undefined, 'refused', 'malformed', 'used', 'malformed'],
    );
    assert.equal(aws.calls.filter((call) => call.startsWith('GetSessionToken')).length, 2);
  });

  test('a code that another window sent is not sent again', async () => {
    await vault.noteSentCode(serial, '123456');
    aws.goodCodes.add('123456').add('654321');
    aws.typed.push('123456', '654321');
    await ask(chainTo(withMfa('A')));
    assert.deepEqual(
      aws.questions.map(({ problem }) => problem),
      [undefined, 'used'],
    );
  });

  test('closed without a code: nothing is sent, and the next one is asked again', async () => {
    await assert.rejects(ask(chainTo(withMfa('A'))), { name: 'AbortError' });
    assert.deepEqual(aws.calls, []);
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(withMfa('A')));
    assert.equal(aws.questions.length, 2);
  });

  test('nobody may be asked: mfa-needed, unless the device has proven itself', async () => {
    await assert.rejects(
      ask(chainTo(withMfa('A')), window(), { quiet: true }),
      failing({ code: 'mfa-needed', serial }),
    );
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(withMfa('A')));
    await ask(chainTo(withMfa('B')), window(), { quiet: true });
    assert.equal(aws.questions.length, 1);
  });

  test('with the seed kept nobody is asked, and the next code is waited for when one was used', async () => {
    await vault.holdTotpSeed(serial, '777');
    const step = (n: number) => aws.totpCode('777', aws.time + n * 30_000);
    aws.goodCodes.add(step(0)).add(step(1));
    await ask(chainTo(withMfa('A')), window(), { quiet: true });
    await vault.dropMfaSession({ source: work, accessKeyId: 'AKIAwork', serial, endpoints: {} }, 'ASIAmfawork');
    await ask(chainTo(withMfa('B')), window(), { quiet: true });
    assert.equal(aws.questions.length, 0);
    assert.equal(aws.goodCodes.size, 0);
  });

  test('a seed that AWS refuses: said, and asked', async () => {
    await vault.holdTotpSeed(serial, '777');
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(withMfa('A')));
    assert.deepEqual(aws.questions, [{ serial, problem: 'seed-refused' }]);
  });

  for (const offset of [-7_200_000, -stepMs, stepMs, 7_200_000]) {
    test(`a clock that was ${-offset / 1000} s off when the code was made: another one is made by the time that was learned`, async () => {
      await vault.holdTotpSeed(serial, '777');
      aws.goodCodes.add(aws.totpCode('777', aws.time + offset));
      let learned = false;
      const getSessionToken: typeof aws.getSessionToken = (...asked) => {
        if (!learned) aws.time += offset;
        learned = true;
        return aws.getSessionToken(...asked);
      };
      await ask(chainTo(withMfa('A')), new RoleSessions({ ...aws, getSessionToken }, vault), {
        quiet: true,
      });
      assert.equal(aws.calls.filter((call) => call.startsWith('GetSessionToken')).length, 2);
    });
  }

  test('a wrong seed on a clock that was off is tried twice, and no more', async () => {
    await vault.holdTotpSeed(serial, '777');
    const getSessionToken: typeof aws.getSessionToken = (...asked) => {
      aws.time += 7_200_000;
      return aws.getSessionToken(...asked);
    };
    await assert.rejects(
      ask(chainTo(withMfa('A')), new RoleSessions({ ...aws, getSessionToken }, vault), { quiet: true }),
      failing({ code: 'mfa-needed', serial }),
    );
    assert.equal(aws.calls.length, 2);
  });

  test('session keys get no further session: the code goes with the call itself', async () => {
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(roleNamed('A'), withMfa('B')));
    assert.deepEqual(aws.calls, ['AssumeRole A by AKIAwork', 'AssumeRole B by ASIAA']);
    assert.equal(aws.questions.length, 1);
  });

  suite('who may not call GetSessionToken', () => {
    setup(() => {
      aws.failures.set('GetSessionToken', {
        code: 'denied',
        denial: { category: 'denied', action: 'sts:GetSessionToken' },
      });
      for (const digit of '23456') aws.goodCodes.add(digit.repeat(6));
      aws.typed.push(...[...'123456'].map((digit) => digit.repeat(6)));
    });
    const asked = () => aws.calls.filter((call) => call.startsWith('GetSessionToken'));

    test('is asked for a code of the call itself', async () => {
      await ask(chainTo(withMfa('A')));
      assert.deepEqual(aws.calls, [`GetSessionToken ${serial} by AKIAwork`, 'AssumeRole A by AKIAwork']);
    });

    test('is denied it once: the next role takes one code', async () => {
      const one = window();
      await ask(chainTo(withMfa('A')), one);
      await ask(chainTo(withMfa('B')), one);
      assert.deepEqual(aws.calls.slice(2), ['AssumeRole B by AKIAwork']);
      assert.equal(aws.questions.length, 3);
    });

    test('has it tried with another key, and again with the one of before', async () => {
      const one = window();
      await ask(chainTo(withMfa('A')), one);
      const { credentials } = profileKeys('other');
      await one.session(profileKeys('work', { credentials }), chainTo(withMfa('B')), { quiet: false, endsAfter: 0 });
      await ask(chainTo(withMfa('C')), one);
      assert.deepEqual(
        asked().map((call) => call.split(' by ')[1]),
        ['AKIAwork', 'AKIAother', 'AKIAwork'],
      );
    });

    test('is not who AWS does not answer', async () => {
      const one = window();
      aws.failures.set('GetSessionToken', { code: 'throttled' });
      await assert.rejects(ask(chainTo(withMfa('A')), one), failing({ code: 'throttled' }));
      aws.failures.clear();
      await ask(chainTo(withMfa('A')), one);
      assert.equal(asked().length, 2);
    });
  });

  test('session keys that AWS takes no more are given up, and a new code is asked for', async () => {
    aws.goodCodes.add('111111').add('222222');
    aws.typed.push('111111', '222222');
    await ask(chainTo(withMfa('A')));
    aws.failures.set('B', { code: 'access-key-unknown', accessKeyId: 'ASIA…MPLE' });
    await assert.rejects(ask(chainTo(withMfa('B'))), failing({ code: 'access-key-unknown', accessKeyId: 'ASIA…MPLE' }));
    assert.equal(aws.questions.length, 2);
  });

  test('a session on the way that AWS takes no more: only that one is given up, and asked for anew', async () => {
    const [toA, toB] = [chainTo(roleNamed('A')), chainTo(roleNamed('A'), roleNamed('B'))];
    await ask(toA);
    await ask(chainTo(roleNamed('Other')));
    aws.calls.length = 0;
    const dead = new Set(['ASIAA']);
    const assumeRole: typeof aws.assumeRole = async (keys, request, how) => {
      const answer = await aws.assumeRole(keys, request, how);
      if (dead.delete(keys.credentials.accessKeyId))
        throw failureError({ code: 'access-key-unknown', accessKeyId: 'ASIA…' });
      return answer;
    };
    const held = await ask(toB, new RoleSessions({ ...aws, assumeRole }, vault));
    assert.equal(held.credentials.accessKeyId, 'ASIAB');
    assert.deepEqual(aws.calls, ['AssumeRole B by ASIAA', 'AssumeRole A by AKIAwork', 'AssumeRole B by ASIAA']);
    for (const chain of [toA, toB, chainTo(roleNamed('Other'))]) assert.ok(await vault.session(chain, {}));
  });

  test('a session on the way that AWS never takes is asked for once more, and no oftener', async () => {
    aws.failures.set('B', { code: 'session-expired' });
    await assert.rejects(ask(chainTo(roleNamed('A'), roleNamed('B'))), failing({ code: 'session-expired' }));
    assert.equal(aws.calls.length, 4);
  });

  test('a store that fails: asked each time, and never stuck', async () => {
    secrets.failing.add('get').add('store');
    aws.goodCodes.add('111111').add('222222');
    aws.typed.push('111111', '222222');
    await ask(chainTo(withMfa('A')));
    await ask(chainTo(withMfa('B')));
    assert.equal(aws.questions.length, 2);
  });

  test('a store that fails: a code is sent once all the same', async () => {
    secrets.failing.add('get').add('store');
    aws.goodCodes.add('111111').add('222222');
    aws.typed.push('111111', '111111', '222222');
    const one = window();
    await ask(chainTo(withMfa('A')), one);
    await ask(chainTo(withMfa('B')), one);
    assert.deepEqual(
      aws.questions.map(({ problem }) => problem),
      [undefined, undefined, 'used'],
    );
  });

  suite('questions that are open for a while', () => {
    const other = 'arn:aws:iam::111122223333:mfa/key';
    const withOther = (name: string): AssumeRoleRequest => ({ ...roleNamed(name), mfaSerial: other });
    /** The devices whose questions are open, each with what types the code. */
    let open: Map<string, (code: string) => void>;
    let most: number;
    const patient = () =>
      new RoleSessions(
        {
          ...aws,
          askMfaCode: ({ serial }, signal) =>
            new Promise((resolve, reject) => {
              open.set(serial, resolve);
              most = Math.max(most, open.size);
              signal.addEventListener('abort', () => reject(signal.reason), { once: true });
            }).finally(() => open.delete(serial)) as Promise<string>,
        },
        vault,
      );
    const openFor = async (serial: string) => {
      while (!open.has(serial)) await new Promise((resolve) => setImmediate(resolve));
    };
    const answer = async (serial: string, code: string) => {
      await openFor(serial);
      aws.goodCodes.add(code);
      open.get(serial)?.(code);
    };

    setup(() => {
      open = new Map();
      most = 0;
    });

    test('two devices in one window are asked about one after the other', async () => {
      const one = patient();
      const both = Promise.all([ask(chainTo(withMfa('A')), one), ask(chainTo(withOther('B')), one)]);
      await answer(serial, '111111');
      await answer(other, '222222');
      assert.deepEqual(
        (await both).map(({ credentials }) => credentials.accessKeyId),
        ['ASIAA', 'ASIAB'],
      );
      assert.equal(most, 1);
    });

    test('a question that is closed lets the next one open', async () => {
      const one = patient();
      const controller = new AbortController();
      const closed = ask(chainTo(withMfa('A')), one, { signal: controller.signal });
      const next = ask(chainTo(withOther('B')), one);
      await openFor(serial);
      controller.abort();
      await assert.rejects(closed, { name: 'AbortError' });
      await answer(other, '222222');
      await next;
      assert.equal(most, 1);
    });

    test('who is cancelled while he waits for his question is let go at once, and never asked', async () => {
      const one = patient();
      const controller = new AbortController();
      const first = ask(chainTo(withMfa('A')), one);
      await openFor(serial);
      const waiting = ask(chainTo(withOther('B')), one, { signal: controller.signal });
      controller.abort();
      await assert.rejects(waiting, { name: 'AbortError' });
      // The device is free for the next one, though the first question is still open.
      await aws.exclusively(`mfa ${other}`, async () => {});
      await answer(serial, '111111');
      await first;
      assert.equal(most, 1);
      assert.equal(open.size, 0);
    });

    test('cancelled while the question is open: it is closed, nothing is sent, and who waited for it is asked', async () => {
      const controller = new AbortController();
      const asking = ask(chainTo(withMfa('A')), patient(), { signal: controller.signal });
      const waiting = ask(chainTo(withMfa('B')), patient());
      await openFor(serial);
      const reason = new Error('enough');
      controller.abort(reason);
      await assert.rejects(asking, (error) => error === reason);
      assert.equal(open.size, 0);
      assert.deepEqual(aws.calls, []);
      await answer(serial, '111111');
      assert.equal((await waiting).credentials.accessKeyId, 'ASIAB');
    });

    test('a code typed after the files changed is not sent', async () => {
      const changed = failureError({ code: 'configuration-changed' });
      const asking = ask(chainTo(withMfa('A')), patient(), { recheck: () => Promise.reject(changed) });
      await answer(serial, '111111');
      await assert.rejects(asking, failing({ code: 'configuration-changed' }));
      assert.deepEqual(aws.calls, []);
    });
  });
});
