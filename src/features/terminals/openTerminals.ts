// The open terminals and their standings, kept up to date. What was typed into a terminal since its start nobody can see.
import * as vscode from 'vscode';
import type { Environment } from '../../core/environment.ts';
import { isLaunching } from '../../core/pinnedLaunch.ts';
import type { ConfigFiles } from '../../core/profile.ts';
import { type Intended, isWhollyShadowed, shadowsOf } from '../../core/shadows.ts';
import { afterStartup, surelyOther } from '../../core/shellStartup.ts';
import {
  intendedIn,
  isCurrentThere,
  keptVariables,
  type Lookups,
  standingOf,
  type TerminalStanding,
} from '../../core/terminalStanding.ts';
import { type KnownStart, seenStart, toldStart } from '../../core/terminalStart.ts';
import { setContextKey } from '../../platform/contextKeys.ts';
import { type ShellProcess, shellName, systemTellsShells } from '../../platform/shellProcess.ts';
import { setAtStartup } from '../../platform/shellStartup.ts';
import { processOf } from '../../platform/terminalProcess.ts';
import { type Current, hasEnded, isKnown } from '../../session/current.ts';
import type { AgreementHere, FolderInForce, InForce } from '../../session/inForce.ts';
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
  /** Changes when a keyless terminal asked in vain, or no longer in vain. */
  readonly refused: Watched<unknown>;
  /** What new terminals get in a folder. */
  readonly newEnvironment: (folder: vscode.WorkspaceFolder | undefined) => Environment;
  /** How a terminal was started that was opened for one role. */
  readonly pinned: (terminal: vscode.Terminal) => KnownStart | undefined;
  readonly fingerprint: (secret: string) => string;
  /** AWS's files, as a shell with these variables finds them. */
  readonly readConfig: (env: Readonly<Record<string, string | undefined>>) => Promise<ConfigFiles>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told whether the active terminal is the current identity. */
  readonly setActive: (agreement: AgreementHere) => void;
}

/** Events come in swarms, and the shell of a new terminal takes a moment to be there. */
const settleMs = 150;
/** Identities end, and VS Code restarts terminals without saying so. */
const againMs = 30_000;

export class OpenTerminals implements vscode.Disposable {
  readonly #ports: OpenTerminalsPorts;
  readonly #terminals = new Observable<readonly OpenTerminal[]>([]);
  readonly #seen = new WeakMap<vscode.Terminal, KnownStart | undefined>();
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
      ports.refused.subscribe(soon),
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
    return this.#standingSince(this.#startOf(terminal, await shellOf(terminal)));
  }

  /** Looked at anew. */
  async look(terminal: vscode.Terminal): Promise<OpenTerminal> {
    const shell = await shellOf(terminal);
    const start = this.#startOf(terminal, shell);
    const standing = this.#standingSince(start);
    const known = { terminal, standing, canReopen: await canReopen(terminal) };
    const intended = start && (await this.#intendedIn(standing, start));
    if (!intended) return { ...known, shadows: [] };
    const { variables, reapplied } = start;
    const isSetAgain = (name: string) => terminal.shellIntegration !== undefined && reapplied.has(name);
    const files = await setAtStartup(this.#shellName(terminal, shell), shell?.environment ?? process.env);
    const behind = files.filter(({ name }) => !isSetAgain(name));
    const startup = intended.kind === 'machine' ? surelyOther(behind, variables) : behind;
    const effective = afterStartup(variables, startup);
    const shadows = shadowsOf(intended, effective, await this.#ports.readConfig(effective));
    return { ...known, shadows: traced(shadows, startup) };
  }

  /** Where nobody was put in force it is who this window's own variables and files say. */
  async #intendedIn(standing: TerminalStanding, { variables }: KnownStart): Promise<Intended | undefined> {
    if (standing.kind !== 'not-ours') return intendedIn(standing, variables);
    const env = keptVariables(process.env, this.#ports.fingerprint);
    return { kind: 'machine', env, files: await this.#ports.readConfig(env) };
  }

  #standingSince(start: KnownStart | undefined): TerminalStanding {
    const { current, folders, lookups, now } = this.#ports;
    return standingOf(start ? { kind: 'variables', variables: start.variables } : { kind: 'unknown' }, lookups, {
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
    this.#ports.setActive(active ? agreementIn(active, this.#ports.current.value) : 'unknown');
    setContextKey('rolecall.canReopenTerminal', active?.canReopen === true);
    setContextKey('rolecall.canReopenTerminals', terminals.length > 0 && terminals.every(({ canReopen }) => canReopen));
    this.#terminals.set(terminals);
  }

  #startOf(terminal: vscode.Terminal, shell: ShellProcess | undefined): KnownStart | undefined {
    const { pinned, fingerprint } = this.#ports;
    if (shell) return toldStart(shell.environment, process.env, fingerprint);
    const pin = pinned(terminal);
    // A terminal that a task used may have been used by another since it was seen to open.
    return pin || systemTellsShells ? pin : this.#seen.get(terminal);
  }

  #shellName(terminal: vscode.Terminal, shell: ShellProcess | undefined): string {
    if (shell) return shellName(shell.program);
    const usual = shellName(vscode.env.shell);
    return this.#ports.pinned(terminal) ? usual : (terminal.state.shell ?? usual);
  }

  #startNow(terminal: vscode.Terminal): KnownStart | undefined {
    const { folders, newEnvironment, fingerprint } = this.#ports;
    const folder = folderOf(terminal);
    // VS Code takes the folder of the editor that was used last, which it tells nobody.
    if (folders.value.length > 0 && !folder) return undefined;
    const own = { ...terminalSettings(), ...('env' in terminal.creationOptions && terminal.creationOptions.env) };
    return seenStart({ inherited: process.env, own, inForce: newEnvironment(folder) }, fingerprint);
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

/** The variables that a person's settings give to every terminal. */
export function terminalSettings(): Readonly<Record<string, string | null>> {
  const system = { darwin: 'osx', win32: 'windows' }[process.platform as string] ?? 'linux';
  return vscode.workspace.getConfiguration('terminal.integrated.env').get(system) ?? {};
}

/** Undefined also for a script that has not yet become the shell. */
async function shellOf(terminal: vscode.Terminal): Promise<ShellProcess | undefined> {
  const shell = await processOf(terminal);
  return shell && isLaunching(shell.environment) ? undefined : shell;
}

function folderOf({ creationOptions }: vscode.Terminal): vscode.WorkspaceFolder | undefined {
  const cwd = 'cwd' in creationOptions ? creationOptions.cwd : undefined;
  const uri = typeof cwd === 'string' ? vscode.Uri.file(cwd) : cwd;
  return uri && vscode.workspace.getWorkspaceFolder(uri);
}

function agreementIn({ standing, shadows }: OpenTerminal, current: Current): AgreementHere {
  const isCurrent = isCurrentThere(standing, knownOf(current));
  if (isCurrent === undefined) return 'unknown';
  if (!isCurrent || isWhollyShadowed(shadows)) return 'different';
  return shadows.length > 0 ? 'partly' : 'same';
}

function chainOf(current: Current) {
  return current.kind === 'none' ? undefined : current.chain;
}

function knownOf(current: Current) {
  if (!isKnown(current)) return undefined;
  return { chain: current.chain, inherited: current.kind === 'source' && current.inherited };
}
