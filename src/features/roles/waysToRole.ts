// From whatever names a role (an argument, a choice, a filled-in form) to the source and the hops that lead to it.
import type { AssumeRoleRequest } from '../../core/assumeRoleRequest.ts';
import type { Chain, Source } from '../../core/chain.ts';
import { failureError } from '../../core/failure.ts';
import { chainSeconds } from '../../core/hopRequest.ts';
import { principalOf } from '../../core/identity.ts';
import type { AssumeRoleArgument } from '../../manifest.ts';
import { chosenSetting } from '../../platform/settings.ts';
import { sourceName } from '../../platform/sourceName.ts';
import type { Keeper } from '../../session/keeper.ts';
import { chooseRole, type RoleChoice } from './chooseRole.ts';
import { askSessionName } from './inputTexts.ts';
import { type KnownRole, roleArnOf, roleName } from './knownRoles.ts';
import { fillOptions, type RoleDraft } from './optionsForm.ts';
import type { ProposalConsent } from './proposals.ts';
import { knownIn } from './roleNodeArguments.ts';
import { roleRequest, roleRequests, rolesOnTheWay } from './roleRequest.ts';

export interface WayPorts {
  readonly keeper: Keeper;
  readonly knownRoles: () => Promise<readonly KnownRole[]>;
  readonly proposals: ProposalConsent;
  /** The session name that the template gives on this machine. */
  readonly defaultSessionName: () => string;
  /** Seconds that a guard wants the role to be asked for, where none are given. */
  readonly guardedSeconds: (chain: Chain) => number | undefined;
  /** The MFA devices that profiles, roles and kept seeds name. */
  readonly mfaSerials: () => Promise<readonly string[]>;
}

type Become = (source: Source, hops: readonly AssumeRoleRequest[]) => Promise<void>;

/** A role with where it is asked for from: what stands before `argument` in the chain. */
interface Wanted {
  readonly source: Source;
  readonly before: readonly AssumeRoleRequest[];
  readonly argument: AssumeRoleArgument;
  /** The call is made with a role's keys, as far as that is known. */
  readonly callerIsRole: boolean;
}

type Given = Partial<AssumeRoleArgument> & { readonly profile?: string };

export class WaysToRole {
  readonly #ports: WayPorts;
  readonly #become: Become;

  constructor(ports: WayPorts, become: Become) {
    this.#ports = ports;
    this.#become = become;
  }

  async assume(given: Given = {}): Promise<void> {
    const known = knownIn(given);
    if (known) return this.#assumeChoice(known, false);
    if (given.profile !== undefined) return this.#become({ kind: 'profile', profile: given.profile }, []);
    if (given.roleArn !== undefined) {
      return this.#request(this.#wanted({ ...given, roleArn: given.roleArn }));
    }
    const { knownRoles, keeper } = this.#ports;
    const chosen = await chooseRole(await knownRoles(), keeper.chosen);
    if (!chosen) return;
    await this.#requireUnchanged(chosen.choice);
    await this.#assumeChoice(chosen.choice, chosen.withOptions);
  }

  async assumeWithOptions(given: Partial<AssumeRoleArgument> = {}): Promise<void> {
    const known = knownIn(given);
    if (known) return this.#assumeChoice(known, true);
    if (given.roleArn !== undefined) {
      return this.#requestWithOptions(this.#wanted({ ...given, roleArn: given.roleArn }));
    }
    const { knownRoles, keeper } = this.#ports;
    const roles = (await knownRoles()).filter(({ group }) => group !== 'profiles');
    const chosen = await chooseRole(roles, keeper.chosen);
    if (chosen) await this.#assumeChoice(chosen.choice, true);
  }

