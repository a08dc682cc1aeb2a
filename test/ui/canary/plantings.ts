// Made-up secrets that a store is given to be searched for, and writing them into files and databases.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostNode } from '../../vscode-host/host.mjs';
import type { Secret } from './needles.ts';
import { canary, writings } from './writings.ts';

/** What one store is given: a value for each writing, or a value of the store's own. */
export interface Planted {
  readonly secret: Secret;
  readonly store: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** A canary for each way of writing. */
export function plantedIn(store: string): Planted[] {
  return writings.map(([form, write], index) => {
    const secret = { name: `${store}, writing ${index} (${form})`, value: canary() };
    return { secret, store, form, bytes: write(secret.value) };
  });
}

/** Canaries without a gap: whatever cuts this many bytes in two cuts some of them. */
export function plantedRow(store: string, count: number): Planted[] {
  return Array.from({ length: count }, (_, index) => {
    const secret = { name: `${store}, number ${index} of a row`, value: canary() };
    return { secret, store, form: 'plain in UTF-8', bytes: Buffer.from(secret.value) };
  });
}

/**
 * Something that compression writes as copies of what stands before it, so that no piece of the canary is left to be
 * found without decompressing.
 */
export function plantedForCompression(store: string): Planted {
  const secret = { name: `${store}, compressed`, value: canary() };
  const parts = [0, 10, 20, 30].map((start) => secret.value.slice(start, start + 10));
  const before = Array.from({ length: 40 }, (_, index) => parts.join(`<${index}>`)).join('\n');
  return { secret, store, form: 'plain in UTF-8', bytes: Buffer.from(`${before}\n${secret.value}`) };
}

export function allBytes(planted: readonly Planted[]): Buffer {
  return Buffer.concat(planted.flatMap(({ bytes }) => [bytes, Buffer.from('\n')]));
}

export function plantFile(file: string, content: Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content, { flag: 'a' });
}

/** As the desktop keeps its state. The host's Node has SQLite; that of a developer may be too old. */
export function plantInSqlite(file: string, values: readonly Buffer[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const program = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
    const insert = database.prepare('INSERT INTO ItemTable VALUES (?, ?)');
    for (const [index, value] of JSON.parse(require('node:fs').readFileSync(0, 'utf8')).entries()) {
      insert.run('key ' + index, Buffer.from(value, 'base64'));
    }
    database.close();`;
  const input = JSON.stringify(values.map((value) => value.toString('base64')));
  execFileSync(hostNode, ['-e', program, file], { input, stdio: ['pipe', 'ignore', 'inherit'] });
}
