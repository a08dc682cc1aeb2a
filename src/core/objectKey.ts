// S3 object keys: their order, and how any sequence of characters is shown without fooling the reader.

/** S3's order: by the bytes of UTF-8. JavaScript's own comparison differs for characters beyond the basic plane. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates (U+D800 to U+DFFF) stand for what is above U+FFFF, so they sort behind U+E000 to U+FFFF.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

/** The part of `key` behind `prefix`, which is what a folder shows of it. */
export function nameBelow(prefix: string, key: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/**
 * `name` with every character that would not be seen, or would move others, as a visible mark: controls as their
 * symbols (␊), direction and other invisible marks as <U+202E>, spaces at either end as ␠, an empty name as ∅.
 */
export function visibleName(name: string): string {
  if (name === '') return '∅';
  return name
    .replace(/^ +| +$/g, (spaces) => '␠'.repeat(spaces.length))
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, '␡')
    .replace(/[\p{Cf}\p{Cc}\u2028\u2029\u00a0\u115f\u1160\u3164]|[\ud800-\udfff]/gu, (c, at: number, all: string) =>
      c === '\u200d' && /^\p{Extended_Pictographic}/u.test(all.slice(at + 1)) ? c : codePoint(c),
    );
}

function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
