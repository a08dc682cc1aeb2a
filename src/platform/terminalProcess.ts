// The process of a terminal, which may never come to be.
import type * as vscode from 'vscode';
import { type ShellProcess, shellProcess } from './shellProcess.ts';

/** A terminal whose shell cannot be started never has a process. */
const patienceMs = 2_000;

export async function processOf(terminal: vscode.Terminal): Promise<ShellProcess | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs, undefined));
  const id = await Promise.race([terminal.processId, late]);
  return id === undefined ? undefined : shellProcess(id);
}
