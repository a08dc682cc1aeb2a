// Zstandard, which Node can read since 22.15.
import zlib from 'node:zlib';

export const zstdMagic = Buffer.from('28b52ffd', 'hex');

/** Throws where this Node cannot read it: what was not read was not searched. */
export function zstd(bytes: Buffer): Buffer {
  if (!('zstdDecompressSync' in zlib)) throw new Error('this Node does not read Zstandard');
  return zlib.zstdDecompressSync(bytes);
}
