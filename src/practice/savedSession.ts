// A session's key as a value that JSON can hold, and back. Policies are saved as they were passed and read again.
import type { SessionTag } from './caller.ts';
import type { Directory } from './directory.ts';
import type { SessionKey } from './keyring.ts';
import { readSessionLimits } from './sessionPolicies.ts';
import { list, Malformed, record, text, whole } from './stateValue.ts';

export interface SavedSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly issued: number;
  readonly expires: number;
  /** Absent: a session of the user. */
  readonly role?: { readonly arn: string; readonly sessionName: string };
  readonly policy?: string;
  readonly policyArns: readonly string[];
  readonly mfaAt?: number;
  readonly tags: readonly SessionTag[];
  readonly sourceIdentity?: string;
}

export function saveSession({ accessKeyId, secretAccessKey, caller }: SessionKey): SavedSession {
  const { principal, session } = caller;
  const { token, issued, expires, limits, mfaAt, tags, sourceIdentity } = session;
  const sessionName = principal.arn.split('/').at(-1) ?? '';
  return {
    ...{ accessKeyId, secretAccessKey, token, issued, expires, tags },
    ...(principal.kind === 'role-session' ? { role: { arn: principal.roleArn, sessionName } } : {}),
    policyArns: limits?.arns ?? [],
    ...(limits?.text === undefined ? {} : { policy: limits.text }),
    ...(mfaAt === undefined ? {} : { mfaAt }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** undefined where the role or a managed policy is gone: without it nobody knows what the session may do. */
export function restoreSession(saved: SavedSession, directory: Directory): SessionKey | undefined {
  const { accessKeyId, secretAccessKey, token, issued, expires, mfaAt, tags, sourceIdentity } = saved;
  const reading = readSessionLimits(directory, saved.policy, saved.policyArns);
  const role = saved.role && directory.roles.get(saved.role.arn);
  if ('problem' in reading || (saved.role && !role)) return undefined;
  const session = {
    ...{ token, issued, expires, tags },
    ...(reading.limits ? { limits: reading.limits } : {}),
    ...(mfaAt === undefined ? {} : { mfaAt }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  const caller = saved.role && role ? directory.session(role, saved.role.sessionName) : directory.user();
  return { accessKeyId, secretAccessKey, caller: { ...caller, session } };
}

/** @throws Malformed */
export function readSavedSession(value: unknown): SavedSession {
  const saved = record(value);
  const role = saved.role === undefined ? undefined : record(saved.role);
  return {
    accessKeyId: text(saved.accessKeyId, /^ASIA[A-Z2-7]{16}$/),
    secretAccessKey: text(saved.secretAccessKey, /^[A-Za-z0-9+/]{40}$/),
    token: text(saved.token, /^[A-Za-z0-9+/=]{64,}$/),
    issued: whole(saved.issued),
    expires: whole(saved.expires),
    ...(role ? { role: { arn: text(role.arn, /^arn:/), sessionName: text(role.sessionName, /^[\w+=,.@-]+$/) } } : {}),
    ...(saved.policy === undefined ? {} : { policy: text(saved.policy, /./s) }),
    policyArns: list(saved.policyArns).map((arn) => text(arn, /^arn:/)),
    ...(saved.mfaAt === undefined ? {} : { mfaAt: whole(saved.mfaAt) }),
    tags: list(saved.tags).map(readTag),
    ...(saved.sourceIdentity === undefined ? {} : { sourceIdentity: text(saved.sourceIdentity, /^[\w+=,.@-]+$/) }),
  };
}

function readTag(value: unknown): SessionTag {
  const { key, value: told, transitive } = record(value);
  if (typeof transitive !== 'boolean') throw new Malformed();
  return { key: text(key, /./), value: text(told, /^/), transitive };
}
