// From what was given for a role, by a person, a settings file or another extension, to a request that AWS takes.

import { assumeRoleFieldsOf, wrongTypeIn } from '../../core/assumeRoleFields.ts';
import { type AssumeRoleRequest, assumeRoleProblem } from '../../core/assumeRoleRequest.ts';
import { failureError } from '../../core/failure.ts';
import type { AssumeRoleArgument, RoleOnTheWay } from '../../manifest.ts';
import { assumeRoleProblemText, wrongTypeText, wrongWayText } from './inputTexts.ts';

export interface RequestDefaults {
  readonly roleSessionName: string;
  /** Seconds, for a role ARN. */
  readonly durationSeconds: (roleArn: string) => number | undefined;
}

/**
 * The roles on the way to the role that is named. What was given is read as a person wrote it; throws `input-invalid` for
 * what is no list of roles, and for one with a source or a way of its own.
 */
export function rolesOnTheWay({ via }: { readonly via?: unknown }): readonly RoleOnTheWay[] {
  if (via === undefined) return [];
  const isRole = (each: unknown) =>
    isObject(each) &&
    typeof (each as Partial<AssumeRoleArgument>).roleArn === 'string' &&
    !('sourceProfile' in (each as object) || 'via' in (each as object));
  if (!Array.isArray(via) || !via.every(isRole)) throw invalid(wrongWayText(), via);
  return via;
}

/**
 * A request for each role, which is asked for with the one before. Throws as `roleRequest` does.
 *
 * @param secondsOf the duration of the last of these hops, where none is given
 */
export function roleRequests(
  roles: readonly AssumeRoleArgument[],
  roleSessionName: string,
  secondsOf: (hops: readonly AssumeRoleRequest[]) => number | undefined,
): readonly AssumeRoleRequest[] {
  const requests: AssumeRoleRequest[] = [];
  const durationSeconds = (roleArn: string) => secondsOf([...requests, { roleArn, roleSessionName }]);
  for (const role of roles) requests.push(roleRequest(role, { roleSessionName, durationSeconds }));
  return requests;
}

/** Throws `input-invalid` with the sentence for what is of the wrong type, or what AWS would refuse. */
export function roleRequest(argument: AssumeRoleArgument, defaults: RequestDefaults): AssumeRoleRequest {
  const { policy, sourceProfile } = argument;
  const given: Readonly<Record<string, unknown>> = {
    ...argument,
    roleSessionName: argument.roleSessionName ?? defaults.roleSessionName,
    ...(isObject(policy) && { policy: JSON.stringify(policy) }),
  };
  const wrong = wrongTypeIn(given);
  if (wrong) throw invalid(wrongTypeText(wrong.field, wrong.type), given[wrong.field]);
  if (sourceProfile !== undefined && typeof sourceProfile !== 'string')
    throw invalid(wrongTypeText('sourceProfile', 'text'), sourceProfile);
  const read = assumeRoleFieldsOf(given) as AssumeRoleRequest;
  const durationSeconds = read.durationSeconds ?? defaults.durationSeconds(read.roleArn);
  const request: AssumeRoleRequest = {
    ...read,
    roleArn: read.roleArn.trim(),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
  const problem = assumeRoleProblem(request);
  if (problem) throw invalid(assumeRoleProblemText(problem), request[problem.field]);
  return request;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function invalid(problem: string, value: unknown): Error {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return failureError({ code: 'input-invalid', problem, value: text.length > 200 ? `${text.slice(0, 199)}…` : text });
}
