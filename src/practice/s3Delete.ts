// DeleteObject: the object, or one version of it for good.
import { refuse } from './awsError.ts';
import type { Bucket } from './bucket.ts';
import { checkWrite, type WriteCondition } from './conditions.ts';
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import { demand, type ObjectWriteCall, objectArn, refuseArgument } from './s3Call.ts';
import { demandCondition } from './s3Writing.ts';

/** What was removed, or put before what is there. */
export interface Deletion {
  /** Of the version that was removed, or of the delete marker that was made. */
  readonly versionId?: string;
  /** Whether that version is a delete marker. */
  readonly isMarker: boolean;
}

export function deleteObject(call: ObjectWriteCall): Answer {
  const { bucket, request, key, practice } = call;
  const version = queryValue(request, 'versionId');
  demandDelete(call, version);
  const condition = demandCondition(call);
  const { versionId, isMarker } = carryOut(bucket, key, version, condition, practice.now());
  return {
    status: 204,
    headers: {
      ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
      ...(isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

/** @throws Refused (AccessDenied) */
export function demandDelete(call: ObjectWriteCall, version: string | undefined): void {
  const { bucket, key, request } = call;
  const keys = { 's3:VersionId': version, 's3:if-match': request.headers['if-match'] };
  demand(call, version === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', objectArn(bucket, key), keys);
}

/** What is not there is deleted as well, unless there is a condition. @throws Refused */
export function carryOut(
  bucket: Bucket,
  key: string,
  version: string | undefined,
  condition: WriteCondition,
  time: number,
): Deletion {
  if (condition.kind === 'absent') {
    refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
      details: { Header: 'If-None-Match' },
    });
  }
  checkWrite(condition, key, bucket.object(key));
  if (version === undefined) {
    const marker = bucket.remove(key, time);
    return marker ? { versionId: marker.versionId, isMarker: true } : { isMarker: false };
  }
  checkVersionId(bucket, version);
  const removed = bucket.removeVersion(key, version);
  return {
    ...(bucket.versioning === 'never' ? {} : { versionId: version }),
    isMarker: removed?.kind === 'delete-marker',
  };
}

/** @throws Refused (InvalidArgument) for what no version can be called */
export function checkVersionId(bucket: Pick<Bucket, 'versioning'>, version: string): void {
  const isOne = version === 'null' || (bucket.versioning !== 'never' && /^[\w.]{32}$/.test(version));
  if (!isOne) refuseArgument('Invalid version id specified', 'versionId', version);
}
