// Where a bucket is asked: AWS's host names by region and variant, or a path below an endpoint of one's own.
import { parseAccessPoint } from '../../core/accessPoint.ts';
import { failureError } from '../../core/failure.ts';
import { isRegion } from '../../core/region.ts';
import type { Access } from '../access.ts';

/** What S3 is asked with. The variants of AWS's own endpoints say nothing about an endpoint that is given. */
export interface S3Access extends Access {
  readonly fips?: true;
  readonly dualStack?: true;
}

/** A header, or a parameter of a presigned link, with the value `requester`. */
export const payerHeader = 'x-amz-request-payer';

export interface S3Place {
  readonly isTls: boolean;
  readonly hostname: string;
  readonly port: string;
  /** As the Host header and the signature have it. */
  readonly host: string;
  /** Begins with `/`; encoded. */
  readonly path: string;
}

/** By the beginning of the region's name; anything else is the partition `aws`. */
const suffixes: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
];

/** @throws a Failure for a region that is none: it becomes part of a host name. */
export function s3Place(access: S3Access, bucket?: string): S3Place {
  const { endpoint } = access;
  const point = bucket === undefined ? undefined : parseAccessPoint(bucket);
  const region = point?.region ?? access.region;
  if (endpoint !== undefined) {
    if (point) throw failureError({ code: 'request-invalid', message: 'Access points are at endpoints of AWS alone' });
    const url = new URL(endpoint);
    return placeOf(url, `${url.pathname.replace(/\/$/, '')}/${bucket ?? ''}`);
  }
  if (point)
    return placeOf(new URL(`https://${point.name}-${point.account}.${hostOf('s3-accesspoint', access, region)}`), '/');
  const host = hostOf('s3', access, region);
  if (bucket === undefined) return placeOf(new URL(`https://${host}`), '/');
  return isHostLabel(bucket)
    ? placeOf(new URL(`https://${bucket}.${host}`), '/')
    : placeOf(new URL(`https://${host}`), `/${encodeURIComponent(bucket)}`);
}

/**
 * Where S3 is asked about an account instead of a bucket. An endpoint of one's own is told the account by a header alone.
 *
 * @param path Begins with `/`; encoded.
 * @throws a Failure for a region or an account that is none
 */
export function controlPlace(access: S3Access, account: string, path: string): S3Place {
  if (!/^\d{12}$/.test(account)) throw failureError({ code: 'request-invalid', message: `No account: ${account}` });
  if (access.endpoint !== undefined) {
    const url = new URL(access.endpoint);
    return placeOf(url, `${url.pathname.replace(/\/$/, '')}${path}`);
  }
  return placeOf(new URL(`https://${account}.${hostOf('s3-control', access, access.region)}`), path);
}

function hostOf(service: string, { fips, dualStack }: S3Access, region: string): string {
  if (!isRegion(region)) throw failureError({ code: 'region-invalid', region });
  // As the SDK says it.
  if (fips && region.startsWith('cn-')) {
    throw failureError({ code: 'request-invalid', message: 'Partition does not support FIPS' });
  }
  const suffix = suffixes.find(([pattern]) => pattern.test(region))?.[1] ?? 'amazonaws.com';
  return `${service}${fips ? '-fips' : ''}${dualStack ? '.dualstack' : ''}.${region}.${suffix}`;
}

/** A bucket with a dot, a capital or an underscore in its name has no certificate, or no host name, of its own. */
function isHostLabel(bucket: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket);
}

export function placeOf({ protocol, hostname, port, host }: URL, path: string): S3Place {
  // Node wants an IPv6 address without its brackets.
  return { isTls: protocol === 'https:', hostname: hostname.replace(/^\[|\]$/g, ''), port, host, path };
}
