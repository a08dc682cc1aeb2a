// Starts VS Code's server with a scratch HOME and without the person's AWS settings, and stops it with all that it
// started. Used by the launcher, by the driver of the tests from outside, and by `npm start`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeServer, hostNode } from './host.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} folder a scratch folder: HOME, user data and extensions are made in it unless they are given
 * @property {string} [userDataDir]
 * @property {string} [extensionsDir]
 * @property {readonly string[]} [extensions] folders of extensions that are installed, as a person would, before it starts
 * @property {Record<string, string | undefined>} [env] wins over what is inherited and over the scratch HOME
 * @property {Record<string, unknown>} [settings] the user's settings, beside those that keep VS Code quiet
 * @property {'en' | 'ja'} [locale]
 * @property {boolean} [workspaceTrust] opens folders in Restricted Mode until they are trusted; otherwise all are
 * @property {boolean} [smokeTestDriver] lets a page name extensions and tests to run, but hides notifications
 * @property {'trace'} [logLevel] of the server, the window and the extensions
 * @property {boolean} [portProxy] lets the browser reach this machine's ports through the server, at /proxy/<port>/
 * @property {string} [password] asked for in the browser; without it everyone on this machine is let in
 */

/**
 * @typedef {object} Server lives until `stop`
 * @property {string} authority host and port
 * @property {string} home
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {number} processId of the server, which leads its own process group
 * @property {() => string} log what it has printed so far
 * @property {() => Promise<void>} stop ends its whole process group
 */

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  // A scratch folder inside a clone is no invitation to open the clone.
  'git.openRepositoryInParentFolders': 'never',
};

const startDeadlineMs = 60_000;
const stopDeadlineMs = 5_000;

/**
 * What the host inherits of this process's environment: nothing of AWS, of a proxy, of npm, or of a VS Code from whose
 * terminal it was started.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function scratchEnvironment(environment) {
  const dropped =
    /^(AWS_|BOTO_|(https?|all|no)_proxy$|npm_|VSCODE_(?!TEST_)|ELECTRON_|XDG_|PORT$|(HASHED_)?PASSWORD$|NODE_OPTIONS$|ROLECALL_START_)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !dropped.test(name)));
}

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const home = options.env?.HOME ?? path.join(options.folder, 'home');
  const userDataDir = options.userDataDir ?? path.join(options.folder, 'user-data');
  const extensionsDir = options.extensionsDir ?? path.join(options.folder, 'extensions');
  for (const folder of [home, path.join(userDataDir, 'User'), extensionsDir]) {
    mkdirSync(folder, { recursive: true });
  }
  const settingsFile = path.join(userDataDir, 'User/settings.json');
  // Where user data is used again, it keeps what a person changed.
  if (options.settings !== undefined || !existsSync(settingsFile)) {
    writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
  }
  installExtensions(options.extensions ?? [], extensionsDir);
  if (options.locale === 'ja') {
    writeJapanesePack(userDataDir);
  }
  const args = [
    ...['--bind-addr', '127.0.0.1:0', '--auth', options.password === undefined ? 'none' : 'password'],
    ...['--config', path.join(options.folder, 'code-server.yaml')],
    ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir, '--locale', options.locale ?? 'en'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...(options.portProxy ? [] : ['--disable-proxy']),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(options.logLevel === undefined ? [] : ['--log', options.logLevel]),
    ...(options.smokeTestDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const env = {
    ...scratchEnvironment(process.env),
    HOME: home,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...(options.password === undefined ? {} : { PASSWORD: options.password }),
    ...options.env,
  };
  const child = spawn(hostNode, [codeServer, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const killGroup = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      process.kill(-(/** @type {number} */ (child.pid)), signal);
    } catch {
      // already gone
    }
  };
  const killAtExit = () => killGroup('SIGKILL');
  process.once('exit', killAtExit);
  const stop = async () => {
    killGroup('SIGTERM');
    const late = setTimeout(() => killGroup('SIGKILL'), stopDeadlineMs);
    await ended;
    clearTimeout(late);
    killGroup('SIGKILL');
    process.off('exit', killAtExit);
  };

  let log = '';
  /** @type {Promise<string>} */
  const authority = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`VS Code's server did not start:\n${log}`)), startDeadlineMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        log += data;
        const listening = /HTTP server listening on http:\/\/([\d.]+:\d+)/.exec(log);
        if (listening?.[1]) {
          clearTimeout(late);
          resolve(listening[1]);
        }
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`VS Code's server exited with code ${code}:\n${log}`));
    });
  });
  try {
    return {
      authority: await authority,
      home,
      userDataDir,
      extensionsDir,
      processId: /** @type {number} */ (child.pid),
      log: () => log,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A link in the folder of installed extensions is an installed extension, so nothing depends on development mode.
 *
 * @param {readonly string[]} folders
 * @param {string} extensionsDir
 */
function installExtensions(folders, extensionsDir) {
  const installed = folders.map((folder) => {
    /** @type {{ publisher: string, name: string, version: string }} */
    const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const relativeLocation = `${publisher}.${name}-${version}`;
    const location = path.join(extensionsDir, relativeLocation);
    rmSync(location, { force: true });
    symlinkSync(folder, location, 'dir');
    return {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, path: location, scheme: 'file' },
      relativeLocation,
    };
  });
  if (installed.length > 0) {
    writeFileSync(path.join(extensionsDir, 'extensions.json'), JSON.stringify(installed));
  }
}

/**
 * An empty language pack is enough: VS Code's own texts stay English, but `env.language`, `l10n.t` and package.nls are
 * Japanese. A browser's locale or `--locale` alone does nothing.
 *
 * @param {string} userDataDir
 */
function writeJapanesePack(userDataDir) {
  const texts = path.join(userDataDir, 'ja.i18n.json');
  writeFileSync(texts, JSON.stringify({ '': ['texts'], version: '1.0.0', contents: {} }));
  const pack = {
    hash: 'ja',
    label: '日本語',
    extensions: [{ extensionIdentifier: { id: 'rolecall.vscode-language-pack-ja' }, version: '1.0.0' }],
    translations: { vscode: texts },
  };
  writeFileSync(path.join(userDataDir, 'languagepacks.json'), JSON.stringify({ ja: pack }));
}
