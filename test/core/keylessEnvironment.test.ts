import assert from 'node:assert/strict';
import type { Environment } from '../../src/core/environment.ts';
import { type KeylessGrant, keylessEnvironment } from '../../src/core/keylessEnvironment.ts';

const grant: KeylessGrant = {
  url: 'http://127.0.0.1:40000/credentials',
  token: 'made-up-token',
  region: 'ap-northeast-1',
  endpoints: {},
};
const always = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:40000/credentials',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'made-up-token',
  AWS_PROFILE: 'rolecall',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'ap-northeast-1',
  AWS_DEFAULT_REGION: 'ap-northeast-1',
};
const noProxy = (value: string) => ({ NO_PROXY: value, no_proxy: value });

suite('core/keylessEnvironment', () => {
  test('what start-up files set is emptied behind them, and what must be absent is not asked to be', () => {
    const later = new Set(['AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_PROFILE', 'AWS_CREDENTIAL_FILE', 'AWS_REGION']);
    assert.deepEqual(keylessEnvironment(grant, {}, later), {
      set: { ...always, AWS_ACCESS_KEY_ID: '', AWS_DEFAULT_PROFILE: 'rolecall' },
      unset: [],
    });
  });

  const rows: readonly (readonly [
    title: string,
    inherited: Environment,
    more: Environment,
    unset?: readonly string[],
  ])[] = [
    ['nothing inherited', {}, {}],
    ['nothing of AWS inherited', { PATH: '/bin', HOME: '/home/user' }, {}],
    ['a profile', { AWS_PROFILE: 'work' }, {}],
    ['an empty profile', { AWS_PROFILE: '' }, {}],
    ['the older profile variable would win', { AWS_DEFAULT_PROFILE: 'work' }, { AWS_DEFAULT_PROFILE: 'rolecall' }],
    ['the older profile variable, empty', { AWS_DEFAULT_PROFILE: '' }, { AWS_DEFAULT_PROFILE: 'rolecall' }],
    [
      'keys',
      { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'made-up' },
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    ],
    [
      'keys of a session',
      {
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'made-up',
        AWS_SESSION_TOKEN: 'made-up',
        AWS_SECURITY_TOKEN: 'made-up',
        AWS_CREDENTIAL_EXPIRATION: '2025-03-26T14:30:50Z',
      },
      {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_SESSION_TOKEN: '',
        AWS_SECURITY_TOKEN: '',
        AWS_CREDENTIAL_EXPIRATION: '',
      },
    ],
    [
      'a web identity',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token', AWS_ROLE_ARN: 'x', AWS_ROLE_SESSION_NAME: 'y' },
      { AWS_WEB_IDENTITY_TOKEN_FILE: '', AWS_ROLE_ARN: '', AWS_ROLE_SESSION_NAME: '' },
    ],
    [
      'another container endpoint',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other' },
      {},
    ],
    [
      'a container endpoint that nothing but its absence beats',
      { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/run/token' },
      {},
      ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
    ],
    ['the same, empty', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '' }, {}, ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']],
    ['a key file of the oldest tools', { AWS_CREDENTIAL_FILE: '/x' }, {}, ['AWS_CREDENTIAL_FILE']],
    ['regions', { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }, {}],
    ['metadata that is asked', { AWS_EC2_METADATA_DISABLED: 'false' }, {}],
    ['a proxy', { http_proxy: 'http://proxy.example' }, noProxy('127.0.0.1')],
    ['a proxy in upper case', { HTTP_PROXY: 'http://proxy.example' }, noProxy('127.0.0.1')],
    ['a proxy for everything', { ALL_PROXY: 'http://proxy.example' }, noProxy('127.0.0.1')],
    ['no proxy after all', { http_proxy: '', HTTPS_PROXY: '' }, {}],
    ['exceptions', { NO_PROXY: 'a.example' }, noProxy('a.example,127.0.0.1')],
    ['exceptions in lower case', { no_proxy: 'a.example, b.example' }, noProxy('a.example,b.example,127.0.0.1')],
    [
      'exceptions that differ',
      { NO_PROXY: 'a.example', no_proxy: 'b.example,' },
      { NO_PROXY: 'a.example,127.0.0.1', no_proxy: 'b.example,127.0.0.1' },
    ],
    [
      'exceptions that an empty one hides',
      { NO_PROXY: 'a.example', no_proxy: '' },
      { NO_PROXY: 'a.example,127.0.0.1', no_proxy: '127.0.0.1' },
    ],
    ['this machine is excepted already', { NO_PROXY: 'a.example, 127.0.0.1' }, noProxy('a.example, 127.0.0.1')],
    ['everything is excepted', { no_proxy: '*' }, noProxy('*')],
    ['an asterisk among others', { no_proxy: '*,a' }, noProxy('*,a,127.0.0.1')],
  ];
  for (const [title, inherited, more, unset = []] of rows) {
    test(title, () => {
      assert.deepEqual(keylessEnvironment(grant, inherited), { set: { ...always, ...more }, unset });
    });
  }

  test('a config file that was made for it, and endpoints', () => {
    const endpoints = { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:1' };
    const inherited = { AWS_CONFIG_FILE: '/home/user/config', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' };
    assert.deepEqual(keylessEnvironment({ ...grant, endpoints, configFile: '/made/config' }, inherited), {
      set: { ...always, AWS_CONFIG_FILE: '/made/config', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      unset: [],
    });
  });
});
