// The open terminals and their standings, kept up to date. What was typed into a terminal since its start nobody can see.
import * as vscode from 'vscode';
import type { ConfigFiles } from '../../core/profile.ts';
import { isWhollyShadowed, shadowsOf } from '../../core/shadows.ts';
import { afterStartup } from '../../core/shellStartup.ts';
import {
  type GivenIdentity,
  intendedIn,
  isCurrentThere,
  keptVariables,
  type Lookups,
  standingOf,
  type TerminalStanding,
  type TerminalStart,
} from '../../core/terminalStanding.ts';
import { type ShellProcess, shellName, systemTellsShells } from '../../platform/shellProcess.ts';
import { setAtStartup } from '../../platform/shellStartup.ts';
import { processOf } from '../../platform/terminalProcess.ts';
import { type Current, hasEnded, isKnown } from '../../session/current.ts';
import type { FolderInForce, InForce } from '../../session/inForce.ts';
import { Observable, type Watched } from '../../session/observable.ts';
import { canReopen } from './reopen.ts';
import { type TracedShadow, traced } from './shadowTexts.ts';

export interface OpenTerminal {
  readonly terminal: vscode.Terminal;
  readonly standing: TerminalStanding;
  /** Its folder and its shell are known. */
  readonly canReopen: boolean;
  /** Clients that would be somebody else there than it was opened for. */
  readonly shadows: readonly TracedShadow[];
}

export interface OpenTerminalsPorts {
  readonly current: Watched<Current>;
  readonly inForce: Watched<InForce>;
  readonly folders: Watched<readonly FolderInForce[]>;
  readonly lookups: Lookups;
  /** Who a terminal of Rolecall's own was opened for. */
  readonly pinned: (terminal: vscode.Terminal) => GivenIdentity | undefined;
  readonly fingerprint: (secret: string) => string;
  /** AWS's files, as a shell with these variables finds them. */
  readonly readConfig: (env: Readonly<Record<string, string | undefined>>) => Promise<ConfigFiles>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told whether the active terminal is the current identity; undefined where nobody can tell. */
  readonly setActive: (isCurrent: boolean | undefined) => void;
}

/** Events come in swarms, and the shell of a new terminal takes a moment to be there. */
const settleMs = 150;
/** Identities end, and VS Code restarts terminals without saying so. */
const againMs = 30_000;

