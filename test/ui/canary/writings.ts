// Made-up secrets and the ways in which they are written down for the search to find. Written apart from the forms that
// are searched for: these are whole texts, as programs write them.
import { randomBytes } from 'node:crypto';

/** Looks like a secret key, and each half of it holds what URL, JSON and base64 write in another way. */
export function canary(): string {
  const half = () => {
    const letters = randomBytes(24)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '');
    return `${letters.slice(0, 7)}+/???${letters.slice(7, 15)}`;
  };
  return half() + half();
}

const inJson = (secret: string) => JSON.stringify({ SecretAccessKey: secret });
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const escapedPlus = (json: string) => json.replaceAll('+', '\\u002B');

/** By the name of the form that finds it. Several of one name are ways that are found under it. */
export const writings: readonly (readonly [form: string, write: (secret: string) => Buffer])[] = [
  ['plain in UTF-8', (secret) => Buffer.from(inJson(secret))],
  ['plain in UTF-16LE', (secret) => Buffer.from(inJson(secret), 'utf16le')],
  ['plain in UTF-16BE', (secret) => utf16be(inJson(secret))],
  ...[0, 1, 2].flatMap((before) => {
    const text = (secret: string) => ' '.repeat(before) + inJson(secret);
    return [
      ['base64 in UTF-8', (secret: string) => Buffer.from(Buffer.from(text(secret)).toString('base64'))],
      ['base64url in UTF-8', (secret: string) => Buffer.from(Buffer.from(text(secret)).toString('base64url'))],
      [
        'base64 of UTF-16LE in UTF-8',
        (secret: string) => Buffer.from(Buffer.from(text(secret), 'utf16le').toString('base64')),
      ],
      ['base64 in UTF-16LE', (secret: string) => Buffer.from(Buffer.from(text(secret)).toString('base64'), 'utf16le')],
    ] as const;
  }),
  ['hex in UTF-8', (secret) => Buffer.from(Buffer.from(inJson(secret)).toString('hex'))],
  ['HEX in UTF-8', (secret) => Buffer.from(Buffer.from(inJson(secret)).toString('hex').toUpperCase())],
  ['hex of UTF-16LE in UTF-8', (secret) => Buffer.from(Buffer.from(inJson(secret), 'utf16le').toString('hex'))],
  ['hex in UTF-16LE', (secret) => Buffer.from(Buffer.from(inJson(secret)).toString('hex'), 'utf16le')],
  ['URL in UTF-8', (secret) => Buffer.from(new URLSearchParams({ secret }).toString())],
  ['URL in UTF-16LE', (secret) => Buffer.from(new URLSearchParams({ secret }).toString(), 'utf16le')],
  [
    'url in lower case in UTF-8',
    (secret) => Buffer.from(secret.replaceAll('+', '%2b').replaceAll('/', '%2f').replaceAll('?', '%3f')),
  ],
  ['URL twice in UTF-8', (secret) => Buffer.from(encodeURIComponent(`?a=${encodeURIComponent(secret)}`))],
  ['JSON in UTF-8', (secret) => Buffer.from(inJson(secret).replaceAll('/', '\\/'))],
  ['JSON in UTF-8', (secret) => Buffer.from(JSON.stringify(inJson(secret).replaceAll('/', '\\/')))],
  ['JSON in numbers in UTF-8', (secret) => Buffer.from(escapedPlus(inJson(secret)))],
];
