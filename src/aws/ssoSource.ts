// Single sign-on: a token that is still good, refreshed, or signed in for, and with it the keys of the role.
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import type { PlanSource } from '../core/profileSource.ts';
import { sourceFailed } from './credentialAnswer.ts';
import { createToken, getRoleCredentials, type SsoEndpoints } from './ssoService.ts';
import { type SignInPorts, signInForToken } from './ssoSignIn.ts';
import {
  readCachedSsoToken,
  readSsoToken,
  type SsoToken,
  ssoTokenName,
  ssoTokenText,
  writeCachedSsoToken,
} from './ssoToken.ts';

export type SsoPlan = Extract<PlanSource, { kind: 'sso' }>;

export interface SsoPorts extends SignInPorts {
  /** Tokens of Rolecall's own, as text. */
  readonly heldToken: (name: string) => Promise<string | undefined>;
  readonly holdToken: (name: string, token: string) => Promise<void>;
  /** Runs `work` while no other window runs work of the same name; the others wait for it. */
  readonly exclusively: <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

export interface SsoSurroundings {
  readonly endpoints: SsoEndpoints;
  /** `sso_registration_scopes` of the session, for a token that can be refreshed. */
  readonly scopes: readonly string[];
  readonly home: string;
  /** Whether tokens are kept where the CLI keeps its own, and found by it; otherwise they are held apart. */
  readonly writeCache: boolean;
  /** Nobody is there to sign in. */
  readonly quiet: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with a Failure: `source-waits` where somebody would have to sign in and `quiet` is set, `source-failed`, … */
export async function ssoCredentials(plan: SsoPlan, around: SsoSurroundings, ports: SsoPorts): Promise<Credentials> {
  const lasting = await lastingToken(plan, around, ports);
  const keys = lasting && (await roleKeys(plan, lasting, around));
  if (keys) return keys;
  // A refresh token counts once, and one sign-in is enough for all windows and profiles of the session: whoever comes
  // second finds what the first one got.
  return ports.exclusively(
    `sso ${ssoTokenName(plan)}`,
    () => credentialsInTurn(plan, around, ports, lasting),
    around.signal,
  );
}

/** @param refused a token that was not taken */
async function credentialsInTurn(
  plan: SsoPlan,
  around: SsoSurroundings,
  ports: SsoPorts,
  refused: SsoToken | undefined,
): Promise<Credentials> {
  const known = await knownToken(plan, around, ports);
  if (known && known.accessToken !== refused?.accessToken) {
    const keys = await roleKeys(plan, known, around);
    if (keys) return keys;
  }
  // Signed out elsewhere, a token is refused before its time.
  if (around.quiet) throw failureError({ code: 'source-waits', kind: 'sso', profile: plan.profile });
  const token = await signInForToken(
    {
      profile: plan.profile,
      startUrl: plan.ssoStartUrl,
      region: plan.ssoRegion,
      scopes: around.scopes,
      endpoints: around.endpoints,
    },
    ports,
    around.signal,
  );
  await keep(plan, token, around, ports);
  const keys = await roleKeys(plan, token, around);
  if (!keys) throw sourceFailed('sso-refused', plan.profile, 'UnauthorizedException');
  return keys;
}

/** Undefined where the token is not taken (any more). */
async function roleKeys(
  { profile, ssoAccountId, ssoRoleName }: SsoPlan,
  { accessToken }: SsoToken,
  { endpoints, signal }: SsoSurroundings,
): Promise<Credentials | undefined> {
  const asked = { accountId: ssoAccountId, roleName: ssoRoleName, accessToken };
  const answer = await getRoleCredentials(endpoints, asked, signal);
  if (!('refusal' in answer)) return answer;
  switch (answer.refusal) {
    case 'UnauthorizedException':
      return undefined;
    case 'ForbiddenException':
    case 'ResourceNotFoundException':
      throw sourceFailed('sso-role-denied', profile, answer.message);
    default:
      throw sourceFailed('sso-refused', profile, answer.message);
  }
}

/** A token that ends sooner is refreshed where it can be, as the CLI does. */
const refreshMs = 15 * 60_000;
/** A token that ends sooner may have ended when it arrives. */
const lastMs = 10_000;

/** Of which nothing has to be asked. */
async function lastingToken(plan: SsoPlan, around: SsoSurroundings, ports: SsoPorts): Promise<SsoToken | undefined> {
  const [best] = (await presentTokens(plan, around, ports)).tokens;
  return best && best.expiration - ports.now() > refreshMs ? best : undefined;
}

/** The one that lasts longest first. */
async function presentTokens(plan: SsoPlan, around: SsoSurroundings, ports: SsoPorts) {
  const name = ssoTokenName(plan);
  // A secret storage that fails leaves the CLI's token.
  const held = readSsoToken((await ports.heldToken(name).catch(() => undefined)) ?? '');
  const cached = await readCachedSsoToken(around.home, name);
  const tokens = [held, cached]
    .filter((token) => token !== undefined)
    .filter(({ startUrl, region }) => startUrl === plan.ssoStartUrl && region === plan.ssoRegion)
    .sort((a, b) => b.expiration - a.expiration);
  return { held, tokens };
}

async function knownToken(plan: SsoPlan, around: SsoSurroundings, ports: SsoPorts): Promise<SsoToken | undefined> {
  const { held, tokens } = await presentTokens(plan, around, ports);
  const [best, ...rest] = tokens;
  const left = ({ expiration }: SsoToken) => expiration - ports.now();
  // The CLI's own refresh token is used only where the CLI finds what comes of it.
  const mayRefresh = (token: SsoToken) => token === held || around.writeCache;
  if (!best || left(best) > refreshMs) return best;
  for (const token of [best, ...rest].filter(mayRefresh)) {
    const refreshed = await refresh(token, around, ports).catch((error: unknown) => {
      around.signal?.throwIfAborted();
      // What is still good is used, whatever the sign-in service has.
      if (left(best) > lastMs) return undefined;
      throw error;
    });
    if (!refreshed) continue;
    await keep(plan, refreshed, around, ports);
    return refreshed;
  }
  return left(best) > lastMs ? best : undefined;
}

/** Undefined where the token cannot be refreshed (any more). */
async function refresh(
  token: SsoToken,
  { endpoints, signal }: SsoSurroundings,
  { now }: SsoPorts,
): Promise<SsoToken | undefined> {
  const { client, refreshToken } = token;
  if (!client || refreshToken === undefined || client.expiration <= now()) return undefined;
  const answer = await createToken(endpoints, client, { grantType: 'refresh_token', refreshToken }, signal);
  if ('refusal' in answer) return undefined;
  return {
    ...token,
    accessToken: answer.accessToken,
    expiration: now() + answer.expiresInMs,
    refreshToken: answer.refreshToken ?? refreshToken,
  };
}

/** A token that cannot be kept is used all the same. */
async function keep(plan: SsoPlan, token: SsoToken, around: SsoSurroundings, ports: SsoPorts): Promise<void> {
  const name = ssoTokenName(plan);
  const keeping = around.writeCache
    ? writeCachedSsoToken(around.home, name, token)
    : ports.holdToken(name, ssoTokenText(token));
  await keeping.catch(() => undefined);
}
