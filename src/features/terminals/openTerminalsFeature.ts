// What Rolecall shows and does of open terminals: their view, the decorations of their tabs, what is in force in one of
// them, reopening, and warnings of what shadows an identity. Loaded after activation.
import * as vscode from 'vscode';
import type { Environment } from '../../core/environment.ts';
import { type GivenIdentity, isCurrentThere, type TerminalStanding } from '../../core/terminalStanding.ts';
import { seenStart } from '../../core/terminalStart.ts';
import { type CommandHandlers, viewIds } from '../../manifest.ts';
import { tellFailure } from '../../platform/commands.ts';
import { showInformation } from '../../platform/notices.ts';
import { isKnown } from '../../session/current.ts';
import { isOver } from '../../session/inForce.ts';
import { OpenTerminals, type OpenTerminalsPorts, terminalSettings } from './openTerminals.ts';
import { type PinnedPorts, PinnedTerminals, type RoleArgument } from './pinnedTerminals.ts';
import { RunningCommands, reopenTerminal } from './reopen.ts';
import { ShadowWarnings } from './shadowWarnings.ts';
import { shadowedLook } from './standingTexts.ts';
import { TabDecorations } from './tabDecorations.ts';
import { TerminalTree } from './terminalTree.ts';

type Handled = 'rolecall.explainTerminal' | 'rolecall.reopenTerminal' | 'rolecall.openTerminal';

export type OpenTerminalsFeaturePorts = Omit<OpenTerminalsPorts, 'pinned'> & Omit<PinnedPorts, 'warnOfShadows'>;

export class OpenTerminalsFeature implements vscode.Disposable {
  readonly #ports: OpenTerminalsFeaturePorts;
  readonly #pinned: PinnedTerminals;
  readonly #open: OpenTerminals;
  readonly #running = new RunningCommands();
  readonly #parts: vscode.Disposable;
  readonly #warnings: ShadowWarnings;

  constructor(ports: OpenTerminalsFeaturePorts) {
    this.#ports = ports;
    this.#warnings = new ShadowWarnings(ports.readConfig);
    this.#pinned = new PinnedTerminals({
      ...ports,
      warnOfShadows: (start, given) => void this.#warnings.warnOfPinned(start, given).catch(tellFailure),
    });
    this.#open = new OpenTerminals({ ...ports, pinned: (terminal) => this.#pinned.startOf(terminal) });
    const tree = new TerminalTree(this.#open.terminals, ports.folders, (inForce) =>
      isOver(inForce, ports.current.value, ports.now()),
    );
    this.#parts = vscode.Disposable.from(
      this.#open,
      this.#running,
      tree,
      new TabDecorations(this.#open.terminals),
      vscode.window.createTreeView(viewIds.terminals, { treeDataProvider: tree }),
      // VS Code leaves one that a terminal profile opened out of sight, or behind another.
      vscode.window.onDidOpenTerminal((terminal) => {
        if (this.#pinned.startOf(terminal)) terminal.show();
      }),
    );
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.explainTerminal': (argument) => this.#explain(argument),
      'rolecall.reopenTerminal': (argument) => this.#reopen(argument),
      'rolecall.openTerminal': (argument) => this.#pinned.open(argument),
    };
  }

  /** What a terminal of the contributed profile is made of; undefined where a question was closed. */
  profileOptions(argument?: RoleArgument): Promise<vscode.TerminalOptions | undefined> {
    return this.#pinned.options(argument);
  }

  /** Who the terminal was started as. */
  standingIn(terminal: vscode.Terminal): Promise<TerminalStanding> {
    return this.#open.standingIn(terminal);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Says, once, what would shadow the identity that `environment` has just put in force in new terminals. */
  async warnOfShadows(environment: Environment, given: GivenIdentity): Promise<void> {
    const all = { inherited: process.env, own: terminalSettings(), inForce: environment };
    await this.#warnings.warnOfNewOnes(seenStart(all, this.#ports.fingerprint), given);
  }

  async #explain(argument: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const terminal = terminalOf(argument);
    if (!terminal) {
      void showInformation(t('No terminal is open.'));
      return;
    }
    terminal.show(true);
    const { standing, canReopen, shadows } = await this.#open.look(terminal);
    const { sentence } = shadowedLook(standing, shadows);
    const reopen = t('Reopen with the Current Identity');
    const current = this.#ports.current.value;
    const known = isKnown(current) ? current : undefined;
    const isCurrent = isCurrentThere(
      standing,
      known && { chain: known.chain, inherited: known.kind === 'source' && known.inherited },
    );
    const isMeant = standing.kind === 'given' && (standing.state === 'pinned' || standing.state === 'folder');
    // It goes on by itself, and another one would wait for the same.
    const waits = standing.kind === 'given' && standing.given.refused;
    const offered = isCurrent === true || isMeant || waits || !canReopen ? [] : [reopen];
    const chosen = await showInformation(sentence, ...offered);
    if (chosen === reopen) await reopenTerminal(terminal, this.#running, this.#ports.newEnvironment);
  }

  async #reopen(argument: unknown): Promise<void> {
    const terminal = terminalOf(argument);
    if (terminal) await reopenTerminal(terminal, this.#running, this.#ports.newEnvironment);
  }
}

/** Menus give a terminal, the view its node, the palette nothing. */
function terminalOf(argument: unknown): vscode.Terminal | undefined {
  const given = (argument as { terminal?: unknown } | undefined)?.terminal ?? argument;
  const isTerminal = typeof given === 'object' && given !== null && 'processId' in given;
  // One that was closed meanwhile is not another one that is open.
  return isTerminal ? vscode.window.terminals.find((terminal) => terminal === given) : vscode.window.activeTerminal;
}
