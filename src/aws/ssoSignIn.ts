// Signing in: a code is shown and confirmed in a browser, and meanwhile it is asked whether that has happened (RFC 8628).
import { failureError } from '../core/failure.ts';
import { sourceFailed } from './credentialAnswer.ts';
import {
  createToken,
  type DeviceAuthorization,
  type GrantedToken,
  registerClient,
  type SsoEndpoints,
  type SsoRefusal,
  startDeviceAuthorization,
} from './ssoService.ts';
import type { SsoClient, SsoToken } from './ssoToken.ts';

/** What a person is shown. */
export interface SignInPrompt {
  readonly verificationUri: string;
  /** With the code in it. */
  readonly verificationUriComplete: string;
  readonly userCode: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface SignInPorts {
  /**
   * Shows the code and opens the browser. `signal` aborts when it is settled, one way or another. To reject is to
   * cancel; to resolve says nothing.
   */
  readonly signIn: (prompt: SignInPrompt, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** Rejects when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface SignInRequest {
  readonly profile: string;
  readonly startUrl: string;
  readonly region: string;
  readonly scopes: readonly string[];
  readonly endpoints: SsoEndpoints;
}

/** Rejects with a Failure, with what `signIn` rejects with, or with the signal's reason. */
export async function signInForToken(
  asked: SignInRequest,
  ports: SignInPorts,
  signal: AbortSignal | undefined,
): Promise<SsoToken> {
  const { profile, startUrl, region, scopes, endpoints } = asked;
  const client = granted(await registerClient(endpoints, { clientName: 'Rolecall', scopes }, signal), profile);
  const device = granted(await startDeviceAuthorization(endpoints, client, startUrl, signal), profile);
  const { userCode, verificationUri, verificationUriComplete } = device;
  if (![verificationUri, verificationUriComplete].every(isPage)) {
    throw failureError({ code: 'answer-unreadable', endpoint: endpoints.oidc });
  }
  const expiresAt = ports.now() + device.expiresInMs;

  const ended = new AbortController();
  const either = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  try {
    const cancelled = ports
      .signIn({ verificationUri, verificationUriComplete, userCode, expiresAt }, either)
      .then(() => new Promise<never>(() => {}));
    const polling = poll({ ...asked, client, device, expiresAt }, ports, either);
    const token = await Promise.race([polling, cancelled]);
    const { accessToken, expiresInMs, refreshToken } = token;
    return {
      startUrl,
      region,
      accessToken,
      expiration: ports.now() + expiresInMs,
      ...(refreshToken !== undefined && { refreshToken }),
      client,
    };
  } finally {
    ended.abort();
  }
}

interface Pending extends SignInRequest {
  readonly client: SsoClient;
  readonly device: DeviceAuthorization;
  readonly expiresAt: number;
}

/** Each "slow down" adds five seconds to what was waited for before (RFC 8628, 3.5). */
const slowDownMs = 5_000;

async function poll(pending: Pending, ports: SignInPorts, signal: AbortSignal): Promise<GrantedToken> {
  const { profile, client, device, endpoints, expiresAt } = pending;
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
  for (let intervalMs = device.intervalMs; ports.now() < expiresAt; ) {
    await ports.wait(intervalMs, signal);
    const answer = await createToken(endpoints, client, { grantType, deviceCode: device.deviceCode }, signal);
    if (!('refusal' in answer)) return answer;
    switch (answer.refusal) {
      case 'authorization_pending':
        break;
      case 'slow_down':
        intervalMs += slowDownMs;
        break;
      case 'expired_token':
        throw sourceFailed('sso-sign-in-late', profile);
      case 'access_denied':
        throw sourceFailed('sso-sign-in-denied', profile);
      default:
        throw sourceFailed('sso-refused', profile, answer.message);
    }
  }
  throw sourceFailed('sso-sign-in-late', profile);
}

function granted<T extends object>(answer: T | SsoRefusal, profile: string): T {
  if ('refusal' in answer) throw sourceFailed('sso-refused', profile, answer.message);
  return answer;
}

/** It is opened in a browser, so it must be a page; a stand-in on this machine may do without TLS. */
function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
