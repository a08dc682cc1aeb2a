// Signature version 4 of a request to S3, or of one to another service that has no path. The SDK's signer hashes, sorts and
// copies for every service and costs more than reading the answer does; this one knows what it signs.
import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../../core/credentials.ts';

export interface Unsigned {
  readonly method: string;
  readonly host: string;
  /** Encoded as it is sent: S3 signs it so. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names, besides what the signature itself adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface Signed {
  /** Path and query. */
  readonly target: string;
  readonly headers: Record<string, string>;
}

const emptyHash = createHash('sha256').digest('hex');

/** The key of a day and a region, for as long as the credentials live. */
const signingKeys = new WeakMap<Credentials, { readonly scope: string; readonly key: Buffer }>();

/** @param time Milliseconds since the epoch, as AWS has it. */
export function sign(
  request: Unsigned,
  credentials: Credentials,
  region: string,
  time: number,
  service = 's3',
): Signed {
  const date = dateText(time);
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const query = queryText(request.query);
  const bodyHash = request.body ? createHash('sha256').update(request.body).digest('hex') : emptyHash;
  const headers: Record<string, string> = {
    host: request.host,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': date,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    ...request.headers,
  };
  const names = Object.keys(headers).sort();
  const canonical = `${request.method}\n${request.path}\n${query}\n${names
    .map((name) => `${name}:${headers[name]}\n`)
    .join('')}\n${names.join(';')}\n${bodyHash}`;
  const signature = signatureOf(canonical, date, scope, credentials);
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { target: query === '' ? request.path : `${request.path}?${query}`, headers };
}

/** The target of a GET that whoever has the link may make for so many seconds, as long as the credentials live. */
export function presign(
  { host, path }: Pick<Unsigned, 'host' | 'path'>,
  query: Unsigned['query'],
  credentials: Credentials,
  region: string,
  time: number,
  seconds: number,
): string {
  const date = dateText(time);
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
  const signed = queryText([
    ...query,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scope}`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(seconds)],
    ...(credentials.sessionToken ? [['X-Amz-Security-Token', credentials.sessionToken] as const] : []),
    ['X-Amz-SignedHeaders', 'host'],
  ]);
  const canonical = `GET\n${path}\n${signed}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  return `${path}?${signed}&X-Amz-Signature=${signatureOf(canonical, date, scope, credentials)}`;
}

function dateText(time: number): string {
  return `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
}

function queryText(query: Unsigned['query']): string {
  return query
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .sort()
    .join('&');
}

function signatureOf(canonical: string, date: string, scope: string, credentials: Credentials): string {
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  return createHmac('sha256', signingKey(credentials, scope)).update(text).digest('hex');
}

function signingKey(credentials: Credentials, scope: string): Buffer {
  const known = signingKeys.get(credentials);
  if (known?.scope === scope) return known.key;
  let key = Buffer.from(`AWS4${credentials.secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  signingKeys.set(credentials, { scope, key });
  return key;
}

/** What `encodeURIComponent` leaves and the signature does not. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
