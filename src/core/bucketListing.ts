// What a bucket holds, as far as it was asked: folders (common prefixes) and objects.

export type BucketEntry =
  | { readonly kind: 'folder' /** The whole prefix, with its `/`. */; readonly key: string }
  | {
      readonly kind: 'object';
      readonly key: string;
      /** Bytes. */
      readonly size: number;
      /** Milliseconds since the epoch. */
      readonly lastModified: number;
    };

export interface FolderPage {
  readonly entries: readonly BucketEntry[];
  /** S3's continuation token, where there is more. */
  readonly next?: string;
}
