// S3 beyond browsing: reading objects. A chunk with the SDK; what writes is a chunk of its own.
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Credentials } from '../core/credentials.ts';
import { failureOf } from '../core/failure.ts';
import type { ObjectFacts, ObjectPlace } from '../core/objectStore.ts';
import { isRegion } from '../core/region.ts';
import { type Access, clientSettings, request, requestFailure, unreadable } from './access.ts';
import { answered } from './s3/answers.ts';
import { payerHeader } from './s3/bucketUrl.ts';
import { learnRegion, regionOf } from './s3/s3Request.ts';

/** Milliseconds without a byte, after which an answer that has begun is given up. */
const silentMs = 20_000;
/** From region to region, for one request. */
const maxHops = 2;

/** Making a client takes longer than most requests do. Each lives as long as its credentials. */
const clients = new WeakMap<Credentials, Map<string, S3Client>>();

/** @param pays Whether S3 is told that who asks pays. */
function clientFor(access: Access, pays: boolean): S3Client {
  const { credentials, region, endpoint, fips, dualStack, clock } = access;
  const place = JSON.stringify([region, endpoint, fips, dualStack, pays]);
  const known = clients.get(credentials) ?? new Map<string, S3Client>();
  clients.set(credentials, known);
  const client = known.get(place) ?? newClient(access, pays);
  known.set(place, client);
  if (clock) client.config.systemClockOffset = clock.offsetMs();
  return client;
}

function newClient(access: Access, pays: boolean): S3Client {
  const client = new S3Client({
    ...clientSettings(access),
    // A service that is not AWS has no host name per bucket.
    forcePathStyle: access.endpoint !== undefined,
    // An access point is asked where its ARN says that it is.
    useArnRegion: true,
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      requireAnswer(answer.response as RawAnswer);
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  if (pays) {
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers[payerHeader] = 'requester';
        return next(args);
      },
      // Before it is signed.
      { step: 'build' },
    );
  }
  return client;
}

interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { destroy?(): unknown };
}

/**
 * A proxy's page under status 200 would be taken for an object, or for one that was deleted. S3 gives each object an ETag;
 * under 204 there is no page, whatever type a server like S3 calls it.
 */
function requireAnswer({ statusCode, headers, body }: RawAnswer): void {
  if (statusCode >= 300 || statusCode === 204 || headers.etag !== undefined) return;
  if (!/^text\/html\b/.test(headers['content-type'] ?? '')) return;
  body?.destroy?.();
  throw Object.assign(new Error('a page'), { name: 'SyntaxError', $metadata: { httpStatusCode: statusCode } });
}

/**
 * A request about a bucket, in the region where it was last found, or in the one that S3 sends it to. Rejects with a
 * Failure.
 */
export async function askBucket<T>(
  access: Access,
  about: {
    readonly operation: string;
    readonly bucket: string;
    readonly key?: string;
    readonly versionId?: string;
  },
  signal: AbortSignal | undefined,
  send: (client: S3Client, abortSignal: AbortSignal) => Promise<T>,
  withinMs?: number,
): Promise<T> {
  const { operation, bucket, key, versionId } = about;
  const context = { operation, bucket, ...(key !== undefined && { key }) };
  const pays = access.paysFor?.(bucket) ?? false;
  const ask = (there: Access) =>
    answered(
      access,
      { operation, bucket, key: key ?? '', ...(versionId !== undefined && { versionId }) },
      request(there, context, signal, (abortSignal) => send(clientFor(there, pays), abortSignal), withinMs),
    );
  for (let hops = 0; ; hops++) {
    const region = regionOf(access, bucket);
    try {
      return await ask({ ...access, region });
    } catch (error) {
      const found = failureOf(error);
      if (found?.code !== 'bucket-elsewhere' || found.region === undefined || found.region === region) throw error;
      if (!isRegion(found.region) || hops === maxHops) throw error;
      learnRegion(access, bucket, found.region);
    }
  }
}

