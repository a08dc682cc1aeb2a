// `npm start` as a newcomer does it. Where there is no desktop: an address, a password, and the practice account at work.
// Where there is one: what its VS Code is started with.
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { needs } from '../support/needs.ts';
import { endpointForOldCli } from '../vscode-host/bashStartup.mjs';
import { identity } from './driver/rolecall.ts';
import { Workbench } from './driver/workbench.ts';

suite('npm start, without a desktop', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let folder: string;
  let started: ChildProcess;
  let workbench: Workbench | undefined;

  suiteSetup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-npm-start-'));
    const { DISPLAY, WAYLAND_DISPLAY, ...env } = process.env;
    started = spawn(process.execPath, ['scripts/start.mjs', '--folder', folder], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  });
  suiteTeardown(async () => {
    await workbench?.close();
    if (started?.exitCode === null) {
      const ended = once(started, 'exit');
      // Asked, not killed: it ends the server that it started.
      started.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  test('it prints an address and a password, which open VS Code as the practice user', async () => {
    const printed = await printedUntil('Ctrl+C ends it.');
    const address = /^Open +(http:\/\/127\.0\.0\.1:\d+\/\S+)$/m.exec(printed)?.[1] ?? '';
    const password = /^Password (\S{16})$/m.exec(printed)?.[1] ?? '';
    assert.equal((await fetch(address, { redirect: 'manual' })).status, 302, 'let in without the password');
    workbench = await Workbench.visit(address, password);
    await identity(workbench).waitForText('AssumeRoleUser');
    await workbench.screenshot('npm-start');
  });

  test('the AWS CLI in its terminal asks the practice account', async () => {
    assert.ok(workbench);
    await workbench.terminal.open();
    const { Arn } = JSON.parse(await workbench.terminal.run('aws sts get-caller-identity', 60_000));
    assert.equal(Arn, 'arn:aws:iam::012345678901:user/AssumeRoleUser');
  });

  test('Ctrl+C ends it', async () => {
    await workbench?.close();
    workbench = undefined;
    const ended = once(started, 'exit');
    started.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  });

  /** What is printed up to a line with these words. */
  function printedUntil(words: string): Promise<string> {
    let printed = '';
    return new Promise((resolve, reject) => {
      started.stdout?.on('data', (data) => {
        printed += data;
        if (printed.includes(words)) resolve(printed);
      });
      started.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${printed}`)));
    });
  }
});

suite('npm start, with a desktop', () => {
  needs('linux');
  let folder: string;
  let programs: string;
  let log: string;

  suiteSetup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall npm start '));
    programs = path.join(folder, 'bin');
    log = path.join(folder, 'log');
    mkdirSync(programs);
    writeProgram('code', `printf '%s\\n' "$@" > '${log}'\nenv >> '${log}'`);
    writeProgram('aws', 'echo aws-cli/2.9.19 Python/3.11.2');
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  function writeProgram(name: string, script: string): void {
    const file = path.join(programs, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  test('the extension of this clone, in a VS Code of its own, with the practice account and nobody else’s keys', async () => {
    const { WAYLAND_DISPLAY, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/start.mjs', '--folder', folder], {
      env: {
        ...env,
        PATH: `${programs}${path.delimiter}${process.env.PATH}`,
        DISPLAY: ':99',
        XDG_RUNTIME_DIR: '/run/user/made-up',
        AWS_PROFILE: 'somebody',
        ELECTRON_RUN_AS_NODE: '1',
      },
    });
    const started = readFileSync(log, 'utf8').split('\n');
    const wanted = [
      `--extensionDevelopmentPath=${path.resolve('.')}`,
      `--user-data-dir=${path.join(folder, 'desktop')}`,
      path.join(folder, 'workspace'),
      'ROLECALL_START_PRACTICE=1',
      'DISPLAY=:99',
      'XDG_RUNTIME_DIR=/run/user/made-up',
    ];
    assert.deepEqual(
      wanted.filter((line) => !started.includes(line)),
      [],
    );
    assert.deepEqual(
      started.filter((line) => /^(?:AWS_|ELECTRON_)/.test(line)),
      [],
    );
    assert.ok(stdout.includes(endpointForOldCli), stdout);
  });
});
