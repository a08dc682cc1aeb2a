// Roles that a guard lets nobody keep unused: the current one, and those that are in force in new terminals or in folders.
// Loaded where there are guards.
import { type Chain, chainText, sameChain } from '../core/chain.ts';
import type { Guard } from '../core/guard.ts';
import type { Identity } from '../core/identity.ts';
import { guardOfChain } from '../platform/guards.ts';
import type { TerminalParts } from './parts.ts';

interface KeptRole {
  readonly chain: Chain;
  readonly identity: Identity;
  readonly guard: () => Guard;
}

/** To be called about once a second: takes those back whose time without use is over, and no others. */
export async function leaveUnused(parts: TerminalParts): Promise<void> {
  const { autoLeave, keeper, terminals } = parts;
  const roles = keptRoles(parts);
  autoLeave.are(roles.map(({ chain }) => chainText(chain)));
  for (const { chain, identity, guard } of roles) {
    const { leaveAfterMinutes } = guard();
    if (leaveAfterMinutes === undefined || !autoLeave.due(chainText(chain), leaveAfterMinutes)) continue;
    terminals.takeBack(chain);
    await keeper.leaveQuietly(chain);
    (await import('../features/guards/guardQuestions.ts')).tellLeft(identity, leaveAfterMinutes);
  }
}

function keptRoles({ keeper, terminals, guardOf }: TerminalParts): readonly KeptRole[] {
  const current = keeper.current.value;
  const inForce = terminals.inForce.value;
  const put = [...(inForce.kind === 'set' ? [inForce] : []), ...terminals.folders.value.map((each) => each.inForce)];
  const roles = [
    ...(current.kind === 'role' ? [{ ...current.session, guard: () => guardOf(current) }] : []),
    ...put.map(({ chain, identity, chosen = chain }) => ({
      chain,
      identity,
      guard: () => guardOfChain(chain, chosen, identity),
    })),
  ].filter(({ chain }) => chain.hops.length > 0);
  // The same role in several places is one.
  return roles.filter(({ chain }, index) => roles.findIndex((each) => sameChain(each.chain, chain)) === index);
}
