// What is in force in new terminals: the environment variable collection, and the commands that set and clear it.
import * as vscode from 'vscode';
import { type Chain, readChain, sameChain } from '../../core/chain.ts';
import type { Environment } from '../../core/environment.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { principalOf, principalText } from '../../core/identity.ts';
import type { GivenIdentity, TerminalStanding } from '../../core/terminalStanding.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { tellFailure } from '../../platform/commands.ts';
import { showWarning } from '../../platform/notices.ts';
import { setting } from '../../platform/settings.ts';
import { type Current, endOf, identityOf, isKnown, type Known } from '../../session/current.ts';
import type { FolderInForce, InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import type { Binding } from '../../session/keylessSessions.ts';
import { Observable, type Watched } from '../../session/observable.ts';
import type { Granted, Keyless } from './granted.ts';
import { NewTerminals } from './newTerminals.ts';

type Handled = 'rolecall.setTerminalEnvironment' | 'rolecall.clearTerminalEnvironment';

/** The chain that was put in force in this workspace, without keys. */
const rememberedKey = 'rolecall.inForce';
/** The chains that were put in force in folders, as `rememberedKey`. */
export const rememberedFoldersKey = 'rolecall.inForceInFolders';

export interface TerminalsPorts {
  readonly keeper: Keeper;
  readonly collection: vscode.GlobalEnvironmentVariableCollection;
  /** With the workspace. */
  readonly remembered: vscode.Memento;
  readonly keyless: () => Promise<Keyless>;
  /** May ask a person. What was in force before and only has new keys is not asked about. */
  readonly mayPutInForce: (current: Current) => Promise<boolean>;
  /** Ends the tokens of terminals that are not pinned: all, or those that get the session of the chain. */
  readonly endTokens: (of?: Chain) => Promise<void>;
  /** Who an open terminal was started as. */
  readonly standingIn: (terminal: vscode.Terminal) => Promise<TerminalStanding>;
  /** Told what was put in force in new terminals, and whether a token in it gets whoever is in force later. */
  readonly noteGiven: (environment: Environment, given: GivenIdentity, follows: boolean) => void;
}

export class TerminalsFeature implements vscode.Disposable {
  readonly #ports: TerminalsPorts;
  readonly #keeper: Keeper;
  readonly #remembered: vscode.Memento;
  readonly #inForce = new Observable<InForce>({ kind: 'untouched' });
  readonly newTerminals: NewTerminals;
  /** What is in force in folders that have an identity of their own. */
  readonly folders = new Observable<readonly FolderInForce[]>([]);
  readonly #parts: vscode.Disposable;
  /** The last known identity was a role's. */
  #inRole: boolean;

  constructor(ports: TerminalsPorts) {
    this.#ports = ports;
    this.#keeper = ports.keeper;
    this.#remembered = ports.remembered;
    // A window that was loaded again may find its role ended, and leaves it all the same.
    this.#inRole = (this.before?.hops.length ?? 0) > 0;
    this.newTerminals = new NewTerminals(ports.collection);
    this.#parts = vscode.Disposable.from(
      this.newTerminals,
      this.#keeper.current.subscribe((current) => this.#keepUp(current)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        const modeChanged = change.affectsConfiguration('rolecall.terminal.mode');
        if (modeChanged && this.#inForce.value.kind === 'set') void this.set().catch(tellFailure);
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  get inForce(): Watched<InForce> {
    return this.#inForce;
  }

  /** What was in force when this window was last open, or is since. */
  get before(): Chain | undefined {
    return readChain(this.#remembered.get(rememberedKey));
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.setTerminalEnvironment': async () => {
        if (!(await this.isAgreed())) return;
        await this.set();
        void this.#tell();
      },
      'rolecall.clearTerminalEnvironment': async () => {
        this.clear();
        void this.#tell();
      },
    };
  }

  /**
   * Puts the current identity in force in new terminals. Rejects with a Failure where there is none that works, or none
   * that may be put in force in this mode; with a CancellationError where a question was closed.
   *
   * @param quiet nobody is asked; nothing is put in force then where somebody would have to be
   */
  async set({ quiet = false } = {}): Promise<void> {
    const current = this.#keeper.current.value;
    const grant = this.#keeper.grant();
    if (!isKnown(current)) throw failureError({ code: 'source-missing' });
    const { endpoints } = grant;
    const binding: Binding = setting('rolecall.terminal.follow')
      ? { kind: 'follow', endpoints }
      : { kind: 'chain', chain: current.chain, pinned: false, endpoints };
    const { granted } = await import('./granted.ts');
    const given = await granted(grant, binding, this.#ports.keyless, quiet);
    // Somebody else may have become current while a question was open.
    if (given && isSame(current, this.#keeper.current.value)) this.#put(current, given, binding.kind === 'follow');
  }

  #put(current: Known, { way, environment }: Granted, follows: boolean): void {
    const identity = identityOf(current);
    const description = vscode.l10n.t('AWS identity {0}', principalOf(identity).name);
    this.newTerminals.setEverywhere({ environment, description });
    const ends = way === 'keys' ? endOf(current) : undefined;
    const end = ends === undefined ? {} : { expiration: ends };
    const given = { way, chain: current.chain, identity, pinned: false, ...end };
    this.#ports.noteGiven(environment, given, follows && way === 'keyless');
    this.#inForce.set({ kind: 'set', way, chain: current.chain, chosen: this.#keeper.chosen, identity, ...end });
    void this.#remembered.update(rememberedKey, current.chain);
  }

  /** A renewed session that is in force stays in force, with its new keys or, where it is keyless, a token that lasts. */
  #keepUp(current: Current): void {
    const wasInRole = this.#inRole;
    if (isKnown(current)) this.#inRole = current.kind === 'role';
    // Who returns to the source takes the role away from the terminals that only borrowed it.
    if (wasInRole && !this.#inRole) {
      this.#clearFolders();
      void this.#ports.endTokens();
    }
    if (current.kind === 'failed') this.#noteEnd(current);
    const inForce = this.#inForce.value;
    if (!isKnown(current)) return;
    if (inForce.kind !== 'set' || !sameChain(inForce.chain, current.chain)) return;
    if (inForce.expiration !== endOf(current)) void this.set({ quiet: true }).catch(() => undefined);
  }

  /** Keys that AWS takes no more have ended, though they were to last longer: what has them in force says so too. */
  #noteEnd({ chain, ended }: Extract<Current, { kind: 'failed' }>): void {
    const inForce = this.#inForce.value;
    if (!ended?.isRefused || inForce.kind !== 'set' || inForce.way !== 'keys') return;
    if (sameChain(inForce.chain, chain)) this.#inForce.set({ ...inForce, expiration: 0 });
  }

  clear(): void {
    this.#clearFolders();
    this.newTerminals.clear();
    this.#noteNobody();
  }

  /** Takes the role away wherever it is in force, except for terminals of its own; others stay in force. */
  takeBack(chain: Chain): void {
    const inForce = this.#inForce.value;
    void this.#ports.endTokens(chain).catch(tellFailure);
    for (const folder of this.folders.value) if (sameChain(folder.inForce.chain, chain)) this.#clearFolder(folder);
    if (inForce.kind !== 'set' || !sameChain(inForce.chain, chain)) return;
    this.newTerminals.setEverywhere({ environment: {} });
    this.#noteNobody();
  }

  #noteNobody(): void {
    this.#inForce.set({ kind: 'untouched' });
    void this.#remembered.update(rememberedKey, undefined);
  }

  #clearFolders(): void {
    for (const folder of this.folders.value) this.#clearFolder(folder);
    void this.#remembered.update(rememberedFoldersKey, undefined);
  }

  #clearFolder(cleared: FolderInForce): void {
    this.newTerminals.setFor(vscode.Uri.parse(cleared.folder), undefined);
    this.folders.set(this.folders.value.filter((each) => each !== cleared));
  }

  /**
   * After a reload, what was in force is put in force again where it is the current identity. Anything else stays out:
   * new terminals would become somebody whom nobody put in force.
   */
  async restore(): Promise<void> {
    const { before } = this;
    const current = this.#keeper.current.value;
    if (!before || !isKnown(current)) return;
    if (sameChain(before, current.chain)) await this.set({ quiet: true });
  }

  /**
   * After a change of the current identity: with the setting on, new terminals follow. Says what came of it, and waits for
   * nobody to read it; rejects with
   * what `set` rejects with, unless the identity may not be in force in keyless mode: then nobody is.
   *
   * @param sentence says who one is now
   */
  async follow(sentence: string): Promise<void> {
    const { t } = vscode.l10n;
    if (!setting('rolecall.terminal.follow')) {
      void this.#offerToSet(t('{0} Terminals are not, until you set their environment.', sentence));
      return;
    }
    if (!(await this.isAgreed())) {
      void this.#offerToSet(t('{0} Terminals stay as they were.', sentence));
      return;
    }
    try {
      await this.set();
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.code !== 'keyless-refused') throw error;
      this.clear();
      const { failureSentence } = await import('../../platform/messages.ts');
      void showWarning(`${sentence} ${failureSentence(failure)}`);
      return;
    }
    void this.offerTerminals(t('{0} New terminals are too.', sentence));
  }

  /** Whether the current identity may be put in force. May ask a person. */
  async isAgreed(): Promise<boolean> {
    const { current } = this.#keeper;
    const asked = current.value;
    // While a person thinks, somebody else may become current, who was not asked about.
    return (await this.#ports.mayPutInForce(asked)) && isSame(asked, current.value);
  }

  async forget(): Promise<void> {
    this.clear();
    await (await this.#ports.keyless()).forget();
  }

  async #tell(): Promise<void> {
    const { t } = vscode.l10n;
    const inForce = this.#inForce.value;
    const what =
      inForce.kind === 'set'
        ? t('New terminals are {0}.', principalText(inForce.identity))
        : t('New terminals are again who this machine is configured to be.');
    await this.offerTerminals(what);
  }

  /** Shows `sentence` and offers what can be done about open terminals. */
  async offerTerminals(sentence: string): Promise<void> {
    const { offerTerminals } = await import('./terminalOffers.ts');
    const terminal = { inForce: this.#inForce.value, environment: this.newTerminals.environment() };
    await offerTerminals(sentence, terminal, this.#ports);
  }

  async #offerToSet(sentence: string): Promise<void> {
    const { offerToSet } = await import('./terminalOffers.ts');
    await offerToSet(sentence);
  }
}

function isSame(a: Current, b: Current): boolean {
  return a.kind !== 'none' && b.kind !== 'none' && sameChain(a.chain, b.chain);
}
