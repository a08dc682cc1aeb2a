// A pasted text, found again through its wrapping: terminals break lines inside words and ARNs, tools draw boxes around
// them, JSON and HTML escape them. Knows nothing of AWS. Every step is linear in the length of the text.

export interface SolidText {
  /** The words as a person reads them: escapes and boxes gone, a break one '\n', a blank line '\n\n'. */
  readonly text: string;
  /** `text` without its white space: a phrase is found here wherever its lines were broken. */
  readonly letters: string;
  /** `letters` in lower case. */
  readonly solid: string;
  /** The place in `text` of a place in `solid`. */
  textIndex(at: number): number;
  /** The part of `text` between two places in `solid`, without the white space around it. */
  between(from: number, to: number): string;
}

export function solidText(said: string): SolidText {
  const text = withoutWrapping(withoutEscapes(said));
  const { letters, places } = withoutSpace(text);
  // U+0130 is the one character whose lower case is longer, which would move every place behind it.
  const solid = letters.replaceAll('\u0130', 'i').toLowerCase();
  const textIndex = (at: number) => (at < solid.length ? (places[Math.max(at, 0)] ?? 0) : text.length);
  return {
    text,
    letters,
    solid,
    textIndex,
    between: (from, to) => text.slice(textIndex(from), textIndex(to)).trim(),
  };
}

const ESCAPE = '\u001b';
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]{0,20}[A-Za-z]`, 'g');

/** Terminal colours, JSON's escapes (nested ones too) and HTML's entities give way to what they stand for. */
function withoutEscapes(said: string): string {
  let text = said;
  if (text.includes(ESCAPE)) text = text.replaceAll(COLOUR, '');
  if (text.includes('\\')) {
    // A run is tried from its start only: from each of its characters it would be quadratic.
    text = text
      .replaceAll(/(?<!\\)\\+u00([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replaceAll(/(?<!\\)\\+[nr]/g, '\n')
      .replaceAll(/(?<!\\)\\+t/g, ' ')
      .replaceAll(/(?<!\\)\\+(["'/])/g, '$1');
  }
  if (text.includes('&')) {
    text = text
      .replaceAll(/&(?:quot|#34|#x22);/gi, '"')
      .replaceAll(/&(?:apos|#39|#x27);/gi, "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&nbsp;', ' ')
      .replaceAll('&amp;', '&');
  }
  return text;
}

const isBox = (code: number) => code >= 0x2500 && code <= 0x257f;
const isSpace = (code: number) =>
  code <= 0x20 || code === 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff;
/** Runs of what `isSpace` holds for. */
const SPACES = /[\u0000-\u0020\u00a0\u2028\u2029\ufeff]+/g;
const isMargin = (code: number) => isSpace(code) || isBox(code);
/** What marks a quotation, a comment, a list or a table at the start of a line. */
const isMark = (character: string | undefined) => character !== undefined && '|>#*+'.includes(character);

function withoutWrapping(text: string): string {
  const pieces: string[] = [];
  // Lines that stay as they are go over in one piece.
  let runFrom = 0;
  let runTo = -1;
  let between = '';
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const from = lineStart(text, start, end);
    const to = lineEnd(text, from, end);
    // A line of nothing, or of a box, ends a paragraph.
    if (from === to) between = runTo === -1 ? '' : '\n\n';
    else if (from === start && runTo === start - 1 && between === '\n') runTo = to;
    else {
      if (runTo !== -1) pieces.push(text.slice(runFrom, runTo), between);
      runFrom = from;
      runTo = to;
      between = '\n';
    }
    start = end + 1;
  }
  if (runTo !== -1) pieces.push(text.slice(runFrom, runTo));
  return pieces.join('');
}

/** Behind the indent, the box and the mark of a line. */
function lineStart(text: string, from: number, to: number): number {
  const start = afterMargin(text, from, to);
  const marked = isMark(text[start]) && start + 1 < to && isSpace(text.charCodeAt(start + 1));
  return marked ? afterMargin(text, start + 1, to) : start;
}

/** Before the white space and the box at the end of a line. */
function lineEnd(text: string, from: number, to: number): number {
  const end = beforeMargin(text, from, to);
  const boxed = text[end - 1] === '|' && end - 1 > from && isSpace(text.charCodeAt(end - 2));
  return boxed ? beforeMargin(text, from, end - 1) : end;
}

function afterMargin(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isMargin(text.charCodeAt(at))) at += 1;
  return at;
}

function beforeMargin(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isMargin(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function withoutSpace(text: string): { letters: string; places: Uint32Array } {
  const places = new Uint32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (isSpace(text.charCodeAt(at))) continue;
    places[length] = at;
    length += 1;
  }
  return { letters: text.replaceAll(SPACES, ''), places };
}
