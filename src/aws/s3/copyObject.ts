// Copying an object inside S3, without its bytes coming here: at once, or in parts where it is too large for that. Every
// function rejects with a Failure.
import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { parseAccessPoint } from '../../core/accessPoint.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { CopySource, ObjectPlace, UploadedPart, WriteCondition } from '../../core/objectStore.ts';
import { type Access, unreadable } from '../access.ts';
import { askBucket, headObject, inputOf, readTags } from '../s3.ts';
import { abortUpload, asCondition, completeUpload, conditionInput, doneBefore, startUpload } from './objectWrites.ts';

/** Bytes. */
export interface CopySizes {
  /** The largest object that S3 copies at once. */
  readonly whole: number;
  readonly part: number;
}

const s3Sizes: CopySizes = { whole: 5 * 1024 ** 3, part: 512 * 1024 ** 2 };
const maxParts = 10_000;
const partsAtOnce = 4;
/** Milliseconds: S3 answers when it has copied. */
const deadlineMs = 10 * 60_000;

/** Labels and tags are copied with it. */
export async function copyObject(
  access: Access,
  from: CopySource,
  to: ObjectPlace,
  condition: WriteCondition | undefined,
  signal?: AbortSignal,
  sizes = s3Sizes,
): Promise<void> {
  const payer = payingFor(access, from.bucket);
  if (from.size !== undefined && from.size > sizes.whole) {
    return copyInParts(payer, from, to, condition, signal, sizes);
  }
  const input = {
    ...inputOf(to),
    CopySource: sourceText(from),
    ...(from.etag !== undefined && { CopySourceIfMatch: from.etag }),
    ...conditionInput(condition),
  };
  try {
    const answer = await askBucket(
      payer,
      { operation: 'CopyObject', ...to },
      signal,
      (client, abortSignal) => client.send(new CopyObjectCommand(input), { abortSignal }),
      deadlineMs,
    );
    if (answer.CopyObjectResult?.ETag === undefined) throw unreadable(access);
  } catch (error) {
    const wanted = async () => from.etag ?? (await headObject(payer, from, signal).catch(() => undefined))?.etag;
    if (await doneBefore(error, payer, to, wanted, signal)) return;
    throw asCondition(error, condition, to);
  }
}

async function copyInParts(
  access: Access,
  from: CopySource,
  to: ObjectPlace,
  condition: WriteCondition | undefined,
  signal: AbortSignal | undefined,
  sizes: CopySizes,
): Promise<void> {
  const { bucket, key } = to;
  const facts = await headObject(access, from, signal);
  if (from.etag !== undefined && from.etag !== facts.etag) {
    throw failureError({ code: 'object-changed', bucket: from.bucket, key: from.key });
  }
  // S3 looks at the condition when all is copied: what can be known before is asked before.
  if (condition && 'ifNoneMatch' in condition && (await isThere(access, to, signal))) {
    throw failureError({ code: 'object-exists', bucket, key });
  }
  // An upload has labels and tags of its own; like a whole copy it goes to the usual storage class.
  const { storageClass: _, ...labels } = facts;
  const tags = facts.tagCount ? await readTags(access, from, signal) : {};
  const uploadId = await startUpload(access, to, labels, signal, tags);
  try {
    const length = Math.max(sizes.part, Math.ceil(facts.size / maxParts));
    const numbers = Array.from({ length: Math.ceil(facts.size / length) }, (_, at) => at + 1);
    const parts: UploadedPart[] = [];
    await inParallel(numbers, partsAtOnce, async (number) => {
      signal?.throwIfAborted();
      const start = (number - 1) * length;
      const range = { start, end: Math.min(start + length, facts.size) };
      parts.push(await copyPart(access, { ...from, etag: facts.etag }, to, { uploadId, number, range }, signal));
    });
    await completeUpload(access, to, { uploadId, parts, ...(condition && { condition }) }, signal);
  } catch (error) {
    // Not with the signal, which may be what ended it. Where even this fails, the bucket's own rules have to clean up.
    await abortUpload(access, to, uploadId).catch(() => undefined);
    throw error;
  }
}

async function copyPart(
  access: Access,
  from: CopySource,
  to: ObjectPlace,
  part: { readonly uploadId: string; readonly number: number; readonly range: { start: number; end: number } },
  signal: AbortSignal | undefined,
): Promise<UploadedPart> {
  const { uploadId, number, range } = part;
  const input = {
    ...inputOf(to),
    UploadId: uploadId,
    PartNumber: number,
    CopySource: sourceText(from),
    CopySourceRange: `bytes=${range.start}-${range.end - 1}`,
    // All parts are of one object, also where it is written over meanwhile.
    ...(from.etag !== undefined && { CopySourceIfMatch: from.etag }),
  };
  const answer = await askBucket(
    access,
    { operation: 'UploadPartCopy', ...to },
    signal,
    (client, abortSignal) => client.send(new UploadPartCopyCommand(input), { abortSignal }),
    deadlineMs,
  );
  const etag = answer.CopyPartResult?.ETag;
  if (etag === undefined) throw unreadable(access);
  return { number, etag };
}

/** Who may not read there is told nothing, and finds out at the end. */
async function isThere(access: Access, place: ObjectPlace, signal: AbortSignal | undefined): Promise<boolean> {
  return headObject(access, place, signal).then(
    () => true,
    (error: unknown) => {
      if (failureOf(error)) return false;
      throw error;
    },
  );
}

/** A copy is asked for at the target, and reads the source. */
function payingFor(access: Access, source: string): Access {
  const { paysFor } = access;
  return paysFor?.(source) ? { ...access, paysFor: () => true } : access;
}

function sourceText({ bucket, key, versionId }: ObjectPlace): string {
  const name = parseAccessPoint(bucket) ? `${bucket}/object` : bucket;
  const source = `${name}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return versionId === undefined ? source : `${source}?versionId=${encodeURIComponent(versionId)}`;
}
