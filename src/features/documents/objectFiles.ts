// Objects as files: what a file system of VS Code answers, without VS Code. Nothing is written over unseen: a write has
// the ETag of what VS Code last looked at, right before it saves. A document belongs to the identity it was opened with.
import { contentTypeOf } from '../../core/contentType.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import { folderOfPath, keyOfPath, pathOfFolder, pathOfKey } from '../../core/objectPath.ts';
import type { KeptObject, ObjectFacts, ObjectStore, Owner } from '../../core/objectStore.ts';
import { type Reported, ReportedVersions } from './reportedVersions.ts';

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

/** What a document was made of, and as whom. */
export interface Opened extends Reported {
  readonly owner: Owner;
}

export interface ObjectFilesPorts {
  readonly store: ObjectStore;
  /** Undefined while nobody is known. */
  readonly owner: () => Owner | undefined;
  /** Whether a document of this address has changes that are not saved. */
  readonly isDirty: (id: string) => boolean;
  /** Outlives a reload of the window, as unsaved changes do. */
  readonly kept: {
    readonly get: (id: string) => Opened | undefined;
    readonly set: (id: string, opened: Opened | undefined) => void;
  };
  /** Bytes of the largest object that is opened. */
  readonly maxBytes: () => number;
}

interface Entry {
  readonly versions: ReportedVersions;
  /** As last looked at; undefined: not there. */
  facts: ObjectFacts | undefined;
  opened: Opened | undefined;
  /** Who read it last; becomes the owner once the document has no other changes. */
  reader: Owner | undefined;
  /** What was read a moment ago for the document that is being opened. */
  ahead: Uint8Array | undefined;
}

export interface KeyAndSize {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

type Condition = { readonly overwrite: boolean };

/** How long, and who is told that so many more are done. */
interface Going {
  readonly signal?: AbortSignal;
  readonly step?: (more: number) => void;
}

/** Entries of what was looked at and is not open. */
const maxLookedAt = 500;
/** Requests at a time, where a folder is gone through. */
const atOnce = 8;
/** What S3 deletes at most with one request, and such requests at a time. */
const maxRemoved = 1000;
const batchesAtOnce = 2;
/** Of the objects that were not deleted. */
const maxNamed = 100;

export class ObjectFiles {
  readonly #ports: ObjectFilesPorts;
  readonly #entries = new Map<string, Entry>();
  /** Folders in which somebody was refused a write. */
  readonly #unwritable = new Set<string>();

  constructor(ports: ObjectFilesPorts) {
    this.#ports = ports;
  }

