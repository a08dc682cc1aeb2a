// The conformance table: test/fixtures/conformance/*.json read, and what is expected compared with what came.
// Every value is compared exactly, but for texts that begin with `re:`, which are patterns for ids and times.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Whose keys a row is sent with. */
export interface Sender {
  /** A role's name; absent: the user. */
  readonly role?: string;
  /** The role is assumed by this sender. */
  readonly by?: Sender;
  /** As boto3 takes them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Seconds since the session was made. */
  readonly age?: number;
  /** What is wrong with the keys. */
  readonly change?: 'unknown-key' | 'wrong-secret' | 'token-cut' | 'token-gone' | 'token-of-another' | 'anonymous';
}

export interface Said {
  readonly code: string;
  readonly operation: string;
  readonly message: string;
  readonly status?: number;
}

/** What a client tells: an answer, an error as AWS words it, or (the CLI's own commands) text. */
export interface Outcome {
  readonly answer?: unknown;
  readonly error?: Said;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly name: string;
  readonly as?: string | Sender;
  readonly region?: string;
  readonly cli?: readonly string[];
  readonly boto3?: readonly [service: string, method: string, parameters: Readonly<Record<string, unknown>>];
  readonly unchecked?: boolean;
  /** boto3 sends checksums, as it does by default. */
  readonly checksums?: boolean;
  /** Seconds by which the client's clock is wrong. */
  readonly clock?: number;
  readonly expect: Outcome;
  /** Where moto is known to be wrong: why, and what it says instead; `absent` where it has not got the row's role. */
  readonly moto?: { readonly reason: string } & ({ readonly expect: Outcome } | { readonly absent: string });
  /** What of the expectation AWS neither documents nor was seen to say. */
  readonly unconfirmed?: string;
  /** What later rows of the table need of the answer: a name, and the place of its value (`Versions.0.VersionId`). */
  readonly keep?: Readonly<Record<string, string>>;
  /** The check without which this row must fail. */
  readonly failsWithout?: 'signature' | 'policy' | 'expiry';
}

export interface Table {
  readonly file: string;
  readonly about: string;
  /** Objects that the rows need besides the scenario's: bucket to key to body. */
  readonly objects?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Buckets of the table's own. Its rows write, so they run after those of all other tables, one after the other.
   */
  readonly buckets?: Readonly<Record<string, { readonly versioning?: 'Enabled' }>>;
  readonly rows: readonly Row[];
}

const folder = path.resolve('test/fixtures/conformance');

export function readTables(): readonly Table[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, ...JSON.parse(readFileSync(path.join(folder, file), 'utf8')) }));
}

export function senderOf(row: Row): Sender {
  if (typeof row.as === 'object') return row.as;
  return row.as === undefined || row.as === 'user' ? {} : { role: row.as };
}

/** Fails where the outcome is not the expected one. Headers and the status count where the row names them. */
export function assertOutcome(actual: Outcome, expected: Outcome): void {
  const { headers: expectedHeaders, ...rest } = expected;
  const { headers, ...given } = actual;
  const trimmed =
    given.error && rest.error && rest.error.status === undefined
      ? { ...given, error: { code: given.error.code, operation: given.error.operation, message: given.error.message } }
      : given;
  assert.deepEqual(matched(trimmed, rest), rest);
  for (const [name, value] of Object.entries(expectedHeaders ?? {})) assert.equal(headers?.[name], value, name);
}

/** `actual` with every text or number that a pattern of `expected` fits replaced by that pattern. */
function matched(actual: unknown, expected: unknown): unknown {
  const isLeaf = typeof actual === 'string' || typeof actual === 'number';
  if (isLeaf && typeof expected === 'string' && expected.startsWith('re:')) {
    return new RegExp(`^(?:${expected.slice(3)})$`, 's').test(String(actual)) ? expected : actual;
  }
  if (Array.isArray(actual)) {
    return actual.map((each, index) => matched(each, Array.isArray(expected) ? expected[index] : undefined));
  }
  if (typeof actual === 'object' && actual !== null) {
    const wanted = (typeof expected === 'object' && expected !== null ? expected : {}) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, matched(value, wanted[key])]));
  }
  return actual;
}

/** The value at a place like `Versions.0.VersionId`, an entity tag without its quotes. */
export function valueAt(answer: unknown, place: string): string {
  let value = answer;
  for (const name of place.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  return String(value).replaceAll('"', '');
}
