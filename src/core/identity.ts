// Who somebody is in AWS: what GetCallerIdentity answers, and how that is read.
import { parseArn } from './arn.ts';

export interface Identity {
  readonly userId: string;
  readonly account: string;
  readonly arn: string;
}

export interface Principal {
  readonly kind: 'root' | 'user' | 'role-session' | 'federated-user' | 'other';
  /** The user's or the role's name, without a path; for others the resource as it stands. */
  readonly name: string;
  /** The session's name, for a role session. */
  readonly sessionName?: string;
}

/** Reads the principal out of an identity's ARN. */
export function principalOf(identity: Identity): Principal {
  const resource = parseArn(identity.arn)?.resource ?? identity.arn;
  const [type, ...rest] = resource.split('/');
  const last = rest.at(-1) ?? resource;
  switch (type) {
    case 'root':
      return { kind: 'root', name: 'root' };
    case 'user':
      return { kind: 'user', name: last };
    case 'assumed-role':
      return { kind: 'role-session', name: rest[0] ?? resource, sessionName: rest.slice(1).join('/') };
    case 'federated-user':
      return { kind: 'federated-user', name: last };
    default:
      return { kind: 'other', name: resource };
  }
}

/** `S3ListBucketOnly/MySession`, or the user's name: how an identity is called in a sentence. */
export function principalText(identity: Identity): string {
  const { name, sessionName } = principalOf(identity);
  return sessionName === undefined ? name : `${name}/${sessionName}`;
}

/** Identities are the same principal when their ARNs agree, whatever name their session has. */
export function principalKey(identity: Identity): string {
  const principal = principalOf(identity);
  return principal.sessionName
    ? identity.arn.slice(0, identity.arn.length - principal.sessionName.length - 1)
    : identity.arn;
}
