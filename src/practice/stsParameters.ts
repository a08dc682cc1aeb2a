// Reads the parameters of an STS request and refuses what AWS refuses, all violations in one ValidationError.
import { refuse } from './awsError.ts';

interface Rule {
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it, and as it is meant. */
  readonly pattern?: readonly [string, RegExp];
  readonly range?: readonly [number, number];
}

const NAME = ['[\\w+=,.@-]*', /^[\w+=,.@-]*$/] as const;
const TEXT = [
  '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
  /^[\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u,
] as const;

/** The limits of the service model, by the member names that AWS prints. */
const rules = {
  roleArn: { required: true, min: 20, max: 2048, pattern: TEXT },
  roleSessionName: { required: true, min: 2, max: 64, pattern: NAME },
  externalId: { min: 2, max: 1224, pattern: ['[\\w+=,.@:\\/-]*', /^[\w+=,.@:/-]*$/] },
  policy: { min: 1, max: 2048, pattern: TEXT },
  serialNumber: { min: 9, max: 256, pattern: ['[\\w+=/:,.@-]*', /^[\w+=/:,.@-]*$/] },
  tokenCode: { min: 6, max: 6, pattern: ['[\\d]*', /^\d*$/] },
  sourceIdentity: { min: 2, max: 64, pattern: NAME },
} as const satisfies Record<string, Rule>;

export type Member = keyof typeof rules;

export class StsParameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #violations: string[] = [];

  constructor(pairs: readonly (readonly [string, string])[]) {
    const values = new Map(pairs);
    // Which of two values counts would be a guess, and a guess could be read otherwise by whoever looks at the request.
    if (values.size !== pairs.length) refuse(400, 'MalformedQueryString', 'The query string contains a syntax error.');
    this.#values = values;
  }

  raw(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The values of a list of structures: `PolicyArns.member.1.arn` and so on, in order. */
  list(name: string, field: string): readonly string[] {
    const found: string[] = [];
    for (let at = 1; at <= 50; at++) {
      const value = this.#values.get(`${name}.member.${at}.${field}`);
      if (value === undefined) break;
      found.push(value);
    }
    return found;
  }

  text(member: Member): string | undefined {
    const value = this.#values.get(member.charAt(0).toUpperCase() + member.slice(1));
    const rule: Rule = rules[member];
    if (value === undefined) {
      if (rule.required) this.#violate('null', member, 'Member must not be null');
      return undefined;
    }
    const quoted = `'${value}'`;
    const length = Array.from(value).length;
    if (rule.pattern && !rule.pattern[1].test(value)) {
      this.#violate(quoted, member, `Member must satisfy regular expression pattern: ${rule.pattern[0]}`);
    }
    if (rule.max !== undefined && length > rule.max) {
      this.#violate(quoted, member, `Member must have length less than or equal to ${rule.max}`);
    }
    if (rule.min !== undefined && length < rule.min) {
      this.#violate(quoted, member, `Member must have length greater than or equal to ${rule.min}`);
    }
    return value;
  }

  durationSeconds(fallback: number, max: number): number {
    const text = this.#values.get('DurationSeconds');
    if (text === undefined) return fallback;
    if (!/^-?\d{1,10}$/.test(text)) refuse(400, 'MalformedInput', `Invalid integer value: ${text}`);
    const seconds = Number(text);
    if (seconds > max) {
      this.#violate(`'${text}'`, 'durationSeconds', `Member must have value less than or equal to ${max}`);
    } else if (seconds < 900) {
      this.#violate(`'${text}'`, 'durationSeconds', 'Member must have value greater than or equal to 900');
    }
    return seconds;
  }

  /** @throws Refused where anything that was read breaks a rule. */
  check(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    const errors = count === 1 ? '1 validation error' : `${count} validation errors`;
    refuse(400, 'ValidationError', `${errors} detected: ${this.#violations.join('; ')}`);
  }

  #violate(value: string, member: string, constraint: string): void {
    this.#violations.push(`Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}
