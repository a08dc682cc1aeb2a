// Reads the XML of ListObjectsV2 from its bytes, in one pass and without a tree. S3 and its like write neither comments
// nor CDATA, and no text has a bare `<`, so that a tag found byte for byte is that tag.
import { isAscii } from 'node:buffer';
import type { BucketEntry } from '../../core/bucketListing.ts';
import { decodeUrlText, unescapeXml } from './xmlText.ts';

export interface ListingPage {
  /** Objects, then folders, each in S3's order (UTF-8 bytes). Nothing of them holds the page's bytes in memory. */
  readonly entries: BucketEntry[];
  readonly next?: string;
}

/** What stands before the entries. */
interface ListingHead {
  readonly isUrl: boolean;
  readonly next?: string;
}

/** Bytes; a prefix and two tokens of the greatest length are far less. */
const maxHead = 64 * 1024;

/** Bytes; a key of 1,024 bytes, each of them escaped, with all that S3 says of an object. */
const maxEntry = 16 * 1024;

const [LT, GT, SLASH] = [0x3c, 0x3e, 0x2f];

/**
 * Reads a page while it arrives, each piece while it is still warm. `onNext` is told the token of the next page as soon
 * as that is known. Services that do not say all in front (AWS does) are read when the whole is there.
 */
export class ListingReader {
  readonly #onNext: (token: string) => void;
  readonly #entries: BucketEntry[] = [];
  #head: ListingHead | undefined;
  /** What is not read yet. */
  #rest: Buffer[] = [];
  #size = 0;

  constructor(onNext: (token: string) => void) {
    this.#onNext = onNext;
  }

