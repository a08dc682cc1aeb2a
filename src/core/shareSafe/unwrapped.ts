// A terminal's text with some of its line breaks taken out, to find what a terminal broken at its width.

export interface Unwrapped {
  readonly text: string;
  /** The place in the original of each character of `text`. */
  readonly places: Uint32Array;
}

/** Shorter lines were not broken at a terminal's width. */
const narrowest = 20;
/** A line that may go on a token: nothing but its characters, up to what ends it in JSON, a URL, XML or a table. */
const goesOn = /^(?=\S)[A-Za-z0-9+/%_-]*={0,2}(?:\s*|[&"'<\\].*| {2,}\|.*)$/;

export function asItIs(text: string): Unwrapped {
  return withoutBreaks(text, () => false);
}

/** Tokens whole: a line goes on in the next ones while those are pure token characters, and as long; the last may be shorter. */
export function withWholeTokens(text: string): Unwrapped {
  let width = 0;
  let isFull = false;
  return withoutBreaks(text, (line, next) => {
    if (!isFull) width = line.length;
    const joins = width >= narrowest && line.length === width && next.length <= width && goesOn.test(next);
    isFull = joins && next.length === width;
    return joins;
  });
}

/** Words whole: lines that are as long as the longest were broken at the terminal's width, whatever they hold. */
export function withWholeWords(text: string): Unwrapped {
  const width = text.split(/\r?\n/).reduce((most, line) => Math.max(most, line.length), narrowest);
  return withoutBreaks(text, (line) => line.length === width);
}

function withoutBreaks(text: string, isBroken: (line: string, next: string) => boolean): Unwrapped {
  const parts = text.split(/(\r?\n)/);
  const places = new Uint32Array(text.length);
  let unbroken = '';
  let place = 0;
  parts.forEach((part, index) => {
    const isBreak = index % 2 === 1;
    if (!isBreak || !isBroken(parts[index - 1] ?? '', parts[index + 1] ?? '')) {
      for (let at = 0; at < part.length; at += 1) places[unbroken.length + at] = place + at;
      unbroken += part;
    }
    place += part.length;
  });
  return { text: unbroken, places };
}
