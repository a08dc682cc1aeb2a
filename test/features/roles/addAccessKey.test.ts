// An access key that was typed in: what is held afterwards, and what a person reads where the secret storage fails.
import assert from 'node:assert/strict';
import { type Failure, failureError, failureOf } from '../../../src/core/failure.ts';
import { addAccessKey } from '../../../src/features/roles/addAccessKey.ts';
import { failureSentence } from '../../../src/platform/messages.ts';
import { Vault } from '../../../src/session/vault.ts';
import { FakeSecretStore } from '../../fakes/secretStore.ts';
import { assertSays } from '../../support/inBothLanguages.ts';

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const typed = { accessKeyId, secretAccessKey: 'typed' };
const earlier = { accessKeyId, secretAccessKey: 'earlier' };

suite('features/roles/addAccessKey', () => {
  let secrets: FakeSecretStore;
  let vault: Vault;
  let done: string[];

  setup(() => {
    secrets = new FakeSecretStore();
    vault = new Vault(
      secrets,
      (text) => text,
      () => 0,
    );
    done = [];
  });

  /** What AWS answers is `failure`, or that the key is good. */
  async function add(failure?: Failure): Promise<Failure | undefined> {
    const agreed = async (id: string) => void done.push(`agreed ${id}`);
    const become = async () => {
      done.push('become');
      if (failure) throw failureError(failure);
    };
    try {
      await addAccessKey(typed, { vault, agreed }, become);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  const known = { accessKeyId: 'AKIA…MPLE' };
  const endpoint = 'https://sts.us-east-1.amazonaws.com';
  const rows: readonly [answer: string, failure: Failure | undefined, isKept: boolean][] = [
    ['a good key', undefined, true],
    ['an unknown key', { code: 'access-key-unknown', ...known }, false],
    ['a wrong secret', { code: 'secret-wrong', ...known }, false],
    ['nothing: the network is down', { code: 'endpoint-unreachable', endpoint, reason: 'ENOTFOUND' }, true],
    ['a denial', { code: 'denied', denial: { category: 'denied' } }, true],
  ];
  for (const [answer, failure, isKept] of rows) {
    test(`${answer}: ${isKept ? 'held' : 'not held, and neither is the index’s word for it'}`, async () => {
      assert.deepEqual(await add(failure), failure);
      assert.deepEqual(await vault.accessKey(accessKeyId), isKept ? typed : undefined);
      assert.deepEqual(await vault.accessKeyIds(), isKept ? [accessKeyId] : []);
    });

    test(`${answer}, where a secret was held: ${isKept ? 'replaced' : 'held again'}`, async () => {
      await vault.holdAccessKey(earlier);
      assert.deepEqual(await add(failure), failure);
      assert.deepEqual(await vault.accessKey(accessKeyId), isKept ? typed : earlier);
    });
  }

  suite('a secret storage that fails', () => {
    const isSaid = (failure: Failure | undefined) =>
      assertSays(
        () => failure && failureSentence(failure),
        'The secret storage of VS Code does not work. Unlock the keyring of this machine, then try again. VS Code said: The keyring is locked.',
        'VS Code のシークレットストレージが使えません。このマシンのキーリングのロックを解除して、もう一度お試しください。VS Code の応答: The keyring is locked.',
      );

    for (const act of ['get', 'store'] as const) {
      test(`to ${act}: said, nothing else is done, and what was held is held`, async () => {
        await vault.holdAccessKey(earlier);
        const before = new Map(secrets.entries);
        secrets.failing.add(act);
        isSaid(await add());
        assert.deepEqual(done, []);
        assert.deepEqual(secrets.entries, before);
        secrets.failing.clear();
        assert.equal(await add(), undefined);
        assert.deepEqual(await vault.accessKey(accessKeyId), typed);
      });
    }

    test('to delete: said, since the mistyped key is held still', async () => {
      secrets.failing.add('delete');
      isSaid(await add({ code: 'access-key-unknown', ...known }));
      assert.deepEqual(await vault.accessKeyIds(), [accessKeyId]);
      secrets.failing.clear();
      await vault.forget();
      assert.equal(secrets.entries.size, 0);
    });
  });
});