/** Rejects with a Failure. S3 gives no reasons here: an answer to HEAD has no body. */
export async function headObject(access: Access, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectFacts> {
  const answer = await askBucket(access, { operation: 'HeadObject', ...place }, signal, (client, abortSignal) =>
    client.send(new HeadObjectCommand(inputOf(place)), { abortSignal }),
  );
  if (answer.ETag === undefined) throw unreadable(access);
  return factsOf(answer, answer.ContentLength ?? 0);
}

/** All of an object, or its first `maxBytes`. Rejects with a Failure. */
export async function readObject(
  access: Access,
  { maxBytes, ...place }: ObjectPlace & { readonly maxBytes: number },
  signal?: AbortSignal,
): Promise<{ readonly facts: ObjectFacts; readonly bytes: Uint8Array }> {
  // Asked for as a whole and read only as far as needed: a range of an empty object is an error (416).
  const { facts, chunks } = await openObject(access, place, signal);
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    length += chunk.length;
    if (length >= maxBytes) break;
  }
  return { facts, bytes: Buffer.concat(read).subarray(0, maxBytes) };
}

/** The bytes from `from` on, as they come. Rejects with a Failure, as the chunks do. */
export async function openObject(
  access: Access,
  { from = 0, etag, ...place }: ObjectPlace & { readonly from?: number; readonly etag?: string },
  signal?: AbortSignal,
): Promise<{ readonly facts: ObjectFacts; readonly chunks: AsyncIterable<Uint8Array> }> {
  const context = { operation: 'GetObject', ...place };
  const input = {
    ...inputOf(place),
    ...(from > 0 && { Range: `bytes=${from}-` }),
    ...(etag !== undefined && { IfMatch: etag }),
  };
  // The deadline of a request is one for the beginning of the answer; the client would end the rest with it.
  const stop = new AbortController();
  const answer = await askBucket(access, context, signal, async (client, abortSignal) => {
    const forward = () => stop.abort(abortSignal.reason);
    abortSignal.addEventListener('abort', forward, { once: true });
    try {
      return await client.send(new GetObjectCommand(input), { abortSignal: stop.signal });
    } finally {
      abortSignal.removeEventListener('abort', forward);
    }
  });
  const total = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength ?? 0);
  const body = answer.Body as AnswerBody;
  if (answer.ETag === undefined) {
    body.destroy();
    throw unreadable(access);
  }
  return {
    facts: factsOf(answer, total),
    chunks: chunksOf(
      body,
      (error) => requestFailure(access, context, error),
      silentMs * (access.patience ?? 1),
      signal,
    ),
  };
}

/** Rejects with a Failure. */
export async function readTags(
  access: Access,
  place: ObjectPlace,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const answer = await askBucket(access, { operation: 'GetObjectTagging', ...place }, signal, (client, abortSignal) =>
    client.send(new GetObjectTaggingCommand(inputOf(place)), { abortSignal }),
  );
  return Object.fromEntries((answer.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

export function inputOf({ bucket, key, versionId }: ObjectPlace) {
  return { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
}

/** A stream of Node's. */
interface AnswerBody extends AsyncIterable<Uint8Array> {
  destroy(error?: Error): unknown;
}

async function* chunksOf(
  body: AnswerBody,
  failed: (error: unknown) => Error,
  afterMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const silent = () => body.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' }));
  const abort = () => body.destroy();
  let timer = setTimeout(silent, afterMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    for await (const chunk of body) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(silent, afterMs);
    }
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(error) ? error : failed(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    body.destroy();
  }
}

function factsOf(answer: Omit<HeadObjectCommandOutput, '$metadata'>, size: number): ObjectFacts {
  return defined({
    etag: answer.ETag ?? '',
    size,
    lastModified: answer.LastModified?.getTime() ?? 0,
    versionId: answer.VersionId,
    contentType: answer.ContentType,
    cacheControl: answer.CacheControl,
    contentDisposition: answer.ContentDisposition,
    contentEncoding: answer.ContentEncoding,
    contentLanguage: answer.ContentLanguage,
    storageClass: answer.StorageClass,
    metadata: answer.Metadata,
    restore: answer.Restore,
    encryption: answer.ServerSideEncryption,
    kmsKeyId: answer.SSEKMSKeyId,
    tagCount: answer.TagCount,
  });
}

/** Without what is undefined. */
function defined(facts: { [Name in keyof ObjectFacts]: ObjectFacts[Name] | undefined }): ObjectFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as unknown as ObjectFacts;
}
