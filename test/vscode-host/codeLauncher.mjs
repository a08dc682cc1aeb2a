#!/usr/bin/env node
// Stands in for the desktop's `code` executable: takes the arguments that @vscode/test-electron gives, runs the tests in
// VS Code's server shown by a headless Chromium, without network, and exits with the code of the tests.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumFlags, chromiumProgram } from './host.mjs';
import { isOffline, offline } from './offline.mjs';
import { startServer } from './server.mjs';

const deadlineMs = 20 * 60_000;
const exitCodes = { crashed: 96, didNotStart: 97, timedOut: 124, interrupted: 130 };
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

// The workbench complains of what a server without marketplace and account lacks; the tests' own lines come through.
const noise =
  /ChatModelSelection|AgentHost|\[Service Worker\]|Creating a socket|connection token|open-vsx|ENOTFOUND|AccountPolicyGate|grace time|builtin extensions cache|Ignoring fetching additional|Creation of workbench contribution|No search provider registered|authentication provider/i;

/** @param {readonly string[]} args */
function readArguments(args) {
  const asked = {
    /** @type {string[]} */ extensions: [],
    /** @type {string | undefined} */ tests: undefined,
    /** @type {string | undefined} */ userDataDir: undefined,
    /** @type {string | undefined} */ extensionsDir: undefined,
    /** @type {string | undefined} */ folder: undefined,
    /** @type {'en' | 'ja'} */ locale: 'en',
    workspaceTrust: true,
    disableExtensions: false,
  };
  for (const argument of args) {
    const [, name, value = ''] = /^--([\w-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) {
      asked.folder = path.resolve(argument);
    } else if (name === 'extensionDevelopmentPath') {
      asked.extensions.push(path.resolve(value));
    } else if (name === 'extensionTestsPath') {
      asked.tests = path.resolve(value);
    } else if (name === 'user-data-dir') {
      asked.userDataDir = path.resolve(value);
    } else if (name === 'extensions-dir') {
      asked.extensionsDir = path.resolve(value);
    } else if (name === 'locale') {
      asked.locale = value === 'ja' ? 'ja' : 'en';
    } else if (name === 'disable-workspace-trust') {
      asked.workspaceTrust = false;
    } else if (name === 'disable-extensions') {
      asked.disableExtensions = true;
    }
  }
  return asked;
}

/**
 * @param {ReturnType<typeof readArguments>} asked
 * @param {string} authority
 */
function workbenchAddress(asked, authority) {
  const url = new URL(`http://${authority}/`);
  if (asked.folder === undefined) {
    url.searchParams.set('ew', 'true');
  } else {
    url.searchParams.set(asked.folder.endsWith('.code-workspace') ? 'workspace' : 'folder', asked.folder);
  }
  const remote = (/** @type {string} */ file) => `vscode-remote://${authority}${encodeURI(file)}`;
  const payload = [
    // A page takes one; the others are installed.
    ...asked.extensions.slice(0, 1).map((extension) => ['extensionDevelopmentPath', remote(extension)]),
    ...(asked.tests === undefined ? [] : [['extensionTestsPath', remote(asked.tests)]]),
    ...(asked.disableExtensions ? [['disableExtensions', 'true']] : []),
  ];
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** Runs this launcher again without network, and hands signals on. */
function runOffline() {
  const [program, args] = offline(process.execPath, process.argv.slice(1));
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ROLECALL_LAUNCHER_ISOLATED: '1' } });
  for (const signal of signals) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code) => process.exit(code ?? exitCodes.interrupted));
}

async function runHere() {
  const asked = readArguments(process.argv.slice(2));
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-code-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
  // A reader that went away must not end this process before it has ended the server.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});

  /** @type {(code: number) => void} */
  let finish = () => {};
  // What a workbench prints while it is torn down is no result.
  let isFinished = false;
  /** @type {Promise<number>} */
  const finished = new Promise((resolve) => {
    finish = (code) => {
      isFinished = true;
      resolve(code);
    };
  });
  for (const signal of signals) {
    process.on(signal, () => finish(exitCodes.interrupted));
  }

  /** @type {(() => Promise<unknown>)[]} */
  const closers = [];
  const showTests = async () => {
    const server = await startServer({
      folder: scratch,
      ...(asked.userDataDir === undefined ? {} : { userDataDir: asked.userDataDir }),
      ...(asked.extensionsDir === undefined ? {} : { extensionsDir: asked.extensionsDir }),
      extensions: asked.extensions.slice(1),
      locale: asked.locale,
      workspaceTrust: asked.workspaceTrust,
      smokeTestDriver: true,
    });
    closers.unshift(server.stop);
    const executablePath = chromiumProgram();
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: chromiumFlags,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    closers.unshift(() => browser.close());
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    // VS Code's test mode hands the extension host's console and the exit code to these two.
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
      const line = format(...values);
      if (!isFinished && !noise.test(line)) {
        (type === 'error' || type === 'warn' ? process.stderr : process.stdout).write(`${line}\n`);
      }
    });
    await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => finish(code));
    page.on('crash', () => finish(exitCodes.crashed));
    setTimeout(async () => {
      const picture = path.resolve('out/vscode-timeout.png');
      mkdirSync(path.dirname(picture), { recursive: true });
      await page.screenshot({ path: picture }).catch(() => {});
      console.error(`The tests did not end within ${deadlineMs / 60_000} minutes; see ${picture}`);
      finish(exitCodes.timedOut);
    }, deadlineMs).unref();
    await page.goto(workbenchAddress(asked, server.authority));
  };
  showTests().catch((error) => {
    if (!isFinished) {
      console.error(error);
    }
    finish(exitCodes.didNotStart);
  });
  const code = await finished;
  for (const close of closers) {
    await close().catch(() => {});
  }
  process.exit(code);
}

if (isOffline() || process.env.ROLECALL_LAUNCHER_ISOLATED === '1') {
  await runHere();
} else {
  runOffline();
}
