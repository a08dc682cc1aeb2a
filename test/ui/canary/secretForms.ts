// How a secret can look in a store: the forms that are searched for. A form of a secret is never printed, only its name.

export interface SecretForm {
  readonly form: string;
  readonly bytes: Buffer;
}

/**
 * Stores break long values (a page of a database, a line of a terminal), and logs cut them: any piece of this many
 * characters counts as the secret. A key of 40 characters has two, so one is whole wherever it is broken once.
 */
const pieceLength = 20;

export function piecesOf(secret: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start + pieceLength <= secret.length; start += pieceLength) {
    pieces.push(secret.slice(start, start + pieceLength));
  }
  if (secret.length % pieceLength !== 0) pieces.push(secret.slice(-pieceLength));
  return pieces;
}

/** @param text ASCII, as all of AWS's secrets are. Forms that look alike for it are given once. */
export function formsOf(text: string): SecretForm[] {
  const seen = new Set<string>();
  return Object.entries(writings(text))
    .flatMap(([form, written]) => [...new Set(written)].flatMap((each) => inCharacterSets(form, each)))
    .filter(({ bytes }) => {
      const key = bytes.toString('latin1');
      return !seen.has(key) && seen.add(key);
    });
}

/** A form's name and the texts that are this form. */
function writings(text: string): Record<string, readonly string[]> {
  const sets = { '': 'utf8', ' of UTF-16LE': 'utf16le', ' of UTF-16BE': 'utf16be' } as const;
  const encodings = Object.entries(sets).flatMap(([suffix, set]) => {
    const bytes = encode(text, set);
    const hex = bytes.toString('hex');
    return [
      [`base64${suffix}`, base64InAllAlignments(bytes, 'base64')],
      [`base64url${suffix}`, base64InAllAlignments(bytes, 'base64url')],
      [`hex${suffix}`, [hex]],
      [`HEX${suffix}`, [hex.toUpperCase()]],
    ];
  });
  const url = encodeURIComponent(text);
  return {
    plain: [text],
    URL: [url],
    'url in lower case': [url.replaceAll(/%../g, (code) => code.toLowerCase())],
    'URL twice': [encodeURIComponent(url)],
    JSON: [text.replaceAll('/', '\\/'), text.replaceAll('/', '\\\\/')],
    'JSON in numbers': [/[^A-Za-z0-9]/g, /[+=<>&]/g].flatMap((characters) => inNumbers(text, characters)),
    ...Object.fromEntries(encodings),
  };
}

/** Some programs write these characters of a JSON text as numbers, others more or none of them. */
function inNumbers(text: string, characters: RegExp): string[] {
  const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');
  return [
    text.replaceAll(characters, (character) => `\\u${hex(character)}`),
    text.replaceAll(characters, (character) => `\\u${hex(character).toUpperCase()}`),
  ];
}

/** What stands in the base64 of anything that contains these bytes, wherever they begin: characters of theirs alone. */
function base64InAllAlignments(bytes: Buffer, alphabet: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet);
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

function inCharacterSets(form: string, text: string): SecretForm[] {
  return [
    { form: `${form} in UTF-8`, bytes: encode(text, 'utf8') },
    { form: `${form} in UTF-16LE`, bytes: encode(text, 'utf16le') },
    { form: `${form} in UTF-16BE`, bytes: encode(text, 'utf16be') },
  ];
}

function encode(text: string, set: 'utf8' | 'utf16le' | 'utf16be'): Buffer {
  return set === 'utf16be' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, set);
}