  push(chunk: Buffer): void {
    if (this.#head === undefined && this.#size < maxHead) this.#lookForHead(chunk);
    this.#size += chunk.length;
    if (this.#head === undefined) this.#rest.push(chunk);
    else this.#read(this.#head, chunk);
  }

  /** Undefined where it was no whole answer of ListObjectsV2. */
  end(): ListingPage | undefined {
    const bytes = this.unread();
    if (bytes.lastIndexOf('</ListBucketResult>', undefined, 'latin1') < 0) return undefined;
    if (this.#head) {
      const { isUrl, next } = this.#head;
      // The end of the last entry may have come in two pieces.
      readEntries(bytes, isUrl, this.#entries);
      return { entries: this.#entries, ...(next !== undefined && { next }) };
    }
    if (!bytes.includes('<ListBucketResult', 0, 'latin1')) return undefined;
    const next = textOf(bytes, 'NextContinuationToken');
    // More is said to follow, and not where: going on is impossible, and stopping would hide the rest.
    if (next === undefined && textOf(bytes, 'IsTruncated') === 'true') return undefined;
    readEntries(bytes, textOf(bytes, 'EncodingType') === 'url', this.#entries);
    return { entries: this.#entries, ...(next !== undefined && { next }) };
  }

  unread(): Buffer {
    return Buffer.concat(this.#rest);
  }

  #lookForHead(chunk: Buffer): void {
    this.#head = readHead(this.#rest.length === 0 ? chunk : Buffer.concat([...this.#rest, chunk]));
    if (this.#head?.next !== undefined) this.#onNext(this.#head.next);
  }

  /** Entries that are whole; what is left over waits for the next piece, and is read with the beginning of that. */
  #read({ isUrl }: ListingHead, chunk: Buffer): void {
    const end = endOfLastEntry(chunk);
    if (end < 0) return void this.#rest.push(chunk);
    const start = this.#rest.length === 0 ? 0 : endOfFirstEntry(chunk);
    if (start > 0) {
      const joined = Buffer.concat([...this.#rest, chunk.subarray(0, start)]);
      readEntries(joined, isUrl, this.#entries);
    }
    const whole = chunk.subarray(start, end);
    readEntries(whole, isUrl, this.#entries);
    this.#rest = [chunk.subarray(end)];
  }
}

/** Undefined where not all that matters stands before the first entry, or has not arrived. */
function readHead(bytes: Buffer): ListingHead | undefined {
  const contents = bytes.indexOf('<Contents>', 0, 'latin1');
  const end = contents >= 0 ? contents : bytes.indexOf('<CommonPrefixes>', 0, 'latin1');
  if (end < 0 || !bytes.includes('<ListBucketResult', 0, 'latin1')) return undefined;
  const head = bytes.subarray(0, end);
  const next = textOf(head, 'NextContinuationToken');
  if (next === undefined && textOf(head, 'IsTruncated') !== 'false') return undefined;
  const encoding = textOf(head, 'EncodingType');
  return encoding === undefined ? undefined : { isUrl: encoding === 'url', ...(next !== undefined && { next }) };
}

/** Objects stand before folders. -1: no entry ends here. */
function endOfFirstEntry(bytes: Buffer): number {
  const object = bytes.indexOf('</Contents>', 0, 'latin1');
  if (object >= 0) return object + 11;
  const folder = bytes.indexOf('</CommonPrefixes>', 0, 'latin1');
  return folder < 0 ? -1 : folder + 17;
}

function endOfLastEntry(bytes: Buffer): number {
  // Searching everything backwards for a tag that is not there takes longer than reading it.
  const start = Math.max(0, bytes.length - maxEntry);
  const tail = bytes.subarray(start);
  const object = tail.lastIndexOf('</Contents>', undefined, 'latin1');
  const behind = object < 0 ? 0 : object + 11;
  const folder = tail.subarray(behind).lastIndexOf('</CommonPrefixes>', undefined, 'latin1');
  if (folder >= 0) return start + behind + folder + 17;
  return object < 0 ? -1 : start + behind;
}

function textOf(bytes: Buffer, name: string): string | undefined {
  const open = bytes.indexOf(`<${name}>`, 0, 'latin1');
  if (open < 0) return undefined;
  const start = open + name.length + 2;
  const end = bytes.indexOf(LT, start);
  return end < 0 || end === start ? undefined : unescapeXml(bytes.toString('utf8', start, end));
}

/**
 * The hot loop. It knows a tag by its length and first letters, which no other element of the answer shares, steps over
 * what it knows, and leaves the search for the next `<` to the machine. `bytes` end behind an element, so that every text
 * ends in them.
 */
function readEntries(bytes: Buffer, isUrl: boolean, entries: BucketEntry[]): void {
  const read = isUrl && isAscii(bytes) ? readUrlText : isUrl ? readUrlTextSlowly : readXmlText;
  let key = '';
  let size = 0;
  let lastModified = 0;
  let isInPrefixes = false;
  let at = bytes.indexOf(LT);
  while (at >= 0) {
    let from = at + 1;
    switch (bytes[from]) {
      case 0x4b /* Key */:
        if (bytes[at + 4] !== GT) break;
        from = bytes.indexOf(LT, at + 5);
        key = read(bytes, at + 5, from);
        from += 6;
        break;
      case 0x4c /* LastModified */:
        if (bytes[at + 13] !== GT) break;
        from = bytes[at + 38] === LT && bytes[at + 40] === 0x4c ? at + 38 : bytes.indexOf(LT, at + 14);
        lastModified = readTime(bytes, at + 14, from);
        from += 15;
        break;
      case 0x45 /* ETag, where it is an MD5 */:
        if (bytes[at + 50] === LT && bytes[at + 51] === SLASH && bytes[at + 52] === 0x45) from = at + 57;
        break;
      case 0x53 /* Size */:
        if (bytes[at + 5] !== GT) break;
        size = 0;
        from = at + 6;
        for (let c = bytes[from] as number; c >= 0x30 && c <= 0x39; c = bytes[++from] as number) {
          size = size * 10 + c - 0x30;
        }
        from += 7;
        break;
      case 0x50 /* Prefix */:
        if (!isInPrefixes || bytes[at + 7] !== GT) break;
        from = bytes.indexOf(LT, at + 8);
        entries.push({ kind: 'folder', key: read(bytes, at + 8, from) });
        break;
      case 0x43 /* CommonPrefixes */:
        if (bytes[at + 15] === GT && bytes[at + 3] === 0x6d) isInPrefixes = true;
        break;
      case SLASH:
        if (bytes[at + 10] === GT && bytes[at + 2] === 0x43 && bytes[at + 4] === 0x6e /* Contents */) {
          entries.push({ kind: 'object', key, size, lastModified });
          key = '';
          size = 0;
          lastModified = 0;
        } else if (bytes[at + 16] === GT && bytes[at + 2] === 0x43 && bytes[at + 4] === 0x6d /* CommonPrefixes */) {
          isInPrefixes = false;
        }
        break;
    }
    at = bytes[from] === LT ? from : bytes.indexOf(LT, from);
  }
}

// Each copies the text out: a slice of one string of the whole page would keep all of it.

function readXmlText(bytes: Buffer, from: number, to: number): string {
  return unescapeXml(bytes.toString('utf8', from, to));
}

/** Of ASCII alone, which is all that encoding-type=url leaves. */
function readUrlText(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('latin1', from, to);
  return text.includes('%') || text.includes('+') || text.includes('&') ? decodeUrlText(unescapeXml(text)) : text;
}

function readUrlTextSlowly(bytes: Buffer, from: number, to: number): string {
  return decodeUrlText(readXmlText(bytes, from, to));
}

/** Milliseconds since the epoch of `2025-03-26T13:30:50.000Z` as S3 writes it, with or without the fraction; 0 for no time. */
function readTime(bytes: Buffer, from: number, to: number): number {
  const length = to - from;
  if ((length !== 24 && length !== 20) || bytes[to - 1] !== 0x5a /* Z */) {
    return Date.parse(bytes.toString('latin1', from, to)) || 0;
  }
  const two = (at: number) => (bytes[at] as number) * 10 + (bytes[at + 1] as number) - 528;
  const milliseconds = length === 24 ? (bytes[from + 20] as number) * 100 + two(from + 21) - 4800 : 0;
  const day = daysOf(two(from) * 100 + two(from + 2), two(from + 5), two(from + 8));
  const seconds = two(from + 11) * 3600 + two(from + 14) * 60 + two(from + 17);
  return (day * 86_400 + seconds) * 1000 + milliseconds;
}

/** Days since 1970-01-01. The year begins in March, so that the leap day is its last. */
function daysOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + ofYear - 719_468;
}
