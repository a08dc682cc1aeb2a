// A bucket whose objects are computed from their place: a million of them take no memory. It can only be read.
import { createHash } from 'node:crypto';
import { NULL_VERSION, type ReadableBucket } from './bucket.ts';
import { compareUtf8, firstIndex, type KeyIndex } from './keyIndex.ts';
import { type ObjectBody, type StoredObject, wholeSeconds } from './storedObject.ts';

export interface GeneratedObjects {
  readonly count: number;
  /** The key at a place, from 0; the keys must come in S3's order, that of their UTF-8 bytes. */
  readonly key: (index: number) => string;
  /** In bytes, all of them zero. Absent: empty. */
  readonly size?: (index: number) => number;
  /** Milliseconds since the epoch. Absent: when the bucket was made. */
  readonly lastModified?: (index: number) => number;
}

export class GeneratedBucket implements ReadableBucket {
  readonly name: string;
  readonly region: string;
  readonly created: number;
  readonly versioning = 'never';
  readonly #objects: GeneratedObjects;
  readonly #keys: KeyIndex;

  constructor(name: string, region: string, created: number, objects: GeneratedObjects) {
    this.name = name;
    this.region = region;
    this.created = created;
    this.#objects = objects;
    this.#keys = { length: objects.count, at: objects.key };
  }

  keys(): KeyIndex {
    return this.#keys;
  }

  versionKeys(): KeyIndex {
    return this.#keys;
  }

  object(key: string): StoredObject | undefined {
    const { size = () => 0, lastModified = () => this.created } = this.#objects;
    const index = firstIndex(this.#keys, (each) => compareUtf8(each, key) >= 0);
    if (index === this.#keys.length || this.#keys.at(index) !== key) return undefined;
    return {
      kind: 'object',
      key,
      versionId: NULL_VERSION,
      lastModified: wholeSeconds(lastModified(index)),
      body: zeros(size(index)),
      // As of an upload in parts: nobody takes it for the MD5 of the bytes, which would have to be made for it.
      etag: `${createHash('md5').update(key).digest('hex')}-1`,
      headers: { 'content-type': 'binary/octet-stream' },
      metadata: {},
      storageClass: 'STANDARD',
      tags: [],
    };
  }

  versions(key: string): readonly StoredObject[] {
    const object = this.object(key);
    return object ? [object] : [];
  }
}

const ZEROS = new Uint8Array(64 * 1024);

/** All pieces are the same memory. */
function zeros(size: number): ObjectBody {
  return {
    size,
    read(start, end) {
      const pieces: Uint8Array[] = [];
      for (let at = start; at < end; at += ZEROS.length) pieces.push(ZEROS.subarray(0, end - at));
      return pieces;
    },
  };
}
