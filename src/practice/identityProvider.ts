// The identity provider that the practice account trusts: it signs in nobody, it only writes tokens and tells its own.
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Claims, type IdToken, isSignedBy, writeIdToken } from './idToken.ts';
import { account, identityProvider } from './scenario.ts';

const KEY_ID = 'practice-1';
const LIFETIME_SECONDS = 3600;

export class IdentityProvider {
  readonly issuer = identityProvider.issuer;
  readonly audiences: readonly string[] = identityProvider.audiences;
  readonly arn = `arn:aws:iam::${account}:oidc-provider/${hostPart(identityProvider.issuer)}`;
  readonly privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(privateKey: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) {
    this.privateKey = privateKey;
    this.#publicKey = createPublicKey(privateKey);
  }

  /** @param now milliseconds since the epoch. `claims` go before the usual ones. */
  token(claims: Claims, now: number): string {
    const issued = Math.floor(now / 1000);
    return writeIdToken(this.privateKey, KEY_ID, {
      iss: this.issuer,
      aud: this.audiences[0],
      sub: identityProvider.subject,
      iat: issued,
      exp: issued + LIFETIME_SECONDS,
      ...claims,
    });
  }

  knowsKey(token: IdToken): boolean {
    return token.header.kid === KEY_ID;
  }

  signed(token: IdToken): boolean {
    return isSignedBy(token, this.#publicKey);
  }

  /** The claims that IAM makes condition keys of, under the provider's name. */
  conditionKeys({ aud, sub }: Claims): Readonly<Record<string, readonly string[]>> {
    const name = hostPart(this.issuer);
    return { [`${name}:aud`]: texts(aud), [`${name}:sub`]: texts(sub) };
  }
}

function hostPart(issuer: string): string {
  return issuer.replace(/^https:\/\//, '');
}

/** A claim that is one text or several. */
export function texts(claim: unknown): readonly string[] {
  return (Array.isArray(claim) ? claim : [claim]).filter((each): each is string => typeof each === 'string');
}
