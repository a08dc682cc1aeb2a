// What changes a bucket: putting and removing objects, and uploads in parts. A chunk of its own beside the one
// that reads. Every function rejects with a Failure.
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { failureError, failureOf } from '../../core/failure.ts';
import type {
  ObjectFacts,
  ObjectLabels,
  ObjectPlace,
  ObjectStore,
  UploadedPart,
  WriteCondition,
} from '../../core/objectStore.ts';
import { type Access, unreadable } from '../access.ts';
import { askBucket, headObject, inputOf } from '../s3.ts';

/** Milliseconds, beside those for the bytes of a body at the pace of a slow line. */
const deadlineMs = 20_000;
const slowBytesPerMs = 16;

export interface PutWhat {
  readonly labels?: ObjectLabels;
  readonly tags?: Readonly<Record<string, string>>;
  readonly condition?: WriteCondition;
  readonly triedBefore?: boolean;
}

export async function putObject(
  access: Access,
  place: ObjectPlace,
  body: Uint8Array,
  { labels = {}, tags = {}, condition, triedBefore }: PutWhat,
  signal?: AbortSignal,
): Promise<{ readonly etag: string }> {
  const input = {
    ...inputOf(place),
    Body: body,
    ...labelInput(labels),
    ...tagInput(tags),
    ...conditionInput(condition),
  };
  try {
    const answer = await askBucket(
      access,
      { operation: 'PutObject', ...place },
      signal,
      (client, abortSignal) => client.send(new PutObjectCommand(input), { abortSignal }),
      deadlineMs + Math.ceil(body.length / slowBytesPerMs),
    );
    if (answer.ETag === undefined) throw unreadable(access);
    return { etag: answer.ETag };
  } catch (error) {
    const wanted = () => `"${md5(body).toString('hex')}"`;
    const found = await doneBefore(error, access, place, wanted, signal, triedBefore);
    if (found) return { etag: found.etag };
    throw asCondition(error, condition, place);
  }
}

/** The current version: where the bucket keeps versions, a delete marker takes its place. */
export async function deleteObject(access: Access, place: ObjectPlace, signal?: AbortSignal): Promise<void> {
  await askBucket(access, { operation: 'DeleteObject', ...place }, signal, (client, abortSignal) =>
    client.send(new DeleteObjectCommand(inputOf(place)), { abortSignal }),
  );
}

/** Resolves with the upload's id. What is not completed is kept, and paid for, until it is aborted. */
export async function startUpload(
  access: Access,
  place: ObjectPlace,
  labels: ObjectLabels,
  signal?: AbortSignal,
  tags: Readonly<Record<string, string>> = {},
): Promise<string> {
  const input = { ...inputOf(place), ...labelInput(labels), ...tagInput(tags) };
  const { UploadId } = await askBucket(
    access,
    { operation: 'CreateMultipartUpload', ...place },
    signal,
    (client, abortSignal) => client.send(new CreateMultipartUploadCommand(input), { abortSignal }),
  );
  if (UploadId === undefined) throw unreadable(access);
  return UploadId;
}

export async function uploadPart(
  access: Access,
  place: ObjectPlace,
  { uploadId, number, body }: { readonly uploadId: string; readonly number: number; readonly body: Uint8Array },
  signal?: AbortSignal,
): Promise<UploadedPart> {
  const input = { ...inputOf(place), UploadId: uploadId, PartNumber: number, Body: body };
  const answer = await askBucket(
    access,
    { operation: 'UploadPart', ...place },
    signal,
    (client, abortSignal) => client.send(new UploadPartCommand(input), { abortSignal }),
    deadlineMs + Math.ceil(body.length / slowBytesPerMs),
  );
  if (answer.ETag === undefined) throw unreadable(access);
  return { number, etag: answer.ETag };
}

