// `npm run practice` as others use it: one line of JSON first, then it serves until it is told to stop.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';
import { form, sendSigned } from './rawRequest.ts';

// Built beside the tests: <out>/scripts, and <out>/test/practice.
const script = fileURLToPath(new URL('../../scripts/practice.main.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): { process: ChildProcess; first: Promise<string>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const first = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  child.stdout.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...output })));
  return { process: child, first, ended };
}

suite('npm run practice', function () {
  this.timeout(30_000);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`says what a client needs, serves, and ends on ${signal}`, async () => {
      const { process: child, first, ended } = start();
      const account = JSON.parse(await first) as PracticeAccount;
      assert.deepEqual(Object.keys(account), [
        'endpoint',
        'region',
        'account',
        'bucket',
        'accessKeyId',
        'secretAccessKey',
        'roles',
        'mfaSerial',
        'totpSeed',
      ]);
      assert.match(account.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(account.roles.S3ListBucketOnly, 'arn:aws:iam::012345678901:role/S3ListBucketOnly');
      const answer = await sendSigned(account, { service: 'sts', body: form({ Action: 'GetCallerIdentity' }) });
      assert.equal(answer.status, 200);
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      // A signal is no question on Windows: the process ends at once.
      assert.deepEqual([code, stdout.split('\n').length, stderr], [process.platform === 'win32' ? null : 0, 2, '']);
    });
  }

  test('a port that is given, and taken', async () => {
    const { process: child, first, ended } = start();
    const { port } = new URL((JSON.parse(await first) as PracticeAccount).endpoint);
    const second = await start('--port', port).ended;
    assert.deepEqual([second.code, second.stdout], [1, '']);
    assert.match(second.stderr, /^The practice account did not start: .*EADDRINUSE/);
    child.kill();
    await ended;
    const third = start('--port', port);
    assert.equal((JSON.parse(await third.first) as PracticeAccount).endpoint, `http://127.0.0.1:${port}`);
    third.process.kill();
    await third.ended;
  });

  for (const args of [['--port', 'x'], ['--port', '65536'], ['--port', '-1'], ['--prot', '1'], ['stray']]) {
    test(`usage: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await start(...args).ended;
      assert.deepEqual([code, stdout, stderr], [2, '', 'usage: npm run practice [-- --port N]\n']);
    });
  }
});
