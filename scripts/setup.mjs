// Set-up: brings a fresh clone to where it can build, test and run; quick where nothing is to be done.
// Runs before anything is installed: node builtins only. usage: node scripts/setup.mjs [--host] [--cli] [--shells]
import './nodeVersion.mjs';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder, chromiumProgram, hostIsInstalled, hostIsWanted } from '../test/vscode-host/host.mjs';
import { installHost } from '../test/vscode-host/install.mjs';
import { debianPackageIsInstalled, installDebianPackages } from './debianPackages.mjs';
import { findProgram, onStderr, run } from './process.mjs';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Installs what is missing: always the clone's own packages; with `host` the VS Code that tests and demo run in; with
 * `cli` an AWS CLI; with `shells` those that quoting is tested in. Linux only for those: elsewhere the desktop VS Code is
 * used, and the other tests use what is there.
 *
 * @param {{ host?: boolean, cli?: boolean, shells?: boolean }} [wanted]
 * @returns {Promise<string[]>} a sentence for each thing that is missing and that this user may not install
 */
export async function setUp(wanted = {}) {
  const steps = [
    { done: packagesAreCurrent, act: installPackages },
    { done: () => !wanted.host || !hostIsWanted || hostIsInstalled(), act: installHostAndItsPackages },
    { done: () => !wanted.cli || process.platform !== 'linux' || findProgram('aws') !== undefined, act: installCli },
    {
      done: () => !wanted.shells || process.platform !== 'linux' || missingShells().length === 0,
      act: () => installDebianPackages(missingShells(), 'The tests that run shells'),
    },
  ];
  if (steps.every((step) => step.done())) {
    return [];
  }
  return withLock(async () => {
    const missing = [];
    for (const step of steps) {
      if (!step.done()) {
        missing.push(...(await step.act()));
      }
    }
    return missing;
  });
}

/** npm writes node_modules/.package-lock.json last, so an install that was interrupted has none. */
function packagesAreCurrent() {
  try {
    const wanted = readPackages('package-lock.json');
    const present = readPackages('node_modules/.package-lock.json');
    // Packages for other platforms are optional, and rightly absent.
    return Object.entries(wanted).every(
      ([name, { version, optional }]) => name === '' || (present[name] ? present[name].version === version : optional),
    );
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
}

async function installPackages() {
  say("installing the project's packages (npm ci)");
  if (
    (await run('npm', ['ci', '--loglevel=error', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: onStderr,
    })) !== 0
  ) {
    throw new Error('npm ci failed: package.json and package-lock.json may disagree, or the registry is out of reach.');
  }
  return [];
}

async function installHostAndItsPackages() {
  const needed = [
    ...(chromiumProgram() ? [] : ['chromium']),
    ...['libkrb5-dev', 'fonts-noto-cjk'].filter((name) => !debianPackageIsInstalled(name)),
    ...[
      ['g++', 'g++'],
      ['make', 'make'],
      ['python3', 'python3'],
      ['ip', 'iproute2'],
    ]
      .filter(([program]) => !findProgram(program ?? ''))
      .map(([, name]) => name ?? ''),
  ];
  const missing = await installDebianPackages(needed, 'The VS Code that the tests and the demo run in');
  if (missing.length > 0) {
    return missing;
  }
  say('installing the VS Code that the tests and the demo run in (the first time: about 2 minutes, 800 MB)');
  await installHost();
  return [];
}

function installCli() {
  return installDebianPackages(['awscli'], 'The tests that type the AWS CLI');
}

/** Each shell is in the package of its name. */
function missingShells() {
  return ['bash', 'dash', 'zsh', 'fish', 'tcsh'].filter((name) => !findProgram(name));
}

/**
 * One set-up at a time on a machine: they share the cache folder and apt's lock. A lock whose owner is gone is taken
 * over.
 *
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function withLock(act) {
  const lock = path.join(cacheFolder, 'setup.lock');
  mkdirSync(cacheFolder, { recursive: true });
  const mine = `${lock}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  writeFileSync(path.join(mine, 'pid'), String(process.pid));
  for (let said = false; !tryRename(mine, lock); ) {
    const owner = lockOwner(lock);
    if (owner !== undefined && !isRunning(owner)) {
      // Renamed before it is removed: of two that find it stale, one wins.
      if (tryRename(lock, `${mine}.stale`)) {
        rmSync(`${mine}.stale`, { recursive: true, force: true });
      }
      continue;
    }
    if (!said) {
      say(`waiting for another set-up to end (process ${owner})`);
      said = true;
    }
    await delay(300);
  }
  try {
    return await act();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * A folder can be renamed onto an empty one only, and a lock holds its owner's process id.
 *
 * @param {string} from
 * @param {string} to
 */
function tryRename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} lock */
function lockOwner(lock) {
  try {
    return Number(readFileSync(path.join(lock, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} line */
function say(line) {
  console.error(`set-up: ${line}`);
}

if (process.argv[1] === import.meta.filename) {
  const wanted = (/** @type {string} */ name) => process.argv.includes(name);
  const missing = await setUp({ host: wanted('--host'), cli: wanted('--cli'), shells: wanted('--shells') });
  for (const sentence of missing) {
    say(sentence);
  }
  process.exitCode = missing.length > 0 ? 1 : 0;
}
