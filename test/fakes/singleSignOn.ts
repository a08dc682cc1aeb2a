// IAM Identity Center on 127.0.0.1: the sign-in service (SSO OIDC) and the portal (SSO), as far as a sign-in needs
// them. It refuses what it was not told to expect, and keeps what that was.
import type { Credentials } from '../../src/core/credentials.ts';
import type { Answer } from './httpEndpoint.ts';
import { type Asked, type HttpService, startHttpService } from './httpService.ts';

export const startUrl = 'https://example.awsapps.com/start';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

type Fields = Readonly<Record<string, unknown>>;

export class SingleSignOn {
  /** What the next questions for a token are answered with, before the person has signed in. */
  readonly pending: string[] = [];
  /** Nobody has signed in before the page with the code was opened. */
  waitsForBrowser = false;
  /** Access tokens that the portal takes. */
  readonly tokens = new Set<string>();
  /** Refresh tokens, each good for once. */
  readonly refreshTokens = new Set<string>();
  /** What was asked that should not have been. */
  readonly defects: string[] = [];
  /** Operations in the order in which they were asked for. */
  readonly calls: string[] = [];
  /** How an operation is answered instead. */
  readonly answers = new Map<string, Answer>();
  /** The scopes that a client registers for; a token for any can be refreshed. */
  scopes: readonly string[] | undefined;
  clientSecret = 'the-client-secret';
  /** What a token is, for its name. */
  tokenText = (name: string): string => name;
  /** Seconds, both. */
  interval = 1;
  tokenLife = 3600;
  role = { account_id: '111122223333', role_name: 'Admin' };
  /** Milliseconds since the epoch. */
  roleExpiration = 0;
  /** What the portal gives; made up where it is absent. */
  roleCredentials: Credentials | undefined;
  #issued = 0;
  #service: HttpService | undefined;

  static async start(): Promise<SingleSignOn> {
    const started = new SingleSignOn();
    started.#service = await startHttpService((asked) => started.#answer(asked));
    return started;
  }

  get url(): string {
    return this.#service?.url ?? '';
  }

  async close(): Promise<void> {
    await this.#service?.close();
  }

  #answer(asked: Asked): Answer {
    const { pathname, searchParams } = new URL(asked.path, 'http://localhost');
    const operation = `${asked.method} ${pathname}`;
    this.calls.push(operation);
    const changed = this.answers.get(operation);
    if (changed) return changed;
    if (asked.headers.authorization !== undefined) return this.#defect(`${operation} is signed`);
    switch (operation) {
      case 'POST /client/register':
        return this.#register(fieldsOf(asked));
      case 'POST /device_authorization':
        return this.#authorize(fieldsOf(asked));
      case 'POST /token':
        return this.#token(fieldsOf(asked));
      case 'GET /device':
        return this.#device(searchParams.get('user_code'));
      case 'GET /federation/credentials':
        return this.#roleCredentials(Object.fromEntries(searchParams), asked.headers['x-amz-sso_bearer_token']);
      default:
        return this.#defect(operation);
    }
  }

  #register(fields: Fields): Answer {
    const expected = { clientName: 'Rolecall', clientType: 'public', ...(this.scopes && { scopes: this.scopes }) };
    if (JSON.stringify(fields) !== JSON.stringify(expected)) return this.#defect(JSON.stringify(fields));
    const { clientSecret } = this;
    return json({ clientId: 'the-client', clientSecret, clientSecretExpiresAt: 4_000_000_000 });
  }

  #authorize(fields: Fields): Answer {
    const expected = { clientId: 'the-client', clientSecret: this.clientSecret, startUrl };
    if (JSON.stringify(fields) !== JSON.stringify(expected)) return this.#defect(JSON.stringify(fields));
    return json({
      deviceCode: 'the-device',
      userCode: 'ABCD-EFGH',
      verificationUri: `${this.url}/device`,
      verificationUriComplete: `${this.url}/device?user_code=ABCD-EFGH`,
      expiresIn: 600,
      interval: this.interval,
    });
  }

  #device(userCode: string | null): Answer {
    if (userCode !== 'ABCD-EFGH') return this.#defect(`the code ${userCode}`);
    this.waitsForBrowser = false;
    // With an icon, so that the browser asks for none.
    const body = '<link rel="icon" href="data:,"><title>ABCD-EFGH is confirmed</title>';
    return { status: 200, headers: { 'content-type': 'text/html' }, body };
  }

  #token(fields: Fields): Answer {
    const { clientId, clientSecret, grantType, deviceCode, refreshToken } = fields;
    if (clientId !== 'the-client' || clientSecret !== this.clientSecret) return refusal('invalid_client');
    switch (grantType) {
      case deviceGrant: {
        if (deviceCode !== 'the-device') return this.#defect(JSON.stringify(fields));
        const pending = this.waitsForBrowser ? 'authorization_pending' : this.pending.shift();
        return pending === undefined ? this.#issue() : refusal(pending);
      }
      case 'refresh_token':
        return this.refreshTokens.delete(String(refreshToken)) ? this.#issue() : refusal('invalid_grant');
      default:
        return this.#defect(JSON.stringify(fields));
    }
  }

  #issue(): Answer {
    this.#issued += 1;
    const accessToken = this.tokenText(`access-${this.#issued}`);
    const refreshToken = this.tokenText(`refresh-${this.#issued}`);
    this.tokens.add(accessToken);
    if (this.scopes) this.refreshTokens.add(refreshToken);
    return json({
      accessToken,
      tokenType: 'Bearer',
      expiresIn: this.tokenLife,
      ...(this.scopes && { refreshToken }),
    });
  }

  #roleCredentials(query: Fields, token: unknown): Answer {
    if (!this.tokens.has(String(token))) {
      return portalRefusal(401, 'UnauthorizedException', 'Session token not found or invalid');
    }
    if (query.account_id !== this.role.account_id || query.role_name !== this.role.role_name) {
      return portalRefusal(403, 'ForbiddenException', 'No access');
    }
    return json({
      roleCredentials: {
        accessKeyId: 'ASIASIGNEDIN',
        secretAccessKey: 'role-secret',
        sessionToken: `role-token-by-${token}`,
        expiration: this.roleExpiration,
        ...this.roleCredentials,
      },
    });
  }

  #defect(what: string): Answer {
    this.defects.push(what);
    return refusal('invalid_request');
  }
}

function fieldsOf({ headers, body }: Asked): Fields {
  return headers['content-type'] === 'application/json' ? (JSON.parse(body) as Fields) : {};
}

function json(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function refusal(error: string): Answer {
  return { status: 400, body: JSON.stringify({ error, error_description: `described: ${error}` }) };
}

function portalRefusal(status: number, type: string, message: string): Answer {
  const headers = { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/` };
  return { status, headers, body: JSON.stringify({ message }) };
}
