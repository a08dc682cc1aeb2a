// Keyless and pinned terminals, a guard's question and folders of their own in a Japanese window: every text is Japanese.
import assert from 'node:assert/strict';
import { needs } from '../support/needs.ts';
import { arnOf, Desk, sessionOf } from './driver/desk.ts';
import { eventually } from './driver/eventually.ts';
import type { Workbench } from './driver/workbench.ts';

const identity = 'rolecall.identity';

suite('terminals in a Japanese window, in a real VS Code', () => {
  needs('vscode-host', 'aws-cli', 'linux');
  let desk: Desk;
  let workbench: Workbench;

  suiteSetup(async () => {
    desk = await Desk.open({
      locale: 'ja',
      folders: ['one', 'two'],
      settings: {
        'rolecall.terminal.mode': 'keyless',
        'rolecall.guards': [{ match: { role: 'S3Full' }, label: '本番', confirm: true }],
      },
    });
    ({ workbench } = desk);
  });
  suiteTeardown(() => desk?.close());

  const clear = () => workbench.command('Notifications: Clear All Notifications');
  const explanation = async () => {
    await clear();
    await workbench.command('Rolecall: ここで有効な ID は?');
    return workbench.notifications.waitFor(/ターミナル/);
  };

  test('the profile is asked for, and the role is in force', async () => {
    await workbench.command('Rolecall: ロールを引き受ける…');
    await workbench.quickInput.type(arnOf('S3ListBucketOnly'));
    await workbench.quickInput.choose(/S3ListBucketOnly/);
    await workbench.quickInput.waitFor('セッション名');
    await workbench.quickInput.answer('MySession');
    await workbench.dialog.waitFor('キーレスターミナルには、AWS の設定に空のプロファイル「rolecall」が必要です。');
    await workbench.dialog.waitFor('コピーを使用');
    await workbench.screenshot('ja-terminals-1-consent');
    await workbench.dialog.press('プロファイルを追加');
    await workbench.notifications.waitFor('新しいターミナルでもこの ID が有効です。');
    await desk.openTerminal('one');
    assert.equal(await desk.whoIsTheTerminal(), sessionOf('S3ListBucketOnly'));
    assert.equal(
      await explanation(),
      'このターミナルでは、現在の ID である S3ListBucketOnly/MySession (キーレス) が有効です。',
    );
    await workbench.screenshot('ja-terminals-2-keyless');
  });

  test('a guard asks before a pinned terminal, which is then told to be one', async () => {
    const before = await workbench.page.locator('.terminal-wrapper').count();
    for (const answer of ['キャンセル', 'ターミナルを開く']) {
      await workbench.command('Rolecall: ロールとしてターミナルを開く…');
      await workbench.quickInput.type(arnOf('S3Full'));
      await workbench.quickInput.choose(/S3Full/);
      await workbench.dialog.waitFor('S3Full (本番) のターミナルを開きますか?');
      await workbench.screenshot('ja-terminals-3-guard');
      // VS Code's own button is English here, where there is no language pack.
      await workbench.dialog.press(answer === 'キャンセル' ? 'Cancel' : answer);
      if (answer === 'キャンセル') assert.equal(await workbench.page.locator('.terminal-wrapper').count(), before);
    }
    await workbench.terminal.waitFor('このターミナルの ID は S3Full/');
    assert.match(
      await explanation(),
      /^このターミナルは S3Full\/\S+ \(キーレス\) として開かれ、現在の ID が変わってもそのままです。/,
    );
    await workbench.screenshot('ja-terminals-4-pinned');
  });

  test('a folder has an identity of its own', async () => {
    await workbench.command('Rolecall: フォルダーのターミナルの環境を設定…');
    await workbench.quickInput.waitFor('フォルダーのターミナルの環境を設定');
    await workbench.quickInput.choose('two');
    await workbench.notifications.waitFor(
      'フォルダー「two」の新しいターミナルの ID は S3ListBucketOnly/MySession です。',
    );
    await workbench.statusBarItem(identity).waitForTooltip('フォルダー two: S3ListBucketOnly/MySession');
    await workbench.screenshot('ja-terminals-5-folder');
    // VS Code's own words stay English without a language pack.
    await workbench.command('Rolecall: Focus on ターミナル View');
    const rows = await eventually(
      'the folder and the terminals in the view',
      async () =>
        (await workbench.tree('ターミナル').rows()).map(({ label, description }) => `${label}: ${description}`),
      (shown) => shown.length >= 3,
    );
    await workbench.screenshot('ja-terminals-6-view');
    assert.equal(rows[0], 'two の新しいターミナル: S3ListBucketOnly/MySession');
    assert.ok(
      rows.some((row) => /S3Full\/\S+ \(キーレス\) \(固定\)/.test(row)),
      rows.join('\n'),
    );
  });

  test('a token that has ended is told', async () => {
    await workbench.command('Rolecall: ソースの ID に戻る');
    await workbench.statusBarItem(identity).waitForText('AssumeRoleUser');
    await workbench.command('Terminal: Kill the Active Terminal Instance');
    const told = await eventually('what is told of the other terminal', explanation, (text) =>
      text.includes('終了しました'),
    );
    assert.equal(
      told,
      'このターミナルの ID は終了しました (S3ListBucketOnly/MySession (キーレス))。続けるには、開き直してください。',
    );
    await workbench.screenshot('ja-terminals-7-ended');
  });
});
