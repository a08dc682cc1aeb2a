// Who exists: the user and the roles with their policies read, and the managed policies. It holds and finds; whether
// somebody may do something is decided elsewhere. Lives as long as the practice account.
import { type Policy, type PolicyKind, readPolicy } from '../core/policy/document.ts';
import type { Caller, Tag } from './caller.ts';
import * as ids from './ids.ts';
import { awsManagedPolicies } from './managedPolicies.ts';
import { account, managedPolicies, roles, type ScenarioIdentity, source, users } from './scenario.ts';

interface Identity {
  readonly name: string;
  readonly arn: string;
  /** AIDA… or AROA… */
  readonly id: string;
  readonly policies: readonly Policy[];
  /** The same, as they are written. */
  readonly documents: readonly object[];
  readonly boundary?: Policy;
  readonly tags: readonly Tag[];
}

export interface Role extends Identity {
  readonly trust: Policy;
  readonly maxSessionDuration: number;
}

export class Directory {
  readonly roles: ReadonlyMap<string, Role>;
  readonly #user: Identity;
  readonly #managed: ReadonlyMap<string, Policy>;

  /** @param knownIds unique ids by ARN, from an earlier start; whoever is not among them gets a new one. */
  constructor(knownIds: Readonly<Record<string, string>> = {}) {
    const identity = (name: string, arn: string, prefix: 'AIDA' | 'AROA', given: ScenarioIdentity): Identity => ({
      name,
      arn,
      id: knownIds[arn] ?? ids.uniqueId(prefix),
      policies: given.policies.map((policy) => read('identity', policy)),
      documents: given.policies,
      ...(given.boundary ? { boundary: read('identity', given.boundary) } : {}),
      tags: Object.entries(given.tags ?? {}).map(([key, value]) => ({ key, value })),
    });
    this.roles = new Map(
      Object.entries(roles).map(([name, role]) => {
        const arn = `arn:aws:iam::${account}:role${role.path ?? '/'}${name}`;
        const lent = { trust: read('trust', role.trust), maxSessionDuration: role.maxSessionDuration ?? 3600 };
        return [arn, { ...identity(name, arn, 'AROA', role), ...lent }];
      }),
    );
    this.#user = identity(source, `arn:aws:iam::${account}:user/${source}`, 'AIDA', users[source] ?? { policies: [] });
    this.#managed = new Map(
      [
        ...Object.entries(managedPolicies).map(([name, policy]) => [account, name, policy] as const),
        ...Object.entries(awsManagedPolicies).map(([name, policy]) => ['aws', name, policy] as const),
      ].map(([owner, name, policy]) => [`arn:aws:iam::${owner}:policy/${name}`, read('session', policy)]),
    );
  }

  /** A managed policy, read as one that limits a session. */
  managedPolicy(arn: string): Policy | undefined {
    return this.#managed.get(arn);
  }

  uniqueIds(): Readonly<Record<string, string>> {
    return Object.fromEntries([this.#user, ...this.roles.values()].map(({ arn, id }) => [arn, id]));
  }

  user(): Caller {
    const { name, arn, id } = this.#user;
    return { ...permissions(this.#user), principal: { kind: 'user', arn, account }, userId: id, userName: name };
  }

  session(role: Role, name: string): Caller {
    const arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${name}`;
    return {
      ...permissions(role),
      principal: { kind: 'role-session', arn, roleArn: role.arn, account },
      userId: `${role.id}:${name}`,
    };
  }
}

const permissions = ({ policies, boundary, tags }: Identity) => ({ policies, tags, ...(boundary ? { boundary } : {}) });

/** A scenario that cannot be read is a defect: it must not start, let alone allow anything. */
function read(kind: PolicyKind, document: object): Policy {
  const reading = readPolicy(kind, document);
  if ('problem' in reading) throw new Error(`scenario: ${reading.problem.code} at ${reading.problem.at}`);
  return reading.policy;
}
