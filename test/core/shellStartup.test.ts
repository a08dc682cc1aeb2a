import assert from 'node:assert/strict';
import { afterStartup, startupAssignments, startupFileNamed, surelyOther } from '../../src/core/shellStartup.ts';

suite('core/shellStartup', () => {
  const rows: readonly [shell: string, text: string, found: readonly string[]][] = [
    ['bash', 'export AWS_PROFILE=work', ['AWS_PROFILE 1']],
    ['bash', '# export AWS_PROFILE=work\n  export AWS_PROFILE="work"', ['AWS_PROFILE 2']],
    ['bash', 'AWS_PROFILE=work; export AWS_PROFILE', ['AWS_PROFILE 1']],
    ['bash', 'export AWS_ACCESS_KEY_ID=x AWS_REGION=y\n', ['AWS_ACCESS_KEY_ID 1']],
    ['bash', 'export AWS_PROFILE=a AWS_ACCESS_KEY_ID=b', ['AWS_PROFILE 1', 'AWS_ACCESS_KEY_ID 1']],
    ['bash', 'if true; then AWS_PROFILE=a; fi', ['AWS_PROFILE 1']],
    ['bash', 'declare -x AWS_PROFILE=a', ['AWS_PROFILE 1']],
    ['bash', 'export AWS_REGION=us-east-1\nexport MY_AWS_PROFILE=a\necho $AWS_PROFILE', []],
    ['bash', 'alias a="env"\nunset AWS_PROFILE', []],
    ['zsh', 'export A=1 && AWS_PROFILE=b\r\nexport AWS_SESSION_TOKEN=x', ['AWS_PROFILE 1', 'AWS_SESSION_TOKEN 2']],
    // What a person calls later sets nothing at the start.
    ['bash', "alias prod='export AWS_PROFILE=prod'\nexport AWS_PROFILE=a", ['AWS_PROFILE 2']],
    ['bash', 'prod() { export AWS_PROFILE=prod; }\nexport AWS_PROFILE=a', ['AWS_PROFILE 2']],
    [
      'bash',
      'function prod {\n  if true; then\n    AWS_PROFILE=prod\n  fi\n}\nexport AWS_PROFILE=a',
      ['AWS_PROFILE 6'],
    ],
    ['zsh', '  prod () (\n    AWS_PROFILE=prod\n  )\nAWS_PROFILE=a', ['AWS_PROFILE 4']],
    ['bash', 'prod() {\n  export AWS_PROFILE=never-closed', ['AWS_PROFILE 2']],
    [
      'fish',
      'function prod\n  if true\n    set -gx AWS_PROFILE prod\n  end\nend\nset -gx AWS_PROFILE a',
      ['AWS_PROFILE 6'],
    ],
    ['fish', 'function prod; set -gx AWS_PROFILE prod; end\nset -gx AWS_PROFILE a', ['AWS_PROFILE 2']],
    ['fish', 'set -gx AWS_PROFILE work', ['AWS_PROFILE 1']],
    [
      'fish',
      'set --export --global AWS_PROFILE work; set -x AWS_ACCESS_KEY_ID x',
      ['AWS_PROFILE 1', 'AWS_ACCESS_KEY_ID 1'],
    ],
    ['fish', '#set -gx AWS_PROFILE work\nexport_AWS_PROFILE=1', []],
  ];
  for (const [shell, text, found] of rows) {
    test(`${shell}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        startupAssignments(text, shell).map(({ name, line }) => `${name} ${line}`),
        found,
      );
    });
  }

  const values: readonly [shell: string, text: string, value: string | undefined][] = [
    ['bash', 'export AWS_PROFILE=work', 'work'],
    ['bash', 'export AWS_PROFILE="work" A=b', 'work'],
    ['bash', "AWS_PROFILE='work'; export AWS_PROFILE", 'work'],
    ['bash', 'AWS_PROFILE=', ''],
    ['bash', 'AWS_PROFILE=$WORK', undefined],
    ['bash', 'AWS_PROFILE="$(cat name)"', undefined],
    ['bash', 'AWS_ACCESS_KEY_ID=AKIAEXAMPLE', 'AKIAEXAMPLE'],
    ['bash', 'AWS_ACCESS_KEY_ID=$(made up)', undefined],
    ['bash', 'AWS_SECRET_ACCESS_KEY=made-up', undefined],
    ['bash', 'AWS_SESSION_TOKEN=made-up', undefined],
    ['fish', 'set -gx AWS_PROFILE work', 'work'],
  ];
  for (const [shell, text, value] of values) {
    test(`${shell}: ${text} is ${value}`, () => assert.equal(startupAssignments(text, shell)[0]?.value, value));
  }

  for (const [shell, env, file] of [
    ['dash', '$HOME/.dashrc', '/home/me/.dashrc'],
    ['sh', '${HOME}/.shrc', '/home/me/.shrc'],
    ['sh', '/etc/shrc', '/etc/shrc'],
    ['sh', undefined, undefined],
    ['bash', '$HOME/.dashrc', undefined],
  ] as const) {
    test(`the file that ENV names for ${shell}: ${env}`, () => {
      assert.equal(startupFileNamed(shell, env, '/home/me'), file);
    });
  }

  test('what the files set wins over what was given', () => {
    const assignments = startupAssignments('export AWS_PROFILE=work AWS_SESSION_TOKEN=made-up', 'bash');
    assert.deepEqual(afterStartup({ AWS_PROFILE: 'rolecall', AWS_REGION: 'us-east-1' }, assignments), {
      AWS_PROFILE: 'work',
      AWS_REGION: 'us-east-1',
      AWS_SESSION_TOKEN: 'set by a file',
    });
  });

  test('what cannot be read may well be what is there already', () => {
    const text =
      'export AWS_ACCESS_KEY_ID=$(key) AWS_SECRET_ACCESS_KEY=made-up AWS_PROFILE=work AWS_SESSION_TOKEN=made-up';
    const inherited = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_PROFILE: 'other', AWS_SESSION_TOKEN: '' };
    assert.deepEqual(
      surelyOther(startupAssignments(text, 'bash'), inherited).map(({ name }) => name),
      ['AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_SESSION_TOKEN'],
    );
  });
});
