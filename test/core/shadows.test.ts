import assert from 'node:assert/strict';
import { readIni } from '../../src/core/awsIni.ts';
import type { ConfigFiles } from '../../src/core/profile.ts';
import {
  type Intended,
  isWhollyShadowed,
  type Shadow,
  type ShadowCause,
  shadowsOf,
  type Winner,
} from '../../src/core/shadows.ts';

const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = not-a-secret\n`;
const nothing: ConfigFiles = { config: null, credentials: null };
const defaults: ConfigFiles = { config: null, credentials: readIni(`[default]\n${keys('AKIADEFAULT')}`) };
const both: ConfigFiles = {
  config: readIni(
    '[profile rolecall]\nregion = us-east-1\n[profile r]\nrole_arn = arn:aws:iam::012345678901:role/R\nsource_profile = p\n',
  ),
  credentials: readIni(`[default]\n${keys('AKIADEFAULT')}[p]\n${keys('AKIAP')}`),
};
const url = 'http://127.0.0.1:1234/credentials';
const session = { AWS_ACCESS_KEY_ID: 'ASIAROLE', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'x' };
const endpoint = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'x' };
const role: Intended = { kind: 'keys', accessKeyId: 'ASIAROLE' };
const keyless: Intended = { kind: 'endpoint', url };
const variable = (name: string): ShadowCause => ({ kind: 'variable', name });
const file: ShadowCause = { kind: 'file', file: 'credentials', profile: 'default' };

/** Who it is then, in a few words. */
function show(winner: Winner): string {
  if ('problem' in winner) return winner.problem.error;
  const role = winner.hops.at(-1)?.roleArn;
  const { kind } = winner.source;
  return role ?? ('profile' in winner.source ? `${kind} ${winner.source.profile}` : kind);
}

type Row = readonly [
  title: string,
  intended: Intended,
  env: Readonly<Record<string, string>>,
  files: ConfigFiles,
  shadows: Readonly<Partial<Record<'cli' | 'sdk-js', ShadowCause>>>,
];

// Who wins was measured with the real clients; the table of it is what these rows are taken from.
const rows: readonly Row[] = [
  ['keys alone', role, session, nothing, {}],
  ['keys over [default]', role, session, defaults, {}],
  ['keys and AWS_PROFILE', role, { ...session, AWS_PROFILE: 'p' }, both, { 'sdk-js': variable('AWS_PROFILE') }],
  ['keys and a container endpoint', role, { ...session, ...endpoint }, nothing, {}],
  ['keys and an empty AWS_PROFILE', role, { ...session, AWS_PROFILE: '' }, nothing, { cli: variable('AWS_PROFILE') }],
  [
    'other keys',
    role,
    { ...session, AWS_ACCESS_KEY_ID: 'AKIARC' },
    nothing,
    {
      cli: variable('AWS_ACCESS_KEY_ID'),
      'sdk-js': variable('AWS_ACCESS_KEY_ID'),
    },
  ],
  ['the endpoint alone', keyless, endpoint, nothing, {}],
  ['the endpoint under [default]', keyless, endpoint, defaults, { cli: file, 'sdk-js': file }],
  ['the endpoint with a profile without keys', keyless, { ...endpoint, AWS_PROFILE: 'rolecall' }, both, {}],
  [
    'the same over inherited keys',
    keyless,
    { ...endpoint, ...session, AWS_PROFILE: 'rolecall' },
    both,
    {
      cli: variable('AWS_ACCESS_KEY_ID'),
    },
  ],
  [
    'the same over inherited keys that are set to empty',
    keyless,
    { ...endpoint, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: 'rolecall' },
    both,
    {},
  ],
  [
    'another container',
    keyless,
    { ...endpoint, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/' },
    nothing,
    {
      cli: variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'),
      'sdk-js': variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'),
    },
  ],
  [
    'web identity over the endpoint',
    keyless,
    { ...endpoint, AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn:aws:iam::012345678901:role/R' },
    nothing,
    { cli: variable('AWS_WEB_IDENTITY_TOKEN_FILE'), 'sdk-js': variable('AWS_WEB_IDENTITY_TOKEN_FILE') },
  ],
  ['a profile', { kind: 'profile', profile: 'p' }, { AWS_PROFILE: 'p' }, both, {}],
  [
    'a profile under inherited keys',
    { kind: 'profile', profile: 'p' },
    { ...session, AWS_PROFILE: 'p' },
    both,
    {
      cli: variable('AWS_ACCESS_KEY_ID'),
    },
  ],
  [
    'a profile under another default one',
    { kind: 'profile', profile: 'p' },
    { AWS_PROFILE: 'p', AWS_DEFAULT_PROFILE: 'default' },
    both,
    { cli: variable('AWS_DEFAULT_PROFILE') },
  ],
];

const winners: readonly (readonly [
  title: string,
  intended: Intended,
  env: Readonly<Record<string, string>>,
  shown: Readonly<Partial<Record<'cli' | 'sdk-js', string>>>,
])[] = [
  [
    'other keys',
    role,
    { ...session, AWS_ACCESS_KEY_ID: 'AKIARC' },
    { cli: 'environment AKIARC', 'sdk-js': 'environment AKIARC' },
  ],
  ['a profile', role, { ...session, AWS_PROFILE: 'p' }, { 'sdk-js': 'static p' }],
  ['a profile with a role', role, { ...session, AWS_PROFILE: 'r' }, { 'sdk-js': 'arn:aws:iam::012345678901:role/R' }],
  [
    'a profile that is not there',
    role,
    { ...session, AWS_PROFILE: 'x' },
    { cli: 'profile-not-found', 'sdk-js': 'profile-not-found' },
  ],
  ['[default] over an endpoint', keyless, endpoint, { cli: 'static default', 'sdk-js': 'static default' }],
  [
    'another endpoint',
    keyless,
    { ...endpoint, AWS_PROFILE: 'rolecall', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/' },
    { cli: 'ecs', 'sdk-js': 'ecs' },
  ],
];

// Who the machine is configured to be: what VS Code was started with, against what a terminal has beyond that.
const work = { AWS_PROFILE: 'p' };
const machine: readonly (readonly [
  title: string,
  inherited: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  shadows: Readonly<Partial<Record<'cli' | 'sdk-js', string>>>,
])[] = [
  ['nothing more', {}, {}, {}],
  ['the same profile', work, work, {}],
  ['another profile', {}, work, { cli: 'static p', 'sdk-js': 'static p' }],
  [
    'a profile that is not there',
    {},
    { AWS_PROFILE: 'x' },
    { cli: 'profile-not-found', 'sdk-js': 'profile-not-found' },
  ],
  ['two profiles that are not there', { AWS_PROFILE: 'x' }, { AWS_PROFILE: 'y' }, {}],
  ['the same keys', session, session, {}],
  [
    'other keys',
    session,
    { ...session, AWS_ACCESS_KEY_ID: 'AKIARC' },
    { cli: 'environment AKIARC', 'sdk-js': 'environment AKIARC' },
  ],
  ['keys under a profile', work, { ...work, ...session }, { cli: 'environment ASIAROLE' }],
  ['the same endpoint', { ...endpoint, AWS_PROFILE: 'rolecall' }, { ...endpoint, AWS_PROFILE: 'rolecall' }, {}],
  [
    'another token',
    { ...endpoint, AWS_PROFILE: 'rolecall' },
    { ...endpoint, AWS_PROFILE: 'rolecall', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'y' },
    { cli: 'ecs', 'sdk-js': 'ecs' },
  ],
];

suite('core/shadows', () => {
  const shown = (found: readonly Shadow[]) =>
    Object.fromEntries(
      found.map(({ client, winner, accessKeyId }) => [client, [show(winner), accessKeyId].filter(Boolean).join(' ')]),
    );
  for (const [title, intended, env, expected] of winners) {
    test(`who wins: ${title}`, () => assert.deepEqual(shown(shadowsOf(intended, env, both)), expected));
  }
  for (const [title, inherited, env, expected] of machine) {
    test(`where nobody was put in force: ${title}`, () => {
      assert.deepEqual(shown(shadowsOf({ kind: 'machine', env: inherited, files: both }, env, both)), expected);
    });
  }

  test('a terminal is wholly shadowed where no client is who was meant', () => {
    const shadow = { winner: { source: { kind: 'ec2' }, hops: [] }, cause: variable('AWS_PROFILE') } as const;
    assert.equal(isWhollyShadowed([]), false);
    assert.equal(isWhollyShadowed([{ ...shadow, client: 'sdk-js' }]), false);
    assert.equal(
      isWhollyShadowed([
        { ...shadow, client: 'sdk-js' },
        { ...shadow, client: 'cli' },
      ]),
      true,
    );
  });

  for (const [title, intended, env, files, expected] of rows) {
    test(title, () => {
      const found = shadowsOf(intended, env, files);
      assert.deepEqual(Object.fromEntries(found.map(({ client, cause }) => [client, cause])), expected);
    });
  }
});
