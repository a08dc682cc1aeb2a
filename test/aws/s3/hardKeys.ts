// Keys that break readers of XML and of URLs: generated, and those of the table.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';

const pieces = [
  '/',
  '//',
  '.',
  '..',
  ' ',
  '+',
  '%',
  '%2F',
  '%zz',
  '&',
  '&amp;',
  '&#x1;',
  '<',
  '>',
  '<Key>',
  '</Contents>',
  ']]>',
  '"',
  "'",
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '日本',
  'é',
  'e\u0301',
  '🍣',
  '\u{10000}',
  '\u{10ffff}',
  '\ud7ff',
  '\ue000',
  '~',
  '*',
  '!',
  '\\',
  '#',
  '?',
  '=',
  ';',
  ':',
  'a',
  'Z',
  '0',
];

/** Well-formed keys of 1 to 1,024 bytes. */
const hardKey = fc
  .oneof(
    fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 24 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }),
    fc.string({ minLength: 1, maxLength: 40 }),
  )
  .filter((key) => !/\p{Surrogate}/u.test(key) && Buffer.byteLength(key) <= 1024);

/** So many different keys, the same for the same seed. */
export function hardKeys(count: number, seed: number): readonly string[] {
  const keys = new Set<string>();
  for (let round = 0; keys.size < count; round++) {
    for (const key of fc.sample(hardKey, { numRuns: count, seed: seed + round })) keys.add(key);
  }
  return [...keys].slice(0, count);
}

/** Of test/fixtures/keys/*.json. */
export function tableKeys(): readonly string[] {
  const folder = path.resolve(import.meta.dirname, '../../fixtures/keys');
  return readdirSync(folder).flatMap((file) =>
    (JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { key: string }[]).map(({ key }) => key),
  );
}
