// What the commands of the roles view's menus are handed by VS Code: nodes, read as what a command works on.
import type { Chain } from '../../core/chain.ts';
import type { SavedRole } from '../../manifest.ts';
import type { Place } from './explanationNodes.ts';
import type { KnownRole } from './knownRoles.ts';

/** The role of a node; undefined for anything else. */
export function knownIn(given: unknown): KnownRole | undefined {
  const node = given as { readonly kind?: unknown; readonly known?: KnownRole } | undefined;
  return node?.kind === 'role' ? node.known : undefined;
}

/** The way to the role of a node, as it is shown; undefined where a role alone is named, or none. */
export function chainIn(given: unknown): Chain | undefined {
  const known = knownIn(given);
  if (known) return known.group === 'recent' ? known.chain : undefined;
  const node = given as { readonly kind?: unknown; readonly chain?: Chain } | undefined;
  return node?.kind === 'link' ? node.chain : undefined;
}

/** What saving a known role saves. */
export function argumentOf(known: KnownRole): Partial<SavedRole> {
  switch (known.group) {
    case 'recent':
      return { ...known.chain.hops.at(-1), ...wayTo(known.chain) };
    case 'saved':
      return known.role;
    case 'proposed':
      return known.proposal.role;
    case 'profiles':
    case 'practice':
      return known.roleArn === undefined ? {} : { roleArn: known.roleArn };
  }
}

/** What stands before the last role of a chain, as a saved role has it. */
export function wayTo({ source, hops }: Chain): Pick<SavedRole, 'sourceProfile' | 'via'> {
  return {
    ...(source.kind === 'profile' && hops.length > 0 && { sourceProfile: source.profile }),
    ...(hops.length > 1 && { via: hops.slice(0, -1) }),
  };
}

/** Where a step of an explained profile is written. */
export function placeIn(node: unknown): Place | undefined {
  return (node as { readonly place?: Place } | undefined)?.place;
}
