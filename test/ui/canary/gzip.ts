// A gzip member (RFC 1952) somewhere in other bytes. Node's own reading fails where something else follows it.
import zlib from 'node:zlib';

export const gzipMagic = Buffer.from('1f8b08', 'hex');

/** What comes after compressed bytes, or is missing of them, does not matter. */
export const untilItEnds = { finishFlush: zlib.constants.Z_SYNC_FLUSH };

const fixedHead = 10;
const flag = { headChecksum: 2, extra: 4, name: 8, comment: 16 } as const;

/** Throws where it is none. */
export function readGzip(bytes: Buffer, start: number): Buffer {
  const flags = bytes.readUInt8(start + 3);
  let at = start + fixedHead;
  if (flags & flag.extra) at += 2 + bytes.readUInt16LE(at);
  // Each is a text that ends with a zero.
  for (const text of [flag.name, flag.comment]) {
    if (flags & text) at = bytes.indexOf(0, at) + 1;
  }
  if (flags & flag.headChecksum) at += 2;
  return zlib.inflateRawSync(bytes.subarray(at), untilItEnds);
}
