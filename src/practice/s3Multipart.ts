// An upload in parts, from its beginning to its end: CreateMultipartUpload, UploadPart, UploadPartCopy,
// CompleteMultipartUpload (s3CompleteUpload.ts) and AbortMultipartUpload.
import { refuse } from './awsError.ts';
import { calculateChecksum, checksumHeaders, refuseChecksum } from './checksum.ts';
import { checkCopySource } from './conditions.ts';
import type { MultipartUpload, UploadPart, UploadTerms } from './multipartUploads.ts';
import { readDescription, readStorageClass } from './objectContent.ts';
import { readPayload } from './payload.ts';
import type { Answer } from './practice.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { demand, type ObjectWriteCall, objectArn, refuseArgument, s3Element, xmlAnswer } from './s3Call.ts';
import { copyResult, copySourceHeaders, demandCopySource } from './s3Copy.ts';
import { checkWritable, demandWrite } from './s3Writing.ts';
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  heldBody,
  md5Of,
  type ObjectBody,
  partOfBody,
  wholeSeconds,
} from './storedObject.ts';
import { readTaggingHeader } from './tagging.ts';
import { elements } from './xml.ts';

const MAX_PART_NUMBER = 10_000;

export function createMultipartUpload(call: ObjectWriteCall): Answer {
  const { request, bucket, key, caller, practice } = call;
  const tags = readTaggingHeader(request.headers['x-amz-tagging']);
  demandWrite(call, 'part', tags);
  checkWritable(call);
  const checksum = readUploadChecksum(request);
  const upload = bucket.uploads.begin({
    ...readDescription(request),
    storageClass: readStorageClass(request) ?? 'STANDARD',
    ...{ key, tags, initiator: caller.principal.arn },
    initiated: wholeSeconds(practice.now()),
    ...(checksum ? { checksum } : {}),
  });
  return xmlAnswer(
    s3Element('InitiateMultipartUploadResult', elements({ Bucket: bucket.name, Key: key, UploadId: upload.id })),
    {
      'x-amz-server-side-encryption': 'AES256',
      ...(checksum ? { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type } : {}),
    },
  );
}

/** Checksums of whole objects can be made of CRCs only: those of their parts can be joined. */
function readUploadChecksum({ headers }: PracticeRequest): UploadTerms['checksum'] {
  const wanted = headers['x-amz-checksum-algorithm'];
  if (wanted === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((each) => each === wanted);
  if (!algorithm) {
    return refuseChecksum(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const type = headers['x-amz-checksum-type'] ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    type === 'FULL_OBJECT' ? algorithm.startsWith('CRC') : type === 'COMPOSITE' && algorithm !== 'CRC64NVME';
  if (!isPossible) {
    refuseChecksum(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  }
  return { algorithm, type: type as Checksum['type'] };
}

export async function uploadPart(call: ObjectWriteCall): Promise<Answer> {
  const number = readPartNumber(call.request);
  demandWrite(call, 'part');
  findUpload(call);
  const { bytes, md5, checksum } = await readPayload(call);
  const upload = findUpload(call);
  const part = { number, etag: md5, body: heldBody(bytes), lastModified: wholeSeconds(call.practice.now()) };
  const kept = partChecksum(upload, part.body, checksum);
  upload.parts.set(number, { ...part, ...(kept ? { checksum: kept } : {}) });
  const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(kept);
  return { status: 200, headers: { etag: `"${md5}"`, 'x-amz-server-side-encryption': 'AES256', ...checksums } };
}

export function uploadPartCopy(call: ObjectWriteCall): Answer {
  const { request, practice } = call;
  const number = readPartNumber(request);
  const source = demandCopySource(call);
  demandWrite(call, 'part');
  const upload = findUpload(call);
  checkCopySource(request.headers, source.object);
  const { start, end } = readCopyRange(request.headers['x-amz-copy-source-range'], source.object.body.size);
  const body = partOfBody(source.object.body, start, end);
  const checksum = partChecksum(upload, body, undefined);
  const part: UploadPart = {
    number,
    etag: md5Of(body),
    body,
    lastModified: wholeSeconds(practice.now()),
    ...(checksum ? { checksum } : {}),
  };
  upload.parts.set(number, part);
  const { ChecksumType: _, ...result } = copyResult(part);
  return xmlAnswer(s3Element('CopyPartResult', elements(result)), {
    'x-amz-server-side-encryption': 'AES256',
    ...copySourceHeaders(source),
  });
}

export function abortMultipartUpload(call: ObjectWriteCall): Answer {
  demand(call, 's3:AbortMultipartUpload', objectArn(call.bucket, call.key));
  call.bucket.uploads.end(findUpload(call));
  return { status: 204, headers: {} };
}

/** @throws Refused (NoSuchUpload) */
export function findUpload({ bucket, key, request }: ObjectWriteCall): MultipartUpload {
  const id = queryValue(request, 'uploadId') ?? '';
  return (
    bucket.uploads.find(key, id) ??
    refuse(
      404,
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { details: { UploadId: id } },
    )
  );
}

function readPartNumber(request: PracticeRequest): number {
  const text = queryValue(request, 'partNumber') ?? '';
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > MAX_PART_NUMBER) {
    refuseArgument(`Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`, 'partNumber', text);
  }
  return Number(text);
}

/** A part has the checksum that its upload was begun for, or the one that it came with. */
function partChecksum(
  { checksum: wanted }: MultipartUpload,
  body: ObjectBody,
  given: Checksum | undefined,
): Checksum | undefined {
  if (given && wanted && given.algorithm !== wanted.algorithm) {
    refuseChecksum(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}, actual checksum Type: ${given.algorithm.toLowerCase()}`,
    );
  }
  if (given || !wanted) return given;
  const value = calculateChecksum(wanted.algorithm, body.read(0, body.size));
  return value === undefined ? undefined : { algorithm: wanted.algorithm, value, type: 'FULL_OBJECT' };
}

function readCopyRange(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size };
  const [, first = '', last = ''] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (first === '' || start >= end) {
    refuseArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  }
  if (end > size) {
    refuseArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      header,
    );
  }
  return { start, end };
}
