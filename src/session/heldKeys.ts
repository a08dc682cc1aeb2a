// The access keys that are held, each used where a person has agreed to it.
import type { Credentials } from '../core/credentials.ts';
import type { KeyConsent } from './keyConsent.ts';
import type { Vault } from './vault.ts';

/** Undefined where the key is not held. Rejects with `key-unconfirmed`, as `KeyConsent.require` does. */
export async function usableKey(
  vault: Vault,
  consent: () => Promise<Pick<KeyConsent, 'require'>>,
  accessKeyId: string,
  how: { readonly quiet: boolean },
): Promise<Credentials | undefined> {
  const credentials = await vault.accessKey(accessKeyId);
  if (credentials) await (await consent()).require(accessKeyId, how);
  return credentials;
}
