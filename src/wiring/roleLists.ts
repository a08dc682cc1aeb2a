// The roles that a person can choose from, wherever they are named.
import { readSharedConfig } from '../aws/sharedConfig.ts';
import { listProfiles } from '../aws/sources.ts';
import { knownRoles } from '../features/roles/knownRoles.ts';
import { ProposalConsent } from '../features/roles/proposals.ts';
import { askForProposal, proposedRoles } from '../features/roles/proposedRoles.ts';
import { RecentRoles } from '../features/roles/recentRoles.ts';
import { savedRoles } from '../features/roles/savedRoles.ts';
import { MfaSeeds } from '../session/mfaSeeds.ts';
import type { BaseParts, RoleLists } from './parts.ts';

/** @param changed the recent ones have changed */
export function roleLists({ context, vault, practiceRun }: BaseParts, changed: () => void): RoleLists {
  const { globalState, workspaceState } = context;
  const recent = new RecentRoles(globalState, changed);
  return {
    recent,
    seeds: new MfaSeeds(vault, globalState),
    proposals: new ProposalConsent(workspaceState, askForProposal),
    knownRoles: async () =>
      knownRoles({
        recent: recent.list(),
        saved: savedRoles(),
        profiles: await profiles(),
        proposed: proposedRoles(),
        practice: practiceRun.account.value?.roles ?? {},
      }),
  };
}

export function profiles() {
  return listProfiles(async () => readSharedConfig(process.env));
}
