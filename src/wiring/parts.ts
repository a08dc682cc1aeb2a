// What lives as long as the extension and is handed from part to part. Each group stands on the ones before it.
import type * as vscode from 'vscode';
import type { Guard } from '../core/guard.ts';
import type { KnownRole } from '../features/roles/knownRoles.ts';
import type { ProposalConsent } from '../features/roles/proposals.ts';
import type { RecentRoles } from '../features/roles/recentRoles.ts';
import type { FolderTerminals } from '../features/terminals/folderTerminals.ts';
import type { KeylessMode } from '../features/terminals/keylessMode.ts';
import type { OpenTerminalsFeature } from '../features/terminals/openTerminalsFeature.ts';
import type { TerminalsFeature } from '../features/terminals/terminalsFeature.ts';
import type { EndpointConsent } from '../platform/endpointConsent.ts';
import type { PracticeAccount } from '../practice/practiceAccount.ts';
import type { AutoLeave } from '../session/autoLeave.ts';
import type { Capabilities } from '../session/capabilities.ts';
import type { ServerClock } from '../session/clock.ts';
import type { Current } from '../session/current.ts';
import type { Exclusively } from '../session/exclusively.ts';
import type { GivenIdentities } from '../session/givenIdentities.ts';
import type { AgreementHere } from '../session/inForce.ts';
import type { Keeper, KeeperPorts } from '../session/keeper.ts';
import type { KeyConsent } from '../session/keyConsent.ts';
import type { KeylessEndpoint } from '../session/keylessEndpoint.ts';
import type { KeylessSessions } from '../session/keylessSessions.ts';
import type { MfaSeeds } from '../session/mfaSeeds.ts';
import type { Observable } from '../session/observable.ts';
import type { PracticeRun } from '../session/practiceRun.ts';
import type { RoleSessions } from '../session/roleSessions.ts';
import type { Vault } from '../session/vault.ts';
import type { AwsClock } from './access.ts';

/** Made at its first use. */
type Late<T> = () => Promise<T>;

export interface BaseParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly clock: ServerClock;
  readonly awsClock: AwsClock;
  readonly exclusively: Exclusively;
  readonly vault: Vault;
  readonly consent: EndpointConsent;
  /** One for this window, and the same again after a reload. */
  readonly practiceRun: PracticeRun<PracticeAccount>;
}

export interface IdentityParts extends BaseParts {
  readonly keeper: Keeper;
  readonly resolveSource: KeeperPorts['resolveSource'];
  readonly roleSessions: Late<RoleSessions>;
  readonly keyConsent: Late<KeyConsent>;
  readonly capabilities: Late<Capabilities>;
  readonly autoLeave: AutoLeave;
  readonly guardOf: (current: Current) => Guard;
}

export interface RoleLists {
  readonly recent: RecentRoles;
  readonly seeds: MfaSeeds;
  readonly proposals: ProposalConsent;
  readonly knownRoles: () => Promise<readonly KnownRole[]>;
}

export interface RoleParts extends IdentityParts {
  readonly roleLists: Late<RoleLists>;
}

export interface TerminalParts extends RoleParts {
  readonly terminals: TerminalsFeature;
  /** Whether the active terminal is who is current. */
  readonly activeTerminal: Observable<AgreementHere>;
  readonly keylessSessions: Late<KeylessSessions>;
  readonly keylessEndpoint: Late<KeylessEndpoint>;
  readonly keyless: Late<KeylessMode>;
  readonly givenIdentities: Late<GivenIdentities>;
  readonly openTerminals: Late<OpenTerminalsFeature>;
  readonly folderTerminals: Late<FolderTerminals>;
}
