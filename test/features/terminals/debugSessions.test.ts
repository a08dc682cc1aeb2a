// What is said of debug sessions that get nothing from Rolecall, and that nothing is added to them then.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DebugSessions } from '../../../src/features/terminals/debugSessions.ts';
import { assertSays } from '../../support/inBothLanguages.ts';

suite('features/terminals/debugSessions', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE' };
  const launch = (type: string, more: object = {}) => ({ type, request: 'launch', name: 'look', ...more });
  let said: string[];

  setup(() => {
    said = [];
    Object.assign(vscode.window, {
      showInformationMessage: async (text: string) => {
        said.push(text);
      },
    });
  });
  teardown(() => {
    Object.assign(vscode.window, { showInformationMessage: undefined });
  });

  const inTerminal = [
    'This debug session runs in a terminal and gets what is in force in new terminals. Rolecall adds nothing: the debugger would type it in plain text.',
    'このデバッグセッションはターミナルで実行され、新しいターミナルで有効な ID を使います。デバッガーがキーを平文で入力してしまうため、Rolecall は何も追加しません。',
  ] as const;
  const rows: readonly [configuration: vscode.DebugConfiguration, english: string, japanese: string][] = [
    [launch('node', { console: 'integratedTerminal' }), ...inTerminal],
    [launch('debugpy'), ...inTerminal],
    [
      launch('php'),
      'Rolecall cannot put a role in force in debug sessions of the type "php".',
      '種類が「php」のデバッグセッションでは、Rolecall はロールを有効にできません。',
    ],
  ];
  for (const [configuration, english, japanese] of rows) {
    test(`${JSON.stringify(configuration)}: said once, and nothing is added`, () => {
      const say = () => {
        said = [];
        const sessions = new DebugSessions(() => environment);
        assert.equal(sessions.resolve(undefined, configuration), configuration);
        assert.equal(sessions.resolve(undefined, configuration), configuration);
        return said.join('\n');
      };
      assertSays(say, english, japanese);
    });
  }

  const silent: readonly [what: string, configuration: vscode.DebugConfiguration][] = [
    ['one that attaches', { ...launch('node'), request: 'attach' }],
    ['one that says itself who it is', launch('node', { env: { AWS_PROFILE: 'work' } })],
  ];
  for (const [what, configuration] of silent) {
    test(`${what}: nothing is said, and nothing is added`, () => {
      assert.equal(new DebugSessions(() => environment).resolve(undefined, configuration), configuration);
      assert.deepEqual(said, []);
    });
  }

  test('where nothing is in force: nothing is said', () => {
    const configuration = launch('php');
    assert.equal(new DebugSessions(() => ({})).resolve(undefined, configuration), configuration);
    assert.deepEqual(said, []);
  });

  test('one that gets the variables: beside its own, and nothing is said', () => {
    const configuration = launch('coreclr', { env: { DEBUG: '1' } });
    assert.deepEqual(new DebugSessions(() => environment).resolve(undefined, configuration), {
      ...configuration,
      env: { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', DEBUG: '1' },
    });
    assert.deepEqual(said, []);
  });
});
