// GetObject and HeadObject: whole or in part, now or an earlier version, with HTTP's preconditions.
import { refuse } from './awsError.ts';
import { tagKeys } from './callContext.ts';
import { checksumHeaders } from './checksum.ts';
import { isNotModified } from './conditions.ts';
import { objectHeaders, READING_HEADERS } from './objectContent.ts';
import type { Answer } from './practice.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { bucketArn, demand, type ObjectCall, objectArn, refuseArgument } from './s3Call.ts';
import { checkVersionId } from './s3Delete.ts';
import { versionHeaders } from './s3Writing.ts';
import type { DeleteMarker, StoredObject } from './storedObject.ts';

export function getObject(call: ObjectCall): Answer {
  const { object, headers } = read(call);
  checkIsAtHand(object);
  if (isNotModified(call.request.headers, object)) return { status: 304, headers };
  const { start, end } = readRange(call.request.headers.range, object.body.size) ?? { start: 0, end: object.body.size };
  return { ...partAnswer(call, object, headers), body: object.body.read(start, end) };
}

export function headObject(call: ObjectCall): Answer {
  const { object, headers } = read(call);
  if (isNotModified(call.request.headers, object)) return { status: 304, headers };
  return partAnswer(call, object, headers);
}

function read(call: ObjectCall) {
  const object = readVersion(call, queryValue(call.request, 'versionId'));
  const headers = {
    ...objectHeaders(object),
    ...versionHeaders(call.bucket, object),
    ...overrides(call.request),
  };
  return { object, headers };
}

function partAnswer({ request }: ObjectCall, object: StoredObject, headers: Record<string, string>): Answer {
  const { size } = object.body;
  const range = readRange(request.headers.range, size);
  if (range) {
    const { start, end } = range;
    const part = { 'content-range': `bytes ${start}-${end - 1}/${size}`, 'content-length': String(end - start) };
    return { status: 206, headers: { ...headers, ...part } };
  }
  // The checksum is one of the whole.
  const checksum = request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(object.checksum) : {};
  return { status: 200, headers: { ...headers, ...checksum, 'content-length': String(size) } };
}

/** The object, or the version of it, where the caller may read it. @throws Refused */
export const readVersion = (call: ObjectCall, version: string | undefined): StoredObject =>
  demandVersion(call, version, { object: 's3:GetObject', version: 's3:GetObjectVersion' });

/**
 * The object, or the version of it, where the caller may do `actions.object` or `actions.version` with it.
 *
 * @throws Refused
 */
export function demandVersion(
  call: ObjectCall,
  version: string | undefined,
  actions: { readonly object: string; readonly version: string },
): StoredObject {
  const { bucket, key } = call;
  const versions = bucket.versions(key);
  const found = version === undefined ? versions[0] : versions.find((each) => each.versionId === version);
  demand(call, version === undefined ? actions.object : actions.version, objectArn(bucket, key), {
    's3:VersionId': version,
    ...tagKeys('s3:ExistingObjectTag', found?.kind === 'object' ? found.tags : []),
  });
  if (version !== undefined) checkVersionId(bucket, version);
  if (found?.kind === 'object') return found;
  if (found && version !== undefined) return refuseMarker(call, found);
  // Who may not list is not told what does not exist.
  demand(call, 's3:ListBucket', bucketArn(bucket));
  return version === undefined
    ? refuse(404, 'NoSuchKey', 'The specified key does not exist.', {
        details: { Key: key },
        ...(found ? { headers: markerHeaders(found) } : {}),
      })
    : refuse(404, 'NoSuchVersion', 'The specified version does not exist.', {
        details: { Key: key, VersionId: version },
      });
}

const markerHeaders = ({ versionId }: DeleteMarker) => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionId,
});

/** A delete marker that is asked for by its version can only be deleted. */
function refuseMarker({ request }: ObjectCall, marker: DeleteMarker): never {
  return refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    details: { Method: request.method, ResourceType: 'DeleteMarker' },
    headers: {
      ...markerHeaders(marker),
      allow: 'DELETE',
      'last-modified': new Date(marker.lastModified).toUTCString(),
    },
  });
}

/** Such an object would have to be restored before its bytes are there. */
export const isArchived = ({ storageClass }: StoredObject) =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';

/** @throws Refused (InvalidObjectState) */
function checkIsAtHand(object: StoredObject): void {
  if (!isArchived(object)) return;
  refuse(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
    details: { StorageClass: object.storageClass },
  });
}

/** Headers that the request's query sets in the answer. */
function overrides(request: PracticeRequest): Record<string, string> {
  const set: Record<string, string> = {};
  for (const header of READING_HEADERS) {
    const value = queryValue(request, `response-${header}`);
    if (value === undefined) continue;
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      refuseArgument('Header value cannot be represented using ISO-8859-1.', `response-${header}`, value);
    }
    set[header] = value;
  }
  return set;
}

/**
 * One range of bytes, `end` exclusive; undefined for the whole object: S3 answers whole where the header is no single
 * range. @throws Refused (416) where the range holds no byte of the object.
 */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (header === undefined || first === undefined || last === undefined || (first === '' && last === '')) {
    return undefined;
  }
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) {
    refuse(416, 'InvalidRange', 'The requested range is not satisfiable', {
      details: { RangeRequested: header, ActualObjectSize: String(size) },
    });
  }
  return { start, end };
}
