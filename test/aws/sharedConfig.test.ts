import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  readSharedConfig,
  refusedConfigFiles,
  sharedConfigPaths,
  watchSharedConfig,
} from '../../src/aws/sharedConfig.ts';
import { resolveSource } from '../../src/aws/sources.ts';
import { readProfiles } from '../../src/core/profile.ts';
import { portsWith, quiet, settingsWith } from './surroundings.ts';

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
      const ports = portsWith(null, null, { readConfig: () => readSharedConfig(env) });
      await assert.rejects(resolveSource({ kind: 'automatic' }, settingsWith({ env }), ports, quiet), {
        failure: { code: 'source-missing' },
      });
    });
  }

  test('a credentials file with a BOM gives its keys', async () => {
    await writeFile(
      env.AWS_SHARED_CREDENTIALS_FILE,
      '\ufeff[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n',
    );
    const ports = portsWith(null, null, { readConfig: () => readSharedConfig(env) });
    const { credentials } = await resolveSource({ kind: 'automatic' }, settingsWith({ env }), ports, quiet);
    assert.deepEqual(credentials, { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
  });

  suite('files that the AWS CLI refuses', () => {
    const rows: readonly [
      title: string,
      config: string | Buffer,
      refused: { line: number; reason: string } | undefined,
    ][] = [
      ['plain', '[default]\nregion = eu-west-1\n', undefined],
      ['empty', '', undefined],
      ['UTF-8', '[profile café 🙂]\n', undefined],
      ['not UTF-8', latin1, { line: 1, reason: 'not-utf8' }],
      [
        'not UTF-8, further down',
        Buffer.from('[default]\nregion = eu-west-1\n# caf\xe9\n[default]\n', 'latin1'),
        { line: 3, reason: 'not-utf8' },
      ],
      [
        'not UTF-8, in the last line without an end',
        Buffer.from('[default]\n\xff', 'latin1'),
        { line: 2, reason: 'not-utf8' },
      ],
      ['UTF-16', Buffer.from('\ufeff[default]\n', 'utf16le'), { line: 1, reason: 'not-utf8' }],
      ['a BOM', '\ufeff[default]\n', { line: 1, reason: 'byte-order-mark' }],
      ['a section twice', '[default]\n[a]\n[default]\n', { line: 3, reason: 'duplicate-section' }],
      ['a bare word', '[default]\nregion\n', { line: 2, reason: 'bare-word' }],
    ];
    for (const [title, config, refused] of rows) {
      test(`${title}: ${refused ? `line ${refused.line}` : 'taken'}`, async () => {
        await writeFile(env.AWS_CONFIG_FILE, config);
        const found = (await refusedConfigFiles(env)).map(({ path: file, line, reason }) => ({ file, line, reason }));
        assert.deepEqual(found, refused ? [{ file: env.AWS_CONFIG_FILE, ...refused }] : []);
      });
    }

    test('each file for itself, and when it was written', async () => {
      await writeFile(env.AWS_CONFIG_FILE, 'a');
      await writeFile(env.AWS_SHARED_CREDENTIALS_FILE, '[a]\n[a]\n[b]\n[b]\n');
      const found = await refusedConfigFiles(env);
      assert.deepEqual(
        found.map(({ line, reason }) => [line, reason]),
        [
          [1, 'no-section'],
          [2, 'duplicate-section'],
        ],
      );
      for (const { changed } of found) assert.ok(Math.abs(changed - Date.now()) < 60_000);
    });

    test('missing files', async () => assert.deepEqual(await refusedConfigFiles(env), []));
  });

  suite('watching', () => {
    /** Runs `act` while both files are watched, and resolves once a change was told. */
    async function changedBy(variables: typeof env, act: () => Promise<unknown>): Promise<void> {
      let told: () => void = () => {};
      const change = new Promise<void>((resolve) => {
        told = resolve;
      });
      const watch = watchSharedConfig(variables, told, 20);
      try {
        await firstLook();
        await act();
        await change;
      } finally {
        watch.dispose();
      }
    }

    /** A change counts from the first look on. That is asked of the same threads as these, and before them. */
    const firstLook = () => Promise.all(Array.from({ length: 64 }, () => stat(folder)));

    const config = () => env.AWS_CONFIG_FILE;
    const acts: readonly [title: string, before: () => Promise<unknown>, act: () => Promise<unknown>][] = [
      ['made later', async () => {}, () => writeFile(config(), '[default]\n')],
      ['the other file', async () => {}, () => writeFile(env.AWS_SHARED_CREDENTIALS_FILE, '[default]\n')],
      ['written again', () => writeFile(config(), '[default]\n'), () => appendFile(config(), 'region = eu-west-1\n')],
      [
        'replaced by renaming, as editors save',
        () => writeFile(config(), '[default]\n'),
        async () => {
          await writeFile(`${config()}.new`, '[default]\n');
          await rename(`${config()}.new`, config());
        },
      ],
      ['removed', () => writeFile(config(), '[default]\n'), () => rm(config())],
    ];
    for (const [title, before, act] of acts) {
      test(title, async () => {
        await before();
        await changedBy(env, act);
      });
    }

    test('in a folder that is missing at first, and again after the folder was removed', async () => {
      const later = path.join(folder, 'later');
      const variables = { ...env, AWS_CONFIG_FILE: path.join(later, 'config') };
      const make = async () => {
        await mkdir(later);
        await writeFile(variables.AWS_CONFIG_FILE, '[default]\n');
      };
      await changedBy(variables, make);
      await changedBy(variables, () => rm(later, { recursive: true }));
      await changedBy(variables, make);
    });

    test('says nothing while nothing changes, nor after it was disposed', async () => {
      await writeFile(config(), '[default]\n');
      let told = 0;
      const watch = watchSharedConfig(env, () => told++, 20);
      await firstLook();
      watch.dispose();
      await changedBy(env, () => writeFile(config(), '[other]\n'));
      assert.equal(told, 0);
    });
  });
});
