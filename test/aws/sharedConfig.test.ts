import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSharedConfig, sharedConfigPaths } from '../../src/aws/sharedConfig.ts';
import { resolveSource } from '../../src/aws/sources.ts';
import { readProfiles } from '../../src/core/profile.ts';

suite('aws/sharedConfig', () => {
  let folder: string;
  let env: { AWS_CONFIG_FILE: string; AWS_SHARED_CREDENTIALS_FILE: string };

  setup(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rolecall-config-'));
    env = {
      AWS_CONFIG_FILE: path.join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    };
  });
  teardown(() => rm(folder, { recursive: true, force: true }));

  const home = path.join(path.sep, 'home', 'me');
  const paths: readonly [title: string, env: Record<string, string>, config: string, credentials: string][] = [
    ['nothing set', {}, path.join(home, '.aws', 'config'), path.join(home, '.aws', 'credentials')],
    [
      'empty is absent',
      { AWS_CONFIG_FILE: '' },
      path.join(home, '.aws', 'config'),
      path.join(home, '.aws', 'credentials'),
    ],
    ['set', { AWS_CONFIG_FILE: '/a', AWS_SHARED_CREDENTIALS_FILE: '/b' }, '/a', '/b'],
    ['the home folder', { AWS_CONFIG_FILE: '~/a', AWS_SHARED_CREDENTIALS_FILE: '~' }, `${home}/a`, home],
    ['no home folder', { AWS_CONFIG_FILE: '~me/a', AWS_SHARED_CREDENTIALS_FILE: '/x/~/b' }, '~me/a', '/x/~/b'],
  ];
  for (const [title, variables, config, credentials] of paths) {
    test(`paths: ${title}`, () => assert.deepEqual(sharedConfigPaths(variables, home), { config, credentials }));
  }

  const profilesNow = async () =>
    [...readProfiles(await readSharedConfig(env)).all.values()].map(({ name, settings }) => [
      name,
      settings.get('region')?.value,
    ]);

  test('missing files are absent', async () => {
    assert.deepEqual(await readSharedConfig(env), { config: null, credentials: null });
  });

  test('a folder in the place of a file is absent', async () => {
    await mkdir(env.AWS_CONFIG_FILE);
    assert.equal((await readSharedConfig(env)).config, null);
  });

  const latin1 = Buffer.from('[profile caf\xe9]\nregion = eu-west-3\n[profile work]\nregion = eu-west-1\n', 'latin1');
  const files: readonly [
    title: string,
    config: string | Buffer,
    profiles: readonly (readonly [string, string | undefined])[],
  ][] = [
    ['empty', '', []],
    ['only white space', '\n \r\n', []],
    ['plain', '[profile work]\nregion = eu-west-1\n', [['work', 'eu-west-1']]],
    ['CRLF', '[profile work]\r\nregion = eu-west-1\r\n', [['work', 'eu-west-1']]],
    ['a BOM', '\ufeff[default]\nregion = eu-west-1\n', [['default', 'eu-west-1']]],
    [
      'not UTF-8: the other profiles stay usable',
      latin1,
      [
        ['caf\ufffd', 'eu-west-3'],
        ['work', 'eu-west-1'],
      ],
    ],
  ];
  for (const [title, config, profiles] of files) {
    test(`a config file: ${title}`, async () => {
      await writeFile(env.AWS_CONFIG_FILE, config);
      assert.deepEqual(await profilesNow(), profiles);
    });
  }

  const unusable: readonly [
    title: string,
    config: string | Buffer | undefined,
    credentials: string | Buffer | undefined,
  ][] = [
    ['missing', undefined, undefined],
    ['empty', '', ''],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x0a]), undefined],
    ['UTF-16', Buffer.from('\ufeff[default]\nregion = eu-west-1\n', 'utf16le'), undefined],
  ];
  for (const [title, config, credentials] of unusable) {
    test(`files without credentials are no source: ${title}`, async () => {
      if (config !== undefined) await writeFile(env.AWS_CONFIG_FILE, config);
      if (credentials !== undefined) await writeFile(env.AWS_SHARED_CREDENTIALS_FILE, credentials);
      const ports = {
        readConfig: () => readSharedConfig(env),
        heldAccessKey: async () => undefined,
        practice: () => undefined,
      };
      await assert.rejects(resolveSource({ kind: 'automatic' }, { env, defaultSessionName: 'me' }, ports), {
        failure: { code: 'source-missing' },
      });
    });
  }

  test('a credentials file with a BOM gives its keys', async () => {
    await writeFile(
      env.AWS_SHARED_CREDENTIALS_FILE,
      '\ufeff[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n',
    );
    const ports = {
      readConfig: () => readSharedConfig(env),
      heldAccessKey: async () => undefined,
      practice: () => undefined,
    };
    const { credentials } = await resolveSource({ kind: 'automatic' }, { env, defaultSessionName: 'me' }, ports);
    assert.deepEqual(credentials, { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
  });
});
