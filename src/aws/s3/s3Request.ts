// One call to S3 that has no body, or a small one: signed, sent, and sent again where that can help. Rejects with a Failure,
// or with the signal's own reason.
import { createHash } from 'node:crypto';
import { parseAccessPoint } from '../../core/accessPoint.ts';
import type { Credentials } from '../../core/credentials.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { isRegion } from '../../core/region.ts';
import { awsFailure } from '../failures.ts';
import { answered } from './answers.ts';
import { payerHeader, type S3Access, s3Place } from './bucketUrl.ts';
import { exchange, type HttpAnswer } from './connection.ts';
import { errorFrom, type S3Error } from './errorAnswer.ts';
import { sign } from './signature.ts';

export interface S3Call<T> {
  readonly operation: string;
  readonly bucket?: string;
  /** What in the bucket it is about: a key, or the prefix that is listed. */
  readonly key?: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** XML, sent with POST. Absent: the call is a GET. */
  readonly body?: Buffer;
  /** Milliseconds with all attempts, if not the usual ones. */
  readonly withinMs?: number;
  /** A new one for each attempt. */
  readonly reader: () => BodyReader<T>;
}

/** Makes the result of the body of an answer of status 200. */
export interface BodyReader<T> {
  push(chunk: Buffer): void;
  /** Undefined where the body was no whole result. */
  end(): T | undefined;
  /** What it made nothing of. */
  unread(): Buffer;
}

/** Milliseconds for one call, with all its attempts. */
const deadlineMs = 20_000;
const maxAttempts = 3;
/** A page of 1,000 keys of 1,024 bytes, each byte of them escaped, is below 4 MB. */
const maxBytes = 16 * 1024 * 1024;

/** What was learned from S3's answers, for later calls with the same credentials. */
interface Learned {
  /** The region of a bucket that lies elsewhere than asked, by endpoint and name. */
  readonly regions: Map<string, string>;
  /** Milliseconds by which AWS's clock is ahead of this machine's. */
  clockOffset: number;
  /** By endpoint: whether it does not know DeleteObjects. */
  readonly withoutBatches: Map<string, { value: boolean }>;
}

const learnedWith = new WeakMap<Credentials, Learned>();

/** The region that a bucket was last found in, or that an access point names; else the one that is asked first. */
export function regionOf(access: S3Access, bucket: string): string {
  const point = parseAccessPoint(bucket);
  if (point) return point.region;
  return learned(access.credentials).regions.get(`${access.endpoint ?? ''} ${bucket}`) ?? access.region;
}

export function learnRegion(access: S3Access, bucket: string, region: string): void {
  learned(access.credentials).regions.set(`${access.endpoint ?? ''} ${bucket}`, region);
}

/** Whether the endpoint does not know DeleteObjects; to be set by who finds out. */
export function withoutBatches({ credentials, endpoint = '' }: S3Access): { value: boolean } {
  const all = learned(credentials).withoutBatches;
  const known = all.get(endpoint) ?? { value: false };
  all.set(endpoint, known);
  return known;
}

function learned(credentials: Credentials): Learned {
  const known = learnedWith.get(credentials) ?? { regions: new Map(), clockOffset: 0, withoutBatches: new Map() };
  learnedWith.set(credentials, known);
  return known;
}

export function callS3<T>(access: S3Access, call: S3Call<T>, signal: AbortSignal | undefined): Promise<T> {
  const { operation, bucket, key } = call;
  const called = withinDeadline(access, call, signal);
  return bucket === undefined || key === undefined ? called : answered(access, { operation, bucket, key }, called);
}

