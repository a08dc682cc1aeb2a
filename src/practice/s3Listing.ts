// ListObjectsV2, and the ListObjects before it: one page of keys and common prefixes.
import type { ReadableBucket } from './bucket.ts';
import { walkKeys } from './listingWalk.ts';
import { type ListQuery, readListQuery } from './listQuery.ts';
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import { type BucketCall, bucketArn, demand, refuseArgument, s3Element, timestamp, xmlAnswer } from './s3Call.ts';
import { element, elements, type Xml } from './xml.ts';

const MAX_KEYS = ['max-keys', 'maxKeys'] as const;

export function listObjectsV2(call: BucketCall): Answer {
  const { request, bucket, practice } = call;
  const query = readListQuery(request, MAX_KEYS);
  const given = queryValue(request, 'continuation-token');
  const position = given === undefined ? undefined : practice.store.tokens.read(given);
  if (given !== undefined && position === undefined) {
    refuseArgument('The continuation token provided is incorrect', 'continuation-token', given);
  }
  demandList(call, 's3:ListBucket', query);
  const startAfter = queryValue(request, 'start-after');
  const page = readPage(bucket, query, position ?? startAfter ?? '');
  const owner = queryValue(request, 'fetch-owner') === 'true' ? practice.store.owner : undefined;
  return xmlAnswer(
    s3Element('ListBucketResult', [
      ...elements({
        Name: bucket.name,
        Prefix: query.encode(query.prefix),
        StartAfter: startAfter === undefined ? undefined : query.encode(startAfter),
        ContinuationToken: given,
        NextContinuationToken: page.last === undefined ? undefined : practice.store.tokens.write(page.last),
        KeyCount: page.keys.length + page.prefixes.length,
        MaxKeys: query.max,
        Delimiter: query.delimiter === '' ? undefined : query.encode(query.delimiter),
        EncodingType: query.encodingType,
        IsTruncated: page.last !== undefined,
      }),
      ...entries(bucket, query, page, owner),
    ]),
    { 'x-amz-bucket-region': bucket.region },
  );
}

export function listObjects(call: BucketCall): Answer {
  const { request, bucket, practice } = call;
  const query = readListQuery(request, MAX_KEYS);
  const marker = queryValue(request, 'marker') ?? '';
  demandList(call, 's3:ListBucket', query);
  const page = readPage(bucket, query, marker);
  return xmlAnswer(
    s3Element('ListBucketResult', [
      ...elements({
        Name: bucket.name,
        Prefix: query.encode(query.prefix),
        Marker: query.encode(marker),
        // Only with a delimiter: without, the last key of the page is where the next begins.
        NextMarker: page.last !== undefined && query.delimiter !== '' ? query.encode(page.last) : undefined,
        MaxKeys: query.max,
        Delimiter: query.delimiter === '' ? undefined : query.encode(query.delimiter),
        EncodingType: query.encodingType,
        IsTruncated: page.last !== undefined,
      }),
      ...entries(bucket, query, page, practice.store.owner),
    ]),
    { 'x-amz-bucket-region': bucket.region },
  );
}

/** A parameter that was not sent is a key that the request does not have. @throws Refused */
export function demandList(call: BucketCall, action: string, query: ListQuery): void {
  demand(call, action, bucketArn(call.bucket), {
    's3:prefix': queryValue(call.request, 'prefix'),
    's3:delimiter': queryValue(call.request, 'delimiter'),
    's3:max-keys': queryValue(call.request, 'max-keys') === undefined ? undefined : query.max,
  });
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix of the page where more follow. */
  readonly last?: string;
}

function readPage(bucket: ReadableBucket, query: ListQuery, after: string): Page {
  const keys: string[] = [];
  const prefixes: string[] = [];
  if (query.max === 0) return { keys, prefixes };
  let last = '';
  for (const { kind, name } of walkKeys(bucket.keys(), { ...query, after })) {
    if (keys.length + prefixes.length === query.max) return { keys, prefixes, last };
    (kind === 'key' ? keys : prefixes).push(name);
    last = name;
  }
  return { keys, prefixes };
}

function entries(bucket: ReadableBucket, query: ListQuery, page: Page, owner: string | undefined): readonly Xml[] {
  const contents = page.keys.flatMap((key) => {
    const object = bucket.object(key);
    if (!object) return [];
    return element(
      'Contents',
      elements({
        Key: query.encode(key),
        LastModified: timestamp(object.lastModified),
        ETag: `"${object.etag}"`,
        ChecksumAlgorithm: object.checksum?.algorithm,
        ChecksumType: object.checksum?.type,
        Size: object.body.size,
        Owner: owner === undefined ? undefined : [element('ID', owner)],
        StorageClass: object.storageClass,
      }),
    );
  });
  return [...contents, ...prefixEntries(query, page.prefixes)];
}

export const prefixEntries = (query: ListQuery, prefixes: readonly string[]): readonly Xml[] =>
  prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', query.encode(prefix))]));
