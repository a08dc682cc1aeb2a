// The words of a command line, split as Python's shlex does and, for Windows, as botocore does. No shell is involved.

/** The words; undefined for a quote or an escape that is left open. Splits section names as well as commands. */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === quote) quote = '';
    // Between double quotes, a backslash escapes these two only; between single quotes, nothing.
    else if (character === '\\' && (quote === '' || (quote === '"' && (next === '' || /["\\]/.test(next))))) {
      if (next === '') return undefined;
      word = (word ?? '') + next;
      at += 1;
    } else if (quote !== '') word = (word ?? '') + character;
    else if (/["']/.test(character)) {
      quote = character;
      word ??= '';
    } else if (!/[ \t\r\n]/.test(character)) word = (word ?? '') + character;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}

/** Microsoft's rules for argv: backslashes mean something before a double quote only. */
export function windowsWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const [part] of text.matchAll(/\\*"|\\+|[^\\"]/g)) {
    if (part.endsWith('"')) {
      const backslashes = part.length - 1;
      word = (word ?? '') + '\\'.repeat(backslashes >> 1);
      if (backslashes % 2 === 1) word += '"';
      else quoted = !quoted;
    } else if (quoted || !/[ \t]/.test(part)) word = (word ?? '') + part;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quoted) return undefined;
  return word === undefined ? words : [...words, word];
}
