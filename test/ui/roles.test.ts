// Every way to a role as a person goes it: the roles view, the options form, recent roles, an explained profile, guards
// and what a workspace proposes. The practice account runs beside VS Code, so that the test knows its MFA seed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { needs } from '../support/needs.ts';
import { eventually } from './driver/eventually.ts';
import type { TreeRow } from './driver/tree.ts';
import { Workbench, type WorkbenchOptions } from './driver/workbench.ts';

const roleArn = (name: string) => `arn:aws:iam::012345678901:role/${name}`;
const bucket = 'test-bucket-012345678901';

/** In minutes: long enough for a slow machine to look at the role before it is left. */
const unusedRule = { match: { role: 'NeedsMfa' }, leaveAfterMinutes: 0.4 };

/** A home with profiles that lead to the practice account, and a workspace that proposes a role. */
class Place {
  readonly home = mkdtempSync(path.join(os.tmpdir(), 'rolecall-home-'));
  readonly workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-workspace-'));

  constructor({ endpoint, accessKeyId, secretAccessKey }: PracticeAccount) {
    const at = `endpoint_url = ${endpoint}\nregion = ap-northeast-1\n`;
    mkdirSync(path.join(this.home, '.aws'));
    writeFileSync(
      path.join(this.home, '.aws/config'),
      `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${at}` +
        `[profile first]\nrole_arn = ${roleArn('FirstHop')}\nsource_profile = default\nrole_session_name = MySession\n${at}` +
        `[profile second]\nrole_arn = ${roleArn('SecondHop')}\nsource_profile = first\nduration_seconds = 7200\n${at}` +
        `[profile broken]\nrole_arn = ${roleArn('FirstHop')}\nsource_profile = gone\n${at}`,
    );
    mkdirSync(path.join(this.workspaceFolder, '.vscode'));
    writeFileSync(
      path.join(this.workspaceFolder, '.vscode/settings.json'),
      JSON.stringify({
        'rolecall.roles': [
          { name: 'For the team', roleArn: roleArn('S3Full'), durationSeconds: 1800, sourceProfile: 'broken' },
        ],
      }),
    );
  }

  open(options: Partial<WorkbenchOptions> = {}): Promise<Workbench> {
    const { home, workspaceFolder } = this;
    return Workbench.open({ home, workspaceFolder, viewport: { width: 1100, height: 1400 }, ...options });
  }

  remove(): void {
    for (const folder of [this.home, this.workspaceFolder]) rmSync(folder, { recursive: true, force: true });
  }
}

/** `level label description`, one a row. */
async function rows(workbench: Workbench): Promise<string[]> {
  const seen = await workbench.tree('Roles').rows();
  return seen.map((row: TreeRow) => `${row.level} ${row.label} ${row.description}`.trim());
}

function waitForRows(workbench: Workbench, ...expected: readonly RegExp[]): Promise<string[]> {
  return eventually(
    `rows ${expected.join(', ')}`,
    () => rows(workbench),
    (seen) => expected.every((pattern) => seen.some((row) => pattern.test(row))),
  );
}

/** Opens the options of a role whose ARN is typed. */
async function openOptions(workbench: Workbench, arn: string): Promise<void> {
  await workbench.command('Rolecall: Assume Role with Options…');
  await workbench.quickInput.waitFor('Assume Role');
  await workbench.quickInput.type(arn);
  await workbench.quickInput.choose(arn.slice(arn.lastIndexOf('/') + 1));
  await workbench.quickInput.waitFor('Assume Role with Options');
}

async function fill(workbench: Workbench, option: string, title: string, text: string): Promise<void> {
  await workbench.quickInput.choose(option);
  await workbench.quickInput.waitFor(title);
  await workbench.quickInput.answer(text);
  await workbench.quickInput.waitFor('Assume Role with Options');
}

async function optionValue(workbench: Workbench, option: string): Promise<string | undefined> {
  return (await workbench.quickInput.items()).find(({ label }) => label === option)?.description;
}

