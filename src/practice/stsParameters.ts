// Reads the parameters of an STS request and refuses what AWS refuses, all violations in one ValidationError.
import { refuse } from './awsError.ts';
import type { Tag } from './caller.ts';

interface Rule {
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it, and as it is meant. */
  readonly pattern?: readonly [string, RegExp];
  /** Not printed, whatever is wrong with it. */
  readonly secret?: boolean;
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
  policy: { min: 1, max: 2048, pattern: ['[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', /^[\t\n\r\u0020-\u00ff]+$/] },
  serialNumber: { min: 9, max: 256, pattern: ['[\\w+=/:,.@-]*', /^[\w+=/:,.@-]*$/] },
  tokenCode: { min: 6, max: 6, pattern: ['[\\d]*', /^\d*$/] },
  sourceIdentity: { min: 2, max: 64, pattern: NAME },
  webIdentityToken: { required: true, min: 4, max: 20_000, secret: true },
  providerId: { min: 4, max: 2048 },
} as const satisfies Record<string, Rule>;

const ARN: Rule = { required: true, min: 20, max: 2048, pattern: TEXT };
const TAG_KEY: Rule = {
  required: true,
  min: 1,
  max: 128,
  pattern: ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+', /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u],
};
const TAG_VALUE: Rule = {
  required: true,
  max: 256,
  pattern: ['[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*', /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u],
};
const MAX_TAGS = 50;
/** "You can provide up to 10 managed policy ARNs." */
const MAX_POLICY_ARNS = 10;

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

  text(member: Member): string | undefined {
    return this.#checked(member.charAt(0).toUpperCase() + member.slice(1), member, rules[member]);
  }

  policyArns(): readonly string[] {
    const indexes = this.#indexes('PolicyArns', ['.arn'], MAX_POLICY_ARNS, 'policyArns');
    return indexes.map((at) => this.#checked(`PolicyArns.member.${at}.arn`, `policyArns.${at}.member.arn`, ARN) ?? '');
  }

  tags(): readonly Tag[] {
    return this.#indexes('Tags', ['.Key', '.Value'], MAX_TAGS, 'tags').map((at) => ({
      key: this.#checked(`Tags.member.${at}.Key`, `tags.${at}.member.key`, TAG_KEY) ?? '',
      value: this.#checked(`Tags.member.${at}.Value`, `tags.${at}.member.value`, TAG_VALUE) ?? '',
    }));
  }

  transitiveTagKeys(): readonly string[] {
    const indexes = this.#indexes('TransitiveTagKeys', [''], MAX_TAGS, 'transitiveTagKeys');
    return indexes.map(
      (at) => this.#checked(`TransitiveTagKeys.member.${at}`, `transitiveTagKeys.${at}.member`, TAG_KEY) ?? '',
    );
  }

  /** Where a list has members: `<name>.member.1` with any of `fields`, and so on without a gap. */
  #indexes(name: string, fields: readonly string[], max: number, member: string): readonly number[] {
    const indexes: number[] = [];
    for (let at = 1; fields.some((field) => this.#values.has(`${name}.member.${at}${field}`)); at++) indexes.push(at);
    if (indexes.length <= max) return indexes;
    this.#violate(undefined, member, `Member must have length less than or equal to ${max}`);
    return [];
  }

  #checked(name: string, member: string, rule: Rule): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) {
      if (rule.required) this.#violate('null', member, 'Member must not be null');
      return undefined;
    }
    const quoted = rule.secret ? undefined : `'${value}'`;
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

  /** @param value as it is printed; undefined for what is not printed. */
  #violate(value: string | undefined, member: string, constraint: string): void {
    const printed = value === undefined ? 'Value' : `Value ${value}`;
    this.#violations.push(`${printed} at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}
