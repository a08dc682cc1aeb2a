// What stands in for a giveaway: visibly made up, and the same each time for the same one.
import type { GiveawayKind } from './giveaways.ts';

/** Gives names out, the first of each kind first. Lives as long as one text is made safe. */
export class MadeUp {
  readonly #given = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  for(kind: GiveawayKind, value: string): string {
    const plain = kind === 'account' ? value.replaceAll('-', '') : value;
    const given = this.#given.get(plain) ?? this.#give(kind, plain);
    return plain === value ? given : given.replace(/(\d{4})(?=\d)/g, '$1-');
  }

  #give(kind: GiveawayKind, value: string): string {
    const series = kind === 'id' ? value.slice(0, 4) : kind;
    const count = (this.#counts.get(series) ?? 0) + 1;
    this.#counts.set(series, count);
    const name = madeUp(kind, series, count);
    this.#given.set(value, name);
    return name;
  }
}

function madeUp(kind: GiveawayKind, series: string, count: number): string {
  switch (kind) {
    case 'account':
      return count < 10 ? String(count).repeat(12) : String(count).padStart(12, '0');
    case 'id':
      // As long as AWS's: 20 characters for keys, 21 for the rest.
      return `${series}${String(count).padStart(/^A(?:KI|SI|BI|CC)A$/.test(series) ? 9 : 10, '0')}EXAMPLE`;
    case 'secret':
      return `EXAMPLESECRET${count}`;
    case 'token':
      return `EXAMPLETOKEN${count}`;
    case 'signature':
      return `EXAMPLESIGNATURE${count}`;
    case 'owner':
      return String(count).padStart(64, '0');
    case 'person':
      return `person${count}@example.com`;
    case 'roleSuffix':
      return String(count).padStart(16, '0');
    case 'uuid':
      return `${String(count).padStart(8, '0')}-aaaa-aaaa-aaaa-aaaaaaaaaaaa`;
  }
}
