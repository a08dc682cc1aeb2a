import assert from 'node:assert/strict';
import type { Credentials } from '../../src/core/credentials.ts';
import { type Environment, environmentFor, type Grant, unsafeVariables } from '../../src/core/environment.ts';

const sourceKeys: Credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const sessionKeys: Credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiration: Date.parse('2025-03-26T14:30:50Z'),
};
const keys = (credentials: Credentials, endpoints: Grant['endpoints'] = {}): Grant => ({
  kind: 'keys',
  credentials,
  region: 'ap-northeast-1',
  endpoints,
});
const region = { AWS_REGION: 'ap-northeast-1', AWS_DEFAULT_REGION: 'ap-northeast-1' };
const sourceVariables = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: '' };
const sessionVariables = {
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_CREDENTIAL_EXPIRATION: '2025-03-26T14:30:50.000Z',
};
const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
const profile: Grant = { kind: 'profile', profile: 'work', endpoints: {} };

suite('core/environment', () => {
  const rows: readonly [title: string, grant: Grant, inherited: readonly string[], environment: Environment][] = [
    ['a source without a token empties an inherited one', keys(sourceKeys), [], { ...sourceVariables, ...region }],
    ['a session', keys(sessionKeys), [], { ...sessionVariables, ...region }],
    [
      'an inherited token of the older name would win over a source without one',
      keys(sourceKeys),
      ['AWS_SECURITY_TOKEN'],
      { ...sourceVariables, AWS_SECURITY_TOKEN: '', ...region },
    ],
    [
      'an inherited token of the older name would win over the session’s',
      keys(sessionKeys),
      ['AWS_SECURITY_TOKEN'],
      { ...sessionVariables, AWS_SECURITY_TOKEN: 'token', ...region },
    ],
    [
      'the end and the account of inherited keys are not those of a source without an end',
      keys(sourceKeys),
      ['AWS_CREDENTIAL_EXPIRATION', 'AWS_ACCOUNT_ID'],
      { ...sourceVariables, AWS_CREDENTIAL_EXPIRATION: '', AWS_ACCOUNT_ID: '', ...region },
    ],
    [
      'the kind of AWS’s endpoints',
      keys(sessionKeys, { fips: true, dualStack: true, globalSts: true }),
      [],
      {
        ...sessionVariables,
        ...region,
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
        AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
      },
    ],
    [
      'a profile over an inherited one of the older name',
      profile,
      ['AWS_DEFAULT_PROFILE'],
      { AWS_PROFILE: 'work', AWS_DEFAULT_PROFILE: 'work' },
    ],
    ['a profile by its name alone', profile, ['PATH', 'AWS_PROFILE'], { AWS_PROFILE: 'work' }],
    ['a profile with a region', { ...profile, region: 'ap-northeast-1' }, [], { AWS_PROFILE: 'work', ...region }],
    ['a profile over an inherited access key', profile, ['AWS_ACCESS_KEY_ID'], { ...noKeys, AWS_PROFILE: 'work' }],
    ['a profile over an inherited secret', profile, ['AWS_SECRET_ACCESS_KEY'], { ...noKeys, AWS_PROFILE: 'work' }],
    ['a profile over an inherited token', profile, ['AWS_SESSION_TOKEN'], { ...noKeys, AWS_PROFILE: 'work' }],
    [
      'a profile over an inherited token of the older name',
      profile,
      ['AWS_SECURITY_TOKEN'],
      { AWS_SECURITY_TOKEN: '', AWS_PROFILE: 'work' },
    ],
    [
      'one endpoint for both services',
      keys(sourceKeys, { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:1' }),
      [],
      { ...sourceVariables, ...region, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    ],
    [
      'an endpoint for each service',
      keys(sourceKeys, { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:2' }),
      [],
      {
        ...sourceVariables,
        ...region,
        AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
        AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
      },
    ],
    [
      'an endpoint for STS alone',
      { ...profile, endpoints: { sts: 'http://127.0.0.1:1' } },
      [],
      { AWS_PROFILE: 'work', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' },
    ],
    [
      'an endpoint for S3 alone',
      { ...profile, endpoints: { s3: 'http://127.0.0.1:2' } },
      [],
      { AWS_PROFILE: 'work', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' },
    ],
  ];
  for (const [title, grant, inherited, environment] of rows) {
    test(title, () => assert.deepEqual(environmentFor(grant, new Set(inherited)), environment));
  }

  const values: readonly [value: string, safe: boolean][] = [
    ['', true],
    ['plain', true],
    ['$HOME', true],
    ['a{b}', true],
    ['%PATH%', true],
    ['with space and 日本語', true],
    ['${env:HOME}', false],
    ['a${', false],
    ['a\nb', false],
    ['a\rb', false],
    ['a\0', false],
  ];
  for (const [value, safe] of values) {
    test(`${safe ? 'safe' : 'unsafe'} value: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(unsafeVariables({ AWS_REGION: 'us-east-1', AWS_PROFILE: value }), safe ? [] : ['AWS_PROFILE']);
    });
  }
});
