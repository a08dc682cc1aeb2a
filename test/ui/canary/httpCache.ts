// An entry of Chromium's cache (net/disk_cache/simple/simple_entry_format.h): the answer's body as it came over the
// wire, so it may be compressed, and after it the answer's head.
import zlib from 'node:zlib';
import { zstd } from './zstd.ts';

const entryMagic = Buffer.from('305c72a71b6dfbfc', 'hex');
const endMagic = Buffer.from('d8410d97456ffaf4', 'hex');
const entryHeader = 24;

export function isCacheEntry(file: Buffer): boolean {
  return file.length > entryHeader && file.subarray(0, entryMagic.length).equals(entryMagic);
}

/** The body, decoded where the head says that it is encoded. Throws where it cannot be. */
export function readCacheEntry(file: Buffer): Buffer[] {
  const bodyStart = entryHeader + file.readUInt32LE(12);
  const bodyEnd = file.indexOf(endMagic, bodyStart);
  const body = file.subarray(bodyStart, bodyEnd === -1 ? file.length : bodyEnd);
  const head = file.subarray(bodyEnd).toString('latin1');
  const encoding = /content-encoding:\s*([a-z]+)/i.exec(head)?.[1]?.toLowerCase();
  if (encoding === undefined || body.length === 0) return [];
  const decode = decoders[encoding];
  if (!decode) throw new Error(`an answer in the encoding ${encoding} cannot be read`);
  return [decode(body)];
}

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: zlib.brotliDecompressSync,
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  identity: (body) => body,
  zstd,
};
