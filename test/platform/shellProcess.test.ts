import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { shellProcess } from '../../src/platform/shellProcess.ts';
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

  test('a process that is not there', async () => {
    assert.equal(await shellProcess(2 ** 22 + 1), undefined);
  });
});
