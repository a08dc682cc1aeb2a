// Addresses of objects for browsers and other programs, plain and presigned.
import type { ObjectPlace } from '../../core/objectStore.ts';
import { payerHeader, type S3Access, s3Place } from './bucketUrl.ts';
import { listPage } from './listing.ts';
import { regionOf } from './s3Request.ts';
import { encodeRfc3986, presign } from './signature.ts';

interface Address {
  readonly origin: string;
  readonly host: string;
  /** Encoded as it is sent. */
  readonly path: string;
  readonly region: string;
}

/** Where the object is, without a signature: only what is public answers there. */
export async function objectUrl(access: S3Access, place: ObjectPlace, signal?: AbortSignal): Promise<string> {
  const { origin, path } = await addressOf(access, place, signal);
  return `${origin}${path}`;
}

/** A link that reads the object for so many seconds, or as long as the credentials live, whichever is shorter. */
export async function presignedUrl(
  access: S3Access,
  place: ObjectPlace,
  seconds: number,
  signal?: AbortSignal,
): Promise<string> {
  const { origin, host, path, region } = await addressOf(access, place, signal);
  const time = Date.now() + (access.clock?.offsetMs() ?? 0);
  const query = [
    ...(place.versionId === undefined ? [] : [['versionId', place.versionId] as const]),
    ...(access.paysFor?.(place.bucket) ? [[payerHeader, 'requester'] as const] : []),
  ];
  return `${origin}${presign({ host, path }, query, access.credentials, region, time, seconds)}`;
}

async function addressOf(access: S3Access, { bucket, key }: ObjectPlace, signal?: AbortSignal): Promise<Address> {
  // A link to the wrong region is dead, and S3 says where a bucket is to whoever asks for it, also where it refuses.
  if (access.endpoint === undefined) {
    await listPage(access, { bucket, prefix: key, maxKeys: 1 }, signal).catch(() => signal?.throwIfAborted());
  }
  const region = regionOf(access, bucket);
  const { isTls, host, path } = s3Place({ ...access, region }, bucket);
  const encoded = key.split('/').map(encodeRfc3986).join('/');
  return {
    origin: `${isTls ? 'https' : 'http'}://${host}`,
    host,
    path: `${path.endsWith('/') ? path : `${path}/`}${encoded}`,
    region,
  };
}
