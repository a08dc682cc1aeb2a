// Buckets, browsed and gone through with the current keys.

import type { Access } from '../aws/access.ts';
import { failureOf } from '../core/failure.ts';
import { principalOf } from '../core/identity.ts';
import type { Owner } from '../core/objectStore.ts';
import { type BucketNode, targetsOf } from '../features/buckets/bucketNode.ts';
import { BucketSearch } from '../features/buckets/bucketSearch.ts';
import { BucketsFeature } from '../features/buckets/bucketsFeature.ts';
import { withKnownDenials } from '../platform/knownDenials.ts';
import { textsOfSetting } from '../platform/settings.ts';
import { identityOf, isKnown } from '../session/current.ts';
import type { Keys } from '../session/keys.ts';
import { ownerOf, requireOwner } from '../session/owner.ts';
import { s3Access } from './access.ts';
import type { IdentityParts } from './parts.ts';

/** Requests at a time, where all of a bucket is gone through. */
const listingStreams = 8;

export async function bucketsFeature(parts: IdentityParts, describe: (text: string) => void): Promise<BucketsFeature> {
  const browse = () => import('../aws/s3/browse.ts');
  return new BucketsFeature({
    current: parts.keeper.current,
    describe,
    capabilities: await parts.capabilities(),
    listBuckets: (filter, signal) =>
      asCurrent(parts, async (access) => (await browse()).listBuckets(access, filter, signal)),
    listFolder: (place, signal) =>
      asCurrent(parts, async (access) => (await browse()).listFolder(access, place, signal)),
    rolePolicies: () => rolePolicies(parts),
    accessGrants: () => accessGrants(parts),
    suggestedBucket: () => parts.practiceRun.account.value?.bucket,
    remembered: parts.context.globalState,
    ofWorkspace: parts.context.workspaceState,
    now: () => parts.clock.now(),
  });
}

function rolePolicies(parts: IdentityParts) {
  const identity = identityWithAllServices(parts);
  const { kind, name } = identity ? principalOf(identity) : {};
  if (kind !== 'role-session' || name === undefined) return undefined;
  return (signal: AbortSignal) =>
    asCurrent(parts, async (access) => (await import('../aws/iam.ts')).rolePolicies(access, name, signal));
}

/** What the identity's own account has granted: which others have, none of them tells. */
function accessGrants(parts: IdentityParts) {
  const account = identityWithAllServices(parts)?.account;
  // Services that only speak like S3 have no accounts.
  if (!account) return undefined;
  return (signal: AbortSignal) =>
    asCurrent(parts, async (access) =>
      (await import('../aws/accessGrants.ts')).callerAccessGrants(access, account, signal),
    );
}

/** Other services than S3 and STS are at AWS's own endpoint, or where both of these are: no setting names one for them. */
function identityWithAllServices({ keeper }: IdentityParts) {
  const current = keeper.current.value;
  if (!isKnown(current)) return undefined;
  const { endpoints } = current.kind === 'role' ? current.session : current;
  return endpoints.sts === endpoints.s3 ? identityOf(current) : undefined;
}

export async function bucketSearch(parts: IdentityParts) {
  const capabilities = await parts.capabilities();
  const { handlers } = new BucketSearch({
    listAll: async function* (place, signal) {
      const { listInParallel } = await import('../aws/s3/parallelListing.ts');
      const { access, keys } = await currentAccess(parts);
      try {
        yield* listInParallel(access, place, listingStreams, signal);
      } catch (error) {
        await refused(parts, error, keys);
        throw error;
      }
    },
  });
  return {
    handlers: withKnownDenials(handlers, {
      targets: (node) => targetsOf(node as BucketNode),
      mark: (ability, target) => capabilities.mark(ability, target),
    }),
  };
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
  const { access, keys } = await currentAccess(parts);
  if (owner) requireOwner(owner, parts.keeper.current.value);
  try {
    return await ask(access);
  } catch (error) {
    await refused(parts, error, keys);
    throw error;
  }
}

/** The keys of whoever is current, and S3 as asked with them: what it answers is noted as theirs. */
async function currentAccess({ autoLeave, keeper, awsClock, capabilities }: IdentityParts) {
  autoLeave.used();
  const known = await capabilities();
  const keys = await keeper.keys();
  const session = ownerOf(keeper.current.value)?.session;
  const access: Access = {
    ...s3Access(keys, awsClock),
    paysFor: (bucket) => textsOfSetting('rolecall.s3.requesterPays').includes(bucket),
    ...(session !== undefined && { onAnswer: (answer) => known.note(session, answer) }),
  };
  return { access, keys };
}

/** S3 does not know keys that are good elsewhere, in a region that is not enabled, say: STS has the last word. */
async function refused({ keeper }: IdentityParts, error: unknown, keys: Keys): Promise<void> {
  if (failureOf(error)?.code === 'access-key-unknown') await keeper.check({ quiet: true }).catch(() => undefined);
  else await keeper.refused(error, keys);
}
