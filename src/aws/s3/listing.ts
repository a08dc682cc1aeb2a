// The listing engine: the pages of a bucket or prefix, one after the other, the next already on its way while one is read.
// It asks with encoding-type=url: XML 1.0 has no words for most control characters, and what a service writes instead
// (references, or U+FFFD) differs, while the encoded form is one and the same everywhere.
import type { BucketEntry } from '../../core/bucketListing.ts';
import { failureError } from '../../core/failure.ts';
import type { S3Access } from './bucketUrl.ts';
import { type ListingPage, ListingReader } from './listingPage.ts';
import { callS3 } from './s3Request.ts';

export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Absent: every key; else keys that go on behind the next delimiter come as one folder. */
  readonly delimiter?: string;
  /** Only keys behind this one, which itself need not be there. */
  readonly startAfter?: string;
  /** At most 1,000, which is also the default. */
  readonly maxKeys?: number;
}

interface PageOnItsWay {
  readonly page: Promise<ListingPage>;
  /** Known before the page is: S3 writes it in front. */
  readonly next: Promise<string | undefined>;
}

/**
 * Pages of entries, each page objects before folders, until the end. At most one page is asked for ahead, and only when
 * the one before was taken, so that memory stays flat. Throws a Failure, or the signal's reason.
 */
export async function* listPages(
  access: S3Access,
  query: ListingQuery,
  signal?: AbortSignal,
): AsyncGenerator<readonly BucketEntry[], void, undefined> {
  // Ends what is on its way when the reader stops before the end.
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const seen = new Set<string>();
  try {
    signal?.throwIfAborted();
    let current: PageOnItsWay = ask(access, query, undefined, stop.signal);
    for (;;) {
      const ahead = current.next.then((token) =>
        token === undefined ? undefined : { token, asked: ask(access, query, token, stop.signal) },
      );
      ahead.catch(ignore);
      const { entries, next }: ListingPage = await current.page;
      yield entries;
      if (next === undefined) return;
      // A service that answers in circles would be listed for ever.
      if (seen.has(next)) throw unreadable(access);
      seen.add(next);
      const following = await ahead;
      // A page that was asked for twice may have ended elsewhere the second time.
      current = following?.token === next ? following.asked : ask(access, query, next, stop.signal);
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    stop.abort();
  }
}

/** One page. Rejects with a Failure, or with the signal's reason. */
export function listPage(
  access: S3Access,
  query: ListingQuery & { readonly continuationToken?: string },
  signal?: AbortSignal,
): Promise<ListingPage> {
  return ask(access, query, query.continuationToken, signal).page;
}

function ask(
  access: S3Access,
  query: ListingQuery,
  token: string | undefined,
  signal: AbortSignal | undefined,
): PageOnItsWay {
  const { promise: head, resolve: headRead } = promiseWithResolver<string>();
  const page = callS3(
    access,
    {
      operation: 'ListObjectsV2',
      bucket: query.bucket,
      key: query.prefix,
      query: parameters(query, token),
      reader: () => new ListingReader(headRead),
    },
    signal,
  );
  const next = Promise.race([head, page.then((read) => read.next)]);
  // Both are awaited by the reader, unless it stops before.
  next.catch(ignore);
  page.catch(ignore);
  return { page, next };
}

function parameters(query: ListingQuery, token: string | undefined): (readonly [string, string])[] {
  const { prefix, delimiter, startAfter, maxKeys = 1000 } = query;
  return [
    ['list-type', '2'],
    ['encoding-type', 'url'],
    ['max-keys', String(maxKeys)],
    ['prefix', prefix],
    ...(delimiter === undefined ? [] : [['delimiter', delimiter] as const]),
    ...(startAfter === undefined || token !== undefined ? [] : [['start-after', startAfter] as const]),
    ...(token === undefined ? [] : [['continuation-token', token] as const]),
  ];
}

/** An answer that does not say what it should. */
export function unreadable(access: S3Access): Error {
  return failureError({ code: 'answer-unreadable', endpoint: access.endpoint ?? `AWS (${access.region})` });
}

function promiseWithResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = ignore;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function ignore(): void {}
