// Signature version 4: what the Authorization header claims, and whether a claim, made there or in the query, is true.
// The calculation is @smithy/signature-v4's; comparing is done here, in constant time.
import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { getCanonicalQuery, SignatureV4 } from '@smithy/signature-v4';
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
  const scope = readCredential(parts.get('Credential') ?? '');
  if (!scope) return { problem: 'incomplete', missing: [] };
  return {
    claim: {
      ...scope,
      signedHeaders: (parts.get('SignedHeaders') ?? '').toLowerCase().split(';'),
      signature: parts.get('Signature') ?? '',
    },
  };
}

/** undefined where it has not five parts, the last of which is always the same. */
export function readCredential(
  credential: string,
): Pick<Claim, 'accessKeyId' | 'date' | 'region' | 'service'> | undefined {
  const scope = credential.split('/');
  const [accessKeyId, date, region, service, terminator] = scope;
  if (scope.length !== 5 || !accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    return undefined;
  }
  return { accessKeyId, date, region, service };
}

/** Milliseconds since the epoch; undefined where X-Amz-Date is absent or no date. */
export const signedAt = (request: PracticeRequest) => parseTime(request.headers['x-amz-date'] ?? '');

/** @param text as signatures have it: 20250326T133050Z */
export function parseTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
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
  const signed = await signerOf(claim, secretAccessKey).sign(
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

/** Whether `claim` was made in the query of this very request, for a body with this hash. */
export async function isSignedInQuery(
  request: PracticeRequest,
  claim: Claim,
  made: { readonly time: number; readonly hash: string; readonly secretAccessKey: string },
): Promise<boolean> {
  if (!claim.signedHeaders.includes('host')) return false;
  const names = [...claim.signedHeaders].sort();
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}`);
  const { method, rawPath: path } = request;
  const query = getCanonicalQuery({
    method,
    protocol: 'http:',
    hostname: '',
    path,
    headers: {},
    query: queryBag(request.query),
  });
  const canonical = [method, path, query, ...headers, '', names.join(';'), made.hash];
  const hash = createHash('sha256').update(canonical.join('\n')).digest('hex');
  const signer = signerOf(claim, made.secretAccessKey);
  const signingDate = new Date(made.time);
  const expected = await signer.sign([ALGORITHM, longDate(made.time), scopeOf(claim), hash].join('\n'), {
    signingDate,
  });
  return isSame(expected, claim.signature);
}

const longDate = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
const scopeOf = ({ date, region, service }: Claim) => `${date}/${region}/${service}/aws4_request`;

function signerOf(claim: Claim, secretAccessKey: string): SignatureV4 {
  return new SignatureV4({
    service: claim.service,
    region: claim.region,
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
    // S3 signs the path as it is sent; every other service encodes it once more.
    uriEscapePath: claim.service !== 's3',
  });
}

/** Signs the chunks of a body that comes in signed chunks. Signatures in hex. */
export interface ChunkSigner {
  /** The request's own signature, from which that of the first chunk goes on. */
  readonly seed: string;
  chunk(previous: string, data: Uint8Array): Promise<string>;
  /** @param text the trailers as `name:value`, each with a line break behind it */
  trailer(previous: string, text: string): Promise<string>;
}

/** @param time when the request was signed */
export function chunkSigner(claim: Claim, time: number, secretAccessKey: string): ChunkSigner {
  const signer = signerOf(claim, secretAccessKey);
  const signingDate = new Date(time);
  return {
    seed: claim.signature,
    // The form of an event's signature, for an event without headers.
    chunk: (priorSignature, payload) =>
      signer.sign({ headers: new Uint8Array(), payload }, { signingDate, priorSignature }),
    trailer: (previous, text) => {
      const hash = createHash('sha256').update(text).digest('hex');
      return signer.sign([`${ALGORITHM}-TRAILER`, longDate(time), scopeOf(claim), previous, hash].join('\n'), {
        signingDate,
      });
    },
  };
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
