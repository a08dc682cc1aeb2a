// Debian packages that set-up needs: installed where the user may, and named where not. No real apt-get runs here.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installDebianPackages } from '../../scripts/debianPackages.mjs';
import { needs } from '../support/needs.ts';

suite('Debian packages', () => {
  needs('linux');
  const searched = process.env.PATH;
  let folder: string;
  let log: string;

  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-debian-'));
    log = path.join(folder, 'log');
    mkdirSync(path.join(folder, 'bin'));
    process.env.PATH = path.join(folder, 'bin');
    writeProgram('env', 'shift\nexec "$@"');
  });
  teardown(() => {
    process.env.PATH = searched;
    rmSync(folder, { recursive: true, force: true });
  });

  function writeProgram(name: string, script: string): void {
    const file = path.join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const aptGet = (script = '') => writeProgram('apt-get', `echo "apt-get $*" >> '${log}'\n${script}`);
  const run = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const install = (isRoot: boolean) => installDebianPackages(['awscli', 'zsh'], 'The test', isRoot);
  const sentence = 'The test needs Debian packages that only root may install: sudo apt-get install awscli zsh';
  const steps = [
    'apt-get -q -o DPkg::Lock::Timeout=300 update',
    'apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends awscli zsh',
  ];

  test('root installs them', async () => {
    aptGet();
    assert.deepEqual(await install(true), []);
    assert.deepEqual(run(), steps);
  });

  test('who may use sudo without a password installs them through it', async () => {
    aptGet();
    writeProgram('sudo', `shift\n[ "$1" = true ] && exit 0\necho sudo >> '${log}'\nexec "$@"`);
    assert.deepEqual(await install(false), []);
    assert.deepEqual(run(), ['sudo', steps[0], 'sudo', steps[1]]);
  });

  test('who may not is told which, and nothing is run', async () => {
    aptGet();
    writeProgram('sudo', 'exit 1');
    assert.deepEqual(await install(false), [sentence]);
    assert.deepEqual(run(), []);
  });

  test('where there is no apt-get, nor sudo, the sentence is the same', async () => {
    assert.deepEqual([await install(true), await install(false)], [[sentence], [sentence]]);
  });

  test('a failing apt-get says which step failed', async () => {
    aptGet('case "$*" in *install*) exit 100;; esac');
    await assert.rejects(install(true), { message: 'apt-get install failed.' });
  });

  test('nothing to install: nothing is run', async () => {
    aptGet();
    assert.deepEqual(await installDebianPackages([], 'The test', true), []);
    assert.deepEqual(run(), []);
  });
});
