// The digests that a request gives of its body, Content-MD5 and x-amz-checksum-*, checked against the body.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { refuse } from './awsError.ts';
import { CHECKSUM_ALGORITHMS, type Checksum, type ChecksumAlgorithm } from './storedObject.ts';

type Headers = Readonly<Record<string, string>>;

const CHECKSUM = 'x-amz-checksum-';
const LENGTHS: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** @throws Refused (InvalidDigest, BadDigest) */
export function checkMd5(headers: Headers, md5: Buffer): void {
  const given = headers['content-md5'];
  if (given === undefined) return;
  const bytes = Buffer.from(given, 'base64');
  if (bytes.length !== 16) {
    refuse(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', { details: { 'Content-MD5': given } });
  }
  if (!bytes.equals(md5)) {
    refuse(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      details: { ExpectedDigest: bytes.toString('hex'), CalculatedDigest: md5.toString('base64') },
    });
  }
}

/**
 * The checksum that a request gives of `bytes`, among its headers or its trailers.
 *
 * @throws Refused (InvalidRequest, BadDigest)
 */
export function readChecksum(headers: Headers, bytes: Uint8Array): Checksum | undefined {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[CHECKSUM + algorithm.toLowerCase()] !== undefined);
  const [algorithm] = given;
  if (given.length > 1) {
    refuseChecksum('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  if (algorithm === undefined) {
    if (headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
      refuseChecksum(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
    return undefined;
  }
  const header = CHECKSUM + algorithm.toLowerCase();
  const value = headers[header] ?? '';
  if (Buffer.from(value, 'base64').length !== LENGTHS[algorithm]) {
    refuseChecksum(`Value for ${header} header is invalid.`);
  }
  const calculated = calculateChecksum(algorithm, [bytes]);
  if (calculated !== undefined && calculated !== value) {
    refuse(400, 'BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  return { algorithm, value, type: 'FULL_OBJECT' };
}

/** In base64; undefined for CRC64NVME, which is taken as the client gives it: nothing in Node calculates it. */
export function calculateChecksum(algorithm: ChecksumAlgorithm, pieces: readonly Uint8Array[]): string | undefined {
  switch (algorithm) {
    case 'CRC32':
      return bigEndian(pieces.reduce((value, piece) => crc32(piece, value), 0));
    case 'CRC32C':
      return bigEndian(pieces.reduce(crc32c, 0));
    case 'SHA1':
    case 'SHA256': {
      const hash = createHash(algorithm);
      for (const piece of pieces) hash.update(piece);
      return hash.digest('base64');
    }
    case 'CRC64NVME':
      return undefined;
  }
}

export const checksumHeaders = (checksum: Checksum | undefined): Record<string, string> =>
  checksum === undefined
    ? {}
    : { [CHECKSUM + checksum.algorithm.toLowerCase()]: checksum.value, 'x-amz-checksum-type': checksum.type };

export function refuseChecksum(message: string): never {
  return refuse(400, 'InvalidRequest', message);
}

function bigEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

const CASTAGNOLI = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
});

/** @param value of the bytes before; 0 where there are none */
function crc32c(value: number, bytes: Uint8Array): number {
  let crc = ~value;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
