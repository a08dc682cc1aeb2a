import assert from 'node:assert/strict';
import { resolveSource } from '../../src/aws/sources.ts';
import { failureOf } from '../../src/core/failure.ts';
import { usableKey } from '../../src/session/heldKeys.ts';
import { KeyConsent } from '../../src/session/keyConsent.ts';
import { Vault } from '../../src/session/vault.ts';
import { portsWith, settingsWith } from '../aws/surroundings.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const credentials = { accessKeyId: 'AKIAEXAMPLE000000001', secretAccessKey: 'held-secret' };
const source = { kind: 'accessKey', accessKeyId: credentials.accessKeyId } as const;

suite('session/heldKeys: a held key as a source on a remote host', () => {
  let vault: Vault;
  let asked: string[];
  let answer: boolean;

  setup(async () => {
    vault = new Vault(
      new FakeSecretStore(),
      (text) => Buffer.from(text).toString('hex'),
      () => 0,
    );
    asked = [];
    answer = true;
    await vault.holdAccessKey(credentials);
  });

  /** As a window resolves it. */
  function window(remote: string | undefined) {
    let marks: readonly string[] = [];
    const consent = new KeyConsent({
      remote,
      host: 'build-7',
      digest: (text) => text,
      remembered: () => marks,
      remember: async (all) => {
        marks = all;
      },
      ask: async (key, host) => {
        asked.push(`${key} on ${host}`);
        return answer;
      },
    });
    return (
      how: { readonly quiet: boolean },
      wanted: { readonly kind: 'accessKey'; readonly accessKeyId: string } = source,
    ) =>
      resolveSource(
        wanted,
        settingsWith(),
        portsWith(null, null, { heldAccessKey: (id) => usableKey(vault, async () => consent, id, how) }),
        how,
      );
  }
  const unconfirmed = (error: unknown) => {
    assert.deepEqual(failureOf(error), { code: 'key-unconfirmed', key: 'AKIA…0001', host: 'build-7' });
    return true;
  };

  test('nobody may be asked: it is not used', async () => {
    await assert.rejects(window('ssh-remote')({ quiet: true }), unconfirmed);
    assert.deepEqual(asked, []);
  });

  test('agreed to once, it is used from then on', async () => {
    const resolve = window('ssh-remote');
    assert.deepEqual((await resolve({ quiet: false })).credentials, credentials);
    assert.deepEqual((await resolve({ quiet: true })).credentials, credentials);
    assert.deepEqual(asked, ['AKIA…0001 on build-7']);
  });

  test('a no: it is not used', async () => {
    answer = false;
    await assert.rejects(window('ssh-remote')({ quiet: false }), unconfirmed);
  });

  test('on the window’s own machine nobody is asked', async () => {
    assert.deepEqual((await window(undefined)({ quiet: true })).credentials, credentials);
    assert.deepEqual(asked, []);
  });

  test('a key that is not held is not asked about', async () => {
    const other = { kind: 'accessKey', accessKeyId: 'AKIAEXAMPLE000000002' } as const;
    await assert.rejects(window('ssh-remote')({ quiet: false }, other), {
      failure: { code: 'key-not-held', accessKeyId: '0002' },
    });
    assert.deepEqual(asked, []);
  });
});
