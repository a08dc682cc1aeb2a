// Buckets and their objects, in memory. Keys are held in S3's order: that of their UTF-8 bytes.
import { createHash } from 'node:crypto';
import { ContinuationTokens } from './continuationToken.ts';
import { canonicalUserId } from './ids.ts';
import { buckets, bucketsCreated } from './scenario.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  /** The MD5 of the body in hex, without the quotes that HTTP puts around it. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly lastModified: number;
}

export class BucketStore {
  readonly owner = canonicalUserId();
  readonly tokens = new ContinuationTokens();
  readonly #buckets: ReadonlyMap<string, Bucket>;

  constructor() {
    this.#buckets = new Map(
      Object.entries(buckets).map(([name, { region, objects }]) => {
        const bucket = new Bucket(name, region, Date.parse(bucketsCreated));
        for (const [key, { body, lastModified }] of Object.entries(objects)) {
          bucket.put(key, Buffer.from(body), Date.parse(lastModified));
        }
        return [name, bucket];
      }),
    );
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** In the order of their names. */
  all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((one, other) => compareUtf8(one.name, other.name));
  }
}

export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly created: number;
  readonly #objects = new Map<string, StoredObject>();
  #sorted: readonly string[] | undefined;

  constructor(name: string, region: string, created: number) {
    this.name = name;
    this.region = region;
    this.created = created;
  }

  put(key: string, body: Buffer, lastModified: number): void {
    if (!this.#objects.has(key)) this.#sorted = undefined;
    this.#objects.set(key, {
      key,
      body,
      etag: createHash('md5').update(body).digest('hex'),
      lastModified: Math.floor(lastModified / 1000) * 1000,
    });
  }

  object(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Sorted when it is asked for, so that filling a bucket with thousands of keys sorts once. */
  keys(): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(compareUtf8);
    return this.#sorted;
  }
}

/** JavaScript compares UTF-16 units, where surrogates (U+10000 and up) come before U+E000 to U+FFFF; UTF-8 has them after. */
export function compareUtf8(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return one.length - other.length;
}

const codePointRank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
