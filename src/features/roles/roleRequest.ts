// From what was given for a role, by a person, a settings file or another extension, to a request that AWS takes.

import { assumeRoleFieldsOf, wrongTypeIn } from '../../core/assumeRoleFields.ts';
import { type AssumeRoleRequest, assumeRoleProblem } from '../../core/assumeRoleRequest.ts';
import { failureError } from '../../core/failure.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { assumeRoleProblemText, wrongTypeText } from './inputTexts.ts';

export interface RequestDefaults {
  readonly roleSessionName: string;
  /** Seconds, for a role ARN. */
  readonly durationSeconds: (roleArn: string) => number | undefined;
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
