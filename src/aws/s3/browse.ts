// S3 as the bucket view browses it: the buckets, and a page of a folder. A chunk without the SDK.
import type { FolderPage } from '../../core/bucketListing.ts';
import { compareKeys } from '../../core/objectKey.ts';
import { isRegion } from '../../core/region.ts';
import { allPages } from '../allPages.ts';
import type { S3Access } from './bucketUrl.ts';
import { listPage, unreadable } from './listing.ts';
import { callS3, learnRegion } from './s3Request.ts';
import { WholeBody } from './wholeBody.ts';
import { unescapeXml } from './xmlText.ts';

/** What a page of buckets is asked for; without a number AWS refuses accounts that may have more than 10,000. */
const pageSize = 1000;

interface BucketsPage {
  readonly buckets: readonly { readonly name: string; readonly region?: string }[];
  readonly next?: string;
}

/**
 * The names of all buckets that the account has, in S3's order, page by page. Where S3 says in which region they lie, they
 * are asked for there. Rejects with a Failure.
 */
export function listBuckets(access: S3Access, signal?: AbortSignal): Promise<readonly string[]> {
  return allPages(
    async (token) => {
      const from = token === undefined ? [] : ([['continuation-token', token]] as const);
      const query = [['max-buckets', String(pageSize)] as const, ...from];
      const { buckets, next }: BucketsPage = await callS3(
        access,
        { operation: 'ListBuckets', query, reader: () => new WholeBody(bucketsPage) },
        signal,
      );
      for (const { name, region } of buckets) {
        if (region !== undefined && isRegion(region)) learnRegion(access, name, region);
      }
      return { found: buckets.map(({ name }) => name), next };
    },
    () => unreadable(access),
  );
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
function bucketsPage(text: string): BucketsPage | undefined {
  if (!text.includes('<ListAllMyBucketsResult') || !text.includes('</ListAllMyBucketsResult>')) return undefined;
  const buckets = [...text.matchAll(/<Bucket>(.*?)<\/Bucket>/gs)].flatMap(([, bucket = '']) => {
    const [name, region] = [textIn(bucket, 'Name'), textIn(bucket, 'BucketRegion')];
    return name === undefined ? [] : [{ name, ...(region !== undefined && { region }) }];
  });
  const next = textIn(text, 'ContinuationToken');
  return { buckets, ...(next !== undefined && { next }) };
}

/** Undefined where there is none. */
function textIn(text: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]+)</${element}>`).exec(text)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}
