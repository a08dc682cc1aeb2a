// The policies that are passed for a session: one in line and managed ones by ARN. Together they only limit.
import type { PolicyProblem } from '../core/policy/document.ts';
import { readPolicy } from '../core/policy/document.ts';
import { refuse } from './awsError.ts';
import type { SessionLimits } from './caller.ts';
import type { Directory } from './directory.ts';

type LimitsProblem =
  | { readonly kind: 'policy'; readonly code: PolicyProblem['code'] }
  | { readonly kind: 'unknown-arn'; readonly arn: string };

/** undefined where nothing was passed: that is no limit, while policies that allow nothing are. */
export function readSessionLimits(
  directory: Directory,
  text: string | undefined,
  arns: readonly string[],
): { readonly limits: SessionLimits | undefined } | { readonly problem: LimitsProblem } {
  if (text === undefined && arns.length === 0) return { limits: undefined };
  const managed = arns.map((arn) => ({ arn, policy: directory.managedPolicy(arn) }));
  const policies = managed.flatMap(({ policy }) => policy ?? []);
  const unknown = managed.find(({ policy }) => policy === undefined);
  if (unknown) return { problem: { kind: 'unknown-arn', arn: unknown.arn } };
  if (text === undefined) return { limits: { arns, policies } };
  const reading = readPolicy('session', text);
  if ('problem' in reading) return { problem: { kind: 'policy', code: reading.problem.code } };
  return { limits: { text, arns, policies: [...policies, reading.policy] } };
}

/** @throws Refused in AWS's words. */
export function takeSessionLimits(
  directory: Directory,
  text: string | undefined,
  arns: readonly string[],
): SessionLimits | undefined {
  const noArn = arns.find((arn) => !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn));
  if (noArn !== undefined) refuse(400, 'ValidationError', `${noArn} is invalid`);
  const reading = readSessionLimits(directory, text, arns);
  if ('limits' in reading) return reading.limits;
  const { problem } = reading;
  if (problem.kind === 'unknown-arn') {
    refuse(400, 'MalformedPolicyDocument', `Policy ${problem.arn} does not exist or is not attachable.`);
  }
  switch (problem.code) {
    case 'not-json':
      return refuse(400, 'MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
    case 'principal-not-allowed':
      return refuse(400, 'MalformedPolicyDocument', 'Policy document should not specify a principal.');
    default:
      return refuse(400, 'MalformedPolicyDocument', 'Syntax errors in policy.');
  }
}
