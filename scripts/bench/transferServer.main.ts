// S3's reading and writing of objects for the benchmark, in a process of its own and as cheap as can be: what is written is
// counted and thrown away, what is read is zeros, and nothing is checked. ETags are no digests, so that no client works one out
// and none is wrong. Buckets: `large` has one object, `small` many, `written` what was put there.
// usage: transferServer.main.js <bytes of the large one> <how many small ones> <bytes of each>; prints its port, and answers
// GET /cpu with the processor's milliseconds that it used.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const [largeSize = 0, smallCount = 0, smallSize = 0] = process.argv.slice(2).map(Number);
const zeros = Buffer.alloc(1024 * 1024);
const tag = '"00000000000000000000000000000000-1"';
const modified = new Date('2025-03-26T13:30:50Z');
const pageSize = 1000;
/** Bytes of what was written, by path. */
const written = new Map<string, number>();
const parts = new Map<string, number>();

const smallKey = (at: number) => `folder-${at % 100}/file-${String(at).padStart(6, '0')}.bin`;
const smallKeys = Array.from({ length: smallCount }, (_, at) => smallKey(at)).sort();

const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  request.on('end', () => void answer(request, response, size));
});

async function answer(request: IncomingMessage, response: ServerResponse, size: number): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = decodeURIComponent(url.pathname);
  if (path === '/cpu') {
    const { user, system } = process.cpuUsage();
    response.end(String((user + system) / 1000));
    return;
  }
  switch (request.method) {
    case 'PUT': {
      const upload = url.searchParams.get('uploadId');
      if (upload === null) written.set(path, size);
      else parts.set(upload, (parts.get(upload) ?? 0) + size);
      response.writeHead(200, { etag: tag }).end();
      return;
    }
    case 'POST': {
      const upload = url.searchParams.get('uploadId');
      if (upload === null)
        return xml(
          response,
          `<InitiateMultipartUploadResult><UploadId>${path}</UploadId></InitiateMultipartUploadResult>`,
        );
      written.set(path, parts.get(upload) ?? 0);
      parts.delete(upload);
      return xml(
        response,
        `<CompleteMultipartUploadResult><ETag>${tag.replaceAll('"', '&quot;')}</ETag></CompleteMultipartUploadResult>`,
      );
    }
    case 'DELETE':
      written.delete(path);
      response.writeHead(204).end();
      return;
    default:
      if (url.searchParams.has('list-type') || /^\/\w+\/?$/.test(path)) return list(response, url);
      await read(request, response, path);
  }
}

function sizeOf(path: string): number | undefined {
  if (path === '/large/object') return largeSize;
  return path.startsWith('/small/') ? smallSize : written.get(path);
}

async function read(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const size = sizeOf(path);
  if (size === undefined) return void response.writeHead(404).end();
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to ? Math.min(Number(to) + 1, size) : size;
  const range = from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` };
  const headers = { etag: tag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes', ...range };
  response.writeHead(from === undefined ? 200 : 206, { ...headers, 'content-length': end - start });
  if (request.method === 'HEAD') return void response.end();
  for (let at = start; at < end && !response.destroyed; at += zeros.length) {
    if (response.write(zeros.subarray(0, Math.min(zeros.length, end - at)))) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }
  response.end();
}

function list(response: ServerResponse, url: URL): void {
  const isSmall = url.pathname.startsWith('/small');
  const first = Number(url.searchParams.get('continuation-token') ?? 0);
  const keys = isSmall ? smallKeys.slice(first, first + pageSize) : [];
  const next = first + pageSize < smallKeys.length && isSmall ? first + pageSize : undefined;
  const entries = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${tag.replaceAll('"', '&quot;')}</ETag><Size>${smallSize}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  const encoding = url.searchParams.has('encoding-type') ? '<EncodingType>url</EncodingType>' : '';
  xml(
    response,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${token}<KeyCount>${keys.length}</KeyCount><MaxKeys>1000</MaxKeys>${encoding}<IsTruncated>${next !== undefined}</IsTruncated>${entries.join('')}</ListBucketResult>`,
  );
}

function xml(response: ServerResponse, text: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }).end(body);
}

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
