// What AWS is asked for a role of a profile: what the profile says, and what Rolecall says where it says nothing.
import type { AssumeRoleRequest } from './assumeRoleRequest.ts';
import type { PlanSource } from './profileSource.ts';
import type { Plan, PlanHop } from './rolePlan.ts';

export interface HopDefaults {
  readonly sessionName: string;
  /** Seconds that a guard wants; undefined: AWS's default. */
  readonly seconds?: ((hop: PlanHop) => number | undefined) | undefined;
}

/** AWS gives a role that is assumed by a role an hour at most, in seconds. */
export const chainSeconds = 3600;

/** A guard's duration is cut to what AWS gives; what the profile says is sent as it is. */
export function hopRequest(hop: PlanHop, callerIsRole: boolean, defaults: HopDefaults): AssumeRoleRequest {
  const { roleArn, roleSessionName = defaults.sessionName, externalId, mfaSerial } = hop;
  const guarded = hop.durationSeconds === undefined ? defaults.seconds?.(hop) : undefined;
  const wanted = guarded !== undefined && callerIsRole ? Math.min(guarded, chainSeconds) : guarded;
  const durationSeconds = hop.durationSeconds ?? wanted;
  return {
    roleArn,
    roleSessionName,
    ...(externalId !== undefined && { externalId }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(mfaSerial !== undefined && { mfaSerial }),
  };
}

/** Whether the hop of this index is asked for with a role's keys, as far as a plan can tell. */
export function isCalledByRole({ source }: Pick<Plan, 'source'>, index: number): boolean {
  return index > 0 || isRoleSession(source);
}

/** Sources whose keys are certainly a role's. A program, a file or a variable may hold anybody's. */
function isRoleSession({ kind }: PlanSource): boolean {
  switch (kind) {
    case 'sso':
    case 'webIdentity':
    case 'ecs':
    case 'ec2':
      return true;
    case 'static':
    case 'environment':
    case 'process':
    case 'login':
      return false;
  }
}
