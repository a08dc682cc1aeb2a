// Searches whole folders for secrets: names and contents of all files, and what lies encoded in them.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type Decoded, decode } from './decoded.ts';
import { readHostLog } from './hostLog.ts';
import type { Found, Needles } from './needles.ts';

export interface FoundInStore extends Found {
  /** `<folder's name>/<file>`, and how the part was decoded that it was found in. */
  readonly place: string;
}

export interface StoreSearch {
  readonly found: readonly FoundInStore[];
  /** Found where VS Code writes the environment of terminals into its own log, and in no other part of it. */
  readonly inHostLog: readonly FoundInStore[];
  /** What was encoded and could not be read. Nothing is known of it. */
  readonly unread: readonly string[];
}

export interface Content {
  readonly place: string;
  readonly bytes: Buffer;
}

/** Encoded in what is encoded, and so on: this deep. */
const maxDepth = 4;

export function searchContents(contents: Iterable<Content>, needles: Needles): StoreSearch {
  const found: FoundInStore[] = [];
  const inHostLog: FoundInStore[] = [];
  const unread: string[] = [];
  const search = ({ place, bytes }: Content) => needles.findIn(bytes).map((each) => ({ ...each, place }));
  for (const content of contents) {
    for (const part of everyPart(content)) {
      if ('unread' in part) {
        unread.push(`${part.place}: ${part.unread}`);
        continue;
      }
      const { rest, environments } = readHostLog(part.place, part.bytes);
      found.push(...search({ place: part.place, bytes: rest }));
      inHostLog.push(...search({ place: part.place, bytes: environments }));
    }
  }
  return { found, inHostLog, unread };
}

/**
 * A file's name is a content of its own: it may be an address. A link is not followed: what it leads to is another store.
 *
 * @param stores folders, by the names that places begin with
 */
export function* contentsOf(stores: Readonly<Record<string, string>>): Generator<Content> {
  for (const [name, folder] of Object.entries(stores)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const place = path.join(name, path.relative(folder, file));
      yield { place: `${place} (name)`, bytes: Buffer.from(entry.name) };
      if (entry.isFile()) yield { place, bytes: readFileSync(file) };
      if (entry.isSymbolicLink()) yield { place, bytes: Buffer.from(readlinkSync(file)) };
    }
  }
}

type Unread = { readonly place: string; readonly unread: string };

/** The bytes themselves, unless all of them are encoded, and what lies encoded in them. */
function* everyPart({ place, bytes }: Content, depth = 0): Generator<Content | Unread> {
  let decoded: Decoded = { parts: [], isWhole: false };
  try {
    if (depth < maxDepth) decoded = decode(place, bytes);
  } catch (error) {
    yield { place, unread: error instanceof Error ? error.message : String(error) };
  }
  if (!decoded.isWhole) yield { place, bytes };
  for (const part of decoded.parts) yield* everyPart({ place: `${place} > ${part.how}`, bytes: part.bytes }, depth + 1);
}