  async stat(place: FilePlace): Promise<FileStat> {
    const { bucket, path } = place;
    if (path === '/') {
      for await (const _ of this.#ports.store.list({ bucket, prefix: '', maxKeys: 1 })) break;
      return { kind: 'folder' };
    }
    const entry = this.#entry(place);
    // Somebody else now: the save is refused, and until then nobody asks in the wrong name.
    if (entry.opened && this.#isForeign(entry.opened) && this.#ports.isDirty(place.id)) {
      return this.#fileStat(place, entry.opened);
    }
    if (entry.ahead && entry.facts) return this.#fileStat(place, entry.versions.of(entry.facts));
    const [isFolder, facts] = await Promise.all([this.#isFolder(place), this.#look(place)]);
    if (isFolder) return { kind: 'folder' };
    entry.facts = facts;
    if (!facts) throw this.#missing(place);
    return this.#fileStat(place, entry.versions.of(facts));
  }

  /** All of an object. Too much of it is refused. */
  async read(place: FilePlace, signal?: AbortSignal): Promise<Uint8Array> {
    const { store, maxBytes, owner: current } = this.#ports;
    const entry = this.#entry(place);
    if (entry.ahead) return entry.ahead;
    const key = this.#key(place);
    const limit = maxBytes();
    const tooLarge = (size: number) => failureError({ code: 'object-too-large', key, size, limit });
    if (entry.facts && entry.facts.size > limit) throw tooLarge(entry.facts.size);
    const owner = current();
    const { facts, bytes } = await store.read({ ...objectOf(place, key), maxBytes: limit + 1 }, { owner, signal });
    if (bytes.length > limit) throw tooLarge(facts.size);
    entry.facts = facts;
    if (owner) this.#opened(place, entry, owner, entry.versions.of(facts));
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
    const before = this.#entry(place).opened?.etag;
    const bytes = await this.read(place, signal);
    const entry = this.#entry(place);
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
    return (await this.#isFolder({ id: path, bucket, path })) ? pathOfKey(key, true) : path;
  }

  async write(place: FilePlace, content: Uint8Array): Promise<void> {
    const { store } = this.#ports;
    const entry = this.#entry(place);
    const key = this.#key(place);
    const owner = entry.opened?.owner ?? this.#ports.owner();
    const { facts } = entry;
    const how = { owner };
    try {
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
      if (owner) this.#opened(place, entry, owner, entry.versions.of(entry.facts));
    } catch (error) {
      if (failureOf(error)?.code === 'denied' && owner) this.#unwritable.add(folderText(owner, place.bucket, key));
      throw error;
    }
  }

  /** Names as they stand in paths. */
  async readFolder({ bucket, path }: FilePlace): Promise<readonly (readonly [name: string, kind: FileStat['kind']])[]> {
    const prefix = folderOfPath(path);
    if (prefix === undefined) throw failureError({ code: 'object-missing', bucket, key: path });
    const folders = new Set<string>();
    const objects: string[] = [];
    let isThere = prefix === '';
    for await (const page of this.#ports.store.list({ bucket, prefix, delimiter: '/' })) {
      isThere ||= page.length > 0;
      for (const entry of page) {
        if (entry.kind === 'folder') folders.add(entry.key);
        // The empty mark of the folder itself is no file in it.
        else if (entry.key !== prefix || entry.size > 0) objects.push(entry.key);
      }
    }
    if (!isThere) throw failureError({ code: 'object-missing', bucket, key: prefix });
    return [
      ...[...folders].map((folder) => [lastOf(pathOfFolder(folder)), 'folder'] as const),
      ...objects.map((key) => [lastOf(pathOfKey(key, folders.has(`${key}/`))), 'file'] as const),
    ];
  }

  async createFolder({ bucket, path }: FilePlace): Promise<void> {
    const key = folderOfPath(path);
    if (key === undefined) throw failureError({ code: 'object-missing', bucket, key: path });
    const owner = this.#ports.owner();
    await this.#ports.store
      .put({ bucket, key }, new Uint8Array(), { condition: { ifNoneMatch: '*' } }, { owner })
      .catch((error: unknown) => {
        if (failureOf(error)?.code !== 'object-exists') throw error;
      });
  }

  async remove(place: FilePlace): Promise<void> {
    const owner = this.#ports.owner();
    const keys = (await this.objectsOf(place)).map(({ key }) => key);
    await this.removeKeys(place.bucket, keys, owner);
  }

  /** Copies, and with `isMove` removes what was copied, once all of it has been. */
  async copy(from: FilePlace, to: FilePlace, { overwrite }: Condition, isMove: boolean): Promise<void> {
    const owner = this.#ports.owner();
    const objects = await this.objectsOf(from);
    const isFolder = (await this.stat(from)).kind === 'folder';
    const oldStart = isFolder ? (folderOfPath(from.path) ?? '') : this.#key(from);
    const newStart = isFolder ? folderOfPath(to.path) : keyOfPath(to.path)?.key;
    if (newStart === undefined) throw this.#missing(to);
    await this.copyObjects(from.bucket, objects, { oldStart, bucket: to.bucket, newStart, overwrite }, owner);
    if (isMove) {
      const keys = objects.map(({ key }) => key);
      await this.removeKeys(from.bucket, keys, owner);
    }
  }

  async copyObjects(
    bucket: string,
    objects: readonly KeyAndSize[],
    to: Condition & { readonly oldStart: string; readonly bucket: string; readonly newStart: string },
    owner: Owner | undefined,
    { signal, step }: Going = {},
  ): Promise<void> {
    const condition = to.overwrite ? undefined : ({ ifNoneMatch: '*' } as const);
    await inParallel(objects, atOnce, async ({ key, size }) => {
      signal?.throwIfAborted();
      const target = { bucket: to.bucket, key: to.newStart + key.slice(to.oldStart.length) };
      await this.#ports.store.copy({ bucket, key, size }, target, condition, { owner, signal });
      step?.(1);
    });
  }

  /** Rejects with a Failure that names what stayed; what could be deleted is. */
  async removeKeys(
    bucket: string,
    keys: readonly string[],
    owner: Owner | undefined,
    { signal, step }: Going = {},
  ): Promise<void> {
    const how = { owner, signal };
    const [only] = keys;
    if (only !== undefined && keys.length === 1) {
      await this.#ports.store.remove({ bucket, key: only }, how);
      step?.(1);
      return;
    }
    const kept: KeptObject[] = [];
    const starts = Array.from({ length: Math.ceil(keys.length / maxRemoved) }, (_, at) => at * maxRemoved);
    await inParallel(starts, batchesAtOnce, async (start) => {
      signal?.throwIfAborted();
      const batch = keys.slice(start, start + maxRemoved);
      kept.push(...(await this.#ports.store.removeMany({ bucket, keys: batch }, how)));
      step?.(batch.length);
    });
    if (kept.length > 0) {
      const { length: count } = kept;
      throw failureError({ code: 'objects-kept', all: keys.length, count, kept: kept.slice(0, maxNamed) });
    }
  }

  /** The one of a file, or all of a folder. */
  async objectsOf(place: FilePlace): Promise<readonly KeyAndSize[]> {
    const stat = await this.stat(place);
    if (stat.kind === 'file') return [{ key: this.#key(place), size: stat.size }];
    const objects: KeyAndSize[] = [];
    for await (const page of this.#ports.store.list({ bucket: place.bucket, prefix: folderOfPath(place.path) ?? '' })) {
      objects.push(...page.map((entry) => ({ key: entry.key, size: entry.kind === 'object' ? entry.size : 0 })));
    }
    return objects;
  }

  /** The document has no changes of its own, or no longer: it is as it was last read. */
  settled(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry?.opened || !entry.reader) return;
    entry.opened = { ...entry.opened, owner: entry.reader };
    this.#ports.kept.set(id, entry.opened);
  }

  closed(id: string): void {
    this.#entries.delete(id);
    this.#ports.kept.set(id, undefined);
  }

  #opened({ id }: FilePlace, entry: Entry, reader: Owner, reported: Reported): void {
    entry.reader = reader;
    // A look at what is in the store changes nothing about whose the unsaved changes are, nor what they were made on.
    if (entry.opened && entry.opened.owner.session !== reader.session && this.#ports.isDirty(id)) return;
    entry.opened = { ...reported, owner: reader };
    this.#ports.kept.set(id, entry.opened);
  }

  #entry({ id }: FilePlace): Entry {
    const known = this.#entries.get(id);
    if (known) return known;
    const kept = this.#ports.kept.get(id);
    const entry: Entry = {
      versions: new ReportedVersions(kept),
      facts: undefined,
      opened: kept,
      reader: undefined,
      ahead: undefined,
    };
    this.#entries.set(id, entry);
    if (this.#entries.size > maxLookedAt) this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    for (const [id, { opened }] of this.#entries) {
      if (!opened) {
        this.#entries.delete(id);
        return;
      }
    }
  }

  #isForeign({ owner }: Opened): boolean {
    return this.#ports.owner()?.session !== owner.session;
  }

  #fileStat(place: FilePlace, { mtime, size }: Reported): FileStat {
    const owner = this.#ports.owner();
    const isUnwritable = owner && this.#unwritable.has(folderText(owner, place.bucket, this.#key(place)));
    return { kind: 'file', mtime, size, isReadonly: place.versionId !== undefined || isUnwritable === true };
  }

  /** Whether there are keys below; a role that may not list knows of none. */
  async #isFolder({ bucket, path, versionId }: FilePlace): Promise<boolean> {
    const prefix = versionId === undefined ? folderOfPath(path) : undefined;
    if (prefix === undefined) return false;
    try {
      for await (const page of this.#ports.store.list({ bucket, prefix, maxKeys: 1 })) return page.length > 0;
      return false;
    } catch (error) {
      if (failureOf(error)?.code === 'denied') return false;
      throw error;
    }
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

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderText({ session }: Owner, bucket: string, key: string): string {
  return `${session} ${bucket}/${key.slice(0, key.lastIndexOf('/') + 1)}`;
}
