// Objects beside their keys, and what may be asked of a store of them. Types alone: aws/s3 answers, features ask.
import type { BucketEntry } from './bucketListing.ts';
import type { Failure } from './failure.ts';
import type { Target } from './objectTarget.ts';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  /** Absent: the current one. */
  readonly versionId?: string;
}

/** What a write replaces unless it says it again. */
export interface ObjectLabels {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly storageClass?: string;
  /** By name, without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ObjectFacts extends ObjectLabels {
  /** As S3 gives it, with its quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly versionId?: string;
  /** What S3 says of an archived object that is being brought back. */
  readonly restore?: string;
  readonly encryption?: string;
  readonly kmsKeyId?: string;
  /** Absent also where the role may not read tags. */
  readonly tagCount?: number;
}

/** An identity at its endpoints: what was opened or begun as one is not gone on with as another. */
export interface Owner {
  /** One text for a chain and its endpoints. A renewed session has the same. */
  readonly session: string;
  /** As sentences call it. */
  readonly name: string;
}

/** An AbortSignal, whose type core does not have. */
export interface StopSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** On whose behalf, and until when. */
export interface AskHow {
  /** Refused where the current identity is another. Absent: whoever is current. */
  readonly owner?: Owner | undefined;
  readonly signal?: StopSignal | undefined;
}

/** What must hold for a write to happen: the object is still the one that was seen, or there is none. */
export type WriteCondition = { readonly ifMatch: string } | { readonly ifNoneMatch: '*' };

export interface ObjectVersion {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** Bytes; 0 for a delete marker. */
  readonly size: number;
}

export interface CopySource extends ObjectPlace {
  /** Only the object that has it. */
  readonly etag?: string;
  /** Bytes, where that is known: what is very large is copied in parts. */
  readonly size?: number;
}

/** One that was to be deleted and was not. */
export interface KeptObject {
  readonly key: string;
  readonly reason: Failure;
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
}

/** Every function rejects with a Failure, or with the signal's reason. */
export interface ObjectStore {
  readonly head: (place: ObjectPlace, how?: AskHow) => Promise<ObjectFacts>;
  /** All of an object, or its first `maxBytes`. */
  readonly read: (
    place: ObjectPlace & { readonly maxBytes: number },
    how?: AskHow,
  ) => Promise<{ readonly facts: ObjectFacts; readonly bytes: Uint8Array }>;
  /** The bytes from `from` on, as they come, of the object that has the ETag, where one is given. */
  readonly open: (
    place: ObjectPlace & { readonly from?: number; readonly etag?: string },
    how?: AskHow,
  ) => Promise<{ readonly facts: ObjectFacts; readonly chunks: AsyncIterable<Uint8Array> }>;
  readonly tags: (place: ObjectPlace, how?: AskHow) => Promise<Readonly<Record<string, string>>>;
  /** Pages of all keys that begin with the prefix; with a delimiter what lies deeper comes as folders. */
  readonly list: (
    place: { readonly bucket: string; readonly prefix: string; readonly delimiter?: '/'; readonly maxKeys?: number },
    how?: AskHow,
  ) => AsyncIterable<readonly BucketEntry[]>;
  readonly put: (
    place: ObjectPlace,
    body: Uint8Array,
    what: {
      readonly labels?: ObjectLabels;
      readonly tags?: Readonly<Record<string, string>>;
      readonly condition?: WriteCondition;
      /** The same was asked before, and may have been done though no answer came. */
      readonly triedBefore?: boolean;
    },
    how?: AskHow,
  ) => Promise<{ readonly etag: string }>;
  readonly copy: (
    from: CopySource,
    to: ObjectPlace,
    condition: WriteCondition | undefined,
    how?: AskHow,
  ) => Promise<void>;
  readonly remove: (place: ObjectPlace, how?: AskHow) => Promise<void>;
  /** At most 1,000. Resolves with those that stayed. */
  readonly removeMany: (
    place: { readonly bucket: string; readonly keys: readonly string[] },
    how?: AskHow,
  ) => Promise<readonly KeptObject[]>;
  readonly versions: (place: ObjectPlace, how?: AskHow) => Promise<readonly ObjectVersion[]>;
  readonly startUpload: (place: ObjectPlace, labels: ObjectLabels, how?: AskHow) => Promise<string>;
  readonly uploadPart: (
    place: ObjectPlace,
    part: { readonly uploadId: string; readonly number: number; readonly body: Uint8Array },
    how?: AskHow,
  ) => Promise<UploadedPart>;
  readonly completeUpload: (
    place: ObjectPlace,
    upload: {
      readonly uploadId: string;
      readonly parts: readonly UploadedPart[];
      readonly condition?: WriteCondition;
      /** As of `put`. */
      readonly triedBefore?: boolean;
    },
    how?: AskHow,
  ) => Promise<void>;
  readonly abortUpload: (place: ObjectPlace, uploadId: string, how?: AskHow) => Promise<void>;
  /** Where the object is read without a signature. */
  readonly url: (place: ObjectPlace, how?: AskHow) => Promise<string>;
  /** Where the AWS console shows it. */
  readonly consoleUrl: (target: Target, how?: AskHow) => Promise<string>;
  /** A link that reads the object for so many seconds. */
  readonly presignedUrl: (place: ObjectPlace, seconds: number, how?: AskHow) => Promise<string>;
}
