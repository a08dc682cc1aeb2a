// One AssumeRole call: its parameters, and AWS's own rules for them (from the STS service model).
import { parseRoleArn, type RoleArnProblem } from './arn.ts';

export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  /** Seconds. Absent: AWS's default of an hour. */
  readonly durationSeconds?: number;
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

export type AssumeRoleProblem =
  | { readonly field: 'roleArn'; readonly problem: RoleArnProblem }
  | { readonly field: 'roleSessionName'; readonly problem: SessionNameProblem }
  | { readonly field: 'externalId' | 'durationSeconds'; readonly problem: 'out-of-range' };

/** The first parameter that AWS would refuse, or undefined. */
export function assumeRoleProblem(request: AssumeRoleRequest): AssumeRoleProblem | undefined {
  const role = parseRoleArn(request.roleArn);
  if ('problem' in role) return { field: 'roleArn', problem: role.problem };
  const name = sessionNameProblem(request.roleSessionName);
  if (name) return { field: 'roleSessionName', problem: name };
  if (request.externalId !== undefined && !isExternalId(request.externalId)) {
    return { field: 'externalId', problem: 'out-of-range' };
  }
  if (request.durationSeconds !== undefined && !isDurationSeconds(request.durationSeconds)) {
    return { field: 'durationSeconds', problem: 'out-of-range' };
  }
  return undefined;
}

/**
 * Fills `${user}` and `${host}` into the session-name template and makes the result one that AWS takes: other
 * characters become `-`, and what is too long is cut. A result that is still too short is the caller's to ask about.
 */
export function sessionNameFrom(template: string, values: { readonly user: string; readonly host: string }): string {
  return template
    .replace(/\$\{(user|host)\}/g, (_, name: 'user' | 'host') => values[name])
    .replace(/[^\w+=,.@-]+/g, '-')
    .slice(0, 64);
}
