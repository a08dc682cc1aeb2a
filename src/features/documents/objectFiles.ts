// Objects as files: what a file system of VS Code answers, without VS Code. Nothing is written over unseen: a write has
// the ETag of what VS Code last looked at, right before it saves. A document belongs to the identity it was opened with.
import { contentTypeOf } from '../../core/contentType.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { folderOfPath, keyOfPath, pathOfKey } from '../../core/objectPath.ts';
import type { ObjectFacts, ObjectPlace, ObjectStore } from '../../core/objectStore.ts';
import { type Condition, copyObjects, type KeyAndSize, removeKeys } from './manyObjects.ts';
import { createFolder, isFolder, objectsBelow, readFolder } from './objectFolders.ts';
import { OpenedObjects, type OpenedObjectsPorts } from './openedObjects.ts';
import type { Reported } from './reportedVersions.ts';

/** Where a document is; `id` is its whole address. */
export interface FilePlace {
  readonly id: string;
  readonly bucket: string;
  /** As core/objectPath writes it. */
  readonly path: string;
  readonly versionId?: string;
}

export type FileStat =
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; readonly mtime: number; readonly size: number; readonly isReadonly: boolean };

export interface ObjectFilesPorts extends OpenedObjectsPorts {
  readonly store: ObjectStore;
  /** Whether it is known that who is current may not write the object. */
  readonly isUnwritable: (place: ObjectPlace) => boolean;
  /** Bytes of the largest object that is opened. */
  readonly maxBytes: () => number;
}

export class ObjectFiles {
  readonly #ports: ObjectFilesPorts;
  readonly #opened: OpenedObjects;

  constructor(ports: ObjectFilesPorts) {
    this.#ports = ports;
    this.#opened = new OpenedObjects(ports);
  }

