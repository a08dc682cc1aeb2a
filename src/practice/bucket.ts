// A bucket: its objects with their versions. What is put or removed is there, or gone, at once and whole.
import { versionId } from './ids.ts';
import { type KeyIndex, SortedKeys } from './keyIndex.ts';
import { MultipartUploads } from './multipartUploads.ts';
import {
  type DeleteMarker,
  type ObjectContent,
  type ObjectVersion,
  type StoredObject,
  wholeSeconds,
} from './storedObject.ts';

/** What can be asked of a bucket of any kind. */
export interface ReadableBucket {
  readonly name: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly versioning: Versioning;
  /** Of the objects that are there now. */
  keys(): KeyIndex;
  /** The object that is there now. */
  object(key: string): StoredObject | undefined;
  /** Of all objects and delete markers, earlier ones too. */
  versionKeys(): KeyIndex;
  /** The newest first. */
  versions(key: string): readonly ObjectVersion[];
}

/** Versioning is never taken back: once it was on, it can only be suspended. */
export type Versioning = 'never' | 'Enabled' | 'Suspended';

/** The version of a bucket without versioning, and of one whose versioning is suspended. */
export const NULL_VERSION = 'null';

export class Bucket implements ReadableBucket {
  readonly name: string;
  readonly region: string;
  readonly created: number;
  versioning: Versioning = 'never';
  readonly uploads = new MultipartUploads();
  readonly #versions = new Map<string, readonly ObjectVersion[]>();
  readonly #keys = new SortedKeys();
  readonly #versionKeys = new SortedKeys();

  constructor(name: string, region: string, created: number) {
    this.name = name;
    this.region = region;
    this.created = created;
  }

  keys(): KeyIndex {
    return this.#keys.index();
  }

  versionKeys(): KeyIndex {
    return this.#versionKeys.index();
  }

  object(key: string): StoredObject | undefined {
    const newest = this.versions(key)[0];
    return newest?.kind === 'object' ? newest : undefined;
  }

  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  put(key: string, content: ObjectContent, time: number): StoredObject {
    const object = { ...content, ...this.#entry(key, time), kind: 'object' } as const;
    this.#add(object);
    return object;
  }

  /** Removes the object; where there is versioning, only by a delete marker before it. */
  remove(key: string, time: number): DeleteMarker | undefined {
    if (this.versioning === 'never') {
      this.#set(key, []);
      return undefined;
    }
    const marker = { ...this.#entry(key, time), kind: 'delete-marker' } as const;
    this.#add(marker);
    return marker;
  }

  /** Removes one version for good; what it was, if it was there. */
  removeVersion(key: string, id: string): ObjectVersion | undefined {
    const versions = this.versions(key);
    const removed = versions.find((version) => version.versionId === id);
    if (removed) {
      this.#set(
        key,
        versions.filter((version) => version !== removed),
      );
    }
    return removed;
  }

  /** Puts `changed` in the place of the version with its id. */
  replace(changed: StoredObject): void {
    const versions = this.versions(changed.key);
    this.#set(
      changed.key,
      versions.map((version) => (version.versionId === changed.versionId ? changed : version)),
    );
  }

  #entry(key: string, time: number) {
    const id = this.versioning === 'Enabled' ? versionId() : NULL_VERSION;
    return { key, versionId: id, lastModified: wholeSeconds(time) };
  }

  /** There is one null version at most: the next takes its place. */
  #add(version: ObjectVersion): void {
    const earlier = this.versions(version.key).filter(({ versionId: id }) => id !== version.versionId);
    this.#set(version.key, [version, ...earlier]);
  }

  #set(key: string, versions: readonly ObjectVersion[]): void {
    if (versions.length === 0) {
      this.#versions.delete(key);
      this.#versionKeys.delete(key);
    } else {
      this.#versions.set(key, versions);
      this.#versionKeys.add(key);
    }
    if (versions[0]?.kind === 'object') this.#keys.add(key);
    else this.#keys.delete(key);
  }
}
