import assert from 'node:assert/strict';
import { MfaSeeds } from '../../src/session/mfaSeeds.ts';
import { Vault } from '../../src/session/vault.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { FakeSecretStore } from '../fakes/secretStore.ts';

const serial = 'arn:aws:iam::012345678901:mfa/AssumeRoleUser';
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

suite('session/mfaSeeds', () => {
  test('a seed is in the vault, and its device alone is listed outside', async () => {
    const list = new FakeMemento();
    const vault = new Vault(
      new FakeSecretStore(),
      (text) => text,
      () => 0,
    );
    const seeds = new MfaSeeds(vault, list);
    await seeds.keep(serial, seed);
    await seeds.keep(serial, seed);
    assert.equal(await vault.totpSeed(serial), seed);
    assert.deepEqual(seeds.serials(), [serial]);
    assert.ok(![...list.values.values()].join().includes(seed));
    await seeds.forget(serial);
    assert.equal(await vault.totpSeed(serial), undefined);
    assert.deepEqual(seeds.serials(), []);
  });

  test('a list that is garbage is empty', async () => {
    const list = new FakeMemento();
    await list.update('rolecall.seedDevices', { serial });
    const vault = new Vault(
      new FakeSecretStore(),
      (text) => text,
      () => 0,
    );
    assert.deepEqual(new MfaSeeds(vault, list).serials(), []);
  });
});
