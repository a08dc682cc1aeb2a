// Two windows on one secret store and one folder of lock files: 200 operations at once, nothing lost, one MFA prompt.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Locks } from '../../src/platform/locks.ts';
import { ServerClock } from '../../src/session/clock.ts';
import { Keeper } from '../../src/session/keeper.ts';
import { RoleSessions } from '../../src/session/roleSessions.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeAws, profileKeys, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const work = { kind: 'profile', profile: 'work' } as const;
const serial = 'arn:aws:iam::111122223333:mfa/phone';
const roles = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ ...roleNamed(name), mfaSerial: serial }));

class Window {
  readonly vault: Vault;
  readonly keeper: Keeper;
  /** What was last chosen here. */
  chosen: string | undefined;

  constructor(aws: FakeAws, secrets: FakeSecretStore, locks: string) {
    this.vault = new Vault(secrets, (text) => Buffer.from(text).toString('hex'), aws.now);
    // The real lock files: what two processes share.
    const { exclusively } = new Locks(locks, (name) => Buffer.from(name).toString('base64url').slice(-40));
    const { assumeRole, getSessionToken, askMfaCode, totpCode, now, pause } = aws;
    const sessions = new RoleSessions(
      { assumeRole, getSessionToken, askMfaCode, totpCode, now, pause, exclusively },
      this.vault,
    );
    const { resolveSource, getCallerIdentity, learnTime, remember } = aws;
    this.keeper = new Keeper(
      { resolveSource, getCallerIdentity, learnTime, remember, session: (...args) => sessions.session(...args) },
      this.vault,
      new ServerClock({ wall: aws.now, steady: aws.now }),
    );
  }

  get role(): string | undefined {
    const { value } = this.keeper.current;
    return value.kind === 'role' ? value.session.identity.arn.split('/')[1] : undefined;
  }
}

suite('session: two windows at once', () => {
  let locks: string;
  setup(() => {
    locks = mkdtempSync(path.join(os.tmpdir(), 'rolecall-windows-'));
  });
  teardown(() => rmSync(locks, { recursive: true, force: true }));

  test('200 interleaved operations: nothing lost, one MFA prompt, one call a role', async function () {
    this.timeout(60_000);
    const aws = new FakeAws();
    aws.sources.set('profile:work', profileKeys('work'));
    aws.sources.set('automatic', profileKeys('work'));
    aws.goodCodes.add('123456');
    aws.typed.push('123456');
    const secrets = new FakeSecretStore();
    const windows = [new Window(aws, secrets, locks), new Window(aws, secrets, locks)];
    const pick = (n: number, of: number) => (Math.imul(n + 1, 2_654_435_761) >>> 8) % of;

    await Promise.all(
      windows.map(async (window, w) => {
        await window.keeper.start(undefined);
        for (let n = 0; n < 100; n++) {
          const seed = 2 * n + w;
          switch (pick(seed, 5)) {
            case 0:
              await window.keeper.leave();
              window.chosen = undefined;
              break;
            case 1:
              await window.keeper.check({ quiet: true });
              break;
            case 2:
              await window.keeper.beat();
              break;
            default: {
              const role = roles[pick(seed * 7, roles.length)] ?? assert.fail();
              await window.keeper.become(work, [role]);
              window.chosen = role.roleArn.split('/')[1];
            }
          }
          assert.equal(window.role, window.chosen, `window ${w} after operation ${n}`);
          if (n % 7 === 0) await setImmediate();
        }
      }),
    );

    assert.equal(aws.questions.length, 1);
    const asked = aws.calls.filter((call) => call.startsWith('AssumeRole')).sort();
    assert.deepEqual(asked, [...new Set(asked)], 'each role was asked for once');
    const [one = assert.fail(), other = assert.fail()] = windows;
    // The session of each role, and that of the device.
    const sessions = asked.length + 1;
    assert.deepEqual(await one.vault.counts(), { sessions, accessKeys: 0, others: 1 });
    assert.deepEqual(await other.vault.counts(), { sessions, accessKeys: 0, others: 1 });
    for (const role of roles) {
      if (!asked.some((call) => call.includes(` ${role.roleArn.split('/')[1]} `))) continue;
      assert.ok(await other.vault.session({ source: work, hops: [role] }, {}), role.roleArn);
    }
  });

  test('a store where windows do not see each other’s writes: asked again at worst', async () => {
    const aws = new FakeAws();
    aws.sources.set('profile:work', profileKeys('work'));
    const windows = [new Window(aws, new FakeSecretStore(), locks), new Window(aws, new FakeSecretStore(), locks)];
    for (const { keeper } of windows) await keeper.become(work, [roleNamed('A')]);
    assert.deepEqual(aws.calls, ['AssumeRole A by AKIAwork', 'AssumeRole A by AKIAwork']);
    for (const { role } of windows) assert.equal(role, 'A');
  });
});
