// `npm start` where there is no desktop, as a newcomer does it: an address, a password, and the practice account at work.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { needs } from '../support/needs.ts';
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
