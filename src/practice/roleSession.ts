// What AssumeRole and AssumeRoleWithWebIdentity end in, once the role may be had: how long, with which limits and tags,
// and the keys.
import { refuse } from './awsError.ts';
import type { Call } from './callContext.ts';
import type { Session } from './caller.ts';
import type { Role } from './directory.ts';
import { sessionToken } from './ids.ts';
import { packedPolicySize } from './packedPolicy.ts';
import { credentialsElement, sessionTimes } from './sessionToken.ts';
import { element, elements, type Xml } from './xml.ts';

export const HOUR = 3600;
export const MAX_SECONDS = 43_200;

export interface WantedSession extends Pick<Session, 'tags'> {
  readonly role: Role;
  readonly name: string;
  readonly seconds: number;
  /** Whether the request says for how long: what was not asked for is not refused. */
  readonly secondsGiven: boolean;
  readonly limits: Session['limits'] | undefined;
  readonly mfaAt: number | undefined;
  readonly sourceIdentity: string | undefined;
}

/** @throws Refused where the session would be too long or its policies and tags too large. */
export function makeRoleSession(call: Call, wanted: WantedSession): readonly Xml[] {
  checkDuration(call, wanted);
  const { role, name, limits, tags, mfaAt, sourceIdentity } = wanted;
  const packed = packedPolicySize(limits, tags);
  const { practice } = call;
  const key = practice.keyring.issue({
    ...practice.directory.session(role, name),
    session: {
      ...sessionTimes(practice.now(), wanted.seconds),
      token: sessionToken(),
      tags,
      ...(limits ? { limits } : {}),
      ...(mfaAt === undefined ? {} : { mfaAt }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
  });
  const { principal, userId } = key.caller;
  return [
    element('AssumedRoleUser', elements({ AssumedRoleId: userId, Arn: principal.arn })),
    credentialsElement(key),
    ...elements({ PackedPolicySize: packed, SourceIdentity: sourceIdentity }),
  ];
}

/** A role session that asks for a role makes a chain, and a chain lives an hour at most whatever the role allows. */
function checkDuration(call: Call, { role, seconds, secondsGiven }: WantedSession): void {
  if (!secondsGiven) return;
  if (call.caller.principal.kind === 'role-session' && seconds > HOUR) {
    refuse(
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    refuse(400, 'ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
}

/** @throws Refused where the text is no role's ARN. */
export function roleAccount(roleArn: string): string {
  if (!/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(roleArn)) refuse(400, 'ValidationError', `${roleArn} is invalid`);
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/.exec(roleArn)?.[1];
  return account ?? refuse(400, 'ValidationError', 'Request ARN is invalid');
}
