// The process of a terminal, which may never come to be.
import type * as vscode from 'vscode';
import { type ShellProcess, shellProcess } from './shellProcess.ts';

/** A terminal whose shell cannot be started never has a process. */
const patienceMs = 2_000;
/** On a machine that is busy, a shell takes its time. */
const startMs = 15_000;

export async function processOf(terminal: vscode.Terminal): Promise<ShellProcess | undefined> {
  const id = await idOf(terminal, patienceMs);
  return id === undefined ? undefined : shellProcess(id);
}

/** Whether the shell of a terminal that was just opened has come to be. */
export async function hasStarted(terminal: vscode.Terminal): Promise<boolean> {
  return (await idOf(terminal, startMs)) !== undefined;
}

async function idOf(terminal: vscode.Terminal, withinMs: number): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined);
  });
  return Promise.race([terminal.processId, late]).finally(() => clearTimeout(timer));
}
