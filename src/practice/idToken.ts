// Id tokens of OpenID Connect: JSON Web Tokens signed with ES256, one of the algorithms that IAM takes.
import { type KeyObject, sign, verify } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

export interface IdToken {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function writeIdToken(privateKey: KeyObject, keyId: string, claims: Claims): string {
  const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid: keyId })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** undefined where the text is no such token, whoever signed it. */
export function readIdToken(text: string): IdToken | undefined {
  const [, header = '', claims = '', signature = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text) ?? [];
  const [read, told] = [decode(header), decode(claims)];
  if (!read || !told) return undefined;
  return { header: read, claims: told, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

export function isSignedBy(token: IdToken, publicKey: KeyObject): boolean {
  if (token.header.alg !== 'ES256') return false;
  return verify('sha256', Buffer.from(token.signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, token.signature);
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
