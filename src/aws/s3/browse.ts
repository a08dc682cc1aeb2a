// S3 as the bucket view browses it: the buckets, and a page of a folder. A chunk without the SDK.
import type { BucketFilter } from '../../core/bucket.ts';
import type { FolderPage } from '../../core/bucketListing.ts';
import { failureError } from '../../core/failure.ts';
import { compareKeys } from '../../core/objectKey.ts';
import { partitionOf } from '../../core/partition.ts';
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
 * The names of all buckets that the account has and that are wanted, in S3's order, page by page. Where S3 says in which
 * region they lie, they are asked for there. Rejects with a Failure.
 */
export async function listBuckets(
  access: S3Access,
  { prefix = '', region: wanted }: BucketFilter = {},
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const asked = listingAccess(access, wanted);
  return allPages(
    async (token) => {
      const query = [
        ...(wanted === undefined ? [] : [['bucket-region', wanted] as const]),
        ...(token === undefined ? [] : [['continuation-token', token] as const]),
        ['max-buckets', String(pageSize)] as const,
        ...(prefix === '' ? [] : [['prefix', prefix] as const]),
      ];
      const { buckets, next }: BucketsPage = await callS3(
        asked,
        { operation: 'ListBuckets', query, reader: () => new WholeBody(bucketsPage) },
        signal,
      );
      for (const { name, region } of buckets) {
        if (region !== undefined && isRegion(region)) learnRegion(access, name, region);
      }
      // Services that know no filter give all.
      const found = buckets.filter(
        ({ name, region }) => name.startsWith(prefix) && (region === undefined || region === (wanted ?? region)),
      );
      return { found: found.map(({ name }) => name), next };
    },
    () => unreadable(asked),
  );
}

/**
 * AWS gives the buckets of a region at the region's own endpoint only.
 *
 * @throws a Failure for a region of another partition, where the keys are nobody's
 */
export function listingAccess(access: S3Access, region: string | undefined): S3Access {
  if (region === undefined || access.endpoint !== undefined) return access;
  const partition = partitionOf(access.region);
  if (partitionOf(region) !== partition) throw failureError({ code: 'partition-mismatch', partition, region });
  return { ...access, region };
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
