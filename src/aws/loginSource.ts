// login_session: what `aws login` left in its cache. Read, never refreshed: the refresh token there is the CLI's alone.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Credentials } from '../core/credentials.ts';
import type { ProfileEnvironment } from '../core/profile.ts';
import { sourceFailed } from './credentialAnswer.ts';
import { jsonObject } from './exchange.ts';

interface LoginSurroundings {
  readonly env: ProfileEnvironment;
  readonly home: string;
  readonly now: () => number;
}

/** Rejects with `source-failed`: `aws login` has to be run where the cache has nothing, or nothing that still counts. */
export async function loginCredentials(
  { profile, loginSession }: { readonly profile: string; readonly loginSession: string },
  { env, home, now }: LoginSurroundings,
): Promise<Credentials> {
  const name = createHash('sha256').update(loginSession).digest('hex');
  let text: string;
  try {
    text = await readFile(path.join(cacheFolder(env, home), `${name}.json`), 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw sourceFailed(isMissing ? 'login-missing' : 'login-unreadable', profile);
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = (jsonObject(text)?.accessToken ?? {}) as Record<
    string,
    unknown
  >;
  const expiration = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  if (!isText(accessKeyId) || !isText(secretAccessKey) || !isText(sessionToken) || Number.isNaN(expiration)) {
    throw sourceFailed('login-unreadable', profile);
  }
  if (expiration <= now()) throw sourceFailed('login-expired', profile);
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function cacheFolder(env: ProfileEnvironment, home: string): string {
  const folder = env.AWS_LOGIN_CACHE_DIRECTORY;
  if (folder === undefined) return path.join(home, '.aws', 'login', 'cache');
  const expanded = folder.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare, braced) => env[bare ?? braced] ?? whole);
  return expanded.replace(/^~(?=$|[/\\])/, home);
}
