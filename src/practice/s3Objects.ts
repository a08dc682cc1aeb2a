// GetObject and HeadObject: whole or in part, with HTTP's preconditions.
import { refuse } from './awsError.ts';
import type { StoredObject } from './bucketStore.ts';
import type { Answer } from './practiceState.ts';
import { queryValue } from './request.ts';
import { bucketArn, demand, type ObjectCall, objectArn } from './s3Call.ts';

export function getObject(call: ObjectCall): Answer {
  return read(call, true);
}

export function headObject(call: ObjectCall): Answer {
  return read(call, false);
}

function read(call: ObjectCall, withBody: boolean): Answer {
  demand(call, 's3:GetObject', objectArn(call.bucket, call.key));
  const object = call.bucket.object(call.key);
  const version = queryValue(call.request, 'versionId');
  if (!object) {
    // Who may not list is not told what does not exist.
    demand(call, 's3:ListBucket', bucketArn(call.bucket));
    return refuse(404, 'NoSuchKey', 'The specified key does not exist.', { details: { Key: call.key } });
  }
  if (version !== undefined && version !== 'null') {
    refuse(400, 'InvalidArgument', 'Invalid version id specified', {
      details: { ArgumentName: 'versionId', ArgumentValue: version },
    });
  }
  const headers = {
    'last-modified': new Date(object.lastModified).toUTCString(),
    etag: `"${object.etag}"`,
    'accept-ranges': 'bytes',
    'content-type': 'binary/octet-stream',
    'x-amz-server-side-encryption': 'AES256',
  };
  if (isUnmodified(call, object)) return { status: 304, headers };
  const range = readRange(call.request.headers.range, object.body.length);
  if (!range) {
    const length = String(object.body.length);
    return {
      status: 200,
      headers: { ...headers, 'content-length': length },
      ...(withBody ? { body: object.body } : {}),
    };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${start}-${end - 1}/${object.body.length}`,
      'content-length': String(end - start),
    },
    ...(withBody ? { body: object.body.subarray(start, end) } : {}),
  };
}

/** @throws Refused (412) where a precondition fails. */
function isUnmodified({ request: { headers } }: ObjectCall, object: StoredObject): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !names(match, object)) failPrecondition('If-Match');
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '');
  if (match === undefined && object.lastModified > unmodifiedSince) failPrecondition('If-Unmodified-Since');
  if (noneMatch !== undefined) return names(noneMatch, object);
  return object.lastModified <= Date.parse(headers['if-modified-since'] ?? '');
}

/** Whether a list of entity tags (`"…", W/"…"`, or `*`) names the object. */
function names(list: string, object: StoredObject): boolean {
  return list.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\/|"/g, '') === object.etag);
}

function failPrecondition(condition: string): never {
  return refuse(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}

/**
 * One range of bytes, `end` exclusive; undefined for the whole object: S3 answers whole where the header is no single
 * range. @throws Refused (416) where the range holds no byte of the object.
 */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (header === undefined || first === undefined || last === undefined || (first === '' && last === '')) {
    return undefined;
  }
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) {
    refuse(416, 'InvalidRange', 'The requested range is not satisfiable', {
      details: { RangeRequested: header, ActualObjectSize: String(size) },
    });
  }
  return { start, end };
}
