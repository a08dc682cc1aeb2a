// Assuming, leaving, saving and explaining roles.
import { mfaSerialsOfProfiles } from '../aws/explainedProfile.ts';
import { proposedRoles } from '../features/roles/proposedRoles.ts';
import { RolesFeature } from '../features/roles/rolesFeature.ts';
import type { RolesTree } from '../features/roles/rolesTree.ts';
import { savedRoles } from '../features/roles/savedRoles.ts';
import { tellFailure } from '../platform/commands.ts';
import { guardOfChain } from '../platform/guards.ts';
import { defaultSessionName } from '../platform/sessionName.ts';
import type { RoleLists, TerminalParts } from './parts.ts';
import { profiles } from './roleLists.ts';

export async function rolesFeature(parts: TerminalParts, tree: RolesTree): Promise<RolesFeature> {
  const { keeper, keyConsent, vault, consent, practiceRun, terminals } = parts;
  const lists = await parts.roleLists();
  const practice = practiceRun.account;
  return new RolesFeature({
    ...lists,
    proposedRoles,
    keeper,
    vault,
    agreed: async (accessKeyId) => (await keyConsent()).agreed(accessKeyId),
    heldAccessKeyIds: () => vault.accessKeyIds(),
    profiles,
    practiceRoles: () => practice.value?.roles ?? {},
    defaultSessionName,
    asking: consent.asking,
    guardedSeconds: (chain) => guardOfChain(chain, chain).durationSeconds,
    mfaSerials: () => mfaSerials(lists, practice.value?.mfaSerial),
    showExplanation: (profile) => tree.showExplanation(profile),
    changed: (sentence) => terminals.follow(sentence).catch(tellFailure),
  });
}

async function mfaSerials({ recent, seeds }: RoleLists, ofPractice: string | undefined): Promise<readonly string[]> {
  const ofRoles = [...savedRoles(), ...recent.list().flatMap(({ hops }) => hops)];
  const serials = [
    ...(await mfaSerialsOfProfiles(process.env)),
    ...ofRoles.map((role) => (role as { readonly mfaSerial?: unknown } | null)?.mfaSerial),
    ...seeds.serials(),
    ofPractice,
  ];
  return [...new Set(serials.filter((serial) => typeof serial === 'string'))];
}
