import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canStart, shellProcess } from '../../src/platform/shellProcess.ts';
import { needs } from '../support/needs.ts';

suite('platform/shellProcess', () => {
  needs('linux');

  test('environment, folder and program of a shell, and whether something runs in it', async () => {
    const folder = realpathSync(tmpdir());
    const shell = spawn('/bin/sh', { cwd: folder, env: { AWS_PROFILE: 'a=b', EMPTY: '' } });
    try {
      shell.stdin.write('echo ready; read line; sleep 60 & echo busy; wait\n');
      await once(shell.stdout, 'data');
      const idle = await shellProcess(shell.pid as number);
      assert.deepEqual(
        { ...idle, program: idle?.program.startsWith('/') },
        { environment: { AWS_PROFILE: 'a=b', EMPTY: '' }, folder, program: true, busy: false },
      );
      shell.stdin.write('\n');
      await once(shell.stdout, 'data');
      assert.equal((await shellProcess(shell.pid as number))?.busy, true);
    } finally {
      shell.stdin.write('kill $!\n');
      shell.kill('SIGKILL');
    }
  });

  test('a shell whose program was removed, or put in place again, and a folder that is gone', async () => {
    const scratch = mkdtempSync(path.join(realpathSync(tmpdir()), 'rolecall-shell-'));
    const program = path.join(scratch, 'shell');
    const folder = path.join(scratch, 'folder');
    copyFileSync('/bin/sh', program);
    mkdirSync(folder);
    const shell = spawn(program, { cwd: folder });
    try {
      shell.stdin.write('echo ready\n');
      await once(shell.stdout, 'data');
      assert.equal(await canStart(program, folder), true);
      rmSync(program);
      assert.equal((await shellProcess(shell.pid as number))?.program, program);
      assert.equal(await canStart(program, folder), false);
      assert.equal(await canStart('sh', folder), true);
      copyFileSync('/bin/sh', program);
      assert.equal(await canStart(program, folder), true);
      rmSync(folder, { recursive: true });
      assert.equal(await canStart(program, (await shellProcess(shell.pid as number))?.folder ?? ''), false);
    } finally {
      shell.kill('SIGKILL');
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  test('a process that is not there', async () => {
    assert.equal(await shellProcess(2 ** 22 + 1), undefined);
  });
});
