// The account's buckets, in memory. Lives as long as the account: what was written is not part of its state, so a
// restart brings the scenario's objects back.
import { Bucket, type ReadableBucket } from './bucket.ts';
import { ContinuationTokens } from './continuationToken.ts';
import { canonicalUserId } from './ids.ts';
import { compareUtf8 } from './keyIndex.ts';
import { plainContent } from './objectContent.ts';
import { buckets, bucketsCreated } from './scenario.ts';

export class BucketStore {
  readonly owner: string;
  readonly tokens = new ContinuationTokens();
  readonly #buckets = new Map<string, ReadableBucket>();

  constructor(owner = canonicalUserId()) {
    this.owner = owner;
    for (const [name, { region, objects }] of Object.entries(buckets)) {
      const bucket = new Bucket(name, region, Date.parse(bucketsCreated));
      for (const [key, { body, lastModified }] of Object.entries(objects)) {
        bucket.put(key, plainContent(Buffer.from(body)), Date.parse(lastModified));
      }
      this.add(bucket);
    }
  }

  /** Adds a bucket; one of the same name is gone then. */
  add(bucket: ReadableBucket): void {
    this.#buckets.set(bucket.name, bucket);
  }

  get(name: string): ReadableBucket | undefined {
    return this.#buckets.get(name);
  }

  /** In the order of their names. */
  all(): readonly ReadableBucket[] {
    return [...this.#buckets.values()].sort((one, other) => compareUtf8(one.name, other.name));
  }
}
