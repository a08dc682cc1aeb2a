// A program that is run to its end, with limits on how long and how much, and that leaves no process behind.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export type ProgramEnd =
  /** `exit` is its code, or the signal that ended it. `complaint` is the beginning of what it wrote to stderr. */
  | {
      readonly kind: 'exited';
      readonly exit: number | NodeJS.Signals;
      readonly output: string;
      readonly complaint: string;
    }
  /** The system did not start it. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'too-loud' };

interface Limits {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Bytes. */
  readonly longestOutput: number;
  readonly signal: AbortSignal | undefined;
}

const longestComplaint = 4096;

/** Without a shell and without input. What it started goes with it when a limit is met. Rejects with the signal's reason only. */
export function runProgram(program: string, args: readonly string[], limits: Limits): Promise<ProgramEnd> {
  const { cwd, env, timeoutMs, longestOutput, signal } = limits;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A process group of its own, so that all of it can be ended.
      detached: process.platform !== 'win32',
    });
    const stop = (settle: () => void) => {
      release();
      endTree(child);
      child.stdout.destroy();
      child.stderr.destroy();
      settle();
    };
    const onAbort = () => stop(() => reject(signal?.reason));
    const timer = setTimeout(() => stop(() => resolve({ kind: 'too-slow' })), timeoutMs);
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort);

    const output: Buffer[] = [];
    let outputLength = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      outputLength += chunk.length;
      if (outputLength > longestOutput) stop(() => resolve({ kind: 'too-loud' }));
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < longestComplaint) complaint += chunk.toString('utf8').slice(0, longestComplaint);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      release();
      resolve({ kind: 'refused', reason: error.code ?? 'unknown' });
    });
    child.on('close', (code, killedBy) => {
      release();
      const exit = code ?? killedBy ?? -1;
      resolve({ kind: 'exited', exit, output: Buffer.concat(output).toString('utf8'), complaint });
    });
  });
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    const taskkill = path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(taskkill, ['/pid', `${child.pid}`, '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {});
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
