// CompleteMultipartUpload: the parts that the request names, in order, become the object.
import { createHash } from 'node:crypto';
import { refuse } from './awsError.ts';
import { calculateChecksum, checksumHeaders } from './checksum.ts';
import { checkWrite } from './conditions.ts';
import type { MultipartUpload, UploadPart } from './multipartUploads.ts';
import type { Answer } from './practice.ts';
import type { PracticeRequest } from './request.ts';
import { type ObjectWriteCall, s3Element, xmlAnswer } from './s3Call.ts';
import { readDocument, refuseDocument } from './s3Document.ts';
import { findUpload } from './s3Multipart.ts';
import { demandCondition, demandWrite, versionHeaders } from './s3Writing.ts';
import { CHECKSUM_ALGORITHMS, type Checksum, joinedBody, type ObjectBody } from './storedObject.ts';
import { elements } from './xml.ts';
import { childText, type XmlElement } from './xmlDocument.ts';

const MAX_PARTS = 10_000;

export async function completeMultipartUpload(call: ObjectWriteCall): Promise<Answer> {
  const { bucket, key, practice, request } = call;
  demandWrite(call, 'object');
  const condition = demandCondition(call);
  findUpload(call);
  const wanted = readParts(await readDocument(call, 'CompleteMultipartUpload'));
  const upload = findUpload(call);
  const parts = wanted.map((part) => findPart(upload, part));
  checkSizes(parts, practice.limits.minPartBytes);
  const body = joinedBody(parts.map((part) => part.body));
  const checksum = objectChecksum(upload, parts, body);
  checkGivenChecksum(request, checksum);
  checkWrite(condition, key, bucket.object(key));
  const { headers, metadata, storageClass, tags } = upload;
  const content = { headers, metadata, storageClass, tags, body, etag: etagOf(parts) };
  const object = bucket.put(key, { ...content, ...(checksum ? { checksum } : {}) }, practice.now());
  bucket.uploads.end(upload);
  return xmlAnswer(
    s3Element(
      'CompleteMultipartUploadResult',
      elements({
        Location: `http://${request.headers.host}${request.rawPath}`,
        Bucket: bucket.name,
        Key: key,
        ETag: `"${object.etag}"`,
        ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } : {}),
      }),
    ),
    { 'x-amz-server-side-encryption': 'AES256', ...versionHeaders(bucket, object) },
  );
}

interface NamedPart {
  readonly number: number;
  readonly etag: string;
  /** Base64, by the names of their algorithms. */
  readonly checksums: Readonly<Record<string, string>>;
}

function readParts(document: XmlElement): readonly NamedPart[] {
  const parts = document.children.map(readPart);
  if (parts.length === 0 || parts.length > MAX_PARTS) refuseDocument();
  if (parts.some(({ number }, at) => number <= (parts[at - 1]?.number ?? 0))) {
    refuse(
      400,
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  return parts;
}

function readPart(element: XmlElement): NamedPart {
  const number = childText(element, 'PartNumber') ?? '';
  const etag = childText(element, 'ETag');
  if (element.name !== 'Part' || !/^\d{1,5}$/.test(number) || etag === undefined) return refuseDocument();
  const checksums = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = childText(element, `Checksum${algorithm}`);
    return value === undefined ? [] : [[algorithm, value] as const];
  });
  return { number: Number(number), etag: etag.replaceAll('"', ''), checksums: Object.fromEntries(checksums) };
}

function findPart(upload: MultipartUpload, { number, etag, checksums }: NamedPart): UploadPart {
  const part = upload.parts.get(number);
  const isSame =
    part?.etag === etag &&
    Object.entries(checksums).every(
      ([algorithm, value]) => part.checksum?.algorithm === algorithm && part.checksum.value === value,
    );
  if (part && isSame) return part;
  return refuse(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { UploadId: upload.id, PartNumber: String(number), ETag: etag } },
  );
}

/** The last part may have any size. */
function checkSizes(parts: readonly UploadPart[], min: number): void {
  const small = parts.slice(0, -1).find(({ body }) => body.size < min);
  if (!small) return;
  refuse(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    details: {
      ETag: small.etag,
      MinSizeAllowed: String(min),
      PartNumber: String(small.number),
      ProposedSize: String(small.body.size),
    },
  });
}

/** The MD5 of the parts' MD5s, and how many they are. */
function etagOf(parts: readonly UploadPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}

/** Composite: the checksum of the parts' checksums, and how many they are. */
function objectChecksum(upload: MultipartUpload, parts: readonly UploadPart[], body: ObjectBody): Checksum | undefined {
  if (!upload.checksum) return undefined;
  const { algorithm, type } = upload.checksum;
  if (type === 'FULL_OBJECT') {
    const value = calculateChecksum(algorithm, body.read(0, body.size));
    return value === undefined ? undefined : { algorithm, type, value };
  }
  const values = parts.map(({ checksum }) => Buffer.from(checksum?.value ?? '', 'base64'));
  return { algorithm, type, value: `${calculateChecksum(algorithm, values)}-${parts.length}` };
}

/** @throws Refused (BadDigest) where the request's own checksum of the whole is another */
function checkGivenChecksum({ headers }: PracticeRequest, checksum: Checksum | undefined): void {
  if (checksum?.type !== 'FULL_OBJECT') return;
  const name = `x-amz-checksum-${checksum.algorithm.toLowerCase()}`;
  const given = headers[name];
  if (given === undefined || given === checksumHeaders(checksum)[name]) return;
  refuse(400, 'BadDigest', `The ${checksum.algorithm} you specified did not match the calculated checksum.`);
}
