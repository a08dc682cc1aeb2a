// HTTP's preconditions: of reads, of writes and of the source of a copy.
import { refuse } from './awsError.ts';
import type { StoredObject } from './storedObject.ts';

type Headers = Readonly<Record<string, string>>;
type Entity = Pick<StoredObject, 'etag' | 'lastModified'>;

/**
 * Whether the answer is 304: the client has the object as it is.
 *
 * @throws Refused (412) where a precondition fails
 */
export function isNotModified(headers: Headers, object: Entity): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !names(match, object)) failPrecondition('If-Match');
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '');
  if (match === undefined && object.lastModified > unmodifiedSince) failPrecondition('If-Unmodified-Since');
  if (noneMatch !== undefined) return names(noneMatch, object);
  return object.lastModified <= Date.parse(headers['if-modified-since'] ?? '');
}

/** @throws Refused (412) where the source of a copy is not as the request wants it */
export function checkCopySource(headers: Headers, source: Entity): void {
  const PREFIX = 'x-amz-copy-source-';
  const ofSource = Object.entries(headers).filter(([name]) => name.startsWith(`${PREFIX}if-`));
  const conditions = Object.fromEntries(ofSource.map(([name, value]) => [name.slice(PREFIX.length), value]));
  if (isNotModified(conditions, source)) {
    failPrecondition(`${PREFIX}${conditions['if-none-match'] === undefined ? 'If-Modified-Since' : 'If-None-Match'}`);
  }
}

/** What a write is conditional on. */
export type WriteCondition =
  | { readonly kind: 'none' }
  /** Nothing is there. */
  | { readonly kind: 'absent' }
  /** What is there has one of these entity tags, `*` being any. */
  | { readonly kind: 'match'; readonly tags: string };

/** @throws Refused (501) for the conditions that S3 does not take of writes */
export function readWriteCondition(headers: Headers): WriteCondition {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const untaken = ['if-modified-since', 'if-unmodified-since'].find((name) => headers[name] !== undefined);
  if (untaken !== undefined) refuseHeader(untaken);
  if (noneMatch !== undefined && (noneMatch !== '*' || match !== undefined)) refuseHeader('If-None-Match');
  if (noneMatch !== undefined) return { kind: 'absent' };
  return match === undefined ? { kind: 'none' } : { kind: 'match', tags: match };
}

/** @throws Refused: NoSuchKey where there is nothing to match, PreconditionFailed */
export function checkWrite(condition: WriteCondition, key: string, existing: Entity | undefined): void {
  switch (condition.kind) {
    case 'none':
      return;
    case 'absent':
      if (existing) failPrecondition('If-None-Match');
      return;
    case 'match':
      if (!existing) refuse(404, 'NoSuchKey', 'The specified key does not exist.', { details: { Key: key } });
      if (!names(condition.tags, existing)) failPrecondition('If-Match');
      return;
  }
}

/** Whether a list of entity tags (`"…", W/"…"`, or `*`) names the object. */
function names(list: string, object: Entity): boolean {
  return list.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\/|"/g, '') === object.etag);
}

function failPrecondition(condition: string): never {
  return refuse(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}

function refuseHeader(header: string): never {
  return refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
    details: { Header: header },
  });
}
