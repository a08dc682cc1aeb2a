// Buckets, browsed and gone through with the current keys.

import type { Access } from '../aws/access.ts';
import { failureOf } from '../core/failure.ts';
import type { Owner } from '../core/objectStore.ts';
import { BucketSearch } from '../features/buckets/bucketSearch.ts';
import { BucketsFeature } from '../features/buckets/bucketsFeature.ts';
import type { Keys } from '../session/keys.ts';
import { requireOwner } from '../session/owner.ts';
import { s3Access } from './access.ts';
import type { IdentityParts } from './parts.ts';

/** Requests at a time, where all of a bucket is gone through. */
const listingStreams = 8;

export function bucketsFeature(parts: IdentityParts): BucketsFeature {
  const browse = () => import('../aws/s3/browse.ts');
  return new BucketsFeature({
    current: parts.keeper.current,
    listBuckets: () => asCurrent(parts, async (access) => (await browse()).listBuckets(access)),
    listFolder: (place, signal) =>
      asCurrent(parts, async (access) => (await browse()).listFolder(access, place, signal)),
    suggestedBucket: () => parts.practiceRun.account.value?.bucket,
    remembered: parts.context.globalState,
  });
}

export function bucketSearch(parts: IdentityParts): BucketSearch {
  const { keeper, autoLeave, awsClock } = parts;
  return new BucketSearch({
    listAll: async function* (place, signal) {
      const { listInParallel } = await import('../aws/s3/parallelListing.ts');
      autoLeave.used();
      const keys = await keeper.keys();
      try {
        yield* listInParallel(s3Access(keys, awsClock), place, listingStreams, signal);
      } catch (error) {
        await refused(parts, error, keys);
        throw error;
      }
    },
  });
}

/**
 * Makes a request with the current keys; a refusal of the keys themselves ends the session.
 *
 * @param owner who has to be current; a Failure where somebody else is
 */
export async function asCurrent<T>(
  parts: IdentityParts,
  ask: (access: Access) => Promise<T>,
  owner?: Owner,
): Promise<T> {
  parts.autoLeave.used();
  const keys = await parts.keeper.keys();
  if (owner) requireOwner(owner, parts.keeper.current.value);
  try {
    return await ask(s3Access(keys, parts.awsClock));
  } catch (error) {
    await refused(parts, error, keys);
    throw error;
  }
}

/** S3 does not know keys that are good elsewhere, in a region that is not enabled, say: STS has the last word. */
async function refused({ keeper }: IdentityParts, error: unknown, keys: Keys): Promise<void> {
  if (failureOf(error)?.code === 'access-key-unknown') await keeper.check({ quiet: true }).catch(() => undefined);
  else await keeper.refused(error, keys);
}
