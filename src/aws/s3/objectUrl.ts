// Addresses of objects for browsers and other programs: plain, presigned, and in the AWS console.
import { failureError } from '../../core/failure.ts';
import type { ObjectPlace } from '../../core/objectStore.ts';
import type { Target } from '../../core/objectTarget.ts';
import { partitionOf } from '../../core/partition.ts';
import { consoleSite, destinationUrl } from '../consoleSignIn.ts';
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

/** The page that shows it to whoever is signed in to the AWS console and may see it. Rejects with a Failure. */
export async function consoleUrl(access: S3Access, target: Target, signal?: AbortSignal): Promise<string> {
  const { endpoint } = access;
  if (endpoint !== undefined) throw failureError({ code: 'console-elsewhere', endpoint });
  const { bucket } = target;
  const prefix = target.kind === 'object' ? target.key : target.prefix;
  const region = await regionFor(access, { bucket, prefix }, signal);
  const site = consoleSite(partitionOf(region));
  const page = `s3/${target.kind === 'object' ? 'object' : 'buckets'}/${bucket}`;
  const url = site && destinationUrl(site, region, page);
  if (url === undefined) throw failureError({ code: 'console-unknown' });
  return prefix === '' ? url : `${url}&prefix=${encodeRfc3986(prefix)}`;
}

/** A link to the wrong region is dead, and S3 says where a bucket is to whoever asks for it, also where it refuses. */
async function regionFor(
  access: S3Access,
  place: { readonly bucket: string; readonly prefix: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  if (access.endpoint === undefined) {
    await listPage(access, { ...place, maxKeys: 1 }, signal).catch(() => signal?.throwIfAborted());
  }
  return regionOf(access, place.bucket);
}

async function addressOf(access: S3Access, { bucket, key }: ObjectPlace, signal?: AbortSignal): Promise<Address> {
  const region = await regionFor(access, { bucket, prefix: key }, signal);
  const { isTls, host, path } = s3Place({ ...access, region }, bucket);
  const encoded = key.split('/').map(encodeRfc3986).join('/');
  return {
    origin: `${isTls ? 'https' : 'http'}://${host}`,
    host,
    path: `${path.endsWith('/') ? path : `${path}/`}${encoded}`,
    region,
  };
}