suite('roles, in a real VS Code', () => {
  needs('vscode-host');
  let practice: PracticeAccount;
  let place: Place;
  let workbench: Workbench;
  const identity = () => workbench.statusBarItem('rolecall.identity');

  suiteSetup(async () => {
    practice = await startPracticeAccount();
    place = new Place(practice);
    workbench = await place.open({
      settings: {
        'rolecall.guards': [
          { match: { role: 'S3Full' }, label: 'PROD', icon: 'flame', background: 'error', confirm: true },
          { match: { profile: 'first' }, durationSeconds: 1800 },
        ],
      },
    });
    await identity().waitForText('AssumeRoleUser');
    await workbench.command('View: Show Rolecall');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    place?.remove();
    await practice?.close();
  });

  test('the view shows who we are, the profiles, and what the workspace proposes', async () => {
    assert.deepEqual(await waitForRows(workbench, /^1 AssumeRoleUser/, /^2 For the team/), [
      '1 AssumeRoleUser 012345678901 · current',
      '1 Profiles',
      '2 default source',
      '2 first 012345678901 · FirstHop',
      '2 second 012345678901 · SecondHop',
      '2 broken 012345678901 · FirstHop',
      '1 Proposed by the workspace',
      `2 For the team 012345678901 · ${path.basename(place.workspaceFolder)}`,
    ]);
  });

  test('a role with MFA by the options form: checked while typing, a wrong code asked again', async () => {
    await openOptions(workbench, roleArn('NeedsMfa'));
    await workbench.quickInput.choose('Session name');
    await workbench.quickInput.waitFor('Session Name');
    await workbench.quickInput.type('My Session');
    await workbench.quickInput.waitForValidationMessage('A session name has no spaces.');
    await workbench.quickInput.answer('MySession');
    await workbench.quickInput.waitFor('Assume Role with Options');

    await workbench.quickInput.choose('External id');
    await workbench.quickInput.waitFor('External Id');
    await workbench.quickInput.type('given up');
    await workbench.quickInput.press('Back');
    await workbench.quickInput.waitFor('Assume Role with Options');
    assert.equal(await optionValue(workbench, 'External id'), 'none');

    await workbench.quickInput.choose('MFA device');
    await workbench.quickInput.waitFor('MFA Device');
    await workbench.quickInput.type(practice.mfaSerial);
    await workbench.quickInput.choose(practice.mfaSerial);
    await workbench.quickInput.waitFor('Assume Role with Options');
    await fill(workbench, 'Duration', 'Duration', '1800');
    await workbench.screenshot('roles-options-dark');
    assert.equal(await optionValue(workbench, 'Duration'), '1800 seconds');

    await workbench.quickInput.choose('Assume NeedsMfa');
    await workbench.quickInput.waitFor('MFA Code');
    await workbench.quickInput.answer('000000');
    await workbench.quickInput.waitForValidationMessage('AWS did not take that code.');
    await workbench.quickInput.answer(totpCode(practice.totpSeed, Date.now()));
    await identity().waitForText('NeedsMfa');
  });

  test('session policies: only one bucket, read only, and none again', async () => {
    await openOptions(workbench, roleArn('S3ListBucketOnly'));
    await workbench.quickInput.choose('Session policy');
    await workbench.quickInput.waitFor('Session Policy');
    await workbench.quickInput.choose('Read only');
    await workbench.quickInput.waitFor('Assume Role with Options');
    assert.equal(await optionValue(workbench, 'Session policy'), 'read only');
    assert.equal(await optionValue(workbench, 'Managed policies'), 'arn:aws:iam::aws:policy/ReadOnlyAccess');
    await workbench.quickInput.choose('Session policy');
    await workbench.quickInput.choose('Only this bucket');
    await workbench.quickInput.waitFor('Only This Bucket');
    await workbench.quickInput.answer(bucket);
    await workbench.quickInput.waitFor('Assume Role with Options');
    assert.equal(await optionValue(workbench, 'Session policy'), `only the bucket ${bucket}`);
    assert.equal(await optionValue(workbench, 'Managed policies'), 'none');
    await fill(workbench, 'Tags', 'Tags', 'team=blue');
    assert.equal(await optionValue(workbench, 'Tags'), 'team=blue');
    await fill(workbench, 'Tags', 'Tags', '');
    await workbench.quickInput.choose('Assume S3ListBucketOnly');
    await identity().waitForText('S3ListBucketOnly');
  });

  test('one hop further from the current role; the view shows the chain', async () => {
    await workbench.tree('Roles').click('first');
    await identity().waitForText('FirstHop');
    await openOptions(workbench, roleArn('SecondHop'));
    await fill(workbench, 'Session name', 'Session Name', 'Further');
    await workbench.quickInput.choose('Start from');
    await workbench.quickInput.waitFor('Start From');
    await workbench.quickInput.choose('FirstHop');
    await workbench.quickInput.waitFor('Assume Role with Options');
    await workbench.quickInput.choose('Assume SecondHop');
    await identity().waitForText('SecondHop');
    await waitForRows(
      workbench,
      /^1 profile default$/,
      /^2 → FirstHop until \d\d:\d\d.* · 012345678901$/,
      /^3 → SecondHop until \d\d:\d\d.* · 012345678901 · current$/,
    );
    const current = await workbench.tree('Roles').waitForRow('→ SecondHop');
    assert.match(current.ariaLabel, /^role SecondHop, account 012345678901, until .*, current/);
    await workbench.screenshot('roles-chain-dark');
    await workbench.page.locator('.monaco-list-row[aria-label^="role SecondHop, account"]').first().hover();
    const hover = workbench.page.locator('.workbench-hover:visible').last();
    const tooltip = await eventually(
      'the tooltip of the current role',
      () => hover.innerText(),
      (text) => text.includes('UserId'),
    );
    await workbench.screenshot('roles-tooltip-dark');
    for (const expected of [
      /Role: arn:aws:iam::012345678901:role\/SecondHop/,
      /Session name: Further/,
      /UserId: AROA[A-Z0-9]{17}:Further/,
      /Ends: /,
    ]) {
      assert.match(tooltip.replaceAll('\u00a0', ' '), expected);
    }
    await workbench.page.mouse.move(0, 0);
  });

  test('the last roles come first, the current one behind them, so that Enter goes back', async () => {
    await workbench.command('Rolecall: Assume Role…');
    await workbench.quickInput.waitFor('Assume Role');
    const items = await workbench.quickInput.items();
    assert.deepEqual(
      items.slice(0, 4).map(({ label }) => label),
      ['first', 'S3ListBucketOnly', 'NeedsMfa', 'SecondHop'],
    );
    assert.equal(items[0]?.description, '012345678901 · FirstHop');
    assert.equal(items[3]?.description, 'current · 012345678901 · profile first');
    await workbench.screenshot('roles-recent-dark');
    await workbench.quickInput.accept();
    await identity().waitForText('FirstHop');
  });

  test('a profile is explained before any call, and its problem opens the file at the line', async () => {
    await workbench.command('Rolecall: Explain Profile…');
    await workbench.quickInput.waitFor('Explain Profile');
    await workbench.quickInput.choose('second');
    await waitForRows(
      workbench,
      /^3 Access key of the profile default/,
      /^3 → FirstHop 012345678901/,
      /^4 Session name [\w+=,.@-]{2,64}$/,
      /^4 Lasts 1800 seconds by a guard · 43200 at most$/,
      /^3 → SecondHop 012345678901/,
      /^4 Lasts 7200 seconds 3600 at most, since a role asks for it$/,
      /^4 AWS refuses more than 3,600 seconds to a role that is assumed by a role\./,
    );
    await workbench.screenshot('roles-explained-dark');
    await workbench.command('Rolecall: Explain Profile…');
    await workbench.quickInput.waitFor('Explain Profile');
    await workbench.quickInput.choose('broken');
    const problem = /The profile "broken" names a source_profile that does not exist\./;
    await workbench.tree('Roles').click(problem);
    await eventually(
      'the config file at the line',
      async () =>
        `${await workbench.editor.title()} ${await workbench.page.locator('.editor-status-selection, [id="status.editor.selection"]').first().innerText()}`,
      (text) => /^config Ln 20,/.test(text),
    );
  });

  test('a role that the workspace proposes is asked about by name, once; its guard asks before terminals', async () => {
    await workbench.command('View: Show Rolecall');
    await workbench.tree('Roles').click('For the team');
    const asked = await workbench.dialog.waitFor('proposes?');
    assert.match(asked, /Assume the role "S3Full" that the workspace "rolecall-workspace-\w+" proposes\?/);
    assert.match(asked, /Account: 012345678901/);
    assert.match(asked, /Source: profile default/);
    assert.match(asked, /Also from the workspace:\s+Duration \(seconds\): 1800/);
    await workbench.screenshot('roles-proposed-dark');
    await workbench.dialog.press('Cancel');
    assert.match(await identity().text(), /FirstHop/);

    await workbench.tree('Roles').click('For the team');
    await workbench.dialog.waitFor('proposes?');
    await workbench.dialog.press('Assume Role');
    const guarded = await workbench.dialog.waitFor('in force in new terminals?');
    assert.match(guarded, /Put S3Full \(PROD\) in force in new terminals\?/);
    await workbench.dialog.press('Cancel');
    await workbench.notifications.waitFor('Terminals stay as they were.');
    await identity().waitForText(/PROD · S3Full/);
    assert.equal(await identity().background(), 'error');
    assert.ok((await identity().icons()).includes('flame'));
    assert.match(await identity().text(), /not in terminals/);
    await workbench.screenshot('roles-guarded-dark');
    assert.ok(!(await rows(workbench)).some((row) => row.startsWith('2 S3Full')), 'no recent role');
  });

  test('a guarded role goes in force once it was agreed to', async () => {
    await workbench.command('Rolecall: Set Terminal Environment');
    await workbench.dialog.waitFor('in force in new terminals?');
    await workbench.dialog.press('Set Terminal Environment');
    await workbench.notifications.waitFor('New terminals are S3Full/');
  });

  test('a role is saved; another one gets its name only after a question', async () => {
    const save = async (name: string) => {
      await workbench.command('Rolecall: Save Role…');
      await workbench.quickInput.waitFor('Save Role');
      await workbench.quickInput.answer(name);
    };
    const savedAs = (name: string, role: string) =>
      eventually(
        `${role} saved as ${name}`,
        async () => JSON.parse(readFileSync(path.join(workbench.folders.userDataDir, 'Machine/settings.json'), 'utf8')),
        ({ 'rolecall.roles': saved = [] }) =>
          saved.length === 1 && saved[0].name === name && saved[0].roleArn === roleArn(role),
      );
    await save('Mine');
    await savedAs('Mine', 'S3Full');
    await workbench.tree('Roles').click('first');
    await identity().waitForText('FirstHop');
    for (const [button, role] of [
      ['Cancel', 'S3Full'],
      ['Replace', 'FirstHop'],
    ] as const) {
      await save('Mine');
      const question = await workbench.dialog.waitFor('Replace the saved role Mine?');
      assert.ok(question.includes(`Saved: ${roleArn('S3Full')}`) && question.includes(`New: ${roleArn('FirstHop')}`));
      await workbench.dialog.press(button);
      await savedAs('Mine', role);
    }
    // What is saved already as it is needs no question.
    await save('Mine');
    await workbench.quickInput.waitForClose();
    await savedAs('Mine', 'FirstHop');
    assert.equal(await workbench.dialog.isOpen(), false);
  });

  test('the practice account goes in force in terminals as its guard has it', async () => {
    const file = path.join(workbench.folders.userDataDir, 'User/settings.json');
    const guards = [{ match: { account: '012345678901' }, label: 'CARE', confirm: true }];
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), 'rolecall.guards': guards }));
    await workbench.reload();
    await identity().waitForText('CARE · FirstHop');
    await workbench.command('Rolecall: Start Practice Account');
    const asked = await workbench.dialog.waitFor('in force in new terminals?');
    assert.match(asked, /Put AssumeRoleUser \(CARE\) in force in new terminals\?/);
    await workbench.dialog.press('Cancel');
    await workbench.notifications.waitFor('The practice account is running on this machine.');
    await identity().waitForText(/CARE · AssumeRoleUser.*not in terminals/);
    await workbench.command('Rolecall: Stop Practice Account');
    await workbench.notifications.waitFor('The practice account has stopped.');
    await workbench.command('Rolecall: Start Practice Account');
    await workbench.dialog.waitFor('in force in new terminals?');
    await workbench.dialog.press('Set Terminal Environment');
    await eventually(
      'the practice account in force',
      () => identity().text(),
      (text) => text.includes('AssumeRoleUser') && !text.includes('not in terminals'),
    );
  });
});

