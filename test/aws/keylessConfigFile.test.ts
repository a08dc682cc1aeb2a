import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KeylessConfigFile } from '../../src/aws/keylessConfigFile.ts';
import { addKeylessProfile } from '../../src/core/keylessProfile.ts';

const own = '[default]\r\nregion = us-east-1\r\n# keep\r\n';
const withProfile = (config: string) => {
  const edit = addKeylessProfile({ config, credentials: '' });
  assert.ok('text' in edit);
  return edit.text;
};

suite('aws/keylessConfigFile', () => {
  let home: string;
  let folder: string;
  let config: string;
  let file: KeylessConfigFile;
  setup(() => {
    home = mkdtempSync(path.join(tmpdir(), 'rolecall-config-'));
    folder = path.join(home, 'storage/keyless');
    config = path.join(home, '.aws/config');
    mkdirSync(path.dirname(config));
    file = new KeylessConfigFile({}, folder, home);
  });
  teardown(() => rmSync(home, { recursive: true, force: true }));
  const text = (name = config) => readFileSync(name, 'utf8');
  const mode = (name: string) => statSync(name).mode & 0o777;
  const copy = () => path.join(folder, 'config');

  test('nobody is written to before somebody is asked', async () => {
    writeFileSync(config, own);
    assert.deepEqual(await file.place(undefined), { kind: 'ask', file: config });
    assert.equal(text(), own);
  });

  test('with consent the profile is added, and taken out to the last character', async () => {
    writeFileSync(config, own, { mode: 0o640 });
    chmodSync(config, 0o640);
    assert.deepEqual(await file.place(true), { kind: 'own' });
    assert.equal(text(), withProfile(own));
    if (process.platform !== 'win32') assert.equal(mode(config), 0o640);
    assert.deepEqual(await file.place(undefined), { kind: 'own' });
    assert.deepEqual(await file.remove(), { kind: 'removed' });
    assert.equal(text(), own);
    assert.deepEqual(await file.remove(), { kind: 'absent' });
  });

  test('where there is no file, one is made that its owner alone may read', async () => {
    rmSync(path.dirname(config), { recursive: true });
    assert.deepEqual(await file.place(true), { kind: 'own' });
    assert.equal(text(), withProfile(''));
    if (process.platform !== 'win32') assert.equal(mode(config), 0o600);
  });

  suite('a file that cannot be written', () => {
    // So long a name leaves no room for the file beside it that becomes the new one, whoever runs this.
    const name = 'c'.repeat(240);
    setup(() => {
      config = path.join(home, name);
      file = new KeylessConfigFile({ AWS_CONFIG_FILE: config }, folder, home);
    });

    test('with consent a copy does', async () => {
      writeFileSync(config, own);
      assert.deepEqual(await file.place(true), { kind: 'copy', file: copy() });
      assert.equal(text(), own);
      assert.equal(text(copy()), withProfile(own));
    });

    test('where no copy may be made either, the reason is that it cannot be written', async () => {
      writeFileSync(config, `${own}[profile other]\r\naws_secret_access_key = made-up\r\n`);
      const place = await file.place(true);
      assert.equal(place.kind, 'refused');
      assert.deepEqual([place.problem.code, 'file' in place.problem && place.problem.file], ['not-writable', config]);
      assert.deepEqual(readdirSync(home).sort(), ['.aws', name]);
    });
  });

  test('a link stays one', async () => {
    if (process.platform === 'win32') return;
    const real = path.join(home, 'dotfiles');
    writeFileSync(real, own);
    symlinkSync(real, config);
    await file.place(true);
    assert.equal(text(real), withProfile(own));
    assert.equal(statSync(config).ino, statSync(real).ino);
  });

  test('without consent a copy is made, and the file is not touched', async () => {
    writeFileSync(config, own);
    assert.deepEqual(await file.place(false), { kind: 'copy', file: copy() });
    assert.equal(text(), own);
    assert.equal(text(copy()), withProfile(own));
    if (process.platform !== 'win32') assert.equal(mode(copy()), 0o600);
    assert.deepEqual(await file.remove(), { kind: 'removed' });
    assert.throws(() => text(copy()));
  });

  test('the copy follows the file', async () => {
    writeFileSync(config, own);
    await file.place(false);
    writeFileSync(config, `${own}[profile b]\r\n`);
    await file.place(false);
    assert.equal(text(copy()), withProfile(`${own}[profile b]\r\n`));
  });

  test('what the CLI writes to the copy is carried over', async () => {
    writeFileSync(config, own);
    await file.place(false);
    writeFileSync(copy(), withProfile(own).replace('us-east-1', 'eu-west-1'));
    const carried = await file.carryOver();
    assert.deepEqual(carried, {
      kind: 'carried',
      file: config,
      changes: [{ kind: 'changed', section: 'default', key: 'region' }],
    });
    assert.equal(text(), own.replace('us-east-1', 'eu-west-1'));
    assert.deepEqual(await file.carryOver(), { kind: 'nothing' });
  });

  test('where both were written to, the copy is left as it is', async () => {
    writeFileSync(config, own);
    await file.place(false);
    const written = withProfile(own).replace('us-east-1', 'eu-west-1');
    writeFileSync(copy(), written);
    writeFileSync(config, `${own}[profile b]\r\n`);
    assert.equal((await file.carryOver()).kind, 'left');
    assert.deepEqual(await file.place(false), { kind: 'copy', file: copy() });
    assert.equal(text(copy()), written);
    assert.equal(text(), `${own}[profile b]\r\n`);
  });

  test('forgotten with everything else, the copy goes and the file is not touched', async () => {
    writeFileSync(config, own);
    await file.place(false);
    await file.forgetCopy();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(text(), own);
    await file.forgetCopy();
  });

  test('a copy that alone holds what was written to it is not forgotten', async () => {
    writeFileSync(config, own);
    await file.place(false);
    const written = withProfile(own).replace('us-east-1', 'eu-west-1');
    writeFileSync(copy(), written);
    await file.forgetCopy();
    assert.equal(text(copy()), written);
    assert.equal(text(), own);
  });

  test('no copy of a secret, no text that is not UTF-8, no name of somebody else', async () => {
    writeFileSync(config, `${own}aws_secret_access_key = not-a-secret\r\n`);
    assert.deepEqual(await file.place(false), { kind: 'refused', problem: { code: 'holds-secret', line: 4 } });
    writeFileSync(config, Buffer.from([0x5b, 0xff, 0x5d]));
    assert.deepEqual(await file.place(true), { kind: 'refused', problem: { code: 'not-utf8', file: config } });
    writeFileSync(config, '[profile rolecall]\n');
    assert.deepEqual(await file.place(true), { kind: 'refused', problem: { code: 'name-taken', file: 'config' } });
  });

  test('a byte order mark stays', async () => {
    writeFileSync(config, `\uFEFF${own}`);
    const before = readFileSync(config);
    const placed = await file.place(true);
    if (placed.kind === 'own') await file.remove();
    assert.deepEqual(readFileSync(config), before);
  });
});
