// What is in force in new terminals: the environment variable collection, and the commands that set and clear it.
import * as vscode from 'vscode';
import { readChain, sameChain } from '../../core/chain.ts';
import { type Environment, environmentFor, unsafeVariables } from '../../core/environment.ts';
import { failureError } from '../../core/failure.ts';
import { principalOf } from '../../core/identity.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { setting } from '../../platform/settings.ts';
import type { InForce } from '../../session/inForce.ts';
import type { Keeper } from '../../session/keeper.ts';
import { Observable, type Watched } from '../../session/observable.ts';

type Handled = 'rolecall.setTerminalEnvironment' | 'rolecall.clearTerminalEnvironment';

/** The chain that was put in force in this workspace, without keys. */
const rememberedKey = 'rolecall.inForce';

export class TerminalsFeature {
  readonly #keeper: Keeper;
  readonly #collection: vscode.EnvironmentVariableCollection;
  readonly #remembered: vscode.Memento;
  readonly #inForce = new Observable<InForce>({ kind: 'untouched' });

  constructor(keeper: Keeper, collection: vscode.EnvironmentVariableCollection, remembered: vscode.Memento) {
    this.#keeper = keeper;
    this.#collection = collection;
    this.#remembered = remembered;
    // Before any write: persistence is on by default and keeps values on disk in plain text.
    this.#collection.persistent = false;
    this.#collection.clear();
  }

  get inForce(): Watched<InForce> {
    return this.#inForce;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.setTerminalEnvironment': async () => {
        this.set();
        void this.#tell();
      },
      'rolecall.clearTerminalEnvironment': async () => {
        this.clear();
        void this.#tell();
      },
    };
  }

  /** Puts the current identity in force in new terminals. Throws a Failure where there is none that works. */
  set(): void {
    const current = this.#keeper.current.value;
    const grant = this.#keeper.grant();
    const environment = environmentFor(grant, new Set(Object.keys(process.env)));
    const unsafe = unsafeVariables(environment);
    if (unsafe.length > 0) {
      throw failureError({
        code: 'input-invalid',
        problem: vscode.l10n.t('a terminal would not get it unchanged'),
        value: unsafe.join(', '),
      });
    }
    if (current.kind !== 'source' && current.kind !== 'role') throw failureError({ code: 'source-missing' });
    this.#write(environment);
    const identity = current.kind === 'role' ? current.session.identity : current.identity;
    this.#collection.description = vscode.l10n.t('AWS identity {0}', principalOf(identity).name);
    this.#inForce.set({
      kind: 'set',
      chain: current.chain,
      identity,
      ...(current.kind === 'role' && { expiration: current.session.expiration }),
    });
    void this.#remembered.update(rememberedKey, current.chain);
  }

  clear(): void {
    this.#write({});
    this.#inForce.set({ kind: 'untouched' });
    void this.#remembered.update(rememberedKey, undefined);
  }

  /**
   * After a reload, what was in force is put in force again where it is the current identity. Anything else stays out:
   * new terminals would become somebody whom nobody put in force.
   */
  restore(): void {
    const before = readChain(this.#remembered.get(rememberedKey));
    const current = this.#keeper.current.value;
    if (!before || (current.kind !== 'source' && current.kind !== 'role')) return;
    if (sameChain(before, current.chain)) this.set();
  }

  /** With the setting on, what is in force in new terminals follows the current identity. Returns whether it did. */
  follow(): boolean {
    if (!setting('rolecall.terminal.follow')) return false;
    this.set();
    return true;
  }

  forget(): void {
    this.clear();
  }

  /** How many open terminals keep what they have: those that were typed in. VS Code restarts the others by itself. */
  keepingTerminals(): number {
    return vscode.window.terminals.filter((terminal) => terminal.state.isInteractedWith).length;
  }

  /** Writes only what differs: every write raises the warning sign on open terminals. */
  #write(environment: Environment): void {
    const before = new Map([...this.#collection].map(([name, mutator]) => [name, mutator.value]));
    for (const name of before.keys()) {
      if (!(name in environment)) this.#collection.delete(name);
    }
    for (const [name, value] of Object.entries(environment)) {
      if (before.get(name) !== value) this.#collection.replace(name, value);
    }
  }

  async #tell(): Promise<void> {
    const { t } = vscode.l10n;
    const inForce = this.#inForce.value;
    const what =
      inForce.kind === 'set'
        ? t('New terminals are {0}.', terminalIdentity(inForce))
        : t('New terminals are again who this machine is configured to be.');
    await this.offerTerminals(what);
  }

  /** Shows `sentence`, adds how many open terminals keep what they have, and offers what can be done about it. */
  async offerTerminals(sentence: string): Promise<void> {
    const { t } = vscode.l10n;
    const keeping = this.keepingTerminals();
    const open = t('New Terminal');
    const relaunch = t('Relaunch Active Terminal');
    const chosen = await vscode.window.showInformationMessage(
      sentence + keepingNote(keeping),
      open,
      ...(keeping > 0 ? [relaunch] : []),
    );
    if (chosen === open) vscode.window.createTerminal().show();
    if (chosen === relaunch) await vscode.commands.executeCommand('workbench.action.terminal.relaunch');
  }

  /** After a change that terminals do not follow: says so, and offers to put the identity in force. */
  async offerToSet(sentence: string): Promise<void> {
    const set = vscode.l10n.t('Set Terminal Environment');
    const chosen = await vscode.window.showInformationMessage(sentence, set);
    if (chosen === set) await vscode.commands.executeCommand('rolecall.setTerminalEnvironment');
  }
}

function keepingNote(keeping: number): string {
  const { t } = vscode.l10n;
  if (keeping === 0) return '';
  return keeping === 1
    ? ` ${t('One open terminal keeps the identity it was started with.')}`
    : ` ${t('{0} open terminals keep the identity they were started with.', keeping)}`;
}

function terminalIdentity(inForce: InForce & { kind: 'set' }): string {
  const { name, sessionName } = principalOf(inForce.identity);
  return sessionName === undefined ? name : `${name}/${sessionName}`;
}
