// `npm start`: sets up, builds, and opens VS Code for a person with the practice account running: the desktop where
// there is one, else a server whose address and password are printed once.
// usage: node scripts/start.mjs [--folder <where all that it writes is kept; out/start otherwise>]
import './nodeVersion.mjs';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endpointForOldCli, knowsEndpointVariable, writeBashStartup } from '../test/vscode-host/bashStartup.mjs';
import { hostIsInstalled, hostIsWanted } from '../test/vscode-host/host.mjs';
import { endWithNpm, findProgram, output, run } from './process.mjs';
import { setUp } from './setup.mjs';

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
const root = path.resolve(import.meta.dirname, '..');
const folder = path.resolve(root, values.folder ?? 'out/start');
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
} else if (hostIsInstalled()) {
  await serve();
} else {
  // On Linux, set-up has said what is missing.
  if (!hostIsWanted) {
    console.error("There is no `code` on PATH: in VS Code, run “Shell Command: Install 'code' command in PATH”.");
  }
  process.exitCode = 1;
}

/** The line for a shell whose AWS CLI would ask the real AWS; none where it finds the practice account by itself. */
function endpointLines() {
  const version = output('aws', ['--version']);
  return version === undefined || knowsEndpointVariable(version) ? [] : [endpointForOldCli];
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
  for (const line of endpointLines()) {
    console.log(`The AWS CLI here does not know AWS_ENDPOINT_URL. In the terminals of VS Code, type first:\n  ${line}`);
  }
  console.log('Opening VS Code; close its window to end.');
  // The desktop's own, which a server does without: by these it is found, and with it the keyring.
  const ofDesktop = Object.entries(process.env).filter(([name]) => name.startsWith('XDG_'));
  process.exitCode = await run(code, args, {
    env: { ...scratchEnvironment(process.env), ...Object.fromEntries(ofDesktop), ROLECALL_START_PRACTICE: '1' },
  });
}

async function serve() {
  const { startServer } = await import('../test/vscode-host/server.mjs');
  const password = randomBytes(12).toString('base64url');
  const userDataDir = path.join(folder, 'user-data');
  const isFirstTime = !existsSync(userDataDir);
  const home = path.join(folder, 'home');
  rmSync(path.join(home, '.bashrc'), { force: true });
  writeBashStartup(home, endpointLines());
  const server = await startServer({
    folder,
    userDataDir,
    extensions: [root],
    password,
    ...(isFirstTime && { settings: { 'workbench.startupEditor': 'readme' } }),
    env: { HOME: home, ROLECALL_START_PRACTICE: '1' },
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
