// The Condition element: operators, their qualifiers (IfExists, ForAllValues, ForAnyValue) and what a missing key means.
// A condition that cannot be read is a problem of the whole document (document.ts): it never counts as met or unmet.
import { type RequestContext, variablesOf } from './context.ts';
import { matches, matchesArn, type Pattern, readPattern, type VariableLookup } from './pattern.ts';

export interface Condition {
  readonly operator: Operator;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** A test of one value of the request against one value of the policy. */
type Test = (given: string, expected: string, variables: VariableLookup | undefined) => boolean;

const text =
  (matching: (pattern: Pattern, given: string) => boolean): Test =>
  (given, expected, variables) => {
    const pattern = readPattern(expected, variables);
    return pattern !== undefined && matching(pattern, given);
  };

// Equality knows variables too, and the ${*} in them, but no wildcards.
const literal =
  (fold: (value: string) => string): Test =>
  (given, expected, variables) => {
    const pattern = readPattern(expected, variables);
    return pattern !== undefined && fold(pattern.map(literalCharacter).join('')) === fold(given);
  };
const literalCharacter = (token: Pattern[number]) => (typeof token === 'string' ? token : token.description);

const numbers =
  (compare: (given: number, expected: number) => boolean): Test =>
  (given, expected) =>
    given.trim() !== '' && compare(Number(given), Number(expected));

const dates =
  (compare: (given: number, expected: number) => boolean): Test =>
  (given, expected) =>
    compare(instant(given), instant(expected));

/** A day, or a time of a day with its offset: without one, its meaning would depend on the machine. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** ISO 8601, or seconds since the epoch. NaN, which no comparison meets, where it is neither. */
function instant(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  return ISO_8601.test(value) ? Date.parse(value) : Number.NaN;
}

const same = (value: string) => value;
const lower = (value: string) => value.toLowerCase();

const tests = {
  StringEquals: literal(same),
  StringEqualsIgnoreCase: literal(lower),
  StringLike: text(matches),
  ArnEquals: text(matchesArn),
  ArnLike: text(matchesArn),
  Bool: literal(lower),
  NumericEquals: numbers((given, expected) => given === expected),
  NumericLessThan: numbers((given, expected) => given < expected),
  NumericLessThanEquals: numbers((given, expected) => given <= expected),
  NumericGreaterThan: numbers((given, expected) => given > expected),
  NumericGreaterThanEquals: numbers((given, expected) => given >= expected),
  DateEquals: dates((given, expected) => given === expected),
  DateLessThan: dates((given, expected) => given < expected),
  DateLessThanEquals: dates((given, expected) => given <= expected),
  DateGreaterThan: dates((given, expected) => given > expected),
  DateGreaterThanEquals: dates((given, expected) => given >= expected),
  IpAddress: (given, expected) => inNetwork(given, expected),
} as const satisfies Record<string, Test>;

const negations = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
} as const satisfies Record<string, keyof typeof tests>;

export type Operator = keyof typeof tests | keyof typeof negations | 'Null';

/** Condition operators are named exactly; undefined for any that is not known here. */
export function readOperator(name: string): Omit<Condition, 'key' | 'values'> | undefined {
  const [, quantifier, operator = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  if (!Object.hasOwn(tests, operator) && !Object.hasOwn(negations, operator) && operator !== 'Null') return undefined;
  if (operator === 'Null' && (ifExists || quantifier)) return undefined;
  return {
    operator: operator as Operator,
    ifExists: ifExists !== undefined,
    ...(quantifier ? { quantifier: quantifier as 'ForAllValues' | 'ForAnyValue' } : {}),
  };
}

/** Whether `value` can stand in a policy under this operator at all. */
export function isReadable(operator: Operator, value: string): boolean {
  if (operator === 'Null' || operator === 'Bool') return /^(true|false|\$\{.*\})$/i.test(value);
  if (operator.startsWith('Numeric')) return /^-?\d+(\.\d+)?$/.test(value);
  if (operator.startsWith('Date')) return !Number.isNaN(instant(value));
  if (operator.endsWith('IpAddress')) return network(value) !== undefined;
  return true;
}

/** @param withVariables false for documents of version 2008-10-17. */
export function isMet(condition: Condition, context: RequestContext, withVariables: boolean): boolean {
  const given = context.get(condition.key.toLowerCase());
  if (condition.operator === 'Null') {
    return condition.values.some((value) => (value.toLowerCase() === 'true') === (given === undefined));
  }
  const negated = Object.hasOwn(negations, condition.operator);
  const test: Test = tests[negated ? negations[condition.operator as keyof typeof negations] : positive(condition)];
  if (given === undefined || given.length === 0) {
    if (condition.ifExists || condition.quantifier === 'ForAllValues') return true;
    return negated && condition.quantifier === undefined;
  }
  const variables = withVariables ? variablesOf(context) : undefined;
  // A negated operator wants that none of the policy's values fits.
  const fits = (value: string) => condition.values.some((expected) => test(value, expected, variables)) !== negated;
  if (condition.quantifier === 'ForAnyValue') return given.some(fits);
  if (condition.quantifier === 'ForAllValues') return given.every(fits);
  return negated ? given.every(fits) : given.some(fits);
}

function positive(condition: Condition): keyof typeof tests {
  return condition.operator as keyof typeof tests;
}

function inNetwork(address: string, range: string): boolean {
  const [given, wanted] = [network(address), network(range)];
  if (!given || !wanted) return false;
  const size = 2 ** (32 - wanted.bits);
  return given.bits === 32 && Math.floor(given.start / size) === Math.floor(wanted.start / size);
}

/** IPv4 only, with or without a length: `192.0.2.0/24`. */
function network(range: string): { start: number; bits: number } | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(range);
  if (!parts) return undefined;
  const octets = parts.slice(1, 5).map(Number);
  const bits = parts[5] === undefined ? 32 : Number(parts[5]);
  if (octets.some((octet) => octet > 255) || bits > 32) return undefined;
  return { start: octets.reduce((sum, octet) => sum * 256 + octet, 0), bits };
}
