// What a write stores with an object, read from its headers; and the headers that tell it again.
import { refuse } from './awsError.ts';
import type { PracticeRequest } from './request.ts';
import { heldBody, md5Of, type ObjectContent, type StoredObject } from './storedObject.ts';

/** How an object is to be read: kept with it, and overridden by a GET that says so. */
export const READING_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

const KEPT_HEADERS = [...READING_HEADERS, 'x-amz-website-redirect-location'] as const;

const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

const DEFAULT_TYPE = 'binary/octet-stream';
const META = 'x-amz-meta-';
/** Names and values together, in bytes. */
const MAX_METADATA = 2048;

/** Everything but the bytes: what CopyObject can take over or replace. */
export type Description = Pick<ObjectContent, 'headers' | 'metadata'>;

/** An object that was put without a request. */
export function plainContent(bytes: Buffer): ObjectContent {
  const body = heldBody(bytes);
  return {
    body,
    etag: md5Of(body),
    headers: { 'content-type': DEFAULT_TYPE },
    metadata: {},
    storageClass: 'STANDARD',
    tags: [],
  };
}

/** @throws Refused (MetadataTooLarge) */
export function readDescription({ headers: given }: PracticeRequest): Description {
  const headers: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  for (const name of KEPT_HEADERS) {
    const value = name === 'content-encoding' ? contentEncoding(given[name]) : given[name];
    if (value !== undefined && value !== '') headers[name] = value;
  }
  const metadata = Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(META))
      .map(([name, value]) => [name.slice(META.length), value]),
  );
  const size = Object.entries(metadata).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (size > MAX_METADATA) {
    refuse(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      details: { Size: String(size), MaxSizeAllowed: String(MAX_METADATA) },
    });
  }
  return { headers, metadata };
}

/** aws-chunked is how the body travelled, and no property of the object. */
function contentEncoding(value: string | undefined): string | undefined {
  return value
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== 'aws-chunked')
    .join(',');
}

/** @throws Refused (InvalidStorageClass) */
export function readStorageClass({ headers }: PracticeRequest): string | undefined {
  const given = headers['x-amz-storage-class'];
  if (given !== undefined && !STORAGE_CLASSES.has(given)) {
    refuse(400, 'InvalidStorageClass', 'The storage class you specified is not valid', {
      details: { StorageClassRequested: given },
    });
  }
  return given;
}

/** Every answer about an object's bytes has these. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  return {
    'last-modified': new Date(object.lastModified).toUTCString(),
    etag: `"${object.etag}"`,
    'accept-ranges': 'bytes',
    ...mapValues(object.headers, headerText),
    ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [META + name, headerText(value)])),
    'x-amz-server-side-encryption': 'AES256',
    ...(object.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': object.storageClass }),
    ...(object.tags.length === 0 ? {} : { 'x-amz-tagging-count': String(object.tags.length) }),
  };
}

/** HTTP's headers are ASCII: S3 writes anything else as an encoded word (RFC 2047). */
function headerText(value: string): string {
  return /^[\t\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

const mapValues = (given: Readonly<Record<string, string>>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value)]));
