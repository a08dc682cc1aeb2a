// Reopening a terminal in its place: same folder, name and shell, with what is in force now. Nothing is typed into it.
import * as vscode from 'vscode';
import { type Environment, pinVariable } from '../../core/environment.ts';
import { confirm, showWarning } from '../../platform/notices.ts';
import { canStart, isProgram, shellName } from '../../platform/shellProcess.ts';
import { hasStarted, processOf } from '../../platform/terminalProcess.ts';
import { ownColor, ownIcon, withoutShadows } from './ownTerminals.ts';

/** Terminals in which the shell said that a command runs. Lives until disposed. */
export class RunningCommands implements vscode.Disposable {
  readonly #running = new Set<vscode.Terminal>();
  readonly #parts = vscode.Disposable.from(
    vscode.window.onDidStartTerminalShellExecution(({ terminal }) => this.#running.add(terminal)),
    vscode.window.onDidEndTerminalShellExecution(({ terminal }) => this.#running.delete(terminal)),
    vscode.window.onDidCloseTerminal((terminal) => this.#running.delete(terminal)),
  );

  has(terminal: vscode.Terminal): boolean {
    return this.#running.has(terminal);
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

/** @param newEnvironment what new terminals get in a folder */
export async function reopenTerminal(
  terminal: vscode.Terminal,
  running: RunningCommands,
  newEnvironment: (folder: vscode.WorkspaceFolder | undefined) => Environment,
): Promise<void> {
  const { t } = vscode.l10n;
  const launch = await launchOf(terminal);
  if (!launch) {
    void showWarning(
      t(
        '"{0}" cannot be reopened in its place: its folder or its shell is not known. Open a new terminal.',
        terminal.name,
      ),
    );
    return;
  }
  if (await mayBeBusy(terminal, running)) {
    const reopen = t('Reopen');
    if (
      !(await confirm(
        t('Something may be running in "{0}". It ends when the terminal is reopened.', terminal.name),
        '',
        reopen,
      ))
    )
      return;
  }
  // It may have been closed meanwhile.
  if (!vscode.window.terminals.includes(terminal)) return;
  terminal.show(true);
  const opened = new Promise<vscode.Terminal>((resolve) => {
    const watching = vscode.window.onDidOpenTerminal((other) => {
      watching.dispose();
      resolve(other);
    });
  });
  const environment = newEnvironment(vscode.workspace.getWorkspaceFolder(launch.cwd));
  const isOwn = Object.keys(environment).length > 0;
  const own = isOwn && { icon: { id: ownIcon }, color: ownColor, env: withoutShadows(environment) };
  // Split and close: the only way that keeps group and position.
  await vscode.commands.executeCommand('workbench.action.terminal.split', { config: { ...launch, ...own } });
  if (await hasStarted(await opened)) terminal.dispose();
}

interface Launch {
  readonly cwd: vscode.Uri;
  /** Absent for the default shell. */
  readonly executable?: string;
  readonly args?: string[] | string;
  /** Absent where the terminal is named by its shell. */
  readonly name?: string;
}

/** Whether enough is known of the terminal to start it again. */
export async function canReopen(terminal: vscode.Terminal): Promise<boolean> {
  return (await placeOf(terminal)) !== undefined;
}

async function launchOf(terminal: vscode.Terminal): Promise<Launch | undefined> {
  const place = await placeOf(terminal);
  if (!place) return undefined;
  const { name, shellArgs, env = {} } = place.creationOptions;
  // It is named by its role, which it will not be again, and its arguments are those of the script that pins it.
  const isPinned = pinVariable in env;
  const isNamed = terminal.name === name ? !isPinned : !(await isProgram(terminal.name));
  const { cwd, executable } = place;
  return {
    cwd,
    ...(executable !== undefined && { executable, ...(shellArgs !== undefined && !isPinned && { args: shellArgs }) }),
    ...(isNamed && { name: terminal.name }),
  };
}

interface Place extends Pick<Launch, 'cwd' | 'executable'> {
  readonly creationOptions: Readonly<vscode.TerminalOptions>;
}

async function placeOf(terminal: vscode.Terminal): Promise<Place | undefined> {
  const { creationOptions } = terminal;
  // An extension plays the shell there.
  if ('pty' in creationOptions) return undefined;
  const shell = await processOf(terminal);
  const folder = shell?.folder ?? creationOptions.cwd;
  // As an address: VS Code does not see of a plain path which folder of the workspace it lies in.
  const cwd = terminal.shellIntegration?.cwd ?? (typeof folder === 'string' ? vscode.Uri.file(folder) : folder);
  const program = shell?.program ?? creationOptions.shellPath ?? terminal.state.shell;
  if (cwd === undefined || program === undefined) return undefined;
  const name = shellName(program);
  const isDefault = name === shellName(vscode.env.shell);
  // Only the name of another shell is known: it cannot be started by that.
  if (!isDefault && name === program) return undefined;
  if (cwd.scheme === 'file' && !(await canStart(isDefault ? vscode.env.shell : program, cwd.fsPath))) return undefined;
  return { creationOptions, cwd, ...(!isDefault && { executable: program }) };
}

async function mayBeBusy(terminal: vscode.Terminal, running: RunningCommands): Promise<boolean> {
  if (running.has(terminal)) return true;
  const shell = await processOf(terminal);
  // Without the system's word, a shell that reports its commands is believed.
  return shell ? shell.busy : terminal.shellIntegration === undefined;
}
