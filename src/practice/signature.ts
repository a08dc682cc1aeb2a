// Signature version 4, header-signed: what the Authorization header claims, and whether the claim is true.
// The calculation is @smithy/signature-v4's; comparing is done here, in constant time.
import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { PracticeRequest } from './request.ts';

export interface Claim {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export type ClaimReading =
  | { readonly claim: Claim }
  | { readonly problem: 'absent' | 'other-algorithm' }
  /** What the header lacks, of Credential, SignedHeaders and Signature; none: the credential has not five parts. */
  | { readonly problem: 'incomplete'; readonly missing: readonly string[] };

const ALGORITHM = 'AWS4-HMAC-SHA256';

export function readClaim(request: PracticeRequest): ClaimReading {
  const header = request.headers.authorization;
  if (header === undefined) return { problem: 'absent' };
  if (header.split(/\s/, 1)[0] !== ALGORITHM) return { problem: 'other-algorithm' };
  const parts = new Map<string, string>();
  for (const part of header.slice(ALGORITHM.length).split(',')) {
    const equals = part.indexOf('=');
    parts.set(part.slice(0, Math.max(0, equals)).trim(), part.slice(equals + 1).trim());
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (missing.length > 0) return { problem: 'incomplete', missing };
  const scope = (parts.get('Credential') ?? '').split('/');
  const [accessKeyId, date, region, service, terminator] = scope;
  if (scope.length !== 5 || !accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    return { problem: 'incomplete', missing: [] };
  }
  return {
    claim: {
      accessKeyId,
      date,
      region,
      service,
      signedHeaders: (parts.get('SignedHeaders') ?? '').toLowerCase().split(';'),
      signature: parts.get('Signature') ?? '',
    },
  };
}

/** Milliseconds since the epoch; undefined where X-Amz-Date is absent or no date. */
export function signedAt(request: PracticeRequest): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers['x-amz-date'] ?? '');
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1);
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Whether `claim` was made with `secretAccessKey` over this very request. */
export async function isSigned(request: PracticeRequest, claim: Claim, secretAccessKey: string): Promise<boolean> {
  const time = signedAt(request);
  if (time === undefined || !claim.signedHeaders.includes('host')) return false;
  const headers: Record<string, string> = {};
  for (const name of claim.signedHeaders) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
    // S3 signs the path as it is sent; every other service encodes it once more.
    uriEscapePath: claim.service !== 's3',
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path: request.rawPath,
      query: queryBag(request.query),
      headers,
      body: request.body.bytes,
    },
    { signingDate: new Date(time), signableHeaders: new Set(claim.signedHeaders) },
  );
  const expected = /Signature=([0-9a-f]+)$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
  return isSame(expected, claim.signature);
}

/** Constant time for texts of one length. */
export function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function queryBag(pairs: PracticeRequest['query']): Record<string, string[]> {
  const bag: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    const values = Object.hasOwn(bag, name) ? bag[name] : undefined;
    if (values) values.push(value);
    else Object.defineProperty(bag, name, { value: [value], enumerable: true });
  }
  return bag;
}

/** node:crypto in the shape that the signer wants. */
class Sha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    const secret = this.#secret;
    if (secret === undefined) return createHash('sha256');
    if (typeof secret === 'string') return createHmac('sha256', secret);
    const bytes = ArrayBuffer.isView(secret)
      ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
      : new Uint8Array(secret);
    return createHmac('sha256', bytes);
  }
}
