import assert from 'node:assert/strict';
import type { SourcePorts, SourceSettings } from '../../src/aws/sourcePorts.ts';
import { listProfiles, type ResolvedSource, resolveSource } from '../../src/aws/sources.ts';
import type { Source } from '../../src/core/chain.ts';
import type { Failure } from '../../src/core/failure.ts';
import { portsWith, quiet, settingsWith } from './surroundings.ts';

const config = `
[default]
region = eu-west-1
[profile work]
region = ap-northeast-1
endpoint_url = http://127.0.0.1:4566
[profile hop]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = work
external_id = e1
duration_seconds = 900
[profile named]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = work
role_session_name = mine
[profile fromEnvironment]
role_arn = arn:aws:iam::111122223333:role/R
credential_source = Environment
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = work
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile process]
credential_process = /bin/echo x
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
[profile loop]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = back
[profile back]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = loop
[profile half]
aws_access_key_id = AKIAHALF
[profile hostile]
region = x/..
[profile kinds]
use_fips_endpoint = true
use_dualstack_endpoint = true
sts_regional_endpoints = legacy
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default-secret
`;
const credentialsFile = `
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default-secret
[work]
aws_access_key_id = ASIAWORK
aws_secret_access_key = work-secret
aws_session_token = work-token
[hostile]
aws_access_key_id = AKIAHOSTILE
aws_secret_access_key = hostile-secret
`;
const credentials = {
  default: { accessKeyId: 'AKIADEFAULT', secretAccessKey: 'default-secret' },
  work: { accessKeyId: 'ASIAWORK', secretAccessKey: 'work-secret', sessionToken: 'work-token' },
  environment: { accessKeyId: 'AKIAENV', secretAccessKey: 'env-secret' },
  held: { accessKeyId: 'AKIAHELD', secretAccessKey: 'held-secret' },
};
const keysInEnvironment = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' };
const local = 'http://127.0.0.1:4566';
const hop = { roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me@host' };

const settings = settingsWith;
const heldAccessKey: SourcePorts['heldAccessKey'] = async (accessKeyId) =>
  accessKeyId === 'AKIAHELD' ? credentials.held : undefined;
const ports = portsWith(config, credentialsFile, { heldAccessKey });
const profile = (name: string): Source => ({ kind: 'profile', profile: name });
const automatic: Source = { kind: 'automatic' };
const environment: Source = { kind: 'environment' };
const accessKey: Source = { kind: 'accessKey', accessKeyId: 'AKIAHELD' };

suite('aws/sources', () => {
  const base = { hops: [], endpoints: {}, inherited: false, region: 'eu-west-1' };
  const both = { sts: local, s3: local };
  const work = {
    ...base,
    source: profile('work'),
    credentials: credentials.work,
    region: 'ap-northeast-1',
    endpoints: both,
  };
  const ofDefault = { ...base, source: profile('default'), credentials: credentials.default };
  const rows: readonly [title: string, source: Source, settings: Partial<SourceSettings>, resolved: ResolvedSource][] =
    [
      ['automatic: the default profile', automatic, {}, { ...ofDefault, inherited: true }],
      ['automatic: AWS_PROFILE', automatic, { env: { AWS_PROFILE: 'work' } }, { ...work, inherited: true }],
      [
        'automatic: the keys in the environment',
        automatic,
        { env: keysInEnvironment },
        { ...base, source: environment, credentials: credentials.environment, inherited: true },
      ],
      [
        'automatic: the profile of the settings is not what a shell has',
        automatic,
        { profile: 'work', env: keysInEnvironment },
        work,
      ],
      [
        'automatic: nor is a region of the settings',
        automatic,
        { region: 'us-west-2' },
        { ...ofDefault, region: 'us-west-2' },
      ],
      ['automatic: nor an endpoint', automatic, { endpointUrl: local }, { ...ofDefault, endpoints: both }],
      ['a profile with keys, region and endpoint', profile('work'), {}, work],
      ['a profile by its name beats the environment', profile('work'), { env: keysInEnvironment }, work],
      [
        'the settings beat the profile',
        profile('work'),
        { region: 'us-west-2', endpointUrl: 'http://127.0.0.1:1' },
        { ...work, region: 'us-west-2', endpoints: { sts: 'http://127.0.0.1:1', s3: 'http://127.0.0.1:1' } },
      ],
      [
        'AWS_REGION beats AWS_DEFAULT_REGION and the profile',
        profile('work'),
        { env: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-1' } },
        { ...work, region: 'us-west-2' },
      ],
      [
        'AWS_DEFAULT_REGION beats the profile',
        profile('work'),
        { env: { AWS_DEFAULT_REGION: 'us-west-1' } },
        { ...work, region: 'us-west-1' },
      ],
      ['an empty AWS_REGION is none', profile('work'), { env: { AWS_REGION: '' } }, work],
      [
        'one hop',
        profile('hop'),
        {},
        {
          ...base,
          source: profile('work'),
          credentials: credentials.work,
          region: 'us-east-1',
          hops: [{ ...hop, externalId: 'e1', durationSeconds: 900 }],
        },
      ],
      [
        'one hop with a session name of its own',
        profile('named'),
        {},
        {
          ...base,
          source: profile('work'),
          credentials: credentials.work,
          region: 'us-east-1',
          hops: [{ ...hop, roleSessionName: 'mine' }],
        },
      ],
      [
        'one hop from the environment',
        profile('fromEnvironment'),
        { env: keysInEnvironment },
        { ...base, source: environment, credentials: credentials.environment, region: 'us-east-1', hops: [hop] },
      ],
      [
        'one hop with MFA',
        profile('mfa'),
        {},
        {
          ...base,
          source: profile('work'),
          credentials: credentials.work,
          region: 'us-east-1',
          hops: [{ ...hop, mfaSerial: 'arn:aws:iam::111122223333:mfa/me' }],
        },
      ],
      [
        'the kinds of endpoint that the profile wants',
        profile('kinds'),
        {},
        {
          ...ofDefault,
          source: profile('kinds'),
          region: 'us-east-1',
          endpoints: { fips: true, dualStack: true, globalSts: true },
        },
      ],
      [
        'an endpoint of the settings has no kinds',
        profile('kinds'),
        { endpointUrl: local },
        { ...ofDefault, source: profile('kinds'), region: 'us-east-1', endpoints: both },
      ],
      [
        'the environment',
        environment,
        { env: keysInEnvironment },
        { ...base, source: environment, credentials: credentials.environment },
      ],
      [
        'the environment with a token',
        environment,
        { env: { ...keysInEnvironment, AWS_SESSION_TOKEN: 't' } },
        { ...base, source: environment, credentials: { ...credentials.environment, sessionToken: 't' } },
      ],
      [
        'the environment with an empty token',
        environment,
        { env: { ...keysInEnvironment, AWS_SESSION_TOKEN: '' } },
        { ...base, source: environment, credentials: credentials.environment },
      ],
      [
        'a held access key, with the default profile’s region',
        accessKey,
        {},
        { ...base, source: accessKey, credentials: credentials.held },
      ],
      [
        'a held access key, whatever the environment says',
        accessKey,
        { env: { ...keysInEnvironment, AWS_PROFILE: 'work' } },
        { ...base, source: accessKey, credentials: credentials.held },
      ],
      [
        'a held access key at an endpoint',
        accessKey,
        { env: { AWS_ENDPOINT_URL_S3: local } },
        { ...base, source: accessKey, credentials: credentials.held, endpoints: { s3: local } },
      ],
    ];
  for (const [title, source, change, resolved] of rows) {
    test(title, async () => assert.deepEqual(await resolveSource(source, settings(change), ports, quiet), resolved));
  }

  test('a guard’s duration is asked for where the profile says none, and no more than an hour by a role', async () => {
    const chain = `${config}[profile further]\nrole_arn = ${hop.roleArn}\nsource_profile = named\n`;
    const asked: string[] = [];
    const defaultSeconds: SourceSettings['defaultSeconds'] = ({ profile: name }) => {
      asked.push(name);
      return 7200;
    };
    const resolving = (name: string) =>
      resolveSource(profile(name), settings({ defaultSeconds }), portsWith(chain, credentialsFile), quiet);
    assert.deepEqual(
      (await resolving('further')).hops.map(({ durationSeconds }) => durationSeconds),
      [7200, 3600],
    );
    assert.deepEqual((await resolving('hop')).hops[0]?.durationSeconds, 900);
    assert.deepEqual(asked, ['named', 'further']);
  });

  test('a held access key stays at its endpoint when the AWS CLI would refuse the file', async () => {
    const broken = portsWith(`[default]\nendpoint_url = ${local}\nregion = eu-west-1\n[profile x\n`, null, {
      heldAccessKey,
    });
    const { region, endpoints } = await resolveSource(accessKey, settings(), broken, quiet);
    assert.deepEqual([region, endpoints], ['eu-west-1', both]);
  });

  test('a held access key without any files', async () => {
    const { region, endpoints } = await resolveSource(
      accessKey,
      settings(),
      portsWith(null, null, { heldAccessKey }),
      quiet,
    );
    assert.deepEqual([region, endpoints], ['us-east-1', {}]);
  });

  test('the practice account, whatever the settings say', async () => {
    const running = { credentials: credentials.held, region: 'us-east-1', endpoint: 'http://127.0.0.1:9' };
    const source = { kind: 'practice' } as const;
    assert.deepEqual(
      await resolveSource(
        source,
        settings({ endpointUrl: local, region: 'eu-west-1' }),
        { ...ports, practice: () => running },
        quiet,
      ),
      {
        source,
        hops: [],
        credentials: credentials.held,
        region: 'us-east-1',
        endpoints: { sts: 'http://127.0.0.1:9', s3: 'http://127.0.0.1:9' },
        inherited: false,
      },
    );
  });

  const failures: readonly [title: string, source: Source, settings: Partial<SourceSettings>, failure: Failure][] = [
    ['the practice account does not run', { kind: 'practice' }, {}, { code: 'practice-stopped' }],
    [
      'the access key is not held',
      { kind: 'accessKey', accessKeyId: 'AKIAOTHERKEY' },
      {},
      { code: 'key-not-held', accessKeyId: 'RKEY' },
    ],
    [
      'no keys in the environment, and the default profile was not asked for',
      environment,
      {},
      { code: 'source-missing' },
    ],
    [
      'half a key in the environment',
      environment,
      { env: { AWS_ACCESS_KEY_ID: 'AKIA' } },
      {
        code: 'profile-problem',
        problem: 'partial-credentials',
        profile: 'default',
        missing: 'AWS_SECRET_ACCESS_KEY',
      },
    ],
    [
      'no such profile',
      profile('nobody'),
      {},
      { code: 'profile-problem', problem: 'profile-not-found', profile: 'nobody' },
    ],
    [
      'AWS_PROFILE names no profile',
      automatic,
      { env: { AWS_PROFILE: 'nobody' } },
      { code: 'profile-problem', problem: 'profile-not-found', profile: 'nobody' },
    ],
    [
      'half a key',
      profile('half'),
      {},
      { code: 'profile-problem', problem: 'partial-credentials', profile: 'half', missing: 'aws_secret_access_key' },
    ],
    ['a circle', profile('loop'), {}, { code: 'profile-problem', problem: 'cycle', profile: 'back' }],
    [
      'a process, when nobody asked',
      profile('process'),
      {},
      { code: 'source-waits', kind: 'process', profile: 'process' },
    ],
    ['single sign-on, when nobody asked', profile('sso'), {}, { code: 'source-waits', kind: 'sso', profile: 'sso' }],
    ['a container that announces nothing', { kind: 'container' }, {}, { code: 'source-missing' }],
    ['an instance that is none', { kind: 'instance' }, {}, { code: 'source-failed', problem: 'instance-silent' }],
    [
      'the environment, where the default profile would run a process',
      environment,
      { env: { AWS_PROFILE: 'process' } },
      { code: 'source-missing' },
    ],
    ['a region that is none', profile('hostile'), {}, { code: 'region-invalid', region: 'x/..' }],
    [
      'a region of the settings that is none',
      profile('work'),
      { region: 'us-east-1.evil.com' },
      { code: 'region-invalid', region: 'us-east-1.evil.com' },
    ],
    [
      'a region of the environment that is none',
      environment,
      { env: { ...keysInEnvironment, AWS_REGION: 'a.b' } },
      { code: 'region-invalid', region: 'a.b' },
    ],
  ];
  for (const [title, source, change, failure] of failures) {
    test(`${failure.code}: ${title}`, () =>
      assert.rejects(resolveSource(source, settings(change), ports, quiet), { failure }));
  }

  test('nothing configured: source-missing', async () => {
    await assert.rejects(resolveSource(automatic, settings(), portsWith(null, null), quiet), {
      failure: { code: 'source-missing' },
    });
    await assert.rejects(resolveSource(automatic, settings(), portsWith('', ''), quiet), {
      failure: { code: 'source-missing' },
    });
  });

  test('profiles are listed with their roles, and without keys', async () => {
    const listed = await listProfiles(ports.readConfig);
    assert.deepEqual(
      listed.filter(({ name }) => ['default', 'work', 'hop', 'sso'].includes(name)),
      [{ name: 'default' }, { name: 'work' }, { name: 'hop', roleArn: hop.roleArn }, { name: 'sso' }],
    );
    assert.doesNotMatch(JSON.stringify(listed), /secret|token|AKIA|ASIA/);
  });
});
