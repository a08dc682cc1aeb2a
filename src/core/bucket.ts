// Bucket names and where in a bucket something is, as people type and paste them.
import { parseAccessPoint } from './accessPoint.ts';

export interface BucketPlace {
  /** Its name, or the ARN of an access point. */
  readonly bucket: string;
  /** Empty, or a prefix to open at. */
  readonly prefix: string;
}

export type BucketNameProblem = 'empty' | 'length' | 'characters' | 'ip-address';

/**
 * S3's rules for general-purpose buckets (3 to 63 of lower-case letters, digits, dots and hyphens, at either end a
 * letter or digit), loosened for the old buckets of us-east-1: capitals and underscores, up to 255 characters.
 */
export function bucketNameProblem(name: string): BucketNameProblem | undefined {
  if (name === '') return 'empty';
  if (name.length < 3 || name.length > 255) return 'length';
  if (!/^[A-Za-z0-9][\w.-]*[A-Za-z0-9_]$/.test(name) || name.includes('..')) return 'characters';
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return 'ip-address';
  return undefined;
}

/** Which of the listed buckets are wanted; what is absent says nothing. */
export interface BucketFilter {
  /** The beginning of the name. */
  readonly prefix?: string;
  readonly region?: string;
}

/** What of the rules a beginning breaks that no name has. Empty: that of all names. */
export function bucketNameStartProblem(start: string): BucketNameProblem | undefined {
  if (start.length > 255) return 'length';
  return /^(?:[A-Za-z0-9][\w.-]*)?$/.test(start) && !start.includes('..') ? undefined : 'characters';
}

/**
 * Reads `bucket`, `bucket/prefix`, `s3://bucket/prefix` and `arn:aws:s3:::bucket/prefix`; and an access point's ARN, with a
 * prefix as the AWS CLI (`s3://arn:…:accesspoint/name/prefix`) or policies (`arn:…:accesspoint/name/object/prefix`) have it.
 */
export function parseBucketPlace(input: string): BucketPlace | { readonly problem: BucketNameProblem } {
  return accessPointPlace(input.trim()) ?? bucketPlace(input.trim());
}

/** As `parseBucketPlace` reads it. */
export function placeText({ bucket, prefix }: BucketPlace): string {
  if (prefix === '') return bucket;
  return parseAccessPoint(bucket) ? `s3://${bucket}/${prefix}` : `${bucket}/${prefix}`;
}

/** With the prefix as that of a folder, which ends with a slash: people write it without. */
export function folderPlace({ bucket, prefix }: BucketPlace): BucketPlace {
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

function accessPointPlace(text: string): BucketPlace | undefined {
  const [, scheme, arn = '', name = '', rest = ''] =
    /^(s3:\/\/)?(arn:[^/]*?:accesspoint)[:/]([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  const bucket = `${arn}/${name}`;
  if (!parseAccessPoint(bucket)) return undefined;
  return { bucket, prefix: scheme === undefined ? rest.replace(/^object\//, '') : rest };
}

function bucketPlace(input: string): BucketPlace | { readonly problem: BucketNameProblem } {
  const text = input.replace(/^(?:s3:\/\/|arn:[a-z-]+:s3:::)/, '');
  const slash = text.indexOf('/');
  const bucket = slash < 0 ? text : text.slice(0, slash);
  const problem = bucketNameProblem(bucket);
  if (problem) return { problem };
  return { bucket, prefix: slash < 0 ? '' : text.slice(slash + 1) };
}
