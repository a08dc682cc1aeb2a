// One AssumeRole call: its parameters, and AWS's own rules for them (from the STS service model).
import { parseArn, parseRoleArn, type RoleArnProblem } from './arn.ts';

export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  /** Seconds. Absent: AWS's default of an hour. */
  readonly durationSeconds?: number;
  /** The MFA device that a code is wanted from: its ARN, or a hardware token's number. The code is no part of this. */
  readonly mfaSerial?: string;
  /** A session policy, as JSON text: the session may do no more than the role and this both allow. */
  readonly policy?: string;
  /** Managed policies that narrow the session in the same way. */
  readonly policyArns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** The keys of the tags that go on to the next hop. */
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
}

export type SessionNameProblem = 'too-short' | 'too-long' | 'spaces' | 'bad-characters';

/** RoleSessionName: 2 to 64 of letters, digits and `_+=,.@-`. */
export function sessionNameProblem(name: string): SessionNameProblem | undefined {
  if (/\s/.test(name)) return 'spaces';
  if (!/^[\w+=,.@-]*$/.test(name)) return 'bad-characters';
  if (name.length < 2) return 'too-short';
  if (name.length > 64) return 'too-long';
  return undefined;
}

/** ExternalId: 2 to 1224 of letters, digits and `_+=,.@:/-`. */
export function isExternalId(text: string): boolean {
  return /^[\w+=,.@:/-]{2,1224}$/.test(text);
}

/** DurationSeconds: 900 to 43,200, and no more than the role's own maximum, which only AWS knows. */
export function isDurationSeconds(value: number): boolean {
  return Number.isInteger(value) && value >= 900 && value <= 43_200;
}

/** SerialNumber: 9 to 256 of letters, digits and `_+=/:,.@-`. */
function isMfaSerial(text: string): boolean {
  return /^[\w+=/:,.@-]{9,256}$/.test(text);
}

/** A code as MFA devices show it: 6 digits. */
export function isMfaCode(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/** Policy: up to 2,048 characters, and a JSON object. What it says is for AWS to judge. */
function isSessionPolicy(text: string): boolean {
  if (text.length > 2048) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags: up to 50; keys of 1 to 128 and values of up to 256 letters, digits, spaces and `_.:/=+-@`; keys differ in more than case. */
function areTags(tags: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(tags);
  return (
    keys.length <= 50 &&
    new Set(keys.map((key) => key.toLowerCase())).size === keys.length &&
    Object.entries(tags).every(
      ([key, value]) =>
        key.length >= 1 &&
        key.length <= 128 &&
        value.length <= 256 &&
        tagCharacters.test(key) &&
        tagCharacters.test(value),
    )
  );
}

/** PolicyArns: up to 10 ARNs of managed policies. */
function arePolicyArns(arns: readonly string[]): boolean {
  return arns.length <= 10 && arns.every((arn) => parseArn(arn)?.resource.startsWith('policy/') === true);
}

export type AssumeRoleProblem =
  | { readonly field: 'roleArn'; readonly problem: RoleArnProblem }
  | { readonly field: 'roleSessionName'; readonly problem: SessionNameProblem }
  | { readonly field: RangedField; readonly problem: 'out-of-range' };

const ranged = {
  externalId: isExternalId,
  durationSeconds: isDurationSeconds,
  mfaSerial: isMfaSerial,
  policy: isSessionPolicy,
  policyArns: arePolicyArns,
  tags: areTags,
  // SourceIdentity has the characters and the length of a session name.
  sourceIdentity: (text: string) => sessionNameProblem(text) === undefined,
} as const;

type RangedField = keyof typeof ranged | 'transitiveTagKeys';

/** The first parameter that AWS would refuse, or undefined. */
export function assumeRoleProblem(request: AssumeRoleRequest): AssumeRoleProblem | undefined {
  const role = parseRoleArn(request.roleArn);
  if ('problem' in role) return { field: 'roleArn', problem: role.problem };
  const name = sessionNameProblem(request.roleSessionName);
  if (name) return { field: 'roleSessionName', problem: name };
  for (const field of Object.keys(ranged) as (keyof typeof ranged)[]) {
    const value = request[field];
    if (value !== undefined && !(ranged[field] as (value: unknown) => boolean)(value)) {
      return { field, problem: 'out-of-range' };
    }
  }
  const untagged = request.transitiveTagKeys?.some((key) => request.tags?.[key] === undefined);
  if (untagged) return { field: 'transitiveTagKeys', problem: 'out-of-range' };
  return undefined;
}
