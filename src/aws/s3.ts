// S3 as the bucket view needs it: buckets, a page of a folder, the beginning of an object. A chunk with the SDK.
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { BucketEntry, FolderPage, ObjectStart } from '../core/bucketListing.ts';
import { failureError } from '../core/failure.ts';
import { compareKeys } from '../core/objectKey.ts';
import { type Access, clientSettings, request } from './access.ts';

export const pageSize = 1000;

function clientFor(access: Access): S3Client {
  return new S3Client({
    ...clientSettings(access),
    // A service that is not AWS has no host name per bucket.
    forcePathStyle: access.endpoint !== undefined,
    followRegionRedirects: true,
  });
}

/** The names of all buckets that the account has, in S3's order. Rejects with a Failure. */
export async function listBuckets(access: Access, signal?: AbortSignal): Promise<readonly string[]> {
  const client = clientFor(access);
  return request(access, { operation: 'ListBuckets' }, signal, async (abortSignal) => {
    const { Buckets, Owner } = await client.send(new ListBucketsCommand({}), { abortSignal });
    // A page of a proxy that happens to be XML is no account without buckets.
    if (!Buckets && !Owner) throw unreadable(access);
    return (Buckets ?? []).flatMap(({ Name }) => (Name ? [Name] : []));
  });
}

/**
 * One page of at most 1,000 entries directly below `prefix`, folders and objects in S3's own order (UTF-8 bytes).
 * Rejects with a Failure.
 */
export async function listFolder(
  access: Access,
  { bucket, prefix, continuationToken }: { bucket: string; prefix: string; continuationToken?: string },
  signal?: AbortSignal,
): Promise<FolderPage> {
  const client = clientFor(access);
  return request(access, { operation: 'ListObjectsV2', bucket }, signal, async (abortSignal) => {
    const answer = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        MaxKeys: pageSize,
        ContinuationToken: continuationToken,
        // No EncodingType: the SDK would hand out the encoded keys as they are.
      }),
      { abortSignal },
    );
    if (answer.Name === undefined && answer.KeyCount === undefined) throw unreadable(access);
    const folders = (answer.CommonPrefixes ?? []).map(
      ({ Prefix }): BucketEntry => ({ kind: 'folder', key: Prefix ?? '' }),
    );
    const objects = (answer.Contents ?? []).map(
      ({ Key, Size, LastModified }): BucketEntry => ({
        kind: 'object',
        key: Key ?? '',
        size: Size ?? 0,
        lastModified: LastModified?.getTime() ?? 0,
      }),
    );
    return {
      entries: [...folders, ...objects].sort((a, b) => compareKeys(a.key, b.key)),
      ...(answer.NextContinuationToken && { next: answer.NextContinuationToken }),
    };
  });
}

/** The first `maxBytes` of an object, and how large the whole is. Rejects with a Failure. */
export async function readObjectStart(
  access: Access,
  { bucket, key, maxBytes }: { bucket: string; key: string; maxBytes: number },
  signal?: AbortSignal,
): Promise<ObjectStart> {
  const client = clientFor(access);
  return request(access, { operation: 'GetObject', bucket, key }, signal, async (abortSignal) => {
    // Asked for as a whole and read only as far as needed: a range of an empty object is an error (416).
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxBytes) break;
    }
    const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
    return {
      bytes,
      size: answer.ContentLength ?? bytes.length,
      ...(answer.ContentType && { contentType: answer.ContentType }),
    };
  });
}

function unreadable(access: Access): Error {
  return failureError({ code: 'answer-unreadable', endpoint: access.endpoint ?? `AWS (${access.region})` });
}
