// S3 as the bucket view browses it: the buckets, and a page of a folder. A chunk without the SDK.
import type { FolderPage } from '../../core/bucketListing.ts';
import { compareKeys } from '../../core/objectKey.ts';
import type { S3Access } from './bucketUrl.ts';
import { listPage } from './listing.ts';
import { callS3 } from './s3Request.ts';
import { WholeBody } from './wholeBody.ts';
import { unescapeXml } from './xmlText.ts';

/** The names of all buckets that the account has, in S3's order. Rejects with a Failure. */
export function listBuckets(access: S3Access, signal?: AbortSignal): Promise<readonly string[]> {
  return callS3(access, { operation: 'ListBuckets', query: [], reader: () => new WholeBody(bucketNames) }, signal);
}

/**
 * One page of at most 1,000 entries directly below `prefix`, folders and objects in S3's own order (UTF-8 bytes).
 * Rejects with a Failure.
 */
export async function listFolder(
  access: S3Access,
  place: { readonly bucket: string; readonly prefix: string; readonly continuationToken?: string },
  signal?: AbortSignal,
): Promise<FolderPage> {
  const { entries, next } = await listPage(access, { ...place, delimiter: '/' }, signal);
  return { entries: entries.sort((a, b) => compareKeys(a.key, b.key)), ...(next !== undefined && { next }) };
}

/** Undefined where the text is no whole answer of ListBuckets. */
function bucketNames(text: string): readonly string[] | undefined {
  if (!text.includes('<ListAllMyBucketsResult') || !text.includes('</ListAllMyBucketsResult>')) return undefined;
  return [...text.matchAll(/<Bucket>.*?<Name>([^<]*)<\/Name>.*?<\/Bucket>/gs)].map(([, name = '']) =>
    unescapeXml(name),
  );
}
