// Runs another program to its end, with what it prints going to the terminal or coming back as text.
// Runs before anything is installed: node builtins only.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Of what set-up runs: stdout is for what comes after it. @type {import('node:child_process').StdioOptions} */
export const onStderr = ['ignore', process.stderr, process.stderr];

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * npm ends the shell that it has started, which ends without ending this process: notice, and end as if asked to.
 */
export function endWithNpm() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') {
    setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref();
  }
}

/**
 * Hands signals on, so that ending this process ends the other.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<number>} the exit code; 1 for a program that could not be started or that a signal ended
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    // npm and code are scripts on Windows, which only a shell starts; node is none, and its path may hold spaces.
    const shell = process.platform === 'win32' && program !== process.execPath;
    const [command = '', ...words] = shell ? [program, ...args].map(wordForCmd) : [program, ...args];
    const child = spawn(command, words, { stdio: 'inherit', shell, ...options });
    const handOn = signals.map((signal) => ({ signal, listener: () => child.kill(signal) }));
    for (const { signal, listener } of handOn) {
      process.on(signal, listener);
    }
    const end = (/** @type {number} */ code) => {
      for (const { signal, listener } of handOn) {
        process.off(signal, listener);
      }
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * Node joins what a shell is to run with spaces, and quotes nothing.
 *
 * @param {string} word a path or an option; it may hold no quotation mark, as Windows' paths do not
 * @returns {string} one word for cmd.exe
 */
export function wordForCmd(word) {
  return /[\s&()^,;=]/.test(word) ? `"${word}"` : word;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {string | undefined} what it printed; undefined where it failed
 */
export function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout : undefined;
}

/**
 * @param {string} program
 * @returns {string | undefined} where it is on PATH
 */
export function findProgram(program) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, program + ending);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not here: the next folder
      }
    }
  }
  return undefined;
}
