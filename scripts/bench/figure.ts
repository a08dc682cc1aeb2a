// What is measured, and what is said of it: medians, since one slow sample says something about the machine only.

export interface Figure {
  readonly name: string;
  /** `ms`, `KB` (1024 bytes), `MB` (1024 KB) or another that a person reads without a key. */
  readonly unit: string;
  readonly samples: readonly number[];
  /** What it is compared with, measured in the same run and in turn with it. */
  readonly against: Readonly<Record<string, readonly number[]>>;
  readonly aim?: Aim;
}

export type Aim =
  | { readonly kind: 'at most'; readonly limit: number }
  | { readonly kind: 'times'; readonly against: string; readonly limit: number }
  | { readonly kind: 'more'; readonly against: string; readonly limit: number };

/**
 * @param scale How much of the amounts is measured where that can be less, 1 being what the figures are meant for.
 *
 * Rejects where the figures cannot be measured. One run may give several: those that are read from the same windows.
 */
export type Measure = (scale: number) => Promise<readonly Figure[]>;

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

export interface Summary extends Spread {
  readonly unit: string;
  readonly against: Readonly<Record<string, Spread & { readonly ratio: number }>>;
  readonly aim?: string;
  readonly met?: boolean;
}

/** @throws where nothing was measured: a median of nothing is no figure */
export function summaryOf({ name, unit, samples, against, aim }: Figure): Summary {
  const spread = spreadOf(name, samples);
  const others = Object.fromEntries(
    Object.entries(against).map(([what, values]) => {
      const other = spreadOf(`${name} against ${what}`, values);
      return [what, { ...other, ratio: rounded(spread.median / other.median) }];
    }),
  );
  return {
    ...spread,
    unit,
    against: others,
    ...(aim && { aim: aimText(aim, unit), met: isMet(aim, samples, against) }),
  };
}

function spreadOf(what: string, samples: readonly number[]): Spread {
  if (samples.length === 0 || !samples.every(Number.isFinite)) throw new Error(`${what}: not measured`);
  return {
    median: rounded(medianOf(samples)),
    min: rounded(Math.min(...samples)),
    max: rounded(Math.max(...samples)),
    count: samples.length,
  };
}

function isMet(aim: Aim, samples: readonly number[], against: Figure['against']): boolean {
  const median = medianOf(samples);
  switch (aim.kind) {
    case 'at most':
      return median <= aim.limit;
    case 'times':
      return median <= aim.limit * medianAgainst(against, aim.against);
    case 'more':
      return median <= aim.limit + medianAgainst(against, aim.against);
  }
}

function medianAgainst(against: Figure['against'], what: string): number {
  const samples = against[what];
  if (!samples) throw new Error(`the aim is against ${what}, which was not measured`);
  return medianOf(samples);
}

function aimText(aim: Aim, unit: string): string {
  switch (aim.kind) {
    case 'at most':
      return `at most ${aim.limit} ${unit}`;
    case 'times':
      return `at most ${aim.limit} times ${aim.against}`;
    case 'more':
      return `at most ${aim.limit} ${unit} more than ${aim.against}`;
  }
}

function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.ceil(sorted.length / 2) - 1;
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
