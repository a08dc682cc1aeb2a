// `npm start`: sets up, builds, and opens VS Code for a person with the practice account running: the desktop where
// there is one, else a server whose address and password are printed once.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { hostIsWanted } from '../test/vscode-host/host.mjs';
import { endWithNpm, findProgram, run } from './process.mjs';
import { setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'out/start');
const workspace = path.join(folder, 'workspace');
process.chdir(root);
endWithNpm();

const desktop =
  process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? findProgram('code') : undefined;
const missing = await setUp({ host: desktop === undefined, cli: true });
for (const sentence of missing) {
  console.error(sentence);
}
const { buildExtension } = await import('./build.mjs');
await buildExtension();
if (!existsSync(workspace)) {
  cpSync(path.join(root, 'scripts/workspace'), workspace, { recursive: true });
}

if (desktop !== undefined) {
  await openDesktop(desktop);
} else if (missing.length > 0 || !hostIsWanted) {
  console.error("There is no `code` on PATH: in VS Code, run “Shell Command: Install 'code' command in PATH”.");
  process.exitCode = 1;
} else {
  await serve();
}

/** @param {string} code */
async function openDesktop(code) {
  const { scratchEnvironment } = await import('../test/vscode-host/server.mjs');
  const args = [
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${path.join(folder, 'desktop')}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
    ...['--disable-workspace-trust', '--new-window', '--wait', workspace],
  ];
  console.log('Opening VS Code; close its window to end.');
  process.exitCode = await run(code, args, {
    env: { ...scratchEnvironment(process.env), ROLECALL_START_PRACTICE: '1' },
  });
}

async function serve() {
  const { startServer } = await import('../test/vscode-host/server.mjs');
  const password = randomBytes(12).toString('base64url');
  const userDataDir = path.join(folder, 'user-data');
  const isFirstTime = !existsSync(userDataDir);
  const server = await startServer({
    folder,
    userDataDir,
    extensions: [root],
    password,
    ...(isFirstTime && { settings: { 'workbench.startupEditor': 'readme' } }),
    env: { ROLECALL_START_PRACTICE: '1' },
  });
  console.log(`Open    http://${server.authority}/?folder=${encodeURIComponent(workspace)}`);
  console.log(`Password ${password}`);
  console.log('Ctrl+C ends it.');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.stop();
}
