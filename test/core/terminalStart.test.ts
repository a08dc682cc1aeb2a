import assert from 'node:assert/strict';
import { pinnedStart, seenStart, toldStart } from '../../src/core/terminalStart.ts';

const fingerprint = (secret: string) => `print of ${secret.length}`;
const nothing = {};

suite('core/terminalStart', () => {
  test('what the system tells, and what VS Code sets again', () => {
    const environment = {
      PATH: '/bin',
      AWS_ACCESS_KEY_ID: 'ASIAROLE',
      AWS_SECRET_ACCESS_KEY: 'made-up',
      AWS_PROFILE: 'work',
      VSCODE_ENV_REPLACE:
        'AWS_ACCESS_KEY_ID=ASIAROLE:AWS_SECRET_ACCESS_KEY=made=up:AWS_ENDPOINT_URL=http\\x3a//127.0.0.1\\x3a1',
    };
    const { variables, reapplied } = toldStart(environment, nothing, fingerprint);
    assert.deepEqual(
      Object.entries(variables).filter(([, value]) => value !== undefined),
      [
        ['AWS_ACCESS_KEY_ID', 'ASIAROLE'],
        ['AWS_PROFILE', 'work'],
        ['AWS_SECRET_ACCESS_KEY', 'kept back'],
      ],
    );
    // What a shell merely inherits, its start-up files may set.
    assert.deepEqual([...reapplied], ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL']);
  });

  test('a mark is that of the terminal, and not of one that VS Code was started in', () => {
    const environment = { ROLECALL_TERMINAL: 'one', ROLECALL_FOLDER: 'folder' };
    assert.deepEqual(toldStart(environment, nothing, fingerprint).variables, {
      ROLECALL_FOLDER: 'folder',
      ROLECALL_TERMINAL: 'one',
    });
    assert.deepEqual(toldStart(environment, environment, fingerprint).variables, {});
    assert.deepEqual(toldStart(environment, { ROLECALL_TERMINAL: 'two' }, fingerprint).variables, environment);
  });

  test('a terminal that was seen to open: settings over what is inherited, and what is in force over both', () => {
    const { variables, reapplied } = seenStart(
      {
        inherited: { AWS_PROFILE: 'work', AWS_CONFIG_FILE: '/config', AWS_ACCESS_KEY_ID: 'AKIAINHERITED' },
        own: { AWS_PROFILE: 'own', AWS_CONFIG_FILE: null, AWS_ACCESS_KEY_ID: 'AKIAOWN' },
        inForce: { AWS_ACCESS_KEY_ID: 'ASIAROLE', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token' },
      },
      fingerprint,
    );
    assert.deepEqual(variables, {
      AWS_ACCESS_KEY_ID: 'ASIAROLE',
      AWS_PROFILE: 'own',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'print of 5',
    });
    assert.deepEqual([...reapplied], ['AWS_ACCESS_KEY_ID', 'AWS_CONTAINER_AUTHORIZATION_TOKEN']);
  });

  test('a pinned terminal: nothing of what is inherited, and nothing is set again', () => {
    const { variables, reapplied } = pinnedStart(
      { AWS_ACCESS_KEY_ID: 'ASIAPINNED', ROLECALL_TERMINAL: 'one' },
      { AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'AKIAINHERITED', AWS_CONFIG_FILE: '/config' },
      fingerprint,
    );
    assert.deepEqual(variables, {
      AWS_ACCESS_KEY_ID: 'ASIAPINNED',
      AWS_CONFIG_FILE: '/config',
      ROLECALL_TERMINAL: 'one',
    });
    assert.equal(reapplied.size, 0);
  });
});
