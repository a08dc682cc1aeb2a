// ListObjectsV2, and the ListObjects before it: one page of keys and common prefixes in S3's order.
import { type Bucket, compareUtf8 } from './bucketStore.ts';
import type { Answer } from './practiceState.ts';
import { type PracticeRequest, queryValue } from './request.ts';
import { type BucketCall, bucketArn, demand, refuseArgument, s3Element, timestamp, xmlAnswer } from './s3Call.ts';
import { element, elements, type Xml } from './xml.ts';

const MAX_PAGE = 1000;

export function listObjectsV2(call: BucketCall): Answer {
  const { request, bucket, state } = call;
  const query = readQuery(request);
  const given = queryValue(request, 'continuation-token');
  const position = given === undefined ? undefined : state.store.tokens.read(given);
  if (given !== undefined && position === undefined) {
    refuseArgument('The continuation token provided is incorrect', 'continuation-token', given);
  }
  demandList(call, query);
  const startAfter = queryValue(request, 'start-after');
  const page = readPage(bucket, query, position ?? startAfter ?? '');
  const owner = queryValue(request, 'fetch-owner') === 'true' ? state.store.owner : undefined;
  return xmlAnswer(
    s3Element('ListBucketResult', [
      ...elements({
        Name: bucket.name,
        Prefix: query.encode(query.prefix),
        StartAfter: startAfter === undefined ? undefined : query.encode(startAfter),
        ContinuationToken: given,
        NextContinuationToken: page.last === undefined ? undefined : state.store.tokens.write(page.last),
        KeyCount: page.keys.length + page.prefixes.length,
        MaxKeys: query.maxKeys,
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
  const { request, bucket, state } = call;
  const query = readQuery(request);
  const marker = queryValue(request, 'marker') ?? '';
  demandList(call, query);
  const page = readPage(bucket, query, marker);
  return xmlAnswer(
    s3Element('ListBucketResult', [
      ...elements({
        Name: bucket.name,
        Prefix: query.encode(query.prefix),
        Marker: query.encode(marker),
        // Only with a delimiter: without, the last key of the page is where the next begins.
        NextMarker: page.last !== undefined && query.delimiter !== '' ? query.encode(page.last) : undefined,
        MaxKeys: query.maxKeys,
        Delimiter: query.delimiter === '' ? undefined : query.encode(query.delimiter),
        EncodingType: query.encodingType,
        IsTruncated: page.last !== undefined,
      }),
      ...entries(bucket, query, page, state.store.owner),
    ]),
    { 'x-amz-bucket-region': bucket.region },
  );
}

interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly encodingType?: string;
  readonly encode: (text: string) => string;
}

function readQuery(request: PracticeRequest): ListQuery {
  const encodingType = queryValue(request, 'encoding-type');
  if (encodingType !== undefined && encodingType !== 'url') {
    refuseArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  }
  return {
    prefix: queryValue(request, 'prefix') ?? '',
    delimiter: queryValue(request, 'delimiter') ?? '',
    maxKeys: readMaxKeys(queryValue(request, 'max-keys')),
    encode: encodingType === 'url' ? urlEncode : (text) => text,
    ...(encodingType === undefined ? {} : { encodingType }),
  };
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined || text === '') return MAX_PAGE;
  if (!/^-?\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    refuseArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  }
  if (Number(text) < 0) {
    refuseArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', text);
  }
  return Math.min(Number(text), MAX_PAGE);
}

/** As S3 does: a space is a plus, a slash stays. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A parameter that was not sent is a key that the request does not have. */
function demandList(call: BucketCall, query: ListQuery): void {
  demand(call, 's3:ListBucket', bucketArn(call.bucket), {
    's3:prefix': queryValue(call.request, 'prefix'),
    's3:delimiter': queryValue(call.request, 'delimiter'),
    's3:max-keys': queryValue(call.request, 'max-keys') === undefined ? undefined : query.maxKeys,
  });
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix of the page where more follow. */
  readonly last?: string;
}

function readPage(bucket: Bucket, query: ListQuery, after: string): Page {
  const sorted = bucket.keys();
  const { prefix, delimiter } = query;
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  let at = firstIndex(sorted, (key) => compareUtf8(key, after) > 0 && compareUtf8(key, prefix) >= 0);
  // A page that ended with a common prefix goes on behind all keys that it stands for.
  if (delimiter !== '' && after.startsWith(prefix) && after.slice(prefix.length).endsWith(delimiter)) {
    at = Math.max(at, endOfPrefix(sorted, after));
  }
  while (at < sorted.length) {
    const key = sorted[at] ?? '';
    if (!key.startsWith(prefix)) break;
    if (keys.length + prefixes.length === query.maxKeys) return query.maxKeys === 0 ? { keys, prefixes } : more();
    const found = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (found < 0) {
      keys.push(key);
      last = key;
      at++;
    } else {
      const common = key.slice(0, found + delimiter.length);
      prefixes.push(common);
      last = common;
      at = endOfPrefix(sorted, common);
    }
  }
  return { keys, prefixes };

  function more(): Page {
    return { keys, prefixes, ...(last === undefined ? {} : { last }) };
  }
}

/** The index of the first key behind all that begin with `prefix`. */
function endOfPrefix(sorted: readonly string[], prefix: string): number {
  return firstIndex(sorted, (key) => compareUtf8(key, prefix) > 0 && !key.startsWith(prefix));
}

/** Binary search for the first key that `holds`, which must hold for all that follow. */
function firstIndex(sorted: readonly string[], holds: (key: string) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

function entries(bucket: Bucket, query: ListQuery, page: Page, owner: string | undefined): readonly Xml[] {
  const contents = page.keys.flatMap((key) => {
    const object = bucket.object(key);
    if (!object) return [];
    return element(
      'Contents',
      elements({
        Key: query.encode(key),
        LastModified: timestamp(object.lastModified),
        ETag: `"${object.etag}"`,
        Size: object.body.length,
        Owner: owner === undefined ? undefined : [element('ID', owner)],
        StorageClass: 'STANDARD',
      }),
    );
  });
  const prefixes = page.prefixes.map((prefix) => element('CommonPrefixes', [element('Prefix', query.encode(prefix))]));
  return [...contents, ...prefixes];
}
