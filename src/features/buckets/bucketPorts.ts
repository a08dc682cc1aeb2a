// What the bucket tree needs of the rest of the house.
import type { BucketPlace } from '../../core/bucket.ts';
import type { FolderPage } from '../../core/bucketListing.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import type { KnownCapabilities } from './capabilityTexts.ts';

export interface BucketPorts {
  readonly current: Watched<Current>;
  readonly listBuckets: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly listFolder: (
    place: BucketPlace & { readonly continuationToken?: string },
    signal?: AbortSignal,
  ) => Promise<FolderPage>;
  /** Added by hand for the current principal. */
  readonly addedBuckets: () => readonly string[];
  /** Those of the setting. */
  readonly namedBuckets: () => readonly string[];
  /** Those that files of the workspace name; undefined where no files are to be trusted. */
  readonly foundBuckets: () => ((signal: AbortSignal) => Promise<readonly FoundBucket[]>) | undefined;
  /** Those that the policies of the role name; undefined where nobody is a role, or IAM is not known to be at hand. */
  readonly policyBuckets: () => ((signal: AbortSignal) => Promise<readonly FoundBucket[]>) | undefined;
  readonly capabilities: KnownCapabilities;
  /** Milliseconds that what was added waits for the list of all, so that a quick one is drawn once. */
  readonly patienceMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface FoundBucket {
  readonly place: BucketPlace;
  /** `main.tf:12`, `policy ReadLogs` */
  readonly foundIn: string;
}
