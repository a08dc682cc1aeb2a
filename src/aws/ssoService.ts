// What is asked of the two services of single sign-on: the sign-in service (SSO OIDC) for tokens, the portal (SSO) for
// the keys of a role. Neither signs its requests.
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import { dnsSuffixOf, partitionOf } from '../core/partition.ts';
import { exchange, type HttpAnswer, jsonObject } from './exchange.ts';
import type { SsoClient } from './ssoToken.ts';

/** Where the two services are asked. */
export interface SsoEndpoints {
  readonly oidc: string;
  readonly portal: string;
}

/** AWS's own for a region. GovCloud's are FIPS endpoints by their ordinary names. */
export function ssoEndpoints(region: string, fips: boolean): SsoEndpoints {
  const variant = fips && partitionOf(region) !== 'aws-us-gov' ? '-fips' : '';
  const suffix = dnsSuffixOf(region);
  return {
    oidc: `https://oidc${variant}.${region}.${suffix}`,
    portal: `https://portal.sso${variant}.${region}.${suffix}`,
  };
}

const timeoutMs = 20_000;

/** What a service refused, by its own code; `message` is safe to show. */
export interface SsoRefusal {
  readonly refusal: string;
  readonly message: string;
}

interface ServiceAnswer {
  readonly text: (field: string) => string;
  readonly number: (field: string) => number;
  readonly optional: (field: string) => unknown;
}

export async function registerClient(
  { oidc }: SsoEndpoints,
  asked: { readonly clientName: string; readonly scopes: readonly string[] },
  signal: AbortSignal | undefined,
): Promise<SsoClient | SsoRefusal> {
  const { clientName, scopes } = asked;
  const body = { clientName, clientType: 'public', ...(scopes.length > 0 && { scopes }) };
  const answer = await post(oidc, 'client/register', body, signal);
  if ('refusal' in answer) return answer;
  return {
    clientId: answer.text('clientId'),
    clientSecret: answer.text('clientSecret'),
    expiration: answer.number('clientSecretExpiresAt') * 1000,
  };
}

export interface DeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string;
  readonly expiresInMs: number;
  /** Between two questions whether the person has signed in. */
  readonly intervalMs: number;
}

export async function startDeviceAuthorization(
  { oidc }: SsoEndpoints,
  { clientId, clientSecret }: SsoClient,
  startUrl: string,
  signal: AbortSignal | undefined,
): Promise<DeviceAuthorization | SsoRefusal> {
  const answer = await post(oidc, 'device_authorization', { clientId, clientSecret, startUrl }, signal);
  if ('refusal' in answer) return answer;
  // Five seconds where the service names none (RFC 8628, 3.2).
  const interval = answer.optional('interval');
  return {
    deviceCode: answer.text('deviceCode'),
    userCode: answer.text('userCode'),
    verificationUri: answer.text('verificationUri'),
    verificationUriComplete: answer.text('verificationUriComplete'),
    expiresInMs: answer.number('expiresIn') * 1000,
    intervalMs: (typeof interval === 'number' ? interval : 5) * 1000,
  };
}

export type TokenGrant =
  | { readonly grantType: 'urn:ietf:params:oauth:grant-type:device_code'; readonly deviceCode: string }
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string };

export interface GrantedToken {
  readonly accessToken: string;
  readonly expiresInMs: number;
  readonly refreshToken?: string;
}

export async function createToken(
  { oidc }: SsoEndpoints,
  { clientId, clientSecret }: SsoClient,
  grant: TokenGrant,
  signal: AbortSignal | undefined,
): Promise<GrantedToken | SsoRefusal> {
  const answer = await post(oidc, 'token', { clientId, clientSecret, ...grant }, signal);
  if ('refusal' in answer) return answer;
  const refreshToken = answer.optional('refreshToken');
  return {
    accessToken: answer.text('accessToken'),
    expiresInMs: answer.number('expiresIn') * 1000,
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}

/** The keys of a role in an account, for as long as the permission set says. */
export async function getRoleCredentials(
  { portal }: SsoEndpoints,
  asked: { readonly accountId: string; readonly roleName: string; readonly accessToken: string },
  signal: AbortSignal | undefined,
): Promise<Credentials | SsoRefusal> {
  const url = serviceUrl(portal, 'federation/credentials');
  url.searchParams.set('account_id', asked.accountId);
  url.searchParams.set('role_name', asked.roleName);
  const headers = { 'x-amz-sso_bearer_token': asked.accessToken };
  const answer = await exchange(url, { headers, timeoutMs, signal });
  if (answer.status !== 200) return refusalIn(answer, url);
  const keys = readAnswer(jsonObject(answer.body)?.roleCredentials, url);
  return {
    accessKeyId: keys.text('accessKeyId'),
    secretAccessKey: keys.text('secretAccessKey'),
    sessionToken: keys.text('sessionToken'),
    expiration: keys.number('expiration'),
  };
}

async function post(
  endpoint: string,
  path: string,
  body: object,
  signal: AbortSignal | undefined,
): Promise<ServiceAnswer | SsoRefusal> {
  const url = serviceUrl(endpoint, path);
  const answer = await exchange(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    timeoutMs,
    signal,
  });
  return answer.status === 200 ? readAnswer(jsonObject(answer.body), url) : refusalIn(answer, url);
}

function serviceUrl(endpoint: string, path: string): URL {
  return new URL(path, endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
}

/** The fields of an answer; each throws `answer-unreadable` where it is not what it should be. */
function readAnswer(value: unknown, url: URL): ServiceAnswer {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const unreadable = () => failureError({ code: 'answer-unreadable', endpoint: url.origin, status: 200 });
  return {
    text: (name) => {
      const field = fields[name];
      if (typeof field !== 'string' || field === '') throw unreadable();
      return field;
    },
    number: (name) => {
      const field = fields[name];
      if (typeof field !== 'number' || !Number.isFinite(field)) throw unreadable();
      return field;
    },
    optional: (name) => fields[name],
  };
}

/** The sign-in service has its code in the body as OAuth has it; the portal, in a header. */
function refusalIn({ status, body, errorType }: HttpAnswer, url: URL): SsoRefusal {
  const json = jsonObject(body);
  const text = (name: string) => (typeof json?.[name] === 'string' ? json[name] : undefined);
  const refusal = text('error') ?? errorType ?? text('__type');
  if (status === 429 || refusal === 'TooManyRequestsException') throw failureError({ code: 'throttled' });
  if (refusal === undefined || status >= 500) {
    if (!json) throw failureError({ code: 'answer-unreadable', endpoint: url.origin, status });
    throw failureError({ code: 'service-error', ...(refusal !== undefined && { awsCode: refusal }), status });
  }
  return { refusal, message: text('error_description') ?? text('message') ?? refusal };
}
