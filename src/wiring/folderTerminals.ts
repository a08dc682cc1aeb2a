// Folders of the workspace with an identity of their own in their new terminals.
import { FolderTerminals } from '../features/terminals/folderTerminals.ts';
import type { TerminalsPorts } from '../features/terminals/terminalsFeature.ts';
import { shortFingerprint } from '../platform/fingerprint.ts';
import { chainKeys } from './chainKeys.ts';
import type { TerminalParts } from './parts.ts';

export function folderTerminalsFeature(parts: TerminalParts, ports: TerminalsPorts): FolderTerminals {
  const { terminals, clock } = parts;
  return new FolderTerminals({
    ...ports,
    newTerminals: terminals.newTerminals,
    inForce: terminals.inForce,
    folders: terminals.folders,
    isAgreed: () => terminals.isAgreed(),
    keysOf: (chain, endsAfter) => chainKeys(parts, chain, endsAfter),
    mark: shortFingerprint,
    now: () => clock.now(),
  });
}
