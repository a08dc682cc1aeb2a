// What a profile will do, step by step, before any call: the source, the roles on the way, what will be asked, and which
// limits will hold. Codes and data; the sentences are the views'.
import { parseRoleArn, type RoleArnProblem } from './arn.ts';
import { isDurationSeconds, isExternalId, type SessionNameProblem, sessionNameProblem } from './assumeRoleRequest.ts';
import type { Endpoints } from './chain.ts';
import { chainSeconds, type HopDefaults, hopRequest, isCalledByRole } from './hopRequest.ts';
import type { ConfigProblem } from './profile.ts';
import type { PlanSource } from './profileSource.ts';
import type { Plan, PlanHop, RefusedFile } from './rolePlan.ts';

/** What carrying out a step needs beside the network. */
export type Need = 'mfa-code' | 'browser-sign-in' | 'program' | 'metadata-service';

export type StepProblem =
  | { readonly field: 'roleArn'; readonly problem: RoleArnProblem }
  | { readonly field: 'roleSessionName'; readonly problem: SessionNameProblem }
  | { readonly field: 'externalId' | 'durationSeconds'; readonly problem: 'out-of-range' }
  /** AWS refuses more than an hour to a role that is assumed by a role. */
  | { readonly field: 'durationSeconds'; readonly problem: 'over-chain-limit' }
  /** A device belongs to a user; a role session cannot prove one. */
  | { readonly field: 'mfaSerial'; readonly problem: 'caller-is-a-role' };

export interface HopStep {
  readonly hop: PlanHop;
  readonly needs: readonly Need[];
  /** The one that will be sent. */
  readonly sessionName: string;
  /** Seconds that the session will last unless the role allows less. */
  readonly seconds: number;
  /** Absent: AWS's default. */
  readonly secondsFrom?: 'profile' | 'guard';
  /** Seconds that could be asked for here at most, whatever the role allows. */
  readonly longestSeconds: number;
  readonly problems: readonly StepProblem[];
}

export interface Explanation {
  readonly source?: { readonly source: PlanSource; readonly needs: readonly Need[] };
  readonly hops: readonly HopStep[];
  readonly region?: string;
  readonly endpoints: Endpoints;
  /** Why there is no plan. */
  readonly problem?: ConfigProblem;
  /** A file that the AWS CLI refuses as a whole; the rest is what it would do if it did not. */
  readonly refused?: RefusedFile;
}

const defaultSeconds = 3600;
const longestSeconds = 43_200;

export function explain(answer: Plan | ConfigProblem | RefusedFile, defaults: HopDefaults): Explanation {
  if ('readOn' in answer) return { ...explain(answer.readOn, defaults), refused: answer };
  if ('error' in answer) return { hops: [], endpoints: {}, problem: answer };
  const { source, hops, region, endpoints } = answer;
  return {
    source: { source, needs: sourceNeeds(source) },
    hops: hops.map((hop, index) => hopStep(hop, isCalledByRole(answer, index), defaults)),
    ...(region !== undefined && { region }),
    endpoints,
  };
}

function hopStep(hop: PlanHop, callerIsRole: boolean, defaults: HopDefaults): HopStep {
  const { roleSessionName, durationSeconds } = hopRequest(hop, callerIsRole, defaults);
  return {
    hop,
    needs: hop.mfaSerial === undefined ? [] : ['mfa-code'],
    sessionName: roleSessionName,
    seconds: durationSeconds ?? defaultSeconds,
    ...(durationSeconds !== undefined && {
      secondsFrom: hop.durationSeconds === undefined ? ('guard' as const) : ('profile' as const),
    }),
    longestSeconds: callerIsRole ? chainSeconds : longestSeconds,
    problems: problemsOf(hop, callerIsRole),
  };
}

function problemsOf(hop: PlanHop, callerIsRole: boolean): StepProblem[] {
  const { roleSessionName, externalId, durationSeconds, mfaSerial } = hop;
  const problems: StepProblem[] = [];
  const role = parseRoleArn(hop.roleArn);
  if ('problem' in role) problems.push({ field: 'roleArn', problem: role.problem });
  const name = roleSessionName === undefined ? undefined : sessionNameProblem(roleSessionName);
  if (name) problems.push({ field: 'roleSessionName', problem: name });
  if (externalId !== undefined && !isExternalId(externalId)) {
    problems.push({ field: 'externalId', problem: 'out-of-range' });
  }
  if (durationSeconds !== undefined) {
    if (!isDurationSeconds(durationSeconds)) problems.push({ field: 'durationSeconds', problem: 'out-of-range' });
    else if (callerIsRole && durationSeconds > chainSeconds) {
      problems.push({ field: 'durationSeconds', problem: 'over-chain-limit' });
    }
  }
  if (mfaSerial !== undefined && callerIsRole) problems.push({ field: 'mfaSerial', problem: 'caller-is-a-role' });
  return problems;
}

function sourceNeeds({ kind }: PlanSource): readonly Need[] {
  switch (kind) {
    case 'sso':
      return ['browser-sign-in'];
    case 'process':
      return ['program'];
    case 'ecs':
    case 'ec2':
      return ['metadata-service'];
    case 'static':
    case 'environment':
    case 'webIdentity':
    case 'login':
      return [];
  }
}
