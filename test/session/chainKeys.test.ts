// The keys of a terminal that is bound to a role: whatever a client asks for, and however often, no person is asked.
import assert from 'node:assert/strict';
import type { Chain } from '../../src/core/chain.ts';
import type { Current } from '../../src/session/current.ts';
import type { InForce } from '../../src/session/inForce.ts';
import { type Binding, KeylessSessions } from '../../src/session/keylessSessions.ts';
import { Observable } from '../../src/session/observable.ts';
import { RoleSessions } from '../../src/session/roleSessions.ts';
import { Vault } from '../../src/session/vault.ts';
import { chainKeys } from '../../src/wiring/chainKeys.ts';
import type { IdentityParts } from '../../src/wiring/parts.ts';
import { FakeAws, profileKeys, roleNamed } from '../fakes/aws.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const serial = 'arn:aws:iam::111122223333:mfa/phone';
const source = { kind: 'profile', profile: 'work' } as const;
const chain: Chain = { source, hops: [{ ...roleNamed('NeedsMfa'), mfaSerial: serial }] };
const pinned: Binding = { kind: 'chain', chain, pinned: true, endpoints: {} };
const hourMs = 3_600_000;

suite('session: keys of a terminal that is bound to a role', () => {
  test('a role that needs a code of a person’s device: handed out while it lasts, then refused, and nobody is asked', async () => {
    const aws = new FakeAws();
    const roles = new RoleSessions(aws, new Vault(new FakeSecretStore(), (text) => text, aws.now));
    const asked: unknown[] = [];
    const parts = {
      resolveSource: async (_source, how) => {
        asked.push(how);
        return profileKeys('work');
      },
      roleSessions: async () => roles,
    } satisfies Pick<IdentityParts, 'resolveSource' | 'roleSessions'>;
    const sessions = new KeylessSessions({
      keeper: {
        current: new Observable<Current>({ kind: 'none' }),
        keys: () => assert.fail('the current keys are another’s'),
        beat: async () => {},
      },
      inForce: new Observable<InForce>({ kind: 'untouched' }),
      kept: () => undefined,
      keep: () => {},
      follows: () => true,
      keysOf: (of) => chainKeys(parts as unknown as IdentityParts, of, aws.time),
      now: aws.now,
      used: () => {},
    });
    aws.goodCodes.add('123456');
    aws.typed.push('123456', '654321');
    aws.goodCodes.add('654321');
    await roles.session(profileKeys('work'), chain, { quiet: false, endsAfter: aws.time });
    assert.equal(aws.questions.length, 1);
    assert.equal((await sessions.grantFor(pinned, 'held')).kind, 'granted');
    // Renewed by the session of the device, which lasts half a day.
    aws.time += 2 * hourMs;
    assert.equal((await sessions.grantFor(pinned, 'held')).kind, 'granted');
    aws.time += 11 * hourMs;
    for (const wanted of ['held', 'renewed'] as const) {
      assert.deepEqual(await sessions.grantFor(pinned, wanted), { kind: 'refused', reason: 'person-needed' });
    }
    assert.equal(aws.questions.length, 1);
    assert.deepEqual(new Set(asked.map((how) => JSON.stringify(how))), new Set(['{"quiet":true,"mayRun":false}']));
    sessions.dispose();
  });
});
