// The start-up files of the shells, read for what they set of AWS's variables.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  type StartupAssignment,
  shellsThatLetVsCodeIn,
  startupAssignments,
  startupFileNamed,
  startupFiles,
} from '../core/shellStartup.ts';

export interface SetAtStartup extends StartupAssignment {
  /** With its path. */
  readonly file: string;
}

/**
 * @param shell its name, without a path
 * @param variables that it is started with
 */
export async function setAtStartup(
  shell: string,
  variables: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): Promise<readonly SetAtStartup[]> {
  const named = startupFileNamed(shell, variables.ENV, home);
  const own = (startupFiles[shell] ?? []).map((name) => path.join(home, name));
  const files = named === undefined ? own : [...own, named];
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return startupAssignments(text, shell).map((assignment) => ({ file, ...assignment }));
    }),
  );
  return found.flat();
}

/** The names of what the files of any shell set that lets VS Code in: behind them it can be set again. */
export async function namesSetAtStartup(home = homedir()): Promise<ReadonlySet<string>> {
  const found = await Promise.all(shellsThatLetVsCodeIn.map((shell) => setAtStartup(shell, {}, home)));
  return new Set(found.flat().map(({ name }) => name));
}
