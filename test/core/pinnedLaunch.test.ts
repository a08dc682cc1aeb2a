import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { inheritedBeside, pinnedLaunch } from '../../src/core/pinnedLaunch.ts';
import { needs } from '../support/needs.ts';

const shell = { program: '/bin/sh', args: ['-c', 'env; echo "argument $0 $1"', 'a b', "c'd"] };

suite('core/pinnedLaunch', () => {
  test('no value is among the arguments', () => {
    const { program, args, env } = pinnedLaunch({ AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' }, ['AWS_PROFILE'], shell);
    assert.equal(program, '/bin/sh');
    assert.doesNotMatch(args.join('\n'), /ASIAEXAMPLE/);
    assert.deepEqual(args.slice(2), ['rolecall', '/bin/sh', ...shell.args]);
    assert.equal(env.ROLECALL_PIN_AWS_ACCESS_KEY_ID, 'ASIAEXAMPLE');
    assert.doesNotMatch(env.ROLECALL_PIN_UNSET ?? '', /AWS_ACCESS_KEY_ID/);
  });

  test('a name that a shell would run is refused', () => {
    assert.throws(() => pinnedLaunch({ 'A; B': 'x' }, [], shell));
    assert.throws(() => pinnedLaunch({}, ['$(B)'], shell));
  });

  test('what a shell inherits beside what is set can be left out, and nothing else', () => {
    const inherited = ['PATH', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_PAGER', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
    assert.deepEqual(inheritedBeside({ AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' }, inherited), [
      'AWS_PROFILE',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ]);
  });

  suite('in a real shell', () => {
    needs('posix');
    const hostile = `a'b"c$HOME\`echo x\`\\n \${x} 日本;|&`;

    test('the pinned variables win over those in force, and nothing of either is left over', () => {
      const { program, args, env } = pinnedLaunch(
        { AWS_ACCESS_KEY_ID: 'ASIAPINNED', AWS_SESSION_TOKEN: hostile, AWS_REGION: '' },
        ['AWS_CONFIG_FILE'],
        shell,
      );
      const printed = execFileSync(program, args, {
        encoding: 'utf8',
        env: {
          ...env,
          AWS_ACCESS_KEY_ID: 'ASIAINFORCE',
          AWS_PROFILE: 'rolecall',
          AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
          AWS_CONFIG_FILE: '/copy',
          AWS_PAGER: '',
          VSCODE_ENV_REPLACE: 'AWS_ACCESS_KEY_ID=ASIAINFORCE',
        },
      });
      const lines = printed.split('\n').filter((line) => /AWS|ROLECALL|argument/.test(line));
      assert.deepEqual(lines.sort(), [
        'AWS_ACCESS_KEY_ID=ASIAPINNED',
        'AWS_PAGER=',
        'AWS_REGION=',
        `AWS_SESSION_TOKEN=${hostile}`,
        "argument a b c'd",
      ]);
    });
  });
});
