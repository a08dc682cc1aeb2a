// The roles that a person can choose from, in groups and in order: what the roles view and the quick pick both show.
import { parseRoleArn } from '../../core/arn.ts';
import { type Chain, sourceText } from '../../core/chain.ts';
import type { SavedRole } from '../../manifest.ts';
import type { ProposedRole } from './proposals.ts';

export type KnownRole =
  /** `roleArn` is what it leads to. */
  | { readonly group: 'recent'; readonly chain: Chain; readonly roleArn?: string }
  | { readonly group: 'saved'; readonly role: SavedRole }
  | { readonly group: 'profiles'; readonly profile: string; readonly roleArn?: string }
  | { readonly group: 'proposed'; readonly proposal: ProposedRole }
  | { readonly group: 'practice'; readonly name: string; readonly roleArn: string };

export type RoleGroup = KnownRole['group'];

export interface RoleSources {
  /** In order of use, the latest first. */
  readonly recent: readonly Chain[];
  /** As the settings have them: whatever somebody wrote. */
  readonly saved: readonly unknown[];
  readonly profiles: readonly { readonly name: string; readonly roleArn?: string }[];
  readonly proposed: readonly ProposedRole[];
  /** Role name to ARN; empty while the practice account does not run. */
  readonly practice: Readonly<Record<string, string>>;
}

export function knownRoles({ recent, saved, profiles, proposed, practice }: RoleSources): readonly KnownRole[] {
  const practiceRuns = Object.keys(practice).length > 0;
  return [
    ...recent
      .filter(({ source }) => source.kind !== 'practice' || practiceRuns)
      .map((chain): KnownRole => ({ group: 'recent', chain, ...roleOf(chain, profiles) })),
    ...saved.filter(hasRoleArn).map((role): KnownRole => ({ group: 'saved', role })),
    ...profiles.map(
      ({ name, roleArn }): KnownRole => ({
        group: 'profiles',
        profile: name,
        ...(roleArn !== undefined && { roleArn }),
      }),
    ),
    ...proposed.map((proposal): KnownRole => ({ group: 'proposed', proposal })),
    ...Object.entries(practice).map(([name, roleArn]): KnownRole => ({ group: 'practice', name, roleArn })),
  ];
}

/** The role of the last hop, or the one that the profile leads to. */
function roleOf({ source, hops }: Chain, profiles: RoleSources['profiles']): { readonly roleArn?: string } {
  const profile = source.kind === 'profile' ? profiles.find(({ name }) => name === source.profile) : undefined;
  const roleArn = hops.at(-1)?.roleArn ?? profile?.roleArn;
  return roleArn === undefined ? {} : { roleArn };
}

function hasRoleArn(value: unknown): value is SavedRole {
  return typeof (value as Partial<SavedRole> | null)?.roleArn === 'string';
}

export function roleArnOf(known: KnownRole): string | undefined {
  switch (known.group) {
    case 'saved':
      return known.role.roleArn;
    case 'proposed':
      return known.proposal.role.roleArn;
    case 'recent':
    case 'profiles':
    case 'practice':
      return known.roleArn;
  }
}

/** What it is called: by its own name where it has one, else by the role's. */
export function nameOf(known: KnownRole): string {
  switch (known.group) {
    case 'recent': {
      const { source, hops } = known.chain;
      const hop = hops.at(-1);
      if (hop) return roleName(hop.roleArn);
      return source.kind === 'profile' ? source.profile : source.kind;
    }
    case 'saved':
      return namedOr(known.role);
    case 'proposed':
      return namedOr(known.proposal.role);
    case 'profiles':
      return known.profile;
    case 'practice':
      return known.name;
  }
}

function namedOr({ name, roleArn }: { readonly name?: string; readonly roleArn: string }): string {
  return typeof name === 'string' && name !== '' ? name : roleName(roleArn);
}

export function roleName(roleArn: string): string {
  const role = parseRoleArn(roleArn);
  return 'problem' in role ? roleArn : role.name;
}

export function accountOf(roleArn: string | undefined): string | undefined {
  const role = parseRoleArn(roleArn ?? '');
  return 'problem' in role ? undefined : role.account;
}

/** The ARNs of the roles on the way to a saved role; none of what is no role, which is told of when the role is used. */
export function viaOf({ via }: { readonly via?: unknown }): readonly string[] {
  const roles: readonly unknown[] = Array.isArray(via) ? via : [];
  return roles.filter(hasRoleArn).map(({ roleArn }) => roleArn);
}

/** What a recent role is asked for with: the source, and the roles on the way. The source's name is the caller's. */
export function wayOf({ hops }: Chain, source: string): string {
  return [source, ...hops.slice(0, -1).map(({ roleArn }) => roleName(roleArn))].join(' → ');
}

/** Whether the current chain was come to by this one. `chosen` is what the current chain was chosen by. */
export function isCurrent(known: KnownRole, chosen: Chain): boolean {
  switch (known.group) {
    case 'recent':
      return sameWay(known.chain, chosen);
    case 'profiles':
      return chosen.hops.length === 0 && chosen.source.kind === 'profile' && chosen.source.profile === known.profile;
    case 'saved': {
      const way = [...viaOf(known.role), known.role.roleArn];
      const hops = way.length === 1 ? chosen.hops.slice(-1) : chosen.hops;
      return JSON.stringify(hops.map(({ roleArn }) => roleArn)) === JSON.stringify(way);
    }
    case 'proposed':
    case 'practice':
      return chosen.hops.length > 0 && chosen.hops.at(-1)?.roleArn === roleArnOf(known);
  }
}

/** Same source and the same roles; with which parameters does not count. */
export function sameWay(a: Chain, b: Chain): boolean {
  const way = ({ source, hops }: Chain) => JSON.stringify([sourceText(source), ...hops.map(({ roleArn }) => roleArn)]);
  return way(a) === way(b);
}
