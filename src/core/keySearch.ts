// What a person types to find objects: a part of a key, or a glob. Case counts only where a capital was typed.

/** Whether the part of a key behind the folder that is searched is meant. */
export type KeyTest = (below: string) => boolean;

/**
 * Without `*` and `?` any part of the key. A glob is held against the whole name, or, if it has a slash, against all
 * below the folder: `*` and `?` stop at a slash, `**` does not, and `**` with a slash behind it stands for no folder as well.
 */
export function keyTest(pattern: string): KeyTest {
  const isCaseSensitive = /\p{Lu}/u.test(pattern);
  const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
  if (!/[*?]/.test(pattern)) {
    const part = fold(pattern);
    return (below) => fold(below).includes(part);
  }
  const glob = globOf(fold(pattern));
  const isPath = pattern.includes('/');
  return (below) => matches(glob, fold(isPath ? below : nameOf(below)));
}

/** The last segment; a folder's own object (`a/b/`) is named by its folder. */
function nameOf(below: string): string {
  return below.slice(below.lastIndexOf('/', below.length - 2) + 1);
}

type GlobPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'one' | 'run' | 'any' | 'folders' };

function globOf(pattern: string): readonly GlobPart[] {
  return [...pattern.matchAll(/(?<=^|\/)\*\*\/|\*\*+|\*|\?|[^*?]/gsu)].map(([part]): GlobPart => {
    if (part === '**/') return { kind: 'folders' };
    if (part === '?') return { kind: 'one' };
    if (part === '*') return { kind: 'run' };
    return part.startsWith('**') ? { kind: 'any' } : { kind: 'text', text: part };
  });
}

/** All places of the glob that the text may have come to, character by character: never slower than one times the other. */
function matches(glob: readonly GlobPart[], text: string): boolean {
  let places = reach(glob, new Set([0]), true);
  let isAtStart = false;
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) {
      const part = glob[place];
      if (part === undefined) continue;
      if (part.kind === 'any' || part.kind === 'folders' || (part.kind === 'run' && character !== '/')) next.add(place);
      if (part.kind === 'one' ? character !== '/' : part.kind === 'text' && part.text === character)
        next.add(place + 1);
    }
    isAtStart = character === '/';
    places = reach(glob, next, isAtStart);
    if (places.size === 0) return false;
  }
  return places.has(glob.length);
}

/** The places, and those behind what may stand for nothing here. */
function reach(glob: readonly GlobPart[], places: Set<number>, isAtStart: boolean): Set<number> {
  for (const place of places) {
    const kind = glob[place]?.kind;
    if (kind === 'run' || kind === 'any' || (kind === 'folders' && isAtStart)) places.add(place + 1);
  }
  return places;
}
