// The federation endpoint of the AWS console: exchanges session keys for a sign-in token, and a token, once, for a browser
// that is signed in. It refuses what it was not told to expect, and keeps what that was.
import { randomBytes } from 'node:crypto';
import type { Credentials } from '../../src/core/credentials.ts';
import type { Identity } from '../../src/core/identity.ts';
import type { Answer } from './httpEndpoint.ts';

interface SignedIn {
  readonly arn: string;
  readonly destination: string;
}

export class Federation {
  /** Browsers that came, in order. */
  readonly signedIn: SignedIn[] = [];
  /** Every token that was given. */
  readonly tokens: string[] = [];
  /** What was asked that should not have been. */
  readonly defects: string[] = [];
  readonly #good = new Map<string, Identity>();
  readonly #whoIs: (keys: Credentials) => Promise<Identity>;

  /** @param whoIs rejects where the keys are not good */
  constructor(whoIs: (keys: Credentials) => Promise<Identity>) {
    this.#whoIs = whoIs;
  }

  /**
   * Keys are taken in a body only, which nobody logs.
   *
   * @param url path and query
   */
  async answer(method: string, url: string, body = ''): Promise<Answer> {
    const { pathname, search } = new URL(url, 'https://signin.aws.amazon.com');
    const { Action, ...fields } = Object.fromEntries(new URLSearchParams(method === 'POST' ? body : search));
    switch (`${method} ${pathname} ${Action}`) {
      case 'POST /federation getSigninToken':
        return search === '' ? this.#getSigninToken(fields) : this.#defect('getSigninToken with a query');
      case 'GET /federation login':
        return this.#login(fields);
      default:
        return this.#defect(`${method} ${pathname} ${Action}`);
    }
  }

  async #getSigninToken({ Session = '', SessionType, ...others }: Readonly<Record<string, string>>): Promise<Answer> {
    const { sessionId, sessionKey, sessionToken, ...more } = JSON.parse(Session) as Record<string, string>;
    if (!sessionId || !sessionKey || !sessionToken) return this.#defect('a session without keys');
    const strange = Object.keys({ ...others, ...more });
    if (strange.length > 0 || SessionType !== 'json') return this.#defect(`getSigninToken with ${strange.join()}`);
    const identity = await this.#whoIs({ accessKeyId: sessionId, secretAccessKey: sessionKey, sessionToken }).catch(
      () => undefined,
    );
    if (!identity) return { status: 400, body: 'Token Expired' };
    const token = randomBytes(300).toString('base64');
    this.tokens.push(token);
    this.#good.set(token, identity);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ SigninToken: token }),
    };
  }

  #login({ Issuer, Destination = '', SigninToken = '', ...others }: Readonly<Record<string, string>>): Answer {
    const identity = this.#good.get(SigninToken);
    this.#good.delete(SigninToken);
    if (!identity) return this.#defect('login with a token that is not good');
    if (Issuer !== 'Rolecall' || Object.keys(others).length > 0) return this.#defect('login with other fields');
    this.signedIn.push({ arn: identity.arn, destination: Destination });
    return { status: 200, headers: { 'content-type': 'text/html' }, body: page(`Console of ${identity.arn}`) };
  }

  #defect(what: string): Answer {
    this.defects.push(what);
    return { status: 400, body: what };
  }
}

/** With an icon, so that the browser asks for none. */
function page(title: string): string {
  return `<link rel="icon" href="data:,"><title>${title}</title>`;
}
