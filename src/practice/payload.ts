// The bytes that a request brings: taken out of their chunks where they came in chunks, with the signatures of the
// chunks and the digests of the whole checked. Nothing is stored before all of it is found true.
import { createHash } from 'node:crypto';
import { type ChunkedBody, readChunked } from './awsChunked.ts';
import { refuse } from './awsError.ts';
import { checkMd5, readChecksum } from './checksum.ts';
import type { Practice } from './practice.ts';
import type { PracticeRequest } from './request.ts';
import { type ChunkSigner, isSame } from './signature.ts';
import type { Checksum } from './storedObject.ts';

export interface Payload {
  readonly bytes: Buffer;
  /** In hex. */
  readonly md5: string;
  /** That the client gave, and that is right. */
  readonly checksum?: Checksum;
}

export interface PayloadSource {
  readonly practice: Practice;
  readonly request: PracticeRequest;
  /** Absent where signatures are not checked. */
  readonly chunkSigner?: ChunkSigner;
}

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_WITH_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_WITH_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const CHUNKED: readonly (string | undefined)[] = [SIGNED, SIGNED_WITH_TRAILER, UNSIGNED_WITH_TRAILER];

/** Of signed chunks all but the last two, the last being empty. */
const MIN_CHUNK = 8192;

/** @throws Refused */
export async function readPayload(source: PayloadSource): Promise<Payload> {
  const { request } = source;
  const { headers } = request;
  const coding = headers['x-amz-content-sha256'];
  checkLength(source);
  const { bytes, trailers } = CHUNKED.includes(coding)
    ? await readStream(source)
    : { bytes: whole(source), trailers: {} };
  const digest = createHash('md5').update(bytes).digest();
  checkMd5(headers, digest);
  const checksum = readChecksum({ ...headers, ...trailers }, bytes);
  return { bytes, md5: digest.toString('hex'), ...(checksum ? { checksum } : {}) };
}

function whole({ request: { headers, body } }: PayloadSource): Buffer {
  const coding = headers['x-amz-content-sha256'];
  if (coding?.startsWith('STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD')) {
    refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
      details: { Header: 'x-amz-content-sha256' },
    });
  }
  if (coding !== undefined && coding !== 'UNSIGNED-PAYLOAD' && !/^[0-9a-f]{64}$/.test(coding)) {
    refuse(
      400,
      'InvalidArgument',
      `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, ${UNSIGNED_WITH_TRAILER}, ${SIGNED}, ${SIGNED_WITH_TRAILER}, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.`,
      { details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: coding } },
    );
  }
  return body.bytes;
}

/** @throws Refused (EntityTooLarge; NotImplemented for a length that nobody tells) */
function checkLength({ request: { headers, body }, practice }: PayloadSource): void {
  const decoded = headers['x-amz-decoded-content-length'];
  const size = Number(decoded ?? body.size);
  if (body.tooLarge || size > practice.limits.uploadBytes) {
    refuse(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      details: { ProposedSize: String(size), MaxSizeAllowed: String(practice.limits.uploadBytes) },
    });
  }
  if (headers['transfer-encoding'] !== undefined && decoded === undefined) {
    refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
      details: { Header: 'Transfer-Encoding' },
    });
  }
}

async function readStream(source: PayloadSource) {
  const { request } = source;
  const reading = readChunked(request.body.bytes);
  if ('problem' in reading) return refuseForm(reading.problem);
  const bytes = Buffer.concat(reading.chunks.map(({ data }) => data));
  checkDecodedLength(request, bytes.length);
  if (request.headers['x-amz-content-sha256'] !== UNSIGNED_WITH_TRAILER) await checkSignatures(source, reading);
  return { bytes, trailers: readTrailers(request, reading) };
}

function refuseForm(problem: 'truncated' | 'malformed'): never {
  return problem === 'truncated'
    ? refuse(400, 'IncompleteBody', 'The request body terminated unexpectedly')
    : refuse(400, 'InvalidRequest', 'The chunked body of the request is not well-formed.');
}

function checkDecodedLength({ headers }: PracticeRequest, actual: number): void {
  const told = headers['x-amz-decoded-content-length'];
  if (told === undefined || !/^\d{1,15}$/.test(told)) {
    refuse(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(told) !== actual) {
    refuse(
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
      {
        details: { NumberBytesExpected: told, NumberBytesProvided: String(actual) },
      },
    );
  }
}

/** Each chunk's signature goes on from the one before, the first from the request's own. */
async function checkSignatures({ request, chunkSigner }: PayloadSource, { chunks, trailers }: ChunkedBody) {
  const small = chunks.slice(0, -2).findIndex(({ data }) => data.length < MIN_CHUNK);
  if (small >= 0) {
    refuse(403, 'InvalidChunkSizeError', 'Only the last chunk is allowed to have a size less than 8192 bytes', {
      details: { Chunk: String(small + 1), BadChunkSize: String(chunks[small]?.data.length) },
    });
  }
  if (!chunkSigner) return;
  let previous = chunkSigner.seed;
  for (const { data, signature } of chunks) {
    const expected = await chunkSigner.chunk(previous, data);
    if (signature === undefined || !isSame(expected, signature)) refuseSignature();
    previous = expected;
  }
  if (request.headers['x-amz-content-sha256'] !== SIGNED_WITH_TRAILER) return;
  const given = trailers[TRAILER_SIGNATURE];
  const lines = Object.entries(trailers).filter(([name]) => name !== TRAILER_SIGNATURE);
  const text = lines.map(([name, value]) => `${name}:${value}\n`).join('');
  if (given === undefined || !isSame(await chunkSigner.trailer(previous, text), given)) refuseSignature();
}

const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

function refuseSignature(): never {
  return refuse(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

/** There must be just the trailers that the header x-amz-trailer announced. */
function readTrailers({ headers }: PracticeRequest, { trailers }: ChunkedBody): Readonly<Record<string, string>> {
  const { [TRAILER_SIGNATURE]: _, ...found } = trailers;
  const announced = (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = headers['x-amz-content-sha256'] === SIGNED ? [] : announced.filter((name) => name !== '');
  if (Object.keys(found).sort().join() !== wanted.sort().join()) {
    refuse(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  return found;
}
