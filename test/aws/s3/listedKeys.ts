// The same listing by the engine and by the SDK.
import { type ListObjectsV2CommandInput, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { S3Access } from '../../../src/aws/s3/bucketUrl.ts';
import { type ListingQuery, listPages } from '../../../src/aws/s3/listing.ts';
import type { BucketEntry } from '../../../src/core/bucketListing.ts';

export async function listedHere(access: S3Access, query: ListingQuery): Promise<BucketEntry[]> {
  const entries: BucketEntry[] = [];
  for await (const page of listPages(access, query)) entries.push(...page);
  return entries;
}

export async function listedBySdk(client: S3Client, input: ListObjectsV2CommandInput): Promise<BucketEntry[]> {
  const entries: BucketEntry[] = [];
  for await (const page of paginateListObjectsV2({ client }, input)) {
    for (const { Key = '', Size = -1, LastModified } of page.Contents ?? []) {
      entries.push({ kind: 'object', key: Key, size: Size, lastModified: LastModified?.getTime() ?? -1 });
    }
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) entries.push({ kind: 'folder', key: Prefix });
  }
  return entries;
}

/** What the SDK makes of an entry: its reader of XML takes white space with a line feed for layout. */
export function asSdkReads(entry: BucketEntry): BucketEntry {
  return /^\s*\n\s*$/.test(entry.key) ? { ...entry, key: '' } : entry;
}