export async function completeUpload(
  access: Access,
  place: ObjectPlace,
  upload: Parameters<ObjectStore['completeUpload']>[1],
  signal?: AbortSignal,
): Promise<void> {
  const { uploadId, parts, condition, triedBefore } = upload;
  const inOrder = [...parts].sort((one, other) => one.number - other.number);
  const input = {
    ...inputOf(place),
    UploadId: uploadId,
    MultipartUpload: { Parts: inOrder.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
    ...conditionInput(condition),
  };
  try {
    const answer = await askBucket(
      access,
      { operation: 'CompleteMultipartUpload', ...place },
      signal,
      (client, abortSignal) => client.send(new CompleteMultipartUploadCommand(input), { abortSignal }),
      // Putting ten thousand parts together takes S3 minutes.
      10 * 60_000,
    );
    if (answer.ETag === undefined) throw unreadable(access);
  } catch (error) {
    if (await doneBefore(error, access, place, () => tagOfParts(inOrder), signal, triedBefore)) return;
    throw asCondition(error, condition, place);
  }
}

export async function abortUpload(
  access: Access,
  place: ObjectPlace,
  uploadId: string,
  signal?: AbortSignal,
): Promise<void> {
  const input = { ...inputOf(place), UploadId: uploadId };
  await askBucket(access, { operation: 'AbortMultipartUpload', ...place }, signal, (client, abortSignal) =>
    client.send(new AbortMultipartUploadCommand(input), { abortSignal }),
  );
}

function labelInput(labels: ObjectLabels) {
  const { contentType, cacheControl, contentDisposition, contentEncoding, contentLanguage, storageClass } = labels;
  return {
    ...(contentType !== undefined && { ContentType: contentType }),
    ...(cacheControl !== undefined && { CacheControl: cacheControl }),
    ...(contentDisposition !== undefined && { ContentDisposition: contentDisposition }),
    ...(contentEncoding !== undefined && { ContentEncoding: contentEncoding }),
    ...(contentLanguage !== undefined && { ContentLanguage: contentLanguage }),
    ...(storageClass !== undefined && { StorageClass: storageClass as 'STANDARD' }),
    ...(labels.metadata && Object.keys(labels.metadata).length > 0 && { Metadata: { ...labels.metadata } }),
  };
}

function tagInput(tags: Readonly<Record<string, string>>) {
  return Object.keys(tags).length > 0 ? { Tagging: new URLSearchParams(tags).toString() } : {};
}

export function conditionInput(condition: WriteCondition | undefined) {
  if (condition === undefined) return {};
  return 'ifMatch' in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch };
}

/** S3 says the same of an object that is another and of one that should not be there. */
export function asCondition(
  error: unknown,
  condition: WriteCondition | undefined,
  { bucket, key }: ObjectPlace,
): unknown {
  const wasThere = condition !== undefined && 'ifNoneMatch' in condition;
  return wasThere && failureOf(error)?.code === 'object-changed'
    ? failureError({ code: 'object-exists', bucket, key }, error)
    : error;
}

/**
 * A try whose answer was lost may have done all of it, and then the next one finds an object that has changed, or no upload.
 *
 * @param wanted the ETag of what should be there; undefined where that cannot be known
 */
export async function doneBefore(
  error: unknown,
  access: Access,
  place: ObjectPlace,
  wanted: () => string | undefined | Promise<string | undefined>,
  signal?: AbortSignal,
  triedBefore = false,
): Promise<ObjectFacts | undefined> {
  const failure = failureOf(error);
  const isMeant =
    failure?.code === 'object-changed' || (failure?.code === 'service-error' && failure.awsCode === 'NoSuchUpload');
  const cause = (error as Error).cause as { readonly $metadata?: { readonly attempts?: number } } | undefined;
  if (!isMeant || (!triedBefore && (cause?.$metadata?.attempts ?? 0) < 2)) return undefined;
  const facts = await headObject(access, place, signal).catch(() => undefined);
  return facts && facts.etag === (await wanted()) ? facts : undefined;
}

/** The ETag of an object that was put together of parts, if no key of KMS encrypts it. */
function tagOfParts(parts: readonly UploadedPart[]): string | undefined {
  const digests = parts.map(({ etag }) => /^"?([0-9a-f]{32})"?$/.exec(etag)?.[1]);
  if (digests.some((digest) => digest === undefined)) return undefined;
  return `"${md5(Buffer.from(digests.join(''), 'hex')).toString('hex')}-${parts.length}"`;
}

/** Of an object that was put in one piece it is the ETag, if no key of KMS encrypts it. */
function md5(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}
