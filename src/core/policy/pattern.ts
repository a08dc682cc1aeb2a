// Patterns of IAM policies: the wildcards * and ?, and policy variables such as ${aws:username}.
// Matching is linear in pattern and text: patterns come from callers too (session policies), so no regular expressions.

/** Looks up a condition key's only value; undefined where the request has none, or several. */
export type VariableLookup = (key: string) => string | undefined;

const ANY = Symbol('*');
const ONE = Symbol('?');
/** A pattern taken apart: literal characters, and the two wildcards. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

const VARIABLE = /\$\{([^}]*)\}/y;

/**
 * The pattern that `text` stands for; undefined where it names a variable that has no value and no default: such a
 * pattern matches nothing. Without a lookup (documents of version 2008-10-17) variables are plain text.
 */
export function readPattern(text: string, variables?: VariableLookup): Pattern | undefined {
  const pattern: (string | typeof ANY | typeof ONE)[] = [];
  for (let at = 0; at < text.length; ) {
    if (variables && text.startsWith('${', at)) {
      VARIABLE.lastIndex = at;
      const name = VARIABLE.exec(text)?.[1];
      if (name !== undefined) {
        const value = variableValue(name, variables);
        if (value === undefined) return undefined;
        pattern.push(...value);
        at += name.length + 3;
        continue;
      }
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    pattern.push(character === '*' ? ANY : character === '?' ? ONE : character);
    at += character.length;
  }
  return pattern;
}

/** ${*}, ${?} and ${$} are those characters themselves; ${key, 'text'} has a default. Keys of tags may hold spaces. */
function variableValue(inside: string, variables: VariableLookup): string | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside;
  const comma = inside.indexOf(',');
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim();
  const fallback = comma < 0 ? undefined : /^\s*'([^']*)'\s*$/.exec(inside.slice(comma + 1))?.[1];
  if (key === '' || (comma >= 0 && fallback === undefined)) return undefined;
  return variables(key) ?? fallback;
}

export function matches(pattern: Pattern, text: string): boolean {
  const characters = Array.from(text);
  let [at, star, resume] = [0, -1, 0];
  for (let position = 0; position < characters.length; ) {
    const token = pattern[at];
    if (token === ANY) {
      [star, resume] = [at++, position];
    } else if (token !== undefined && (token === ONE || token === characters[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}

/** Which texts that begin with `start` the pattern fits. */
export type Fit = 'none' | 'some' | 'all';

function fitsBeginning(pattern: Pattern, start: string): Fit {
  let places = withSkippedStars(pattern, [0]);
  for (const character of start) {
    const next = [...places].flatMap((at) => {
      const token = pattern[at];
      if (token === ANY) return [at];
      return token === ONE || token === character ? [at + 1] : [];
    });
    places = withSkippedStars(pattern, next);
  }
  if (places.size === 0) return 'none';
  const isRestFree = (at: number) => at < pattern.length && pattern.slice(at).every((token) => token === ANY);
  return [...places].some(isRestFree) ? 'all' : 'some';
}

function withSkippedStars(pattern: Pattern, places: readonly number[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at of places) {
    found.add(at);
    while (pattern[at] === ANY) found.add(++at);
  }
  return found;
}

/**
 * ARNs match segment by segment, so that a * of the account is no * of the resource. A pattern with fewer than six
 * segments (`*`, `arn:aws:s3:*`) stands for all that begins so.
 */
export function matchesArn(pattern: Pattern, arn: string): boolean {
  return fitsArn(pattern, arn, (last, text) => (matches(last, text) ? 'all' : 'none')) === 'all';
}

/** Which ARNs that begin with `start` the pattern fits; `start` has all six segments. */
export function fitsArnBeginning(pattern: Pattern, start: string): Fit {
  return fitsArn(pattern, start, fitsBeginning);
}

function fitsArn(pattern: Pattern, arn: string, fitsLast: (last: Pattern, text: string) => Fit): Fit {
  const expected = segments(pattern);
  const given = arn.split(':');
  if (given.length > 6) given.splice(5, given.length, given.slice(5).join(':'));
  const end = expected.length - 1;
  if (end >= given.length) return 'none';
  const isSameBefore = expected.slice(0, end).every((segment, index) => matches(segment, given[index] ?? ''));
  return isSameBefore ? fitsLast(expected[end] ?? [], given.slice(end).join(':')) : 'none';
}

function segments(pattern: Pattern): Pattern[] {
  const found: Pattern[] = [];
  let from = 0;
  for (let at = 0; at < pattern.length && found.length < 5; at++) {
    if (pattern[at] !== ':') continue;
    found.push(pattern.slice(from, at));
    from = at + 1;
  }
  return [...found, pattern.slice(from)];
}
