// What the bucket tree needs of the rest of the house.
import type { BucketFilter, BucketPlace } from '../../core/bucket.ts';
import type { FolderPage } from '../../core/bucketListing.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import type { EvidenceKind } from './bucketNode.ts';
import type { KnownCapabilities } from './capabilityTexts.ts';

export interface BucketPorts {
  readonly current: Watched<Current>;
  readonly listBuckets: (filter: BucketFilter, signal: AbortSignal) => Promise<readonly string[]>;
  /** Which of them are wanted. */
  readonly filter: () => BucketFilter;
  readonly listFolder: (
    place: BucketPlace & { readonly continuationToken?: string },
    signal?: AbortSignal,
  ) => Promise<FolderPage>;
  /** Added by hand for the current principal. */
  readonly addedBuckets: () => readonly string[];
  /** Those of the setting. */
  readonly namedBuckets: () => readonly string[];
  /** Undefined where there is nothing to look in, or nobody to ask. */
  readonly evidence: Readonly<Record<EvidenceKind, () => Look | undefined>>;
  readonly capabilities: KnownCapabilities;
  /** Milliseconds that what was added waits for the list of all, so that a quick one is drawn once. */
  readonly patienceMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type Look = (signal: AbortSignal) => Promise<readonly FoundBucket[]>;

export interface FoundBucket {
  readonly place: BucketPlace;
  /** `main.tf:12`, `policy ReadLogs`, `access grant (READ)` */
  readonly foundIn: string;
}
