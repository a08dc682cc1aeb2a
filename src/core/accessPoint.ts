// S3 access points, which are named by their ARN wherever a bucket is. An access point's alias is a name like a bucket's and
// needs nothing of this.
import { isRegion } from './region.ts';

export interface AccessPoint {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Undefined for a bucket, and for ARNs of other kinds (of several regions, of Outposts, of Object Lambda). */
export function parseAccessPoint(bucket: string): AccessPoint | undefined {
  const [, partition = '', region = '', account = '', name = ''] =
    /^arn:(aws[a-z-]*):s3:([a-z0-9-]+):(\d{12}):accesspoint\/([a-z0-9](?:[a-z0-9-]{1,48})[a-z0-9])$/.exec(bucket) ?? [];
  return isRegion(region) ? { partition, region, account, name } : undefined;
}
