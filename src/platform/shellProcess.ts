// What the system tells of a terminal's shell: on Linux by /proc, elsewhere nothing.
import { access, constants, readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';

export interface ShellProcess {
  /** The environment that it was started with. Holds secrets: to be passed through `keptVariables` at once. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it is now. */
  readonly folder: string;
  /** The program, with its path. */
  readonly program: string;
  /** Something runs in it, in the foreground or behind. */
  readonly busy: boolean;
}

/** What it does not tell here has ended, or is another user's. */
export const systemTellsShells = process.platform === 'linux';

export async function shellProcess(id: number): Promise<ShellProcess | undefined> {
  if (!systemTellsShells) return undefined;
  try {
    const [environment, folder, program, children] = await Promise.all([
      readFile(`/proc/${id}/environ`, 'utf8'),
      readlink(`/proc/${id}/cwd`),
      readlink(`/proc/${id}/exe`),
      childrenOf(id),
    ]);
    return { environment: variablesOf(environment), folder, program: whereItWas(program), busy: children > 0 };
  } catch {
    return undefined;
  }
}

/** `bash` of `/usr/bin/bash`, `pwsh` of `C:\\…\\pwsh.exe`. */
export function shellName(program: string): string {
  return path.parse(program).name;
}

/** Whether it is the name of a program on the search path: VS Code names terminals by what runs in them. */
export async function isProgram(name: string): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const found = folders.map((folder) => access(path.join(folder, name)));
  return Promise.any(found).then(
    () => true,
    () => false,
  );
}

/** Whether a shell can be started there. A program without a path is looked for by whoever starts it. */
export async function canStart(program: string, folder: string): Promise<boolean> {
  try {
    if (path.isAbsolute(program)) await access(program, constants.X_OK);
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}

/** The system marks a program whose file was removed; an update puts another one in its place. */
function whereItWas(program: string): string {
  return program.replace(/ \(deleted\)$/, '');
}

async function childrenOf(id: number): Promise<number> {
  const threads = await readdir(`/proc/${id}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${id}/task/${thread}/children`, 'utf8')));
  return lists.reduce((sum, list) => sum + list.split(' ').filter(Boolean).length, 0);
}

function variablesOf(text: string): Record<string, string> {
  const entries = text.split('\0').flatMap((line): [string, string][] => {
    const end = line.indexOf('=');
    return end > 0 ? [[line.slice(0, end), line.slice(end + 1)]] : [];
  });
  return Object.fromEntries(entries);
}
