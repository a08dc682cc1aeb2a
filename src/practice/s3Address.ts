// Which bucket and key a request means: by its path (/bucket/key), or by its host (bucket.localhost/key).
import { decode, type PracticeRequest } from './request.ts';

export interface S3Address {
  readonly bucket?: string;
  readonly key?: string;
}

const HOSTED = /^(.+)\.(?:localhost|127\.0\.0\.1)(?::\d+)?$/i;

/** @throws Refused where the path cannot be decoded. */
export function readAddress(request: PracticeRequest): S3Address {
  const hosted = HOSTED.exec(request.headers.host ?? '')?.[1];
  const path = request.rawPath.slice(1);
  if (hosted !== undefined) return { bucket: hosted, ...(path === '' ? {} : { key: decode(path) }) };
  if (path === '') return {};
  const slash = path.indexOf('/');
  const bucket = decode(slash < 0 ? path : path.slice(0, slash));
  const key = slash < 0 ? '' : path.slice(slash + 1);
  return { bucket, ...(key === '' ? {} : { key: decode(key) }) };
}
