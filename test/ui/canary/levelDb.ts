// LevelDB's files (google/leveldb, doc/log_format.md and doc/table_format.md): Chromium keeps localStorage and IndexedDB
// in them. Read as they lie, so that what was deleted or overwritten is seen too as long as it is there.

import { readSnappy } from './snappy.ts';
import { readVarint } from './varint.ts';
import { zstd } from './zstd.ts';

const logBlock = 32 * 1024;
const logHeader = 7;

/** Records of a log (also of a MANIFEST), put together where they were cut at the end of a block. A torn end is normal. */
export function readLog(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let parts: Buffer[] = [];
  const endRecord = () => {
    if (parts.length > 0) records.push(Buffer.concat(parts));
    parts = [];
  };
  let at = 0;
  while (at + logHeader <= file.length) {
    const leftInBlock = logBlock - (at % logBlock);
    const length = file.readUInt16LE(at + 4);
    const type = file.readUInt8(at + 6);
    // No head fits into the rest, or the rest was never written.
    if (leftInBlock < logHeader || type === 0) {
      at += leftInBlock;
      continue;
    }
    const data = file.subarray(at + logHeader, at + logHeader + length);
    // 1 whole, 2 first, 3 middle, 4 last
    if (type === 1 || type === 2) endRecord();
    parts.push(data);
    if (type === 1 || type === 4) endRecord();
    at += logHeader + length;
  }
  endRecord();
  return records;
}

const tableFooter = 48;
const tableMagic = Buffer.from('57fb808b247547db', 'hex');

export function isTable(file: Buffer): boolean {
  return file.length >= tableFooter && file.subarray(-tableMagic.length).equals(tableMagic);
}

/** The blocks of a sorted table, and the keys of each, which are written without what they share with the one before. */
export function readTable(file: Buffer): Buffer[] {
  const footer = file.length - tableFooter;
  const metaIndex = readHandle(file, footer);
  const index = readHandle(file, metaIndex.end);
  const indexEntries = readEntries(readBlock(file, index));
  return indexEntries.flatMap(({ value }) => {
    const block = readBlock(file, readHandle(value, 0));
    return [block, Buffer.concat(readEntries(block).flatMap(({ key }) => [key, Buffer.from('\n')]))];
  });
}

interface Handle {
  readonly offset: number;
  readonly size: number;
  readonly end: number;
}

function readHandle(buffer: Buffer, start: number): Handle {
  const offset = varint(buffer, start);
  const size = varint(buffer, offset.end);
  return { offset: offset.value, size: size.value, end: size.end };
}

/** A byte after a block says how it was compressed. */
function readBlock(file: Buffer, { offset, size }: Handle): Buffer {
  const bytes = file.subarray(offset, offset + size);
  const compression = file.readUInt8(offset + size);
  if (compression === 0) return bytes;
  const block = compression === 1 ? readSnappy(bytes) : compression === 2 ? zstd(bytes) : undefined;
  if (!block) throw new Error(`a table's block that is compressed in way ${compression} cannot be read`);
  return block;
}

function readEntries(block: Buffer): { readonly key: Buffer; readonly value: Buffer }[] {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 * (restarts + 1);
  const entries: { key: Buffer; value: Buffer }[] = [];
  let key: Buffer = Buffer.alloc(0);
  for (let at = 0; at < end; ) {
    const shared = varint(block, at);
    const own = varint(block, shared.end);
    const valueLength = varint(block, own.end);
    const valueStart = valueLength.end + own.value;
    key = Buffer.concat([key.subarray(0, shared.value), block.subarray(valueLength.end, valueStart)]);
    at = valueStart + valueLength.value;
    entries.push({ key, value: block.subarray(valueStart, at) });
  }
  return entries;
}

function varint(buffer: Buffer, start: number): { readonly value: number; readonly end: number } {
  const read = readVarint(buffer, start);
  if (!read) throw new Error('a table that ends in the middle of a number');
  return read;
}
