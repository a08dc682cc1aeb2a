// A pasted text, found again through its wrapping: terminals break lines inside words and ARNs, tools draw boxes around
// them, JSON and HTML escape them. Knows nothing of AWS. Every step is linear in the length of the text.

export interface SolidText {
  /** The words as a person reads them: escapes and boxes gone, a break one '\n', a blank line '\n\n'. */
  readonly text: string;
  /** `text` in lower case without its white space: a sentence is found here wherever its lines were broken. */
  readonly solid: string;
  /** The place in `text` of a place in `solid`. */
  textIndex(at: number): number;
  /** The part of `text` between two places in `solid`, without the white space around it. */
  between(from: number, to: number): string;
}

export function solidText(said: string): SolidText {
  const text = withoutWrapping(withoutEscapes(said));
  const { solid, places } = withoutSpace(text);
  const textIndex = (at: number) => (at < solid.length ? (places[Math.max(at, 0)] ?? 0) : text.length);
  return {
    text,
    solid,
    textIndex,
    between: (from, to) => text.slice(textIndex(from), textIndex(to)).trim(),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&', nbsp: ' ' };

/** Terminal colours, JSON's escapes (nested ones too) and HTML's entities give way to what they stand for. */
function withoutEscapes(said: string): string {
  let text = said;
  if (text.includes('\u001b')) text = text.replaceAll(/\u001b\[[\d;]{0,20}[A-Za-z]/g, '');
  if (text.includes('\\')) {
    // Bounded runs: an open `\\+` would be quadratic on a text of backslashes.
    text = text
      .replaceAll(/\\{1,8}u00([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replaceAll(/\\{1,8}([nrt"'/])/g, (_, escaped: string) => ({ n: '\n', r: '\n', t: ' ' })[escaped] ?? escaped);
  }
  if (text.includes('&')) {
    text = text
      .replaceAll(/&(quot|apos|lt|gt|amp|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole)
      .replaceAll(/&#(x[\da-f]{2}|\d{2});/gi, (_, digits: string) =>
        String.fromCharCode(Number(digits.toLowerCase().startsWith('x') ? `0${digits}` : digits)),
      );
  }
  return text;
}

const isBox = (code: number) => code >= 0x2500 && code <= 0x257f;
const isSpace = (code: number) =>
  code <= 0x20 || code === 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff;
const MARGIN = new Set(['|', '>', '#', '*', '+']);

function withoutWrapping(text: string): string {
  const pieces: string[] = [];
  let blank = false;
  for (let start = 0; start <= text.length; ) {
    const end = endOfLine(text, start);
    const line = withoutMargins(text, start, end);
    if (line === '') blank = pieces.length > 0;
    else {
      if (pieces.length > 0) pieces.push(blank ? '\n\n' : '\n');
      pieces.push(line);
      blank = false;
    }
    start = text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }
  return pieces.join('');
}

function endOfLine(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  const end = feed === -1 ? text.length : feed;
  return end > start && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
}

/** A line without its indent, its box and the mark of a quotation, comment, list or table before it. */
function withoutMargins(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  const isMargin = (at: number) => isSpace(text.charCodeAt(at)) || isBox(text.charCodeAt(at));
  const skip = () => {
    while (start < end && isMargin(start)) start += 1;
  };
  skip();
  if (MARGIN.has(text[start] ?? '') && start + 1 < end && isSpace(text.charCodeAt(start + 1))) {
    start += 1;
    skip();
  }
  while (end > start && isMargin(end - 1)) end -= 1;
  if (text[end - 1] === '|' && isSpace(text.charCodeAt(end - 2))) {
    end -= 1;
    while (end > start && isMargin(end - 1)) end -= 1;
  }
  return text.slice(start, end);
}

function withoutSpace(text: string): { solid: string; places: Uint32Array } {
  const places = new Uint32Array(text.length);
  const pieces: string[] = [];
  let length = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !isSpace(text.charCodeAt(at))) {
      places[length] = at;
      length += 1;
    } else {
      if (start < at) pieces.push(text.slice(start, at));
      start = at + 1;
    }
  }
  // U+0130 is the one character whose lower case is longer, which would move every place behind it.
  return { solid: pieces.join('').replaceAll('\u0130', 'i').toLowerCase(), places };
}
