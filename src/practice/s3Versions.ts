// Versioning of a bucket, on and off, and ListObjectVersions: all versions and delete markers, the newest of a key first.
import { refuse } from './awsError.ts';
import type { ReadableBucket } from './bucket.ts';
import { commonPrefix, walkKeys } from './listingWalk.ts';
import { type ListQuery, readListQuery } from './listQuery.ts';
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import {
  type BucketCall,
  type BucketWriteCall,
  bucketArn,
  demand,
  refuseArgument,
  s3Element,
  timestamp,
  xmlAnswer,
} from './s3Call.ts';
import { readDigestedDocument, refuseDocument } from './s3Document.ts';
import { demandList, prefixEntries } from './s3Listing.ts';
import type { ObjectVersion } from './storedObject.ts';
import { element, elements, type Xml } from './xml.ts';
import { childText } from './xmlDocument.ts';

export function getBucketVersioning(call: BucketCall): Answer {
  demand(call, 's3:GetBucketVersioning', bucketArn(call.bucket));
  const { versioning } = call.bucket;
  return xmlAnswer(s3Element('VersioningConfiguration', versioning === 'never' ? [] : [element('Status', versioning)]));
}

export async function putBucketVersioning(call: BucketWriteCall): Promise<Answer> {
  demand(call, 's3:PutBucketVersioning', bucketArn(call.bucket));
  const status = childText(await readDigestedDocument(call, 'VersioningConfiguration'), 'Status');
  if (status === undefined) {
    refuse(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  }
  if (status !== 'Enabled' && status !== 'Suspended') refuseDocument();
  call.bucket.versioning = status;
  return { status: 200, headers: {} };
}

/** Where a page of versions begins: behind a key, or behind one version of it. */
interface Marker {
  readonly key: string;
  readonly version?: string;
}

type Row =
  | { readonly kind: 'version'; readonly version: ObjectVersion; readonly isLatest: boolean }
  | { readonly kind: 'prefix'; readonly name: string };

export function listObjectVersions(call: BucketCall): Answer {
  const { bucket, request, practice } = call;
  const query = readListQuery(request, ['max-keys', 'maxKeys']);
  demandList(call, 's3:ListBucketVersions', query);
  const marker = readMarker(call);
  const { rows, next } = readPage(bucket, query, marker);
  const content = rows.flatMap((row) =>
    row.kind === 'version' ? [versionEntry(query, row.version, row.isLatest, practice.store.owner)] : [],
  );
  const prefixes = rows.flatMap((row) => (row.kind === 'prefix' ? [row.name] : []));
  return xmlAnswer(
    s3Element('ListVersionsResult', [
      ...elements({
        Name: bucket.name,
        Prefix: query.encode(query.prefix),
        KeyMarker: query.encode(marker.key),
        VersionIdMarker: marker.version ?? '',
        NextKeyMarker: next && query.encode(next.key),
        NextVersionIdMarker: next?.version,
        MaxKeys: query.max,
        Delimiter: query.delimiter === '' ? undefined : query.encode(query.delimiter),
        EncodingType: query.encodingType,
        IsTruncated: next !== undefined,
      }),
      ...content,
      ...prefixEntries(query, prefixes),
    ]),
    { 'x-amz-bucket-region': bucket.region },
  );
}

function readMarker({ request }: BucketCall): Marker {
  const key = queryValue(request, 'key-marker') ?? '';
  const version = queryValue(request, 'version-id-marker');
  if (version === undefined) return { key };
  if (key === '') {
    refuseArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker', version);
  }
  if (version === '') refuseArgument('A version-id marker cannot be empty.', 'version-id-marker', version);
  return { key, version };
}

function readPage(bucket: ReadableBucket, query: ListQuery, marker: Marker): { rows: Row[]; next?: Marker } {
  const rows: Row[] = [];
  if (query.max === 0) return { rows };
  let last: Marker = marker;
  for (const row of walkVersions(bucket, query, marker)) {
    if (rows.length === query.max) return { rows, next: last };
    rows.push(row);
    last = row.kind === 'prefix' ? { key: row.name } : { key: row.version.key, version: row.version.versionId };
  }
  return { rows };
}

function* walkVersions(bucket: ReadableBucket, query: ListQuery, { key, version }: Marker): Generator<Row> {
  if (version !== undefined && key.startsWith(query.prefix) && commonPrefix(key, query) === undefined) {
    const rows = versionRows(bucket, key);
    const at = rows.findIndex((row) => row.version.versionId === version);
    if (at >= 0) yield* rows.slice(at + 1);
  }
  for (const listed of walkKeys(bucket.versionKeys(), { ...query, after: key })) {
    if (listed.kind === 'prefix') yield { kind: 'prefix', name: listed.name };
    else yield* versionRows(bucket, listed.name);
  }
}

const versionRows = (bucket: ReadableBucket, key: string) =>
  bucket.versions(key).map((version, at) => ({ kind: 'version', version, isLatest: at === 0 }) as const);

function versionEntry(query: ListQuery, version: ObjectVersion, isLatest: boolean, owner: string): Xml {
  const object = version.kind === 'object' ? version : undefined;
  return element(
    object ? 'Version' : 'DeleteMarker',
    elements({
      Key: query.encode(version.key),
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: timestamp(version.lastModified),
      ETag: object && `"${object.etag}"`,
      ChecksumAlgorithm: object?.checksum?.algorithm,
      ChecksumType: object?.checksum?.type,
      Size: object?.body.size,
      Owner: [element('ID', owner)],
      StorageClass: object?.storageClass,
    }),
  );
}
