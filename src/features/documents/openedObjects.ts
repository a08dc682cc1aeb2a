// What is remembered of the objects that are open as documents, or were lately looked at: what was seen of each, and whose
// a document is.
import type { ObjectFacts, Owner } from '../../core/objectStore.ts';
import { type Reported, ReportedVersions } from './reportedVersions.ts';

/** What a document was made of, and as whom. */
export interface Opened extends Reported {
  readonly owner: Owner;
}

export interface OpenedObjectsPorts {
  /** Undefined while nobody is known. */
  readonly owner: () => Owner | undefined;
  /** Whether a document of this address has changes that are not saved. */
  readonly isDirty: (id: string) => boolean;
  /** Outlives a reload of the window, as unsaved changes do. */
  readonly kept: {
    readonly get: (id: string) => Opened | undefined;
    readonly set: (id: string, opened: Opened | undefined) => void;
  };
}

export interface Entry {
  readonly versions: ReportedVersions;
  /** As last looked at; undefined: not there. */
  facts: ObjectFacts | undefined;
  opened: Opened | undefined;
  /** Who read it last; becomes the owner once the document has no other changes. */
  reader: Owner | undefined;
  /** What was read a moment ago for the document that is being opened. */
  ahead: Uint8Array | undefined;
}

/** Entries of what was looked at and is not open. */
const maxLookedAt = 500;

export class OpenedObjects {
  readonly #ports: OpenedObjectsPorts;
  readonly #entries = new Map<string, Entry>();

  constructor(ports: OpenedObjectsPorts) {
    this.#ports = ports;
  }

  /** @param id The address of a document. */
  of(id: string): Entry {
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

  /** The document has unsaved changes of somebody else than who is current. */
  isForeign(id: string): boolean {
    const { opened } = this.of(id);
    return opened !== undefined && this.#ports.owner()?.session !== opened.owner.session && this.#ports.isDirty(id);
  }

  opened(id: string, entry: Entry, reader: Owner, reported: Reported): void {
    entry.reader = reader;
    // A look at what is in the store changes nothing about whose the unsaved changes are, nor what they were made on.
    if (entry.opened && entry.opened.owner.session !== reader.session && this.#ports.isDirty(id)) return;
    entry.opened = { ...reported, owner: reader };
    this.#ports.kept.set(id, entry.opened);
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

  #forgetOldest(): void {
    for (const [id, { opened }] of this.#entries) {
      if (!opened) {
        this.#entries.delete(id);
        return;
      }
    }
  }
}
