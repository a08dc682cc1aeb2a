// The parameters that all of S3's listings share.
import { type PracticeRequest, queryValue } from './request.ts';
import { refuseArgument } from './s3Call.ts';

const MAX_PAGE = 1000;

export interface ListQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly max: number;
  readonly encodingType?: string;
  /** A key as the answer has it. */
  readonly encode: (text: string) => string;
}

/**
 * @param maxName the parameter that limits a page, and what errors call it
 * @throws Refused (InvalidArgument)
 */
export function readListQuery(request: PracticeRequest, maxName: readonly [query: string, name: string]): ListQuery {
  const encodingType = queryValue(request, 'encoding-type');
  if (encodingType !== undefined && encodingType !== 'url') {
    refuseArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  }
  return {
    prefix: queryValue(request, 'prefix') ?? '',
    delimiter: queryValue(request, 'delimiter') ?? '',
    max: readMax(request, maxName),
    encode: encodingType === 'url' ? urlEncode : (text) => text,
    ...(encodingType === undefined ? {} : { encodingType }),
  };
}

export function readMax(request: PracticeRequest, [query, name]: readonly [query: string, name: string]): number {
  const text = queryValue(request, query);
  if (text === undefined || text === '') return MAX_PAGE;
  if (!/^-?\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    refuseArgument(`Provided ${query} not an integer or within integer range`, query, text);
  }
  if (Number(text) < 0) refuseArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text);
  return Math.min(Number(text), MAX_PAGE);
}

/** As S3 does: a space is a plus, a slash stays. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
