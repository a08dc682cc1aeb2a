// Web identity: a token of another identity provider, in a file that something else keeps fresh, for a role.
import { readFile } from 'node:fs/promises';
import type { Credentials } from '../core/credentials.ts';
import type { WebIdentity } from '../core/profileSource.ts';
import type { Access } from './access.ts';
import { sourceFailed } from './credentialAnswer.ts';

/**
 * The file is read each time. Rejects with `source-failed` for the file, and with what AWS answers for the token
 * (`web-identity-expired`, `denied`, …).
 */
export async function webIdentityCredentials(
  { profile, webIdentity }: { readonly profile?: string; readonly webIdentity: WebIdentity },
  place: Omit<Access, 'credentials'>,
  defaultSessionName: string,
  signal?: AbortSignal,
): Promise<Credentials> {
  const { roleArn, roleSessionName = defaultSessionName, tokenFile } = webIdentity;
  const token = await tokenIn(tokenFile, profile);
  const { assumeRoleWithWebIdentity } = await import('./sts.ts');
  return (await assumeRoleWithWebIdentity(place, { roleArn, roleSessionName, token }, signal)).credentials;
}

async function tokenIn(file: string, profile: string | undefined): Promise<string> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw sourceFailed(isMissing ? 'token-file-missing' : 'token-file-unreadable', profile, file);
  }
  if (text === '') throw sourceFailed('token-file-empty', profile, file);
  // The service model's limits; what AWS refuses for them it repeats in its answer.
  if (!/^[\x21-\x7e]{4,20000}$/.test(text)) throw sourceFailed('token-file-no-token', profile, file);
  return text;
}
