import assert from 'node:assert/strict';
import type { AssumeRoleRequest } from '../../src/core/assumeRoleRequest.ts';
import type { Chain } from '../../src/core/chain.ts';
import { type Failure, failureOf } from '../../src/core/failure.ts';
import { RoleSessions } from '../../src/session/roleSessions.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeAws, profileKeys, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const serial = 'arn:aws:iam::123456789012:mfa/phone';
const work = { kind: 'profile', profile: 'work' } as const;
const withMfa = (name: string): AssumeRoleRequest => ({ ...roleNamed(name), mfaSerial: serial });
const chainTo = (...hops: AssumeRoleRequest[]): Chain => ({ source: work, hops });

suite('session/mfa', () => {
  let aws: FakeAws;
  let secrets: FakeSecretStore;
  let vault: Vault;
  const digest = (text: string) => Buffer.from(text).toString('hex');
  const window = () => new RoleSessions(aws, new Vault(secrets, digest, aws.now));
  const ask = (chain: Chain, of = window(), change: { quiet?: boolean; signal?: AbortSignal } = {}) =>
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
    await vault.dropMfaSession({ source: work, accessKeyId: 'AKIAwork', serial, endpoints: {} });
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

  test('session keys get no further session: the code goes with the call itself', async () => {
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    await ask(chainTo(roleNamed('A'), withMfa('B')));
    assert.deepEqual(aws.calls, ['AssumeRole A by AKIAwork', 'AssumeRole B by ASIAA']);
    assert.equal(aws.questions.length, 1);
  });

  test('who may not call GetSessionToken is asked for a code of the call itself', async () => {
    aws.failures.set('GetSessionToken', {
      code: 'denied',
      denial: { category: 'denied', action: 'sts:GetSessionToken' },
    });
    aws.goodCodes.add('222222');
    aws.typed.push('111111', '222222');
    await ask(chainTo(withMfa('A')));
    assert.deepEqual(aws.calls, [`GetSessionToken ${serial} by AKIAwork`, 'AssumeRole A by AKIAwork']);
  });

  test('session keys that AWS takes no more are given up, and a new code is asked for', async () => {
    aws.goodCodes.add('111111').add('222222');
    aws.typed.push('111111', '222222');
    await ask(chainTo(withMfa('A')));
    aws.failures.set('B', { code: 'access-key-unknown', accessKeyId: 'ASIA…MPLE' });
    await assert.rejects(ask(chainTo(withMfa('B'))), failing({ code: 'access-key-unknown', accessKeyId: 'ASIA…MPLE' }));
    assert.equal(aws.questions.length, 2);
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

  test('cancelled while the question is open: everybody is let go', async () => {
    const controller = new AbortController();
    const asking = ask(chainTo(withMfa('A')), window(), { signal: controller.signal });
    controller.abort();
    await assert.rejects(asking, { name: 'AbortError' });
  });
});