suite('roles, in Japanese and an untrusted workspace', () => {
  needs('vscode-host');
  let practice: PracticeAccount;
  let place: Place;
  let workbench: Workbench;

  suiteSetup(async () => {
    practice = await startPracticeAccount();
    place = new Place(practice);
    workbench = await place.open({
      locale: 'ja',
      colorTheme: 'light',
      workspaceTrust: true,
      settings: { 'rolecall.guards': [unusedRule] },
    });
    await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
    await workbench.command('View: Show Rolecall');
  });

  suiteTeardown(async () => {
    await workbench?.close();
    place?.remove();
    await practice?.close();
  });

  test('nothing that the workspace proposes is there', async () => {
    const tree = workbench.tree('ロール');
    await tree.waitForRow('プロファイル');
    const labels = (await tree.rows()).map(({ label }) => label);
    assert.ok(!labels.includes('ワークスペースの提案'));
    assert.ok(!labels.includes('For the team'));
  });

  test('a kept seed answers for the device', async () => {
    await workbench.command('Rolecall: MFA シードを保存…');
    await workbench.quickInput.waitFor('MFA デバイス');
    await workbench.quickInput.type(practice.mfaSerial);
    await workbench.quickInput.choose(practice.mfaSerial);
    await workbench.dialog.waitFor('のシードをこのマシンに保存しますか');
    await workbench.screenshot('roles-seed-light-ja');
    await workbench.dialog.press('シードを保存');
    await workbench.quickInput.waitFor('MFA シード');
    await workbench.quickInput.type('not a seed');
    await workbench.quickInput.waitForValidationMessage('シードに使われるのは');
    await workbench.quickInput.answer(`otpauth://totp/AWS:me?secret=${practice.totpSeed}&issuer=AWS`);
    await workbench.notifications.waitFor('のシードを保存しました');

    await workbench.command('Rolecall: オプションを指定してロールを引き受ける…');
    await workbench.quickInput.type(roleArn('NeedsMfa'));
    await workbench.quickInput.choose('NeedsMfa');
    await workbench.quickInput.waitFor('オプションを指定してロールを引き受ける');
    await workbench.quickInput.choose('MFA デバイス');
    await workbench.quickInput.choose(practice.mfaSerial);
    await workbench.quickInput.waitFor('オプションを指定してロールを引き受ける');
    await workbench.screenshot('roles-options-light-ja');
    await workbench.quickInput.choose('NeedsMfa を引き受ける');
    await workbench.statusBarItem('rolecall.identity').waitForText('NeedsMfa');
    await workbench.tree('ロール').waitForRow('→ NeedsMfa');
    await workbench.screenshot('roles-view-light-ja');
  });

  test('a role that is not used is left, and new terminals no longer have it', async () => {
    await workbench.notifications.waitFor('使われなかったため');
    await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
    assert.doesNotMatch(await workbench.statusBarItem('rolecall.identity').text(), /ターミナル/);
    await workbench.screenshot('roles-left-light-ja');
  });
});
