// What a session may do in a bucket, as far as that is known: from what S3 answered, and from the policies that were passed
// for the session. What neither says is unknown.
import type { Denial } from './accessDenied.ts';
import type { Target } from './objectTarget.ts';

export const abilities = ['list', 'read', 'write', 'delete', 'versions', 'tags'] as const;
export type Ability = (typeof abilities)[number];

/** That S3 did what it was asked, or that it denied it. Other failures say nothing of what one may. */
export interface S3Answer {
  readonly operation: string;
  readonly bucket: string;
  /** The whole key, or the prefix that was listed. */
  readonly key: string;
  readonly versionId?: string;
  /** Absent: it was done. */
  readonly denial?: Denial;
}

export type Mark =
  | { readonly state: 'unknown' }
  /** `at`: the prefix or key that was answered about. */
  | { readonly state: 'allowed'; readonly how: 'observed'; readonly at: string }
  | {
      readonly state: 'denied';
      /** `simulated`: worked out from the policies of the session, without asking. */
      readonly how: 'observed' | 'simulated';
      readonly at: string;
      readonly denial: Denial;
    };

type Observed = Exclude<Mark, { readonly state: 'unknown' }>;

export interface Change {
  readonly bucket: string;
  readonly ability: Ability;
  /** It has become denied, or is no longer. */
  readonly isOfDenial: boolean;
}

const shownBy: Readonly<Record<string, Ability>> = {
  ListObjectsV2: 'list',
  HeadObject: 'read',
  GetObject: 'read',
  PutObject: 'write',
  CopyObject: 'write',
  CreateMultipartUpload: 'write',
  UploadPart: 'write',
  UploadPartCopy: 'write',
  CompleteMultipartUpload: 'write',
  DeleteObject: 'delete',
  DeleteObjects: 'delete',
  ListObjectVersions: 'versions',
  GetObjectTagging: 'tags',
};

const abilityOfAction: Readonly<Record<string, Ability>> = {
  's3:ListBucket': 'list',
  's3:GetObject': 'read',
  's3:PutObject': 'write',
  's3:DeleteObject': 'delete',
  's3:ListBucketVersions': 'versions',
  's3:GetObjectTagging': 'tags',
};

/** Prefixes and keys that are kept of each ability in a bucket; the oldest go first. */
const mostKept = 1000;

/** Of one ability in one bucket: by prefix, and by key (or, for listing, by the exact prefix). */
interface Kept {
  readonly folders: Map<string, Observed>;
  readonly exact: Map<string, Observed>;
}

/** What S3 answered to one session. The last answer about a place counts: a later success lifts a denial. */
export class BucketAnswers {
  readonly #kept = new Map<string, Kept>();

  /** Undefined where nothing is different from before. */
  note(answer: S3Answer): Change | undefined {
    const found = this.#meaning(answer);
    if (!found) return undefined;
    const { bucket, key, ability } = found;
    const { folders, exact } = this.#of(bucket, ability);
    const { denial } = answer;
    const isExact = ability === 'list' || (denial?.explicit === true && (ability === 'read' || ability === 'delete'));
    const [kept, place] = isExact ? [exact, key] : [folders, folderOf(key)];
    const before = [kept.get(place)?.state, exact.get(key)?.state];
    if (!denial && !isExact) exact.delete(key);
    kept.delete(place);
    kept.set(
      place,
      denial ? { state: 'denied', how: 'observed', at: key, denial } : { state: 'allowed', how: 'observed', at: key },
    );
    forgetOldest(kept);
    const after = [kept.get(place)?.state, exact.get(key)?.state];
    if (before.join() === after.join()) return undefined;
    return { bucket, ability, isOfDenial: [...before, ...after].includes('denied') };
  }

  /** Of the object, or of the folder and what lies in it. */
  at(ability: Ability, target: Target): Mark {
    const { folders, exact } = this.#of(target.bucket, ability);
    const unknown: Mark = { state: 'unknown' };
    if (ability === 'list') return (target.kind === 'folder' ? exact.get(target.prefix) : undefined) ?? unknown;
    const own = target.kind === 'object' ? exact.get(target.key) : undefined;
    if (own) return own;
    let folder = target.kind === 'object' ? folderOf(target.key) : target.prefix;
    for (;;) {
      const found = folders.get(folder);
      if (found) return found;
      if (folder === '') return unknown;
      folder = folderOf(folder);
    }
  }

  /** Somewhere in the folder, where it itself says nothing: the last that was answered. */
  below(ability: Ability, { bucket, prefix }: { readonly bucket: string; readonly prefix: string }): Mark {
    const { folders, exact } = this.#of(bucket, ability);
    return [...exact, ...folders].findLast(([place]) => place.startsWith(prefix))?.[1] ?? { state: 'unknown' };
  }

  #of(bucket: string, ability: Ability): Kept {
    const name = `${ability} ${bucket}`;
    const kept = this.#kept.get(name) ?? { folders: new Map(), exact: new Map() };
    this.#kept.set(name, kept);
    return kept;
  }

  /** Which ability the answer shows, and where; undefined where it may be another that was missing. */
  #meaning({ operation, bucket, key, versionId, denial }: S3Answer) {
    const ability = shownBy[operation];
    // To earlier versions other actions apply.
    if (ability === undefined || versionId !== undefined) return undefined;
    const own = { bucket, key, ability };
    if (!denial) return own;
    if (denial.category !== 'denied') return undefined;
    if (denial.action !== undefined) {
      const wanted = abilityOfAction[denial.action];
      if (wanted === ability) return own;
      // What is copied has to be read.
      const source = objectOf(denial.resource);
      return wanted === 'read' && ability === 'write' && source ? { ...source, ability: wanted } : undefined;
    }
    switch (operation) {
      // Without a body nothing says why; and of a copy, whether the source or the target.
      case 'HeadObject':
      case 'CopyObject':
      case 'UploadPartCopy':
        return undefined;
      // Who may not list is told of a missing object that it is denied.
      case 'GetObject':
        return this.below('list', { bucket, prefix: '' }).state === 'allowed' ? own : undefined;
      default:
        return own;
    }
  }
}

/** The folder that a key, or a folder, is in. */
function folderOf(key: string): string {
  const path = key.replace(/\/$/, '');
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function objectOf(resource: string | undefined): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = /^arn:[a-z-]+:s3:::([^/]+)\/(.+)$/s.exec(resource ?? '') ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

function forgetOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
