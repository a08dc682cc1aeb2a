// Buckets that S3 access grants are for: places to begin at where no list may be had. A grant opens its data to keys of its
// own; whether the identity's keys open it too, another policy says.
import { type BucketPlace, bucketNameProblem } from './bucket.ts';

/**
 * Where a grant is for: a bucket (`s3://bucket/*`), what begins with a prefix (`s3://bucket/prefix*`) or one object, of
 * both of which it is the folder. Undefined where it names no bucket: all of them, or those whose names begin alike.
 */
export function grantPlace(scope: string): BucketPlace | undefined {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(scope) ?? [];
  if (bucketNameProblem(bucket)) return undefined;
  const fixed = key.replace(/\*$/, '');
  return { bucket, prefix: fixed.slice(0, fixed.lastIndexOf('/') + 1) };
}
