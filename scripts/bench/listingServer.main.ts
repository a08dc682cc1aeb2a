// S3's ListObjectsV2 for the benchmark, in a process of its own and as cheap as can be: every entry is written down before
// the first request, an answer is three buffers, and nothing is checked. Buckets are named `<key set>-<delay in ms>`.
// usage: listingServer.main.js; prints its port, and answers GET /cpu with the processor's milliseconds that it used.

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { compareKeys } from '../../src/core/objectKey.ts';
import { benchKeys, type KeySet } from './listingKeys.ts';

const pageSize = 1000;
const tail = Buffer.from('</ListBucketResult>');

interface Rendered {
  readonly bytes: Buffer;
  /** Where entry i begins; one more than there are entries. */
  readonly offsets: readonly number[];
}

const sets = new Map<string, { keys: readonly string[]; plain: Rendered; url: Rendered }>();

function setOf(name: string) {
  const known = sets.get(name);
  if (known) return known;
  const keys = [...benchKeys(name as KeySet)].sort(compareKeys);
  const made = { keys, plain: render(keys, escapeXml), url: render(keys, encodeKey) };
  sets.set(name, made);
  return made;
}

function render(keys: readonly string[], encode: (key: string) => string): Rendered {
  const offsets = [0];
  const parts = keys.map((key, at) => {
    const part = Buffer.from(
      `<Contents><Key>${encode(key)}</Key><LastModified>2025-03-26T13:30:50.000Z</LastModified><ETag>&quot;${String(at).padStart(32, '0')}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>${at}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
    offsets.push((offsets[at] ?? 0) + part.length);
    return part;
  });
  return { bytes: Buffer.concat(parts), offsets };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

function encodeKey(text: string): string {
  return encodeURIComponent(text).replace(/%20/g, '+').replace(/%2F/g, '/');
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const target = text.slice(4, text.indexOf(' ', 4));
      text = text.slice(end + 4);
      void answer(socket, target);
    }
  });
});

async function answer(socket: Socket, target: string): Promise<void> {
  const url = new URL(target, 'http://localhost');
  if (url.pathname === '/cpu') {
    const { user, system } = process.cpuUsage();
    const body = String((user + system) / 1000);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    return;
  }
  const [, name = '', delay = '0'] = /^\/(\w+)-(\d+)/.exec(url.pathname) ?? [];
  if (delay !== '0') await setTimeout(Number(delay));
  const set = setOf(name);
  const isUrl = url.searchParams.get('encoding-type') === 'url';
  const { bytes, offsets } = isUrl ? set.url : set.plain;
  const prefix = url.searchParams.get('prefix') ?? '';
  const first = firstEntry(set.keys, url.searchParams, prefix);
  const last = prefix === '' ? set.keys.length : firstIndex(set.keys, (key) => key > prefix && !key.startsWith(prefix));
  const end = Math.min(first + pageSize, last);
  // rclone sends an empty one.
  const asksForFolders = (url.searchParams.get('delimiter') ?? '') !== '';
  // The benchmark asks for folders where there are few.
  const isTruncated = end < last && !asksForFolders;
  const token = isTruncated ? `<NextContinuationToken>k${end}</NextContinuationToken>` : '';
  const encoding = isUrl ? '<EncodingType>url</EncodingType>' : '';
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${name}</Name><Prefix>${prefix}</Prefix>${token}<KeyCount>${end - first}</KeyCount><MaxKeys>1000</MaxKeys>${encoding}<IsTruncated>${isTruncated}</IsTruncated>`;
  const page = asksForFolders
    ? Buffer.from(foldersFrom(set.keys, first, last, prefix))
    : bytes.subarray(offsets[first], offsets[end]);
  socket.cork();
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(head) + page.length + tail.length}\r\n\r\n${head}`,
  );
  socket.write(page);
  socket.write(tail);
  socket.uncork();
}

function firstEntry(keys: readonly string[], query: URLSearchParams, prefix: string): number {
  const token = query.get('continuation-token');
  if (token !== null) return Number(token.slice(1));
  const after = query.get('start-after') ?? '';
  return firstIndex(keys, (key) => compareKeys(key, after) > 0 && compareKeys(key, prefix) >= 0);
}

/** The first thousand folders below the prefix; the keys beside them play no part. */
function foldersFrom(keys: readonly string[], first: number, last: number, prefix: string): string {
  let [text, at, count] = ['', first, 0];
  while (at < last && count < pageSize) {
    const key = keys[at] ?? '';
    const slash = key.indexOf('/', prefix.length);
    const folder = slash < 0 ? undefined : key.slice(0, slash + 1);
    if (folder !== undefined) text += `<CommonPrefixes><Prefix>${encodeKey(folder)}</Prefix></CommonPrefixes>`;
    at = folder === undefined ? at + 1 : firstIndex(keys, (each) => each > folder && !each.startsWith(folder));
    count++;
  }
  return text;
}

/** Binary search for the first key that `holds`, which must hold for all that follow. */
function firstIndex(keys: readonly string[], holds: (key: string) => boolean): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

for (const name of process.argv.slice(2)) setOf(name);
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
