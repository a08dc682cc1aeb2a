// Keyless terminals with a copy of the config file, and Forget Everything, with all there is to forget: counted before
// and after, and nothing of the person's is touched.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { arnOf, Desk, ownConfig, sessionOf, user } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import { addAccessKey, addBucket, bucketTree, identity, waitUntilGone, waitUntilKept } from './driver/rolecall.ts';
import type { Workbench } from './driver/workbench.ts';

suite('forget everything, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;
  let isOldCli: boolean;

  suiteSetup(async () => {
    desk = await Desk.open({ settings: { 'rolecall.terminal.mode': 'keyless' } });
    ({ workbench } = desk);
    const { accessKeyId, secretAccessKey } = desk.account;
    appendFileSync(
      path.join(workbench.folders.home, '.aws/credentials'),
      `[other]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    appendFileSync(
      path.join(workbench.folders.home, '.aws/config'),
      `[profile full]\nrole_arn = ${arnOf('S3Full')}\nrole_session_name = MySession\nsource_profile = other\n`,
    );
  });
  suiteTeardown(() => desk?.close());

  /** The bytes of what is the person's: settings, files of AWS, the workspace. */
  function files(): Record<string, string> {
    const { home, userDataDir, workspace } = workbench.folders;
    const folders = [path.join(userDataDir, 'User'), path.dirname(machine()), path.join(home, '.aws'), workspace];
    const own = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(
          (entry) => entry.isFile() && !entry.parentPath.includes('Storage') && !entry.parentPath.includes('History'),
        )
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
    return Object.fromEntries(own.sort().map((file) => [file, readFileSync(file).toString('base64')]));
  }
  /** The window's server counts as another machine, and so are its settings: saved roles lie there. */
  const machine = () => path.join(workbench.folders.userDataDir, 'Machine/settings.json');
  const copy = () => path.join(workbench.folders.userDataDir, 'User/globalStorage/rolecall.rolecall/keyless/config');

  async function askForRole(): Promise<void> {
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.type('arn:aws:iam::012345678901:role/S3ListBucketOnly');
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.quickInput.waitFor('Session Name');
    await workbench.quickInput.answer('MySession');
    await workbench.dialog.waitFor('Keyless terminals need an empty profile "rolecall" in your AWS configuration.');
  }

  test('a key, a session, a saved role, a bucket, an agreement and a copy of the config file are there', async () => {
    await addAccessKey(workbench, desk.account);
    await workbench.notifications.waitFor('You are AssumeRoleUser');
    await workbench.command('Rolecall: Choose Source…');
    await workbench.quickInput.choose('default');
    await identity(workbench).waitForText('AssumeRoleUser');
    await askForRole();
    await workbench.dialog.press('Use a Copy');
    await workbench.notifications.waitFor('New terminals are too.');
    await workbench.command('Rolecall: Save Role…');
    await workbench.quickInput.waitFor('Save Role');
    await workbench.quickInput.answer('Kept');
    await eventually(
      'a saved role',
      async () => (existsSync(machine()) ? readFileSync(machine(), 'utf8') : ''),
      (text) => text.includes('"Kept"'),
    );
    await bucketTree(workbench);
    await addBucket(workbench, 'test-bucket-012345678901');
    await workbench.tree('Buckets').waitForRow('test-bucket-012345678901');
    isOldCli = (await desk.openTerminal()) !== undefined;
    assert.match(await desk.variable('AWS_CONTAINER_CREDENTIALS_FULL_URI'), /^http:/);
    assert.equal(await desk.variable('AWS_CONFIG_FILE'), copy());
    await waitUntilKept(workbench, 'rolecall.keylessProfileConsent');
  });

  test('in a terminal with the copy the CLI is the role, and other profiles are who they were', async () => {
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    const whoIs = async (profile: string) =>
      JSON.parse(await workbench.terminal.run(`aws sts get-caller-identity --profile ${profile}`, 60_000)).Arn;
    assert.equal(await whoIs('other'), user);
    // Debian's old CLI v2 would ask AWS itself for the role.
    if (!isOldCli) assert.equal(await whoIs('full'), sessionOf('S3Full'));
  });

  test('what a command writes to the copy is carried over, and told', async () => {
    await workbench.terminal.run('aws configure set region eu-west-1 --profile new', 60_000);
    const told = await workbench.notifications.waitFor('wrote to the copy of your AWS config file');
    assert.match(told, /Carried over to \S+\/\.aws\/config: \[profile new\]/);
    assert.match(desk.config(), /^\[profile new\]\nregion = eu-west-1$/m);
    assert.doesNotMatch(desk.config(), /\[profile rolecall\]/);
    const before = readFileSync(copy(), 'utf8');
    await workbench.terminal.run('aws configure set role_arn made-up --profile rolecall', 60_000);
    assert.match(
      await workbench.notifications.waitFor('could not be carried over'),
      /could not be carried over and stands in \S+\/keyless\/config: \[profile rolecall\] role_arn/,
    );
    assert.doesNotMatch(desk.config(), /made-up/);
    await workbench.screenshot('keyless-copy');
    // With what stands there alone the copy would be kept, also where everything is forgotten.
    writeFileSync(copy(), before);
  });

  test('all of it goes, which is told with counts; settings and files stay as they were', async () => {
    const before = files();
    assert.deepEqual(
      Object.keys(before)
        .map((file) => path.basename(file))
        .filter((name) => ['settings.json', 'config', 'credentials'].includes(name))
        .sort(),
      ['config', 'credentials', 'settings.json', 'settings.json', 'settings.json'],
    );
    await workbench.command('Rolecall: Forget Everything');
    assert.match(
      await workbench.notifications.waitFor('Forgotten:'),
      /^Forgotten: access keys 1, sessions 1, other secrets \d+, buckets 1\. Left: 0\. Your settings and files are as they were\.$/,
    );
    await workbench.screenshot('forget-everything');
    assert.deepEqual(files(), before);
    assert.match(readFileSync(machine(), 'utf8'), /"Kept"/);
    assert.equal(existsSync(copy()), false);
    for (const key of ['keylessProfileConsent', 'test-bucket-012345678901', 'S3ListBucketOnly']) {
      await waitUntilGone(workbench, key);
    }
  });

  test('the terminal that was open is nobody', async () => {
    assert.doesNotMatch(await desk.whoIsTheTerminal(), /arn:aws/);
  });

  test('new terminals get nothing', async () => {
    await desk.openTerminal();
    await hasNothing();
  });

  async function hasNothing(): Promise<void> {
    const names = await workbench.terminal.run("env | grep -oE '^(AWS|ROLECALL)_[A-Z0-9_]+' | sort | xargs");
    // What the tests set for every program.
    const others = names.split(' ').filter((name) => !/^AWS_(?:PAGER|EC2_METADATA_DISABLED|SDK_JS_\w+)$/.test(name));
    assert.deepEqual(others, []);
  }

  test('what was agreed to is asked again', async () => {
    await askForRole();
    await workbench.dialog.press('Cancel');
    assert.equal(existsSync(copy()), false);
  });

  test('no copy is made of a file that holds a secret: the reason is told, and new terminals get nothing', async () => {
    const config = path.join(workbench.folders.home, '.aws/config');
    writeFileSync(config, `${ownConfig(desk.account.endpoint)}# aws_secret_access_key = made-up\n`);
    await askForRole();
    await workbench.dialog.press('Use a Copy');
    assert.match(
      await workbench.notifications.waitFor('the config file seems to hold a secret'),
      /^You are S3ListBucketOnly.*\(line 4\), so no copy of it is made\. Let Rolecall add its profile to the file instead\./,
    );
    assert.equal(existsSync(copy()), false);
    await desk.openTerminal();
    await hasNothing();
  });

  test('a profile of that name that is the person’s own stays theirs: the reason is told, and new terminals get nothing', async () => {
    const own = `${ownConfig(desk.account.endpoint)}[profile rolecall]\nregion = eu-west-1\n`;
    writeFileSync(path.join(workbench.folders.home, '.aws/config'), own);
    await desk.assume('S3Full');
    assert.match(
      await workbench.notifications.waitFor('there is a profile "rolecall"'),
      /^You are S3Full.*in the config file already, and it is not one that Rolecall made\./,
    );
    assert.equal(desk.config(), own);
    await desk.openTerminal();
    await hasNothing();
  });
});
