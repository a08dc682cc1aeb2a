// Installs the VS Code that the tests run in. Its native modules are built for its own Node, against that Node's headers.
import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../scripts/process.mjs';
import * as host from './host.mjs';

// The modules that an interrupted install leaves unbuilt: `--version` alone answers without them.
const nativeModules = ['argon2', 'code-server/lib/vscode/node_modules/node-pty'];

function hostWorks() {
  if (!existsSync(host.hostNode) || !existsSync(host.codeServer)) {
    return false;
  }
  const requires = nativeModules.map(
    (name) => `require(${JSON.stringify(path.join(host.hostFolder, 'node_modules', name))})`,
  );
  return [
    ['-e', requires.join(';')],
    [host.codeServer, '--version'],
  ].every((args) => spawnSync(host.hostNode, args, { stdio: 'ignore' }).status === 0);
}

/** Takes about two minutes and 800 MB where nothing is there yet. */
export async function installHost() {
  if (!hostWorks()) {
    rmSync(host.hostFolder, { recursive: true, force: true });
    mkdirSync(host.hostFolder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(path.join(host.manifestFolder, file), path.join(host.hostFolder, file));
    }
    // An npm that runs this hands on its settings, its own Node's version among them, which the install scripts check.
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    // A machine's npm may point native builds at its own Node's headers.
    const env = {
      ...clean,
      PATH: `${path.join(host.hostNodeFolder, 'bin')}${path.delimiter}${process.env.PATH}`,
      npm_config_nodedir: host.hostNodeFolder,
      npm_config_ignore_scripts: 'false',
    };
    const steps = [
      { args: ['ci', '--loglevel=warn', '--ignore-scripts', '--no-audit', '--no-fund'], env: clean },
      { args: ['rebuild', '--loglevel=warn', '--foreground-scripts', 'argon2', 'code-server'], env },
    ];
    // Compilers say much: it is kept beside the folder, and worth reading only where a step fails.
    const logFile = `${host.hostFolder}.log`;
    const log = openSync(logFile, 'w');
    for (const step of steps) {
      if ((await run('npm', step.args, { cwd: host.hostFolder, env: step.env, stdio: ['ignore', log, log] })) !== 0) {
        throw new Error(`npm ${step.args[0]} failed for the VS Code that the tests run in: see ${logFile}`);
      }
    }
    closeSync(log);
    if (!hostWorks()) {
      throw new Error(`The VS Code in ${host.hostFolder} was installed but does not start.`);
    }
  }
  writeFileSync(host.installedMarker, '');
}
