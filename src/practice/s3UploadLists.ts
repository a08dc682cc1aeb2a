// ListParts and ListMultipartUploads: what was uploaded of objects that are not there yet.
import { commonPrefix, type Walk, walkKeys } from './listingWalk.ts';
import { readListQuery, readMax } from './listQuery.ts';
import type { MultipartUpload, MultipartUploads, UploadPart } from './multipartUploads.ts';
import type { Answer } from './practice.ts';
import { queryValue } from './request.ts';
import {
  type BucketWriteCall,
  bucketArn,
  demand,
  type ObjectWriteCall,
  objectArn,
  refuseArgument,
  s3Element,
  timestamp,
  xmlAnswer,
} from './s3Call.ts';
import { prefixEntries } from './s3Listing.ts';
import { findUpload } from './s3Multipart.ts';
import { element, elements, type Xml } from './xml.ts';

export function listParts(call: ObjectWriteCall): Answer {
  const { bucket, key, request, practice } = call;
  demand(call, 's3:ListMultipartUploadParts', objectArn(bucket, key));
  const upload = findUpload(call);
  const max = readMax(request, ['max-parts', 'max-parts']);
  const marker = readPartMarker(queryValue(request, 'part-number-marker'));
  const following = [...upload.parts.values()]
    .filter(({ number }) => number > marker)
    .sort((one, other) => one.number - other.number);
  const page = following.slice(0, max);
  return xmlAnswer(
    s3Element('ListPartsResult', [
      ...elements({
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.id,
        ...people(upload, practice.store.owner),
        StorageClass: upload.storageClass,
        ChecksumAlgorithm: upload.checksum?.algorithm,
        ChecksumType: upload.checksum?.type,
        PartNumberMarker: marker,
        NextPartNumberMarker: page.at(-1)?.number ?? 0,
        MaxParts: max,
        IsTruncated: following.length > page.length,
      }),
      ...page.map(partEntry),
    ]),
  );
}

function readPartMarker(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d{1,10}$/.test(text)) {
    refuseArgument('Provided part-number-marker not an integer or within integer range', 'part-number-marker', text);
  }
  return Number(text);
}

function partEntry({ number, lastModified, etag, body, checksum }: UploadPart): Xml {
  const part = {
    PartNumber: number,
    LastModified: timestamp(lastModified),
    ETag: `"${etag}"`,
    Size: body.size,
    ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {}),
  };
  return element('Part', elements(part));
}

const people = ({ initiator }: MultipartUpload, owner: string) => ({
  Initiator: [element('ID', initiator), element('DisplayName', initiator.split('/').at(-1))],
  Owner: [element('ID', owner)],
});

type Row =
  | { readonly kind: 'upload'; readonly upload: MultipartUpload }
  | { readonly kind: 'prefix'; readonly name: string };

export function listMultipartUploads(call: BucketWriteCall): Answer {
  const { bucket, request, practice } = call;
  demand(call, 's3:ListBucketMultipartUploads', bucketArn(bucket));
  const query = readListQuery(request, ['max-uploads', 'max-uploads']);
  const [keyMarker, idMarker] = [queryValue(request, 'key-marker') ?? '', queryValue(request, 'upload-id-marker')];
  // Without a key marker the other is ignored.
  const all = [...walkUploads(bucket.uploads, { ...query, after: keyMarker }, keyMarker === '' ? undefined : idMarker)];
  const page = all.slice(0, query.max);
  const last = all.length > page.length ? page.at(-1) : undefined;
  return xmlAnswer(
    s3Element('ListMultipartUploadsResult', [
      ...elements({
        Bucket: bucket.name,
        KeyMarker: query.encode(keyMarker),
        UploadIdMarker: idMarker ?? '',
        NextKeyMarker: last && query.encode(last.kind === 'upload' ? last.upload.key : last.name),
        NextUploadIdMarker: last?.kind === 'upload' ? last.upload.id : undefined,
        Prefix: query.prefix === '' ? undefined : query.encode(query.prefix),
        Delimiter: query.delimiter === '' ? undefined : query.encode(query.delimiter),
        EncodingType: query.encodingType,
        MaxUploads: query.max,
        IsTruncated: last !== undefined,
      }),
      ...page.flatMap((row) =>
        row.kind === 'upload' ? [uploadEntry(row.upload, query.encode, practice.store.owner)] : [],
      ),
      ...prefixEntries(
        query,
        page.flatMap((row) => (row.kind === 'prefix' ? [row.name] : [])),
      ),
    ]),
  );
}

function* walkUploads(uploads: MultipartUploads, walk: Walk, idMarker: string | undefined): Generator<Row> {
  const { after, prefix } = walk;
  if (idMarker !== undefined && after.startsWith(prefix) && commonPrefix(after, walk) === undefined) {
    const begun = uploads.ofKey(after);
    const at = begun.findIndex(({ id }) => id === idMarker);
    for (const upload of at < 0 ? [] : begun.slice(at + 1)) yield { kind: 'upload', upload };
  }
  const keys = uploads.keys();
  for (const { kind, name } of walkKeys({ length: keys.length, at: (index) => keys[index] ?? '' }, walk)) {
    if (kind === 'prefix') yield { kind, name };
    else for (const upload of uploads.ofKey(name)) yield { kind: 'upload', upload };
  }
}

function uploadEntry(upload: MultipartUpload, encode: (text: string) => string, owner: string): Xml {
  const { key, id, storageClass, initiated, checksum } = upload;
  return element(
    'Upload',
    elements({
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
      Key: encode(key),
      UploadId: id,
      ...people(upload, owner),
      StorageClass: storageClass,
      Initiated: timestamp(initiated),
    }),
  );
}
