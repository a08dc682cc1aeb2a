import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { namesSetAtStartup, setAtStartup } from '../../src/platform/shellStartup.ts';

suite('platform/shellStartup', () => {
  let home: string;
  setup(() => {
    home = mkdtempSync(path.join(tmpdir(), 'rolecall-startup-'));
    mkdirSync(path.join(home, '.config/fish'), { recursive: true });
    writeFileSync(path.join(home, '.bashrc'), '# mine\nexport AWS_ACCESS_KEY_ID=AKIAEXAMPLE\n');
    writeFileSync(path.join(home, '.config/fish/config.fish'), 'set -gx AWS_PROFILE work\n');
    writeFileSync(path.join(home, '.dashrc'), 'export AWS_ROLE_ARN=x\n');
  });
  teardown(() => rmSync(home, { recursive: true, force: true }));

  test('what a shell sets, by file and line', async () => {
    assert.deepEqual(await setAtStartup('bash', {}, home), [
      { file: path.join(home, '.bashrc'), name: 'AWS_ACCESS_KEY_ID', line: 2, value: 'AKIAEXAMPLE' },
    ]);
    assert.deepEqual(
      (await setAtStartup('dash', { ENV: '$HOME/.dashrc' }, home)).map(({ name }) => name),
      ['AWS_ROLE_ARN'],
    );
    assert.deepEqual(await setAtStartup('nosuchshell', {}, home), []);
  });

  test('names of all shells that let VS Code in', async () => {
    assert.deepEqual([...(await namesSetAtStartup(home))], ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE']);
  });
});
