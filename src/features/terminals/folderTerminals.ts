// Folders of the workspace whose new terminals are somebody else than those of the others. Loaded with the first of them.
import * as vscode from 'vscode';
import { type Chain, sameChain } from '../../core/chain.ts';
import { folderVariable, type Grant } from '../../core/environment.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { principalOf, principalText } from '../../core/identity.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { tellFailure } from '../../platform/commands.ts';
import { failureSentence } from '../../platform/messages.ts';
import { showWarning } from '../../platform/notices.ts';
import { type Current, endOf, identityOf, isKnown } from '../../session/current.ts';
import type { FolderInForce, InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import { grantFor, type Keys } from '../../session/keys.ts';
import type { Observable, Watched } from '../../session/observable.ts';
import { Renewals } from '../../session/renewals.ts';
import type { Somebody } from '../../session/somebody.ts';
import { granted } from './granted.ts';
import type { NewTerminals } from './newTerminals.ts';
import { rememberedFolders, rememberFolders } from './rememberedFolders.ts';
import { offerTerminals } from './terminalOffers.ts';
import type { TerminalsPorts } from './terminalsFeature.ts';

type Handled = 'rolecall.setFolderTerminalEnvironment' | 'rolecall.clearFolderTerminalEnvironment';

export interface FolderTerminalsPorts
  extends Pick<TerminalsPorts, 'remembered' | 'keyless' | 'noteGiven' | 'standingIn'> {
  readonly keeper: Keeper;
  readonly newTerminals: NewTerminals;
  readonly inForce: Watched<InForce>;
  readonly folders: Observable<readonly FolderInForce[]>;
  /** Whether the current identity may be put in force. May ask a person. */
  readonly isAgreed: () => Promise<boolean>;
  /** Keys that are good beyond `endsAfter`, without asking anybody. Rejects with a Failure. */
  readonly keysOf: (chain: Chain, endsAfter: number) => Promise<Keys>;
  readonly mark: (folder: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class FolderTerminals implements vscode.Disposable {
  readonly #ports: FolderTerminalsPorts;
  readonly #parts: vscode.Disposable;
  /** By the folder's URI. */
  readonly #renewals = new Map<string, Renewals>();
  #renewing: Promise<void> | undefined;

  constructor(ports: FolderTerminalsPorts) {
    this.#ports = ports;
    this.#parts = vscode.Disposable.from(
      ports.keeper.current.subscribe((current) => this.#keepUp(current)),
      ports.folders.subscribe(() => this.#remember()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rolecall.terminal.mode')) void this.#setAgain().catch(tellFailure);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        for (const { uri } of removed) this.#set(uri.toString(), undefined);
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    const { t } = vscode.l10n;
    return {
      'rolecall.setFolderTerminalEnvironment': async (argument) => {
        const all = vscode.workspace.workspaceFolders ?? [];
        const folder = await this.#choose(argument, all, t('Set Terminal Environment for Folder'));
        if (!folder || !(await this.#ports.isAgreed())) return;
        const current = this.#ports.keeper.current.value;
        const grant = this.#ports.keeper.grant();
        if (!isKnown(current)) throw failureError({ code: 'source-missing' });
        const who = { chain: current.chain, chosen: this.#ports.keeper.chosen, identity: identityOf(current) };
        const isStillCurrent = () => isCurrently(who.chain, this.#ports.keeper.current.value);
        await this.#put(folder, who, grant, isStillCurrent, false);
        this.#tell(folder, t('New terminals in the folder "{0}" are {1}.', folder.name, principalText(who.identity)));
      },
      'rolecall.clearFolderTerminalEnvironment': async (argument) => {
        const set = (vscode.workspace.workspaceFolders ?? []).filter((folder) => this.#of(folder));
        const folder = await this.#choose(argument, set, t('Clear Terminal Environment of Folder'));
        if (!folder) return;
        this.#ports.newTerminals.setFor(folder.uri, undefined);
        this.#set(folder.uri.toString(), undefined);
        this.#tell(folder, t('New terminals in the folder "{0}" are as in the others.', folder.name));
      },
    };
  }

  /** After a reload. What has ended and needs a person is told, and stays out. */
  async restore(): Promise<void> {
    const { remembered, now } = this.#ports;
    // Nothing is remembered any more where the role was left meanwhile.
    const isWanted = () => rememberedFolders(remembered).length > 0;
    for (const { folder, ...who } of rememberedFolders(remembered)) {
      const workspaceFolder = workspaceFolderOf(folder);
      if (!workspaceFolder) continue;
      try {
        await this.#putAgain(workspaceFolder, who, isWanted, now());
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        void showWarning(
          vscode.l10n.t(
            'New terminals in the folder "{0}" are not {1} any more. {2}',
            workspaceFolder.name,
            principalText(who.identity),
            failureSentence(failure),
          ),
        );
      }
    }
    this.#remember();
  }

  /** Renews what is about to end and is not the current identity, which is renewed by itself. */
  beat(): Promise<void> {
    this.#renewing ??= this.#renewDue().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewDue(): Promise<void> {
    const { keeper, folders, now } = this.#ports;
    for (const entry of folders.value) {
      const { chain, expiration } = entry.inForce;
      const renewals = this.#renewals.get(entry.folder);
      const workspaceFolder = workspaceFolderOf(entry.folder);
      if (!workspaceFolder || expiration === undefined || !renewals?.due(expiration, now())) continue;
      if (isCurrently(chain, keeper.current.value)) continue;
      const isWanted = () => folders.value.includes(entry);
      try {
        await this.#putAgain(workspaceFolder, entry.inForce, isWanted, Math.max(expiration, now()));
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        renewals.failed(failure, now());
      }
    }
  }

  #tell(folder: vscode.WorkspaceFolder, sentence: string): void {
    const { inForce, newTerminals } = this.#ports;
    const inFolder = this.#of(folder)?.inForce ?? inForce.value;
    const terminal = { inForce: inFolder, environment: newTerminals.environment(folder), folder: folder.uri };
    void offerTerminals(sentence, terminal, this.#ports);
  }

  #of(folder: vscode.WorkspaceFolder): FolderInForce | undefined {
    return this.#ports.folders.value.find((each) => each.folder === folder.uri.toString());
  }

  /** A renewed session that is in force in a folder stays so, with its new keys. */
  #keepUp(current: Current): void {
    if (current.kind === 'failed') this.#noteEnd(current);
    if (!isKnown(current)) return;
    const { folders, keeper } = this.#ports;
    for (const entry of folders.value) {
      const { chain, way, expiration } = entry.inForce;
      const workspaceFolder = workspaceFolderOf(entry.folder);
      const isRenewed = way === 'keys' && expiration !== endOf(current) && sameChain(chain, current.chain);
      if (!workspaceFolder || !isRenewed) continue;
      const isWanted = () => folders.value.includes(entry);
      void this.#put(workspaceFolder, entry.inForce, keeper.grant(), isWanted, true).catch(() => undefined);
    }
  }

  /** A session that AWS takes no more has ended here too, though it was to last longer. */
  #noteEnd({ chain, ended }: Extract<Current, { kind: 'failed' }>): void {
    const { folders } = this.#ports;
    for (const entry of folders.value) {
      const { way, expiration } = entry.inForce;
      const isIt = way === 'keys' && expiration === ended?.expiration && sameChain(entry.inForce.chain, chain);
      if (ended?.isRefused && isIt) this.#set(entry.folder, { ...entry, inForce: { ...entry.inForce, expiration: 0 } });
    }
  }

  async #setAgain(): Promise<void> {
    const { folders, now } = this.#ports;
    for (const entry of folders.value) {
      const workspaceFolder = workspaceFolderOf(entry.folder);
      const isWanted = () => folders.value.includes(entry);
      if (workspaceFolder) await this.#putAgain(workspaceFolder, entry.inForce, isWanted, now());
    }
  }

  async #putAgain(
    folder: vscode.WorkspaceFolder,
    who: Somebody,
    isWanted: () => boolean,
    endsAfter: number,
  ): Promise<void> {
    const keys = await this.#ports.keysOf(who.chain, endsAfter);
    await this.#put(folder, who, grantFor(who.chain, keys), isWanted, true);
  }

  /** @param isWanted asked again once nobody is waited for any more */
  async #put(
    folder: vscode.WorkspaceFolder,
    { chain, chosen, identity }: Somebody,
    grant: Grant,
    isWanted: () => boolean,
    quiet: boolean,
  ): Promise<void> {
    const { keyless, newTerminals, noteGiven, mark, now } = this.#ports;
    const binding = { kind: 'chain', chain, pinned: false, endpoints: grant.endpoints } as const;
    const given = await granted(grant, binding, keyless, quiet);
    if (!given || !isWanted()) return;
    const { way } = given;
    const uri = folder.uri.toString();
    const environment = { ...given.environment, [folderVariable]: mark(uri) };
    const description = vscode.l10n.t('AWS identity {0}', principalOf(identity).name);
    newTerminals.setFor(folder.uri, { environment, description });
    const ends = way === 'keys' && grant.kind === 'keys' ? grant.credentials.expiration : undefined;
    const end = ends === undefined ? {} : { expiration: ends };
    noteGiven(environment, { way, chain, identity, pinned: false, ...end }, false);
    const renewals = this.#renewals.get(uri) ?? new Renewals();
    renewals.succeeded(now());
    this.#renewals.set(uri, renewals);
    const inForce = { kind: 'set', way, chain, ...(chosen && { chosen }), identity, ...end } as const;
    this.#set(uri, { folder: uri, name: folder.name, mark: mark(uri), inForce });
  }

  #set(folder: string, inForce: FolderInForce | undefined): void {
    const { folders } = this.#ports;
    const others = folders.value.filter((each) => each.folder !== folder);
    if (!inForce && others.length === folders.value.length) return;
    folders.set(inForce ? [...others, inForce] : others);
  }

  #remember(): void {
    rememberFolders(this.#ports.remembered, this.#ports.folders.value);
  }

  /** The Explorer gives a folder, the terminals view its node, the palette nothing. */
  async #choose(
    argument: unknown,
    folders: readonly vscode.WorkspaceFolder[],
    title: string,
  ): Promise<vscode.WorkspaceFolder | undefined> {
    const given = (argument as { readonly folder?: unknown } | undefined)?.folder ?? argument;
    const wanted = given === undefined ? undefined : String(given);
    if (wanted !== undefined) return folders.find(({ uri }) => uri.toString() === wanted);
    const items = folders.map((folder) => {
      const own = this.#of(folder);
      return { label: folder.name, folder, ...(own && { description: principalText(own.inForce.identity) }) };
    });
    return (await vscode.window.showQuickPick(items, { title }))?.folder;
  }
}

function isCurrently(chain: Chain, current: Current): boolean {
  return current.kind !== 'none' && sameChain(chain, current.chain);
}

function workspaceFolderOf(folder: string): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder);
}
