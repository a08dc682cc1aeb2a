// An access key that was typed in: held, used, and let go of again where AWS does not take it.
import type { Credentials } from '../../core/credentials.ts';
import { failureOf } from '../../core/failure.ts';
import type { Vault } from '../../session/vault.ts';

export interface AccessKeyPorts {
  readonly vault: Pick<Vault, 'accessKey' | 'holdAccessKey' | 'dropAccessKey'>;
  /** Notes that the key may be used on this host. */
  readonly agreed: (accessKeyId: string) => Promise<void>;
}

/** Rejects with what `become` rejects with, or with `secrets-unavailable`. The secret that was held before stays then. */
export async function addAccessKey(
  credentials: Credentials,
  { vault, agreed }: AccessKeyPorts,
  become: () => Promise<void>,
): Promise<void> {
  const { accessKeyId } = credentials;
  const before = await vault.accessKey(accessKeyId);
  await vault.holdAccessKey(credentials);
  await agreed(accessKeyId);
  try {
    await become();
  } catch (error) {
    const code = failureOf(error)?.code;
    // Mistyped. What AWS has not judged is kept.
    if (code === 'secret-wrong' || code === 'access-key-unknown') {
      await (before ? vault.holdAccessKey(before) : vault.dropAccessKey(accessKeyId));
    }
    throw error;
  }
}
