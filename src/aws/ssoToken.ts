// The token of a single sign-on, in the JSON that the AWS CLI keeps: its cache folder is read here, and written by choice.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { jsonObject } from './exchange.ts';

/** A client that the sign-in service knows; it may refresh the tokens that it was given. Times in milliseconds. */
export interface SsoClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly expiration: number;
}

export interface SsoToken {
  readonly startUrl: string;
  readonly region: string;
  readonly accessToken: string;
  readonly expiration: number;
  readonly refreshToken?: string;
  readonly client?: SsoClient;
}

/** What a token is kept under: the session's name, or the start URL in the older form. */
export function ssoTokenName({ ssoSession, ssoStartUrl }: { ssoSession?: string; ssoStartUrl: string }): string {
  return createHash('sha1')
    .update(ssoSession ?? ssoStartUrl)
    .digest('hex');
}

/** Undefined for anything that is no token: it is signed in for again. */
export function readSsoToken(text: string): SsoToken | undefined {
  const json = jsonObject(text) ?? {};
  const field = (name: string) => (typeof json[name] === 'string' && json[name] !== '' ? json[name] : undefined);
  const accessToken = field('accessToken');
  const expiration = timeOf(field('expiresAt'));
  if (accessToken === undefined || expiration === undefined) return undefined;
  const refreshToken = field('refreshToken');
  const clientId = field('clientId');
  const clientSecret = field('clientSecret');
  const clientExpiration = timeOf(field('registrationExpiresAt'));
  const client = clientId !== undefined &&
    clientSecret !== undefined &&
    clientExpiration !== undefined && { clientId, clientSecret, expiration: clientExpiration };
  return {
    startUrl: field('startUrl') ?? '',
    region: field('region') ?? '',
    accessToken,
    expiration,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(client && { client }),
  };
}

/** Older versions of the CLI write `UTC` where others write `Z`. */
function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse((text ?? '').replace(/UTC$/, 'Z'));
  return Number.isNaN(time) ? undefined : time;
}

export function ssoTokenText({ startUrl, region, accessToken, expiration, refreshToken, client }: SsoToken): string {
  return JSON.stringify({
    startUrl,
    region,
    accessToken,
    expiresAt: timeText(expiration),
    ...(client && {
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      registrationExpiresAt: timeText(client.expiration),
    }),
    ...(refreshToken !== undefined && { refreshToken }),
  });
}

/** Whole seconds, as the CLI has it. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

export async function readCachedSsoToken(home: string, name: string): Promise<SsoToken | undefined> {
  const text = await readFile(cacheFile(home, name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : readSsoToken(text);
}

/** For this person only, and never half written: the CLI may read it at any moment. */
export async function writeCachedSsoToken(home: string, name: string, token: SsoToken): Promise<void> {
  const file = cacheFile(home, name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(written, 'wx', 0o600);
    try {
      await handle.writeFile(ssoTokenText(token));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

function cacheFile(home: string, name: string): string {
  return path.join(home, '.aws', 'sso', 'cache', `${name}.json`);
}