  /** Throws `configuration-changed` where the files changed while the list was open, and now say another role. */
  async #requireUnchanged(choice: RoleChoice): Promise<void> {
    if (choice.group !== 'profiles') return;
    const now = (await this.#ports.knownRoles()).find(
      (known) => known.group === 'profiles' && known.profile === choice.profile,
    );
    // What is wrong with a profile that is gone is said where it is looked for.
    if (now && roleArnOf(now) !== choice.roleArn) throw failureError({ code: 'configuration-changed' });
  }

  async #assumeChoice(choice: RoleChoice, withOptions: boolean): Promise<void> {
    switch (choice.group) {
      case 'profiles':
        return this.#become({ kind: 'profile', profile: choice.profile }, []);
      case 'recent': {
        const { source, hops } = choice.chain;
        const hop = hops.at(-1);
        if (!withOptions || !hop) return this.#become(source, hops);
        const before = hops.slice(0, -1);
        return this.#requestWithOptions({ source, before, argument: hop, callerIsRole: before.length > 0 });
      }
      case 'proposed': {
        // Whatever becomes current while the question is open, the role is asked for from the source that it named.
        const wanted = this.#wanted(choice.proposal.role);
        if (!(await this.#ports.proposals.given(choice.proposal, wanted.source))) return;
        return withOptions ? this.#requestWithOptions(wanted) : this.#request(wanted);
      }
      case 'saved':
        // Who saved a role wants it at once; who names one for the first time chooses the session's name.
        return this.#requestAs(choice.role, withOptions);
      case 'practice':
      case 'typed': {
        const { roleArn } = choice;
        if (withOptions) return this.#requestAs({ roleArn }, true);
        const roleSessionName = await askSessionName(this.#ports.defaultSessionName());
        if (roleSessionName !== undefined) await this.#requestAs({ roleArn, roleSessionName }, false);
      }
    }
  }

  #requestAs(argument: AssumeRoleArgument, withOptions: boolean): Promise<void> {
    const wanted = this.#wanted(argument);
    return withOptions ? this.#requestWithOptions(wanted) : this.#request(wanted);
  }

  #wanted(argument: AssumeRoleArgument): Wanted {
    const { keeper, defaultSessionName } = this.#ports;
    const source: Source =
      argument.sourceProfile === undefined
        ? keeper.sourceOf(keeper.current.value)
        : { kind: 'profile', profile: argument.sourceProfile };
    const before = roleRequests(rolesOnTheWay(argument), defaultSessionName(), (hops) =>
      this.#defaultSeconds({ source, hops }, hops.length > 1),
    );
    return { source, before, argument, callerIsRole: before.length > 0 };
  }

  async #request(wanted: Wanted): Promise<void> {
    const request = roleRequest(wanted.argument, {
      roleSessionName: this.#ports.defaultSessionName(),
      durationSeconds: (roleArn) => this.#defaultSeconds(chainTo(wanted, roleArn), wanted.callerIsRole),
    });
    await this.#become(wanted.source, [...wanted.before, request]);
  }

  async #requestWithOptions(wanted: Wanted): Promise<void> {
    const { keeper, defaultSessionName, mfaSerials } = this.#ports;
    const { value } = keeper.current;
    // What was given is judged before the form shows it.
    const checked = roleRequest(wanted.argument, {
      roleSessionName: defaultSessionName(),
      durationSeconds: () => undefined,
    });
    const way = [sourceName(wanted.source), ...wanted.before.map(({ roleArn }) => roleName(roleArn))];
    const draft = await fillOptions(
      { ...checked, fromCurrent: false },
      {
        sourceName: way.join(' → '),
        currentRole: value.kind === 'role' ? principalOf(value.session.identity).name : undefined,
        defaultSeconds: this.#defaultSeconds(chainTo(wanted, checked.roleArn), wanted.callerIsRole) ?? 3600,
        mfaSerials: await mfaSerials(),
      },
    );
    if (draft) await this.#request(this.#start(wanted, draft));
  }

  #start(wanted: Wanted, { fromCurrent, ...argument }: RoleDraft): Wanted {
    const { source, hops } = this.#ports.keeper.chosen;
    return fromCurrent ? { source, before: hops, argument, callerIsRole: true } : { ...wanted, argument };
  }

  /** A guard's duration before the setting's, and no more than AWS gives. */
  #defaultSeconds(chain: Chain, callerIsRole: boolean): number | undefined {
    const seconds = this.#ports.guardedSeconds(chain) ?? chosenSetting('rolecall.durationSeconds');
    return seconds !== undefined && callerIsRole ? Math.min(seconds, chainSeconds) : seconds;
  }
}

function chainTo({ source, before }: Wanted, roleArn: string): Chain {
  return { source, hops: [...before, { roleArn, roleSessionName: '' }] };
}
