// The processes of a window, found from the shell in its terminal: on Linux, by /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** The extension hosts of the server whose terminal the shell is in. */
export function extensionHostsOf(shell: number): readonly number[] {
  const server = parentOf(parentOf(shell));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => parentOf(id) === server && commandLine(id).includes('--type=extensionHost'));
}

/** 0 for a process that has ended. */
function parentOf(id: number): number {
  // Behind the program's name, which may hold anything.
  const fields = read(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[1] ?? 0);
}

function commandLine(id: number): string {
  return read(`/proc/${id}/cmdline`).replaceAll('\0', ' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
