// What lies encoded inside some bytes: compressed, or cut into parts. Told by the bytes and the file's name.
import path from 'node:path';
import zlib from 'node:zlib';
import { gzipMagic, readGzip, untilItEnds } from './gzip.ts';
import { isCacheEntry, readCacheEntry } from './httpCache.ts';
import { isTable, readLog, readTable } from './levelDb.ts';
import { readSnappy } from './snappy.ts';
import { zstd, zstdMagic } from './zstd.ts';

export interface Part {
  /** How it was got out of what holds it. */
  readonly how: string;
  readonly bytes: Buffer;
}

export interface Decoded {
  readonly parts: readonly Part[];
  /** All of it is encoded, and all of that is in the parts. */
  readonly isWhole: boolean;
}

/** Throws where something is known to be encoded and cannot be decoded: it would not have been searched. */
export function decode(name: string, bytes: Buffer): Decoded {
  const whole = wholeParts(path.basename(name), bytes);
  return whole.length > 0 ? { parts: whole, isWhole: true } : { parts: innerParts(bytes), isWhole: false };
}

/** Before a large value of IndexedDB that Chromium has compressed: version tag, pseudo version, "Snappy". */
const chromiumSnappy = Buffer.from('ff1102', 'hex');

function wholeParts(fileName: string, bytes: Buffer): Part[] {
  if (/^\d{6}\.log$|^MANIFEST-\d{6}$/.test(fileName)) return parts('record', readLog(bytes));
  if (/\.(?:ldb|sst)$/.test(fileName) && isTable(bytes)) return parts('block', readTable(bytes));
  return bytes.indexOf(chromiumSnappy) === 0 ? attempt('snappy', () => readSnappy(bytes, chromiumSnappy.length)) : [];
}

function innerParts(bytes: Buffer): Part[] {
  return [
    ...(isCacheEntry(bytes) ? parts('cached answer', readCacheEntry(bytes)) : []),
    ...startingWith(bytes, gzipMagic).flatMap((at) => attempt('gzip', () => readGzip(bytes, at))),
    ...(isZlib(bytes) ? attempt('zlib', () => zlib.inflateSync(bytes, untilItEnds)) : []),
    ...(bytes.subarray(0, zstdMagic.length).equals(zstdMagic) ? parts('zstd', [zstd(bytes)]) : []),
    ...startingWith(bytes, chromiumSnappy).flatMap((at) =>
      attempt('snappy', () => readSnappy(bytes, at + chromiumSnappy.length)),
    ),
  ];
}

function parts(how: string, all: readonly Buffer[]): Part[] {
  return all.map((bytes) => ({ how, bytes }));
}

/** Bytes that only look like a beginning give nothing. */
function attempt(how: string, decode: () => Buffer | undefined): Part[] {
  try {
    const bytes = decode();
    return bytes ? [{ how, bytes }] : [];
  } catch {
    return [];
  }
}

function startingWith(bytes: Buffer, magic: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1)) places.push(at);
  return places;
}

function isZlib(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes.readUInt8(0) === 0x78 && bytes.readUInt16BE(0) % 31 === 0;
}