export class OpenTerminals implements vscode.Disposable {
  readonly #ports: OpenTerminalsPorts;
  readonly #terminals = new Observable<readonly OpenTerminal[]>([]);
  readonly #seen = new WeakMap<vscode.Terminal, TerminalStart>();
  readonly #parts: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(ports: OpenTerminalsPorts) {
    this.#ports = ports;
    const soon = () => this.#refreshSoon(settleMs);
    const restarted = () => {
      this.#restarted();
      soon();
    };
    this.#parts = vscode.Disposable.from(
      ports.current.subscribe(soon),
      ports.inForce.subscribe(restarted),
      ports.folders.subscribe(restarted),
      vscode.window.onDidOpenTerminal((terminal) => {
        this.#seen.set(terminal, this.#startNow(terminal));
        soon();
      }),
      vscode.window.onDidCloseTerminal(soon),
      vscode.window.onDidChangeActiveTerminal(soon),
      vscode.window.onDidChangeTerminalState(soon),
      vscode.window.onDidChangeTerminalShellIntegration(soon),
    );
    soon();
  }

  get terminals(): Watched<readonly OpenTerminal[]> {
    return this.#terminals;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  async standingIn(terminal: vscode.Terminal): Promise<TerminalStanding> {
    return this.#standingSince(this.#startOf(terminal, await processOf(terminal)));
  }

  /** Looked at anew. */
  async look(terminal: vscode.Terminal): Promise<OpenTerminal> {
    const shell = await processOf(terminal);
    const start = this.#startOf(terminal, shell);
    const standing = this.#standingSince(start);
    const variables = start.kind === 'variables' ? start.variables : {};
    const intended = intendedIn(standing, variables);
    const known = { terminal, standing, canReopen: await canReopen(terminal) };
    if (!intended || !shell) return { ...known, shadows: [] };
    // The shell's own files come after what it was started with, except for what VS Code sets again behind them.
    const isSetAgain = (name: string) => terminal.shellIntegration !== undefined && variables[name] !== undefined;
    const startup = (await setAtStartup(shellName(shell.program), shell.environment)).filter(
      ({ name }) => !isSetAgain(name),
    );
    const effective = afterStartup(variables, startup);
    const shadows = shadowsOf(intended, effective, await this.#ports.readConfig(effective));
    return { ...known, shadows: traced(shadows, startup) };
  }

  #standingSince(start: TerminalStart): TerminalStanding {
    const { current, folders, lookups, now } = this.#ports;
    return standingOf(start, lookups, {
      current: chainOf(current.value),
      isEnded: hasEnded(current.value, now()),
      ofFolder: (mark) => folders.value.find((each) => each.mark === mark)?.inForce.chain,
      now: now(),
    });
  }

  #refreshSoon(milliseconds: number): void {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#refresh().finally(() => this.#refreshSoon(againMs));
    }, milliseconds);
  }

  async #refresh(): Promise<void> {
    const terminals = await Promise.all(vscode.window.terminals.map((terminal) => this.look(terminal)));
    const active = terminals.find(({ terminal }) => terminal === vscode.window.activeTerminal);
    const isCurrent = active && isCurrentThere(active.standing, knownOf(this.#ports.current.value));
    this.#ports.setActive(isCurrent && isWhollyShadowed(active.shadows) ? false : isCurrent);
    this.#terminals.set(terminals);
  }

  #startOf(terminal: vscode.Terminal, shell: ShellProcess | undefined): TerminalStart {
    const pinned = this.#ports.pinned(terminal);
    if (pinned) return { kind: 'seen', given: pinned };
    if (shell) return { kind: 'variables', variables: keptVariables(shell.environment, this.#ports.fingerprint) };
    // A terminal that a task used may have been used by another since it was seen to open.
    if (systemTellsShells) return { kind: 'unknown' };
    return this.#seen.get(terminal) ?? { kind: 'unknown' };
  }

  #startNow(terminal: vscode.Terminal): TerminalStart {
    const { inForce, folders } = this.#ports;
    if (folders.value.length === 0) return { kind: 'seen', given: givenNow(inForce.value) };
    const folder = folderOf(terminal);
    // VS Code takes the folder of the editor that was used last, which it tells nobody.
    if (!folder) return { kind: 'unknown' };
    const own = folders.value.find((each) => each.folder === folder.uri.toString());
    return { kind: 'seen', given: givenNow(own?.inForce ?? inForce.value), ...(own && { folder: own.mark }) };
  }

  /** VS Code starts terminals that nobody typed in anew, with what is in force now. */
  #restarted(): void {
    for (const terminal of vscode.window.terminals) {
      if (this.#seen.has(terminal) && !terminal.state.isInteractedWith) {
        this.#seen.set(terminal, this.#startNow(terminal));
      }
    }
  }
}

function givenNow(inForce: InForce): GivenIdentity | undefined {
  if (inForce.kind === 'untouched') return undefined;
  const { way, chain, identity, expiration } = inForce;
  return { way, chain, identity, pinned: false, ...(expiration !== undefined && { expiration }) };
}

function folderOf({ creationOptions }: vscode.Terminal): vscode.WorkspaceFolder | undefined {
  const cwd = 'cwd' in creationOptions ? creationOptions.cwd : undefined;
  const uri = typeof cwd === 'string' ? vscode.Uri.file(cwd) : cwd;
  return uri && vscode.workspace.getWorkspaceFolder(uri);
}

function chainOf(current: Current) {
  return current.kind === 'none' ? undefined : current.chain;
}

function knownOf(current: Current) {
  if (!isKnown(current)) return undefined;
  return { chain: current.chain, inherited: current.kind === 'source' && current.inherited };
}
