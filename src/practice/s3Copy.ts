// CopyObject: an object, or one version of it, under another key or with another description.
import { refuse } from './awsError.ts';
import type { ReadableBucket } from './bucket.ts';
import { calculateChecksum } from './checksum.ts';
import { checkCopySource, checkWrite } from './conditions.ts';
import { readDescription, readStorageClass } from './objectContent.ts';
import type { Answer } from './practice.ts';
import { decode, type PracticeRequest } from './request.ts';
import { demand, type ObjectWriteCall, objectArn, refuseArgument, s3Element, timestamp, xmlAnswer } from './s3Call.ts';
import { isArchived, readVersion } from './s3Objects.ts';
import { checkWritable, demandCondition, demandWrite, versionHeaders, writtenHeaders } from './s3Writing.ts';
import { CHECKSUM_ALGORITHMS, type Checksum, md5Of, type StoredObject } from './storedObject.ts';
import { readTaggingHeader } from './tagging.ts';
import { elements } from './xml.ts';

export interface CopySource {
  readonly bucket: ReadableBucket;
  readonly object: StoredObject;
}

export function copyObject(call: ObjectWriteCall): Answer {
  const { request, bucket, key, practice } = call;
  const source = demandCopySource(call);
  const isReplaced = directive(request, 'x-amz-metadata-directive') === 'REPLACE';
  const tagsAreReplaced = directive(request, 'x-amz-tagging-directive') === 'REPLACE';
  const tags = tagsAreReplaced ? readTaggingHeader(request.headers['x-amz-tagging']) : source.object.tags;
  if (!tagsAreReplaced && tags.length > 0)
    demand(call, 's3:GetObjectTagging', objectArn(source.bucket, source.object.key));
  demandWrite(call, 'object', tags);
  const condition = demandCondition(call);
  checkWritable(call);
  checkCopySource(request.headers, source.object);
  const storageClass = readStorageClass(request);
  const isItself = source.bucket === bucket && source.object === bucket.object(key);
  if (isItself && !isReplaced && storageClass === undefined) refuseItself();
  checkWrite(condition, key, bucket.object(key));
  const { body } = source.object;
  const checksum = copiedChecksum(request, source.object);
  const object = bucket.put(
    key,
    {
      ...(isReplaced ? readDescription(request) : { headers: source.object.headers, metadata: source.object.metadata }),
      body,
      etag: md5Of(body),
      storageClass: storageClass ?? 'STANDARD',
      tags,
      ...(checksum ? { checksum } : {}),
    },
    practice.now(),
  );
  return xmlAnswer(s3Element('CopyObjectResult', elements(copyResult(object))), {
    ...copySourceHeaders(source),
    ...writtenHeaders(bucket, object),
  });
}

/** What an answer tells of a copy. */
export function copyResult({ lastModified, etag, checksum }: Pick<StoredObject, 'lastModified' | 'etag' | 'checksum'>) {
  return {
    LastModified: timestamp(lastModified),
    ETag: `"${etag}"`,
    ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } : {}),
  };
}

export function copySourceHeaders({ bucket, object }: CopySource): Record<string, string> {
  const { 'x-amz-version-id': version } = versionHeaders(bucket, object);
  return version === undefined ? {} : { 'x-amz-copy-source-version-id': version };
}

/** The object that x-amz-copy-source names, where the caller may read it. @throws Refused */
export function demandCopySource(call: ObjectWriteCall): CopySource {
  const { name, key, version } = readCopySource(call.request.headers['x-amz-copy-source'] ?? '');
  const bucket = call.practice.store.get(name);
  if (!bucket) {
    return refuse(404, 'NoSuchBucket', 'The specified bucket does not exist', { details: { BucketName: name } });
  }
  const object = readVersion({ ...call, bucket, key }, version);
  if (isArchived(object)) {
    refuse(
      403,
      'ObjectNotInActiveTierError',
      'The source object of the COPY operation is not in the active tier and is only stored in Amazon Glacier.',
    );
  }
  return { bucket, object };
}

/** `bucket/key`, with a slash before it or none, each encoded; behind it a version. */
function readCopySource(header: string) {
  const [, path = '', version] = /^(.*?)(?:\?versionId=([^&]*))?$/s.exec(header) ?? [];
  const decoded = decode(path).replace(/^\//, '');
  const slash = decoded.indexOf('/');
  if (slash <= 0 || slash === decoded.length - 1) {
    refuseArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
  return {
    name: decoded.slice(0, slash),
    key: decoded.slice(slash + 1),
    version: version === undefined ? undefined : decode(version),
  };
}

function directive({ headers }: PracticeRequest, header: string): 'COPY' | 'REPLACE' {
  const value = headers[header] ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') {
    const what = header === 'x-amz-metadata-directive' ? 'metadata' : 'tagging';
    refuseArgument(`Unknown ${what} directive.`, header, value);
  }
  return value as 'COPY' | 'REPLACE';
}

/** The algorithm is the request's, else the source's. */
function copiedChecksum({ headers }: PracticeRequest, source: StoredObject): Checksum | undefined {
  const wanted = headers['x-amz-checksum-algorithm'] ?? source.checksum?.algorithm;
  const algorithm = CHECKSUM_ALGORITHMS.find((each) => each === wanted);
  const value = algorithm && calculateChecksum(algorithm, source.body.read(0, source.body.size));
  return algorithm && value !== undefined ? { algorithm, value, type: 'FULL_OBJECT' } : undefined;
}

function refuseItself(): never {
  return refuse(
    400,
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
