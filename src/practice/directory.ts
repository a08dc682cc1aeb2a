// Who exists: users and roles with their policies read, and the keys that were given out, with whom each stands for.
// It holds and finds; whether a key may do something is decided elsewhere. Lives as long as the practice account.
import { type Policy, type PolicyKind, readPolicy } from '../core/policy/document.ts';
import type { Principal } from '../core/policy/principal.ts';
import * as ids from './ids.ts';
import { account, managedPolicies, roles, source, users } from './scenario.ts';
import { MfaDevice } from './totp.ts';

export interface Role {
  readonly name: string;
  readonly arn: string;
  /** AROA… */
  readonly id: string;
  readonly trust: Policy;
  readonly policies: readonly Policy[];
  readonly maxSessionDuration: number;
}

/** Whom an access key stands for. */
export interface Caller {
  readonly principal: Principal;
  /** AIDA…, or AROA…:<session>. */
  readonly userId: string;
  /** A user's name; absent for role sessions. */
  readonly userName?: string;
  readonly policies: readonly Policy[];
  /** Present for session keys only. */
  readonly session?: Session;
}

export interface Session {
  readonly token: string;
  readonly issued: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly policies?: readonly Policy[];
  /** When a code of an MFA device was given, where one was. */
  readonly mfaAt?: number;
}

export interface HeldKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caller: Caller;
}

export class Directory {
  readonly mfa = new MfaDevice(`arn:aws:iam::${account}:mfa/phone`, ids.totpSeed());
  readonly roles: ReadonlyMap<string, Role>;
  readonly sourceKey: HeldKey;
  readonly #keys = new Map<string, HeldKey>();
  readonly #managed: ReadonlyMap<string, Policy>;

  constructor() {
    this.roles = new Map(
      Object.entries(roles).map(([name, role]) => [
        `arn:aws:iam::${account}:role${role.path ?? '/'}${name}`,
        {
          name,
          arn: `arn:aws:iam::${account}:role${role.path ?? '/'}${name}`,
          id: ids.uniqueId('AROA'),
          trust: read('trust', role.trust),
          policies: role.policies.map((policy) => read('identity', policy)),
          maxSessionDuration: role.maxSessionDuration ?? 3600,
        },
      ]),
    );
    this.#managed = new Map(
      Object.entries(managedPolicies).map(([name, policy]) => [
        `arn:aws:iam::${account}:policy/${name}`,
        read('session', policy),
      ]),
    );
    this.sourceKey = this.#hold(ids.accessKeyId('AKIA'), {
      principal: { kind: 'user', arn: `arn:aws:iam::${account}:user/${source}`, account },
      userId: ids.uniqueId('AIDA'),
      userName: source,
      policies: (users[source]?.policies ?? []).map((policy) => read('identity', policy)),
    });
  }

  key(accessKeyId: string): HeldKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** A managed policy, read as one that limits a session. */
  managedPolicy(arn: string): Policy | undefined {
    return this.#managed.get(arn);
  }

  /** New keys for a session of `caller`. */
  issue(caller: Caller & { readonly session: Session }): HeldKey & { readonly caller: { readonly session: Session } } {
    return { ...this.#hold(ids.accessKeyId('ASIA'), caller), caller };
  }

  #hold(accessKeyId: string, caller: Caller): HeldKey {
    const key = { accessKeyId, secretAccessKey: ids.secretAccessKey(), caller };
    this.#keys.set(accessKeyId, key);
    return key;
  }
}

/** A scenario that cannot be read is a defect: it must not start, let alone allow anything. */
function read(kind: PolicyKind, document: object): Policy {
  const reading = readPolicy(kind, document);
  if ('problem' in reading) throw new Error(`scenario: ${reading.problem.code} at ${reading.problem.at}`);
  return reading.policy;
}
