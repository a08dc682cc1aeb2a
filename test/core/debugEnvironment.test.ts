import assert from 'node:assert/strict';
import { type DebugConfiguration, debugEnvironment } from '../../src/core/debugEnvironment.ts';

const environment = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_REGION: 'us-east-1' };
const launch = (type: string, more: Partial<DebugConfiguration> = {}): DebugConfiguration => ({
  type,
  request: 'launch',
  ...more,
});

suite('core/debugEnvironment', () => {
  const rows: readonly [configuration: DebugConfiguration, kind: string][] = [
    [launch('node'), 'given'],
    [launch('pwa-node', { console: 'internalConsole' }), 'given'],
    [launch('node', { console: 'integratedTerminal' }), 'terminal'],
    [launch('node', { console: 'externalTerminal' }), 'terminal'],
    [launch('debugpy'), 'terminal'],
    [launch('debugpy', { console: 'internalConsole' }), 'given'],
    [launch('python', { console: 'internalConsole' }), 'given'],
    [launch('go'), 'given'],
    [launch('coreclr'), 'given'],
    [launch('chrome'), 'unknown-type'],
    [{ type: 'node', request: 'attach' }, 'own'],
    [launch('node', { env: { AWS_PROFILE: 'work' } }), 'own'],
    [launch('node', { env: { AWS_ACCESS_KEY_ID: 'AKIAOTHER' } }), 'own'],
    [launch('node', { env: environment }), 'given'],
  ];
  for (const [configuration, kind] of rows) {
    test(`${JSON.stringify(configuration)}: ${kind}`, () => {
      assert.equal(debugEnvironment(configuration, environment, []).kind, kind);
    });
  }

  test('what the configuration sets stays, and the rest is added', () => {
    const configuration = launch('node', { env: { AWS_REGION: 'eu-west-1', DEBUG: '1' } });
    assert.deepEqual(debugEnvironment(configuration, environment, []), {
      kind: 'given',
      env: { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_REGION: 'eu-west-1', DEBUG: '1' },
    });
  });

  const inherited = ['PATH', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
  for (const type of ['node', 'pwa-node', 'go']) {
    test(`${type}: what is inherited and would win is taken away, also when it is asked twice`, () => {
      const env = { ...environment, AWS_PROFILE: null, AWS_WEB_IDENTITY_TOKEN_FILE: null };
      assert.deepEqual(debugEnvironment(launch(type), environment, inherited), { kind: 'given', env });
      assert.deepEqual(debugEnvironment(launch(type, { env }), environment, inherited), { kind: 'given', env });
      assert.equal(
        debugEnvironment(launch(type, { env: { AWS_PROFILE: 'work' } }), environment, inherited).kind,
        'own',
      );
    });
  }
  test('a debugger that knows no null gets none', () => {
    const configuration = launch('debugpy', { console: 'internalConsole' });
    assert.deepEqual(debugEnvironment(configuration, environment, inherited), { kind: 'given', env: environment });
  });
});