async function withinDeadline<T>(access: S3Access, call: S3Call<T>, signal: AbortSignal | undefined): Promise<T> {
  const endpoint = access.endpoint ?? `AWS (${access.region})`;
  const afterMs = (call.withinMs ?? deadlineMs) * (access.patience ?? 1);
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), afterMs);
  const forward = () => deadline.abort();
  signal?.addEventListener('abort', forward, { once: true });
  try {
    signal?.throwIfAborted();
    return await attempts(access, call, deadline.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (failureOf(error)) throw error;
    if (deadline.signal.aborted) throw failureError({ code: 'endpoint-silent', endpoint, afterMs }, error);
    const { operation, bucket } = call;
    const { region } = access;
    const { accessKeyId } = access.credentials;
    throw failureError(
      awsFailure(error, { operation, endpoint, region, accessKeyId, ...(bucket !== undefined && { bucket }) }),
      error,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

/** Throws what the last attempt threw, or S3's error. */
async function attempts<T>(access: S3Access, call: S3Call<T>, signal: AbortSignal): Promise<T> {
  const memory = learned(access.credentials);
  const memoryKey = `${access.endpoint ?? ''} ${call.bucket ?? ''}`;
  for (let attempt = 1; ; attempt++) {
    const region = call.bucket === undefined ? access.region : regionOf(access, call.bucket);
    let error: unknown;
    try {
      const reader = call.reader();
      const offset = access.clock?.offsetMs() ?? memory.clockOffset;
      const answer = await send({ ...access, region }, call, reader, offset, signal);
      const date = Date.parse(answer.headers.date ?? '');
      if (!Number.isNaN(date)) access.clock?.onServerTime(date, Date.now(), access.endpoint);
      const result = answer.status === 200 ? reader.end() : undefined;
      if (result !== undefined) return result;
      // Under status 200: a page of a proxy, an answer that was cut, or an error all the same.
      error = errorFrom(answer.status === 200 ? { ...answer, body: reader.unread() } : answer);
    } catch (thrown) {
      error = thrown;
    }
    if (signal.aborted || attempt === maxAttempts) throw error;
    const found = call.bucket === undefined ? undefined : otherRegion(error as S3Error, region);
    if (found !== undefined) {
      memory.regions.set(memoryKey, found);
    } else if ((error as S3Error).name === 'RequestTimeTooSkewed') {
      const time = Date.parse((error as S3Error).$response?.headers.date ?? '');
      if (Number.isNaN(time)) throw error;
      // The window's clock has learned it from the same answer.
      memory.clockOffset = time - Date.now();
    } else if (isPassing(error as S3Error)) {
      await pause(50 * 2 ** attempt * (1 + Math.random()), signal);
    } else {
      throw error;
    }
  }
}

function send<T>(
  access: S3Access,
  call: S3Call<T>,
  reader: BodyReader<T>,
  clockOffset: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const place = s3Place(access, call.bucket);
  const { body } = call;
  const method = body ? 'POST' : 'GET';
  const { target, headers } = sign(
    {
      method,
      host: place.host,
      path: place.path,
      query: call.query,
      headers: {
        ...(call.bucket !== undefined && access.paysFor?.(call.bucket) && { [payerHeader]: 'requester' }),
        ...(body && bodyHeaders(body)),
      },
      ...(body && { body }),
    },
    access.credentials,
    access.region,
    Date.now() + clockOffset,
  );
  const onBody = (chunk: Buffer) => reader.push(chunk);
  return exchange({ place, method, target, headers, maxBytes, onBody, ...(body && { body }) }, signal);
}

/** S3 wants a digest of a document; services that speak like it know this one. */
function bodyHeaders(body: Buffer): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/xml',
    'content-length': String(body.length),
    'content-md5': createHash('md5').update(body).digest('base64'),
  };
}

/** Where S3 says that the bucket lies, if that is elsewhere than was asked. */
function otherRegion(error: S3Error, asked: string): string | undefined {
  const status = error.$response?.statusCode;
  if (status === undefined || ![301, 302, 307, 400].includes(status)) return undefined;
  const region = error.$response.headers['x-amz-bucket-region'] ?? error.Region;
  return region !== undefined && region !== asked && isRegion(region) ? region : undefined;
}

/** Whether the same request may well succeed a moment later. */
function isPassing(error: S3Error & { readonly code?: string }): boolean {
  const status = error.$response?.statusCode;
  if (status === 200) return ['InternalError', 'SlowDown', 'ServiceUnavailable'].includes(error.name);
  if (status !== undefined) return [429, 500, 502, 503, 504].includes(status);
  return ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'EAI_AGAIN'].includes(error.code ?? '');
}

/** Ends early, without failing, where the signal does. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