  async stat(place: FilePlace): Promise<FileStat> {
    const { bucket, path } = place;
    if (path === '/') {
      for await (const _ of this.#ports.store.list({ bucket, prefix: '', maxKeys: 1 })) break;
      return { kind: 'folder' };
    }
    const entry = this.#opened.of(place.id);
    // Somebody else now: the save is refused, and until then nobody asks in the wrong name.
    if (entry.opened && this.#opened.isForeign(place.id)) return this.#fileStat(place, entry.opened);
    if (entry.ahead && entry.facts) return this.#fileStat(place, entry.versions.of(entry.facts));
    const [hasKeysBelow, facts] = await Promise.all([isFolder(this.#ports.store, place), this.#look(place)]);
    if (hasKeysBelow) return { kind: 'folder' };
    entry.facts = facts;
    if (!facts) throw this.#missing(place);
    return this.#fileStat(place, entry.versions.of(facts));
  }

  /** All of an object. Too much of it is refused. */
  async read(place: FilePlace, signal?: AbortSignal): Promise<Uint8Array> {
    const { store, maxBytes, owner: current } = this.#ports;
    const entry = this.#opened.of(place.id);
    if (entry.ahead) return entry.ahead;
    const key = this.#key(place);
    const limit = maxBytes();
    const tooLarge = (size: number) => failureError({ code: 'object-too-large', key, size, limit });
    if (entry.facts && entry.facts.size > limit) throw tooLarge(entry.facts.size);
    const owner = current();
    const { facts, bytes } = await store.read({ ...objectOf(place, key), maxBytes: limit + 1 }, { owner, signal });
    if (bytes.length > limit) throw tooLarge(facts.size);
    entry.facts = facts;
    if (owner) this.#opened.opened(place.id, entry, owner, entry.versions.of(facts));
    return bytes;
  }

  /**
   * Reads before VS Code does, so that a failure can be told, and lets `open` find what was read. `open` is told whether
   * the object is another one than the document was made of.
   */
  async readAhead(
    place: FilePlace,
    signal: AbortSignal,
    open: (bytes: Uint8Array, isOther: boolean) => Promise<void>,
  ): Promise<void> {
    const before = this.#opened.of(place.id).opened?.etag;
    const bytes = await this.read(place, signal);
    const entry = this.#opened.of(place.id);
    entry.ahead = bytes;
    try {
      await open(bytes, before !== undefined && before !== entry.facts?.etag);
    } finally {
      entry.ahead = undefined;
    }
  }

  /** The path of an object; another one where a folder of its name is beside it. */
  async pathOf({ bucket, key }: { readonly bucket: string; readonly key: string }): Promise<string> {
    const path = pathOfKey(key);
    return (await isFolder(this.#ports.store, { id: path, bucket, path })) ? pathOfKey(key, true) : path;
  }

  async write(place: FilePlace, content: Uint8Array): Promise<void> {
    const { store } = this.#ports;
    const entry = this.#opened.of(place.id);
    const key = this.#key(place);
    const owner = entry.opened?.owner ?? this.#ports.owner();
    const { facts } = entry;
    const how = { owner };
    const contentType = contentTypeOf(key);
    const { etag } = facts
      ? await store.put(
          { bucket: place.bucket, key },
          content,
          {
            labels: facts,
            ...(facts.tagCount && { tags: await store.tags({ bucket: place.bucket, key }, how) }),
            condition: { ifMatch: facts.etag },
          },
          how,
        )
      : await store.put(
          { bucket: place.bucket, key },
          content,
          { labels: { ...(contentType && { contentType }) }, condition: { ifNoneMatch: '*' } },
          how,
        );
    entry.versions.written();
    entry.facts = { ...facts, etag, size: content.length, lastModified: facts?.lastModified ?? 0 };
    if (owner) this.#opened.opened(place.id, entry, owner, entry.versions.of(entry.facts));
  }

  readFolder(place: FilePlace): ReturnType<typeof readFolder> {
    return readFolder(this.#ports.store, place);
  }

  createFolder(place: FilePlace): Promise<void> {
    return createFolder(this.#ports.store, place, this.#ports.owner());
  }

  async remove(place: FilePlace): Promise<void> {
    const owner = this.#ports.owner();
    const keys = (await this.#objectsOf(place)).map(({ key }) => key);
    await removeKeys(this.#ports.store, place.bucket, keys, owner);
  }

  /** Copies, and with `isMove` removes what was copied, once all of it has been. */
  async copy(from: FilePlace, to: FilePlace, { overwrite }: Condition, isMove: boolean): Promise<void> {
    const { store } = this.#ports;
    const owner = this.#ports.owner();
    const objects = await this.#objectsOf(from);
    const isOfFolder = (await this.stat(from)).kind === 'folder';
    const oldStart = isOfFolder ? (folderOfPath(from.path) ?? '') : this.#key(from);
    const newStart = isOfFolder ? folderOfPath(to.path) : keyOfPath(to.path)?.key;
    if (newStart === undefined) throw this.#missing(to);
    await copyObjects(store, from.bucket, objects, { oldStart, bucket: to.bucket, newStart, overwrite }, owner);
    if (isMove) {
      const keys = objects.map(({ key }) => key);
      await removeKeys(store, from.bucket, keys, owner);
    }
  }

  /** The document has no changes of its own, or no longer: it is as it was last read. */
  settled(id: string): void {
    this.#opened.settled(id);
  }

  closed(id: string): void {
    this.#opened.closed(id);
  }

  /** The one of a file, or all of a folder. */
  async #objectsOf(place: FilePlace): Promise<readonly KeyAndSize[]> {
    const stat = await this.stat(place);
    if (stat.kind === 'file') return [{ key: this.#key(place), size: stat.size }];
    return objectsBelow(this.#ports.store, place);
  }

  #fileStat(place: FilePlace, { mtime, size }: Reported): FileStat {
    const { bucket, versionId } = place;
    const isReadonly = versionId !== undefined || this.#ports.isUnwritable({ bucket, key: this.#key(place) });
    return { kind: 'file', mtime, size, isReadonly };
  }

  async #look(place: FilePlace): Promise<ObjectFacts | undefined> {
    const found = keyOfPath(place.path);
    if (!found) return undefined;
    try {
      return await this.#ports.store.head(objectOf(place, found.key));
    } catch (error) {
      const code = failureOf(error)?.code;
      if (code === 'object-missing') return undefined;
      // Who may not read an object may still see that there is none.
      if (code === 'denied' && (await this.#isAbsent(place.bucket, found.key))) return undefined;
      throw error;
    }
  }

  async #isAbsent(bucket: string, key: string): Promise<boolean> {
    try {
      for await (const [first] of this.#ports.store.list({ bucket, prefix: key, maxKeys: 1 })) {
        return first?.key !== key;
      }
      return true;
    } catch {
      return false;
    }
  }

  #key({ bucket, path }: FilePlace): string {
    const found = keyOfPath(path);
    if (!found) throw failureError({ code: 'object-missing', bucket, key: path });
    return found.key;
  }

  #missing({ bucket, path }: FilePlace): Error {
    return failureError({ code: 'object-missing', bucket, key: keyOfPath(path)?.key ?? path });
  }
}

function objectOf({ bucket, versionId }: FilePlace, key: string) {
  return { bucket, key, ...(versionId !== undefined && { versionId }) };
}
