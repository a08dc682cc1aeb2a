// A terminal's text, safe to share: accounts, key ids, unique ids, secrets, tokens, signatures and e-mail addresses are
// replaced by made-up ones, the same for the same. An access key id and a session token give the account away as well.
// What helps to understand the text stays: services, regions, types and names of resources, and role names but for the
// unique end that IAM Identity Center gives them. Names that tell something by themselves are for a person to judge.
import { type Giveaway, giveaways } from './shareSafe/giveaways.ts';
import { MadeUp } from './shareSafe/madeUp.ts';
import { asItIs, type Unwrapped, withWholeTokens, withWholeWords } from './shareSafe/unwrapped.ts';

export interface ShareSafe {
  readonly text: string;
  /** How many places were replaced. */
  readonly replaced: number;
}

interface Found {
  readonly kind: Giveaway['kind'];
  /** Without the line breaks within it. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** What a shorter line leaves room for may be found only in the shortened text; more rounds than these find nothing. */
const mostRounds = 5;

/** Made safe twice, a text stays as it is. */
export function shareSafe(text: string): ShareSafe {
  let safe = replaceOnce(text);
  for (let round = 1; round < mostRounds; round += 1) {
    const next = replaceOnce(safe.text);
    if (next.text === safe.text) break;
    safe = next;
  }
  return safe;
}

function replaceOnce(text: string): ShareSafe {
  const found = findAll(text).sort((one, other) => one.start - other.start);
  const madeUp = new MadeUp();
  let safe = '';
  let end = 0;
  for (const { kind, value, start, end: next } of found) {
    safe += text.slice(end, start) + madeUp.for(kind, value);
    end = next;
  }
  return { text: safe + text.slice(end), replaced: found.length };
}

/** Without overlaps; in no order. */
function findAll(text: string): Found[] {
  const found: Found[] = [];
  const taken = new Uint8Array(text.length);
  const look = (view: Unwrapped, wanted: readonly Giveaway[]) => {
    let open = hidden(view.text, takenIn(view, taken));
    for (const giveaway of wanted) {
      const matches = matchesOf(open, giveaway);
      for (const { from, to } of matches) {
        const start = view.places[from] ?? 0;
        const end = (view.places[to - 1] ?? 0) + 1;
        found.push({ kind: giveaway.kind, value: view.text.slice(from, to), start, end });
        taken.fill(1, start, end);
      }
      open = hidden(open, matches);
    }
  };
  // The widest first: a part of a broken token, found alone, would leave the rest.
  look(withWholeTokens(text), giveaways);
  look(
    withWholeWords(text),
    giveaways.filter(({ isShort }) => isShort),
  );
  look(asItIs(text), giveaways);
  return [...found, ...elsewhere(text, found, taken)];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is found already is hidden from the next that looks. */
function hidden(text: string, ranges: readonly Range[]): string {
  let open = '';
  let end = 0;
  for (const { from, to } of ranges) {
    open += text.slice(end, from) + '\0'.repeat(to - from);
    end = to;
  }
  return open + text.slice(end);
}

function takenIn({ text, places }: Unwrapped, taken: Uint8Array): Range[] {
  const ranges: Range[] = [];
  for (let from = 0; from < text.length; from += 1) {
    if (!taken[places[from] ?? 0]) continue;
    let to = from;
    while (to < text.length && taken[places[to] ?? 0]) to += 1;
    ranges.push({ from, to });
    from = to;
  }
  return ranges;
}

function matchesOf(text: string, { pattern, has = [] }: Giveaway): Range[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [from, to] = match.indices?.groups?.value ?? match.indices?.[0] ?? [0, 0];
    return has.every((part) => part.test(text.slice(from, to))) ? [{ from, to }] : [];
  });
}

/** A session's name that is user@host stands in the prompt too, where it alone would not be known for one. */
function elsewhere(text: string, found: readonly Found[], taken: Uint8Array): Found[] {
  const people = new Set(found.flatMap(({ kind, value }) => (kind === 'person' ? [value] : [])));
  const more: Found[] = [];
  for (const value of people) {
    for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
      const end = start + value.length;
      if (taken.subarray(start, end).includes(1)) continue;
      more.push({ kind: 'person', value, start, end });
      taken.fill(1, start, end);
    }
  }
  return more;
}
