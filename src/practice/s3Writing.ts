// What the operations that write an object share: the permissions they need, the key they write to, what they answer.
import { refuse } from './awsError.ts';
import type { ReadableBucket } from './bucket.ts';
import { tagKeys } from './callContext.ts';
import type { Tag } from './caller.ts';
import { checksumHeaders } from './checksum.ts';
import { readWriteCondition, type WriteCondition } from './conditions.ts';
import type { PracticeRequest } from './request.ts';
import { type ConditionKeys, demand, type ObjectWriteCall, objectArn } from './s3Call.ts';
import type { ObjectVersion, StoredObject } from './storedObject.ts';

const MAX_KEY_BYTES = 1024;

/** Headers of a write that policies can ask about. */
const ASKED_HEADERS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
] as const;

/**
 * The permission to write the object, and to tag it where tags come with it.
 *
 * @param makes an object, or what one can be made of later: policies that want conditions on writes need to tell
 * @throws Refused (AccessDenied)
 */
export function demandWrite(call: ObjectWriteCall, makes: 'object' | 'part', tags: readonly Tag[] = []): void {
  const { bucket, key, request } = call;
  const keys = {
    ...headerKeys(request),
    ...requestTagKeys(tags),
    's3:ObjectCreationOperation': makes === 'object',
  };
  demand(call, 's3:PutObject', objectArn(bucket, key), keys);
  if (tags.length > 0) demand(call, 's3:PutObjectTagging', objectArn(bucket, key), keys);
  if (request.headers['x-amz-acl'] !== undefined) demand(call, 's3:PutObjectAcl', objectArn(bucket, key), keys);
}

function headerKeys({ headers }: PracticeRequest): ConditionKeys {
  return {
    ...Object.fromEntries(ASKED_HEADERS.map((name) => [`s3:${name}`, headers[name]])),
    's3:if-match': headers['if-match'],
    's3:if-none-match': headers['if-none-match'],
  };
}

export const requestTagKeys = (tags: readonly Tag[]): ConditionKeys => ({
  ...tagKeys('s3:RequestObjectTag', tags),
  ...(tags.length > 0 ? { 's3:RequestObjectTagKeys': tags.map(({ key }) => key) } : {}),
});

/** To compare an entity tag, a caller must be allowed to read the object. @throws Refused */
export function demandCondition(call: ObjectWriteCall): WriteCondition {
  const condition = readWriteCondition(call.request.headers);
  if (condition.kind === 'match' && condition.tags.trim() !== '*') {
    demand(call, 's3:GetObject', objectArn(call.bucket, call.key));
  }
  return condition;
}

/** @throws Refused for what no bucket here has: keys that are too long, access control lists, encryption by KMS */
export function checkWritable({ key, request: { headers } }: ObjectWriteCall): void {
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES) {
    refuse(400, 'KeyTooLongError', 'Your key is too long', {
      details: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
  }
  const acl = headers['x-amz-acl'];
  const grant = Object.keys(headers).find((name) => name.startsWith('x-amz-grant-'));
  if ((acl !== undefined && acl !== 'bucket-owner-full-control') || grant !== undefined) {
    refuse(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  const encryption = headers['x-amz-server-side-encryption'] ?? 'AES256';
  const ownKey = headers['x-amz-server-side-encryption-customer-algorithm'];
  if (encryption !== 'AES256' || ownKey !== undefined) {
    refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
      details: { Header: 'x-amz-server-side-encryption' },
    });
  }
}

/** Only a bucket that has, or had, versioning tells of versions. */
export const versionHeaders = (bucket: ReadableBucket, version: ObjectVersion): Record<string, string> =>
  bucket.versioning === 'never' ? {} : { 'x-amz-version-id': version.versionId };

/** Of an answer to a write. */
export const writtenHeaders = (bucket: ReadableBucket, object: StoredObject): Record<string, string> => ({
  'x-amz-server-side-encryption': 'AES256',
  ...versionHeaders(bucket, object),
  ...checksumHeaders(object.checksum),
});
