// The content coding aws-chunked: data in chunks that say their size, each with a signature or none, and headers behind
// the last. Reads the form; whether signatures and trailers are true is decided in payload.ts.

export interface DataChunk {
  readonly data: Buffer;
  /** In hex; absent where chunks are not signed. */
  readonly signature?: string;
}

export interface ChunkedBody {
  /** In order; the last is empty. */
  readonly chunks: readonly DataChunk[];
  /** By lower-case names. */
  readonly trailers: Readonly<Record<string, string>>;
}

export type ChunkedReading = ChunkedBody | { readonly problem: 'truncated' | 'malformed' };

const CHUNK_HEADER = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i;
/** No header of a chunk and no trailer is longer. */
const MAX_LINE = 8192;
const LINE_BREAK = '\r\n';

export function readChunked(bytes: Buffer): ChunkedReading {
  const chunks: DataChunk[] = [];
  for (let at = 0; ; ) {
    const line = readLine(bytes, at);
    if (typeof line !== 'object') return { problem: line };
    const [, size, signature] = CHUNK_HEADER.exec(line.text) ?? [];
    if (size === undefined) return { problem: 'malformed' };
    const end = line.next + Number.parseInt(size, 16);
    const data = bytes.subarray(line.next, end);
    if (end > bytes.length) return { problem: 'truncated' };
    chunks.push({ data, ...(signature === undefined ? {} : { signature }) });
    if (data.length === 0) return readTrailers(bytes, line.next, chunks);
    const rest = bytes.toString('latin1', end, end + LINE_BREAK.length);
    if (rest !== LINE_BREAK) return { problem: LINE_BREAK.startsWith(rest) ? 'truncated' : 'malformed' };
    at = end + LINE_BREAK.length;
  }
}

function readTrailers(bytes: Buffer, start: number, chunks: readonly DataChunk[]): ChunkedReading {
  const trailers: Record<string, string> = Object.create(null);
  for (let at = start; ; ) {
    const line = readLine(bytes, at);
    if (typeof line !== 'object') return { problem: line };
    if (line.text === '') return line.next === bytes.length ? { chunks, trailers } : { problem: 'malformed' };
    const colon = line.text.indexOf(':');
    const name = line.text.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name === '' || name in trailers) return { problem: 'malformed' };
    trailers[name] = line.text.slice(colon + 1).trim();
    at = line.next;
  }
}

function readLine(bytes: Buffer, at: number): { text: string; next: number } | 'truncated' | 'malformed' {
  const end = bytes.subarray(at, at + MAX_LINE).indexOf(LINE_BREAK);
  if (end >= 0) return { text: bytes.toString('latin1', at, at + end), next: at + end + LINE_BREAK.length };
  return bytes.length - at < MAX_LINE ? 'truncated' : 'malformed';
}
