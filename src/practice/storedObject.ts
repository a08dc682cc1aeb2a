// What a bucket holds under a key: objects and delete markers, and an object's bytes.
import { createHash } from 'node:crypto';
import type { Tag } from './caller.ts';

/** An object's bytes: held, joined from parts, or computed when they are asked for. */
export interface ObjectBody {
  readonly size: number;
  /** The bytes from `start` to before `end`, in pieces. */
  read(start: number, end: number): readonly Uint8Array[];
}

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; of an object in parts with `-N` behind it. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What a write gives for an object: all but the place where it is put. */
export interface ObjectContent {
  readonly body: ObjectBody;
  /** In hex, without the quotes that HTTP puts around it: the MD5 of the body; of an upload in parts with `-N` behind. */
  readonly etag: string;
  /** HTTP's headers that are kept with the object and told with it, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** x-amz-meta-*, by their names without that. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly tags: readonly Tag[];
  readonly checksum?: Checksum;
}

interface Entry {
  readonly key: string;
  /** `null` where the bucket had no versioning when it was written. */
  readonly versionId: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly lastModified: number;
}

export interface StoredObject extends Entry, ObjectContent {
  readonly kind: 'object';
}

export interface DeleteMarker extends Entry {
  readonly kind: 'delete-marker';
}

export type ObjectVersion = StoredObject | DeleteMarker;

export const heldBody = (bytes: Buffer): ObjectBody => ({
  size: bytes.length,
  read: (start, end) => [bytes.subarray(start, end)],
});

/** The bodies of `parts` one behind the other, without a copy of their bytes. */
export function joinedBody(parts: readonly ObjectBody[]): ObjectBody {
  return {
    size: parts.reduce((size, part) => size + part.size, 0),
    read(start, end) {
      const pieces: Uint8Array[] = [];
      let from = 0;
      for (const part of parts) {
        const to = from + part.size;
        if (to > start && from < end) pieces.push(...part.read(Math.max(start - from, 0), Math.min(end, to) - from));
        from = to;
      }
      return pieces;
    },
  };
}

/** Some of the bytes of `body`. */
export const partOfBody = (body: ObjectBody, start: number, end: number): ObjectBody => ({
  size: end - start,
  read: (from, to) => body.read(start + from, start + to),
});

/** In hex. */
export function md5Of(body: ObjectBody): string {
  const hash = createHash('md5');
  for (const piece of body.read(0, body.size)) hash.update(piece);
  return hash.digest('hex');
}

/** S3 keeps no fractions of a second. */
export const wholeSeconds = (time: number) => Math.floor(time / 1000) * 1000;
