// What Rolecall shows and does of open terminals: their view, the decorations of their tabs, what is in force in one of
// them, reopening, and warnings of what shadows an identity. Loaded after activation.
import * as vscode from 'vscode';
import type { Environment } from '../../core/environment.ts';
import { principalText } from '../../core/identity.ts';
import { shadowsOf } from '../../core/shadows.ts';
import { afterStartup, shellsThatLetVsCodeIn } from '../../core/shellStartup.ts';
import { type GivenIdentity, intendedIn, isCurrentThere, type TerminalStanding } from '../../core/terminalStanding.ts';
import { type CommandHandlers, viewIds } from '../../manifest.ts';
import { showInformation, showWarning } from '../../platform/notices.ts';
import { shellName } from '../../platform/shellProcess.ts';
import { setAtStartup } from '../../platform/shellStartup.ts';
import { isKnown } from '../../session/current.ts';
import { isOver } from '../../session/inForce.ts';
import { OpenTerminals, type OpenTerminalsPorts } from './openTerminals.ts';
import { type PinnedPorts, PinnedTerminals, type RoleArgument } from './pinnedTerminals.ts';
import { RunningCommands, reopenTerminal } from './reopen.ts';
import { shadowText, traced } from './shadowTexts.ts';
import { shadowedLook } from './standingTexts.ts';
import { TabDecorations } from './tabDecorations.ts';
import { TerminalTree } from './terminalTree.ts';

type Handled = 'rolecall.explainTerminal' | 'rolecall.reopenTerminal' | 'rolecall.openTerminal';

export type OpenTerminalsFeaturePorts = Omit<OpenTerminalsPorts, 'pinned'> & PinnedPorts;

export class OpenTerminalsFeature implements vscode.Disposable {
  readonly #ports: OpenTerminalsFeaturePorts;
  readonly #pinned: PinnedTerminals;
  readonly #open: OpenTerminals;
  readonly #running = new RunningCommands();
  readonly #parts: vscode.Disposable;
  /** Shadows that were told: once is enough. */
  readonly #told = new Set<string>();

  constructor(ports: OpenTerminalsFeaturePorts) {
    this.#ports = ports;
    this.#pinned = new PinnedTerminals(ports);
    this.#open = new OpenTerminals({ ...ports, pinned: (terminal) => this.#pinned.givenTo(terminal) });
    const tree = new TerminalTree(this.#open.terminals, ports.folders, (inForce) =>
      isOver(inForce, ports.current.value, ports.now()),
    );
    this.#parts = vscode.Disposable.from(
      this.#open,
      this.#running,
      tree,
      new TabDecorations(this.#open.terminals),
      vscode.window.createTreeView(viewIds.terminals, { treeDataProvider: tree }),
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
    const variables = { ...process.env, ...environment };
    const intended = intendedIn({ kind: 'given', given, state: 'current' }, variables);
    if (!intended) return;
    const shell = shellName(vscode.env.shell);
    const startup = await setAtStartup(shell, process.env);
    // What Rolecall sets itself is set again after the files, where the shell lets VS Code in.
    const isSetAgain = (name: string) => shellsThatLetVsCodeIn.includes(shell) && name in environment;
    const fromFiles = startup.filter(({ name }) => !isSetAgain(name));
    const effective = afterStartup(variables, fromFiles);
    const shadows = traced(shadowsOf(intended, effective, await this.#ports.readConfig(effective)), fromFiles);
    const news = shadows.filter((shadow) => !this.#told.has(shadowText(shadow)));
    for (const shadow of news) this.#told.add(shadowText(shadow));
    if (news.length === 0) return;
    const { t } = vscode.l10n;
    const place = news.find((shadow) => shadow.place)?.place;
    const open = t('Open File');
    const chosen = await showWarning(
      [
        t('Not every program in a new terminal will be {0}.', principalText(given.identity)),
        ...news.map(shadowText),
      ].join(' '),
      ...(place ? [open] : []),
    );
    if (place && chosen === open) {
      const selection = new vscode.Range(place.line - 1, 0, place.line - 1, 0);
      await vscode.window.showTextDocument(vscode.Uri.file(place.file), { selection });
    }
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
    const offered = isCurrent === true || isMeant || !canReopen ? [] : [reopen];
    const chosen = await showInformation(sentence, ...offered);
    if (chosen === reopen) await reopenTerminal(terminal, this.#running);
  }

  async #reopen(argument: unknown): Promise<void> {
    const terminal = terminalOf(argument);
    if (terminal) await reopenTerminal(terminal, this.#running);
  }
}

/** Menus give a terminal, the view its node, the palette nothing. */
function terminalOf(argument: unknown): vscode.Terminal | undefined {
  const given = (argument as { terminal?: unknown } | undefined)?.terminal ?? argument;
  const isTerminal = typeof given === 'object' && given !== null && 'processId' in given;
  // One that was closed meanwhile is not another one that is open.
  return isTerminal ? vscode.window.terminals.find((terminal) => terminal === given) : vscode.window.activeTerminal;
}
