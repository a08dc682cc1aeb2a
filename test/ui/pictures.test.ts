// Everything that a person sees, state by state, in both languages: what can be said of it is asserted, and pictures of it
// go to out/pictures. With ROLECALL_ALL_PICTURES=1 each is taken in every theme, wide and narrow.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type Relay, startRelay } from '../fakes/relay.ts';
import { needs } from '../support/needs.ts';
import { Workbench } from './driver/workbench.ts';

const pictures = path.resolve('out/pictures');
const bucket = 'test-bucket-012345678901';
const roleArn = (role: string) => `arn:aws:iam::012345678901:role/${role}`;
const savedRoles = [
  { name: 'Bucket list', roleArn: roleArn('S3ListBucketOnly'), roleSessionName: 'MySession' },
  { name: 'S3 full', roleArn: roleArn('S3Full'), roleSessionName: 'MySession' },
  { name: 'Lent to somebody else', roleArn: roleArn('LentToSomebodyElse'), roleSessionName: 'MySession' },
];
const gates =
  'AWS does not say which gate is closed: your own policy must let you ask, and the trust policy of the role must lend it to you. A role that does not exist is denied in the same words.';
const unknownKey =
  'AWS does not know the access key {0}. It may be deleted, inactive, or mistyped: choose or add another one.';
const wide = { width: 1280, height: 800 };
const narrow = { width: 600, height: 800 };
const otherViews = [
  { theme: 'light', size: narrow },
  { theme: 'high-contrast', size: wide },
  { theme: 'high-contrast-light', size: narrow },
  // As it was.
  { theme: 'dark', size: wide },
] as const;
const everyView = (['light', 'high-contrast', 'high-contrast-light', 'dark'] as const).flatMap((theme) =>
  [narrow, wide].map((size) => ({ theme, size })),
);

interface State {
  readonly text: string | RegExp;
  readonly icon: string;
  readonly background?: 'warning' | 'error';
  readonly spoken: RegExp;
  /** Heading and value of each row of the tooltip. */
  readonly rows?: readonly (readonly [string, string | RegExp])[];
  readonly sentence?: string | RegExp;
  /** The first of the menu, which the tooltip offers as well. */
  readonly actions: readonly string[];
  /** What the menu says beside "Set Terminal Environment": who new terminals are, where that is somebody else. */
  readonly difference?: string;
  /** In other themes and widths too. */
  readonly everywhere?: boolean;
}

for (const locale of ['en', 'ja'] as const) {
  suite(`what a person sees (${locale})`, () => {
    needs('vscode-host', 'linux');
    const contributed = readTexts(locale === 'ja' ? 'package.nls.ja.json' : 'package.nls.json');
    const english = readTexts('package.nls.json');
    const titles = Object.entries(english).map(([key, title]) => [title, contributed[key] ?? title]);
    const translated: Readonly<Record<string, string>> =
      locale === 'ja' ? { ...Object.fromEntries(titles), ...readTexts('l10n/bundle.l10n.ja.json') } : {};
    const text = (written: string, ...values: string[]) =>
      values.reduce((told, value, n) => told.replaceAll(`{${n}}`, value), translated[written] ?? written);
    const title = (id: string) => contributed[`command.${id}`] ?? id;
    const command = (id: string) => workbench.command(`Rolecall: ${title(id)}`);
    const clear = () => workbench.command('Notifications: Clear All Notifications');

    let account: PracticeAccount;
    let relay: Relay;
    let scratch: string;
    let workbench: Workbench;
    const item = () => workbench.statusBarItem('rolecall.identity');
    const buckets = () => workbench.tree(contributed['view.buckets'] ?? '');
    const toast = (part: string) =>
      workbench.page.locator('.notification-toast:visible .notification-list-item', { hasText: part }).first();

    suiteSetup(async () => {
      mkdirSync(pictures, { recursive: true });
      scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-pictures-'));
      for (const folder of ['workspace', 'home/.aws', 'user-data/Machine']) {
        mkdirSync(path.join(scratch, folder), { recursive: true });
      }
      // The window's server counts as another machine: these settings are the machine's there.
      const machine = path.join(scratch, 'user-data/Machine/settings.json');
      writeFileSync(machine, JSON.stringify({ 'rolecall.roles': savedRoles }));
      account = await startPracticeAccount();
      relay = await startRelay(account.endpoint);
      workbench = await Workbench.open({
        workspaceFolder: path.join(scratch, 'workspace'),
        home: path.join(scratch, 'home'),
        userDataDir: path.join(scratch, 'user-data'),
        locale,
        settings: {
          'window.autoDetectColorScheme': true,
          'rolecall.terminal.follow': false,
          'rolecall.endpointUrl': relay.url,
        },
        env: { TZ: 'Asia/Tokyo' },
      });
      await workbench.setColorTheme('dark');
      await item().waitForText('AWS');
      await workbench.command('View: Show Rolecall');
    });

    suiteTeardown(async () => {
      await workbench?.close();
      await relay?.close();
      await account?.close();
      rmSync(scratch, { recursive: true, force: true });
    });

    /** Writes `~/.aws` as a person has it. */
    function configure(accessKeyId: string, more = ''): void {
      const config = `[default]\nregion = ap-northeast-1\n${more}\n[profile team-admin]\nrole_arn = ${roleArn('FirstHop')}\nsource_profile = default\n`;
      const keys = `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`;
      writeFileSync(path.join(scratch, 'home/.aws/config'), config);
      writeFileSync(path.join(scratch, 'home/.aws/credentials'), keys);
    }

    /** Takes the picture that `show` brings about, once or in every view. */
    async function picture(name: string, show: () => Promise<unknown> = async () => {}, everywhere = false) {
      await show();
      await workbench.screenshot(`${locale}-${name}`, pictures);
      const views = process.env.ROLECALL_ALL_PICTURES ? everyView : everywhere ? otherViews : [];
      for (const { theme, size } of views) {
        await workbench.setColorTheme(theme);
        await workbench.page.setViewportSize(size);
        await show();
        await workbench.screenshot(`${locale}-${name}-${theme}-${size.width}`, pictures);
      }
    }

    async function see(name: string, state: State): Promise<void> {
      await item().waitForText(state.text);
      assert.equal((await item().icons())[0], state.icon);
      assert.equal(await item().background(), state.background ?? 'none');
      assert.match(await item().ariaLabel(), state.spoken);

      await picture(`${name}-tooltip`, () => item().tooltip(), state.everywhere);
      const hover = workbench.page.locator('.workbench-hover:visible').last();
      const isCut = await hover
        .locator('.hover-contents, table, p, td')
        .evaluateAll((parts) =>
          (parts as unknown as { scrollWidth: number; clientWidth: number }[]).some(
            ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
          ),
        );
      assert.ok(!isCut, 'the tooltip is cut');
      const rows = await hover
        .locator('tbody tr')
        .evaluateAll((all) =>
          all.map((row) =>
            [...row.querySelectorAll('td')].map((cell) =>
              cell.innerText.trim().replaceAll('\u00a0', ' ').replaceAll('\u2060', ''),
            ),
          ),
        );
      const wanted = state.rows ?? [];
      assert.deepEqual(
        rows.map(([heading]) => heading),
        wanted.map(([heading]) => heading),
      );
      for (const [index, [, value]] of wanted.entries()) {
        const seen = rows[index]?.[1] ?? '';
        if (typeof value === 'string') assert.equal(seen, value);
        else assert.match(seen, value);
      }
      if (state.sentence !== undefined) {
        const said = await hover.locator('p').first().innerText();
        if (typeof state.sentence === 'string') assert.equal(said.trim(), state.sentence);
        else assert.match(said, state.sentence);
      }
      assert.deepEqual(await hover.locator('a').allInnerTexts(), state.actions);

      await workbench.page.mouse.move(0, 0);
      await workbench.page.keyboard.press('Escape');
      await item().click();
      await workbench.quickInput.waitFor();
      await picture(`${name}-menu`);
      const items = await workbench.quickInput.items();
      assert.deepEqual(
        items.slice(0, state.actions.length).map(({ label }) => label),
        state.actions,
      );
      const set = items.find(({ label }) => label === text('Set Terminal Environment'));
      assert.equal(set?.description ?? '', state.difference ?? '');
      // What a screen reader says is what stands there, without the icons.
      for (const { label, description, ariaLabel } of items) {
        assert.equal(ariaLabel, [label, description].filter(Boolean).join(', '));
      }
      await workbench.quickInput.cancel();
    }

    const identityRows = (userId: RegExp, arn: string) =>
      [
        ['UserId', userId],
        ['Account', '012345678901'],
        ['Arn', arn],
        [text('Region'), 'ap-northeast-1'],
      ] as const;
    const sessionRows = (role: string, session: string) =>
      identityRows(new RegExp(`^AROA\\w{17}:${session}$`), `arn:aws:sts::012345678901:assumed-role/${role}/${session}`);
    const chain = (arn: string) => [text('Chain'), `${text('profile {0}', 'default')}\n→ ${arn}`] as const;
    const time = /^\d{1,2}:\d{2}/;

    /** Assumes a role by its ARN, as one does for the first time. */
    async function assumeNew(role: string, session: string): Promise<void> {
      await command('assumeRole');
      await workbench.quickInput.type(roleArn(role));
      await workbench.quickInput.choose(roleArn(role));
      await workbench.quickInput.waitFor(text('Session Name'));
      await workbench.quickInput.answer(session);
    }

    /** Lets the next session end that much after it began. */
    function endAfter(ms: number): void {
      const expiration = () => new Date(Date.now() + ms).toISOString();
      relay.rewrite = (body) => body.replace(/<Expiration>[^<]*/, () => `<Expiration>${expiration()}`);
    }

    test('no identity', async () => {
      await see('01-none', {
        text: `AWS: ${text('no identity')}`,
        icon: 'circle-slash',
        spoken: /^AWS: /,
        sentence: text('No AWS credentials are configured. Choose what to start from.'),
        rows: [[text('New terminals'), text('as this machine is configured')]],
        actions: [text('Start Practice Account'), text('Add Access Key…'), text('Choose Source…')],
      });
    });

    test('checking, then offline', async () => {
      relay.network = 'hangs';
      configure(account.accessKeyId);
      await see('02-checking', {
        text: `AWS: ${text('checking identity')}`,
        icon: 'loading',
        spoken: /^AWS: /,
        sentence: text('Asking AWS who you are…'),
        rows: [[text('Source'), text('AWS default')]],
        actions: [text('Choose Source…'), text('Add Access Key…'), text('Check Identity Now')],
      });
      relay.network = 'drops';
      await see('03-offline', {
        text: `AWS: ${text('offline')}`,
        icon: 'debug-disconnect',
        spoken: /^AWS: /,
        sentence: /^http:\/\/127\.0\.0\.1:\d+ /,
        rows: [
          [text('Source'), text('AWS default')],
          [text('New terminals'), text('as this machine is configured')],
        ],
        actions: [text('Check Identity Now'), text('Choose Source…'), text('Add Access Key…')],
      });
      assert.match(await buckets().welcome(), new RegExp(title('checkIdentity')));
    });

    test('a source', async () => {
      relay.network = 'works';
      await command('checkIdentity');
      await item().waitForText('AssumeRoleUser');
      const row = await buckets().waitForRow(text('Not all buckets can be listed.'));
      assert.equal(row.label, text('Not all buckets can be listed.'));
      assert.match(row.ariaLabel, /user\/AssumeRoleUser.*s3:ListAllMyBuckets/);
      await see('04-source', {
        text: `AssumeRoleUser · 012345678901 · ${text('not in terminals')}`,
        icon: 'person',
        spoken: /AssumeRoleUser, 012345678901, /,
        rows: [
          ...identityRows(/^AIDA\w{17}$/, 'arn:aws:iam::012345678901:user/AssumeRoleUser'),
          [text('Source'), text('profile {0}', 'default')],
          [text('New terminals'), text('not this identity, but as this machine is configured')],
        ],
        actions: [text('Set Terminal Environment'), text('Assume Role…'), text('Copy ARN, Account or User Id')],
        difference: text('new terminals are as this machine is configured'),
      });
    });

    test('choosing a role, and a session name', async () => {
      await command('assumeRole');
      await workbench.quickInput.waitFor(text('Assume Role'));
      await picture('05-roles');
      assert.deepEqual(
        (await workbench.quickInput.items()).map(({ ariaLabel }) => ariaLabel),
        [
          `Bucket list, 012345678901, ${text('Saved roles')}`,
          'S3 full, 012345678901',
          'Lent to somebody else, 012345678901',
          `default, ${text('source')}, ${text('Profiles')}`,
          'team-admin, 012345678901 · FirstHop',
        ],
      );
      await workbench.quickInput.type('arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession');
      await picture('05-roles-wrong');
      await workbench.quickInput.type(roleArn('S3ListBucketOnly'));
      await picture('05-roles-typed');
      await workbench.quickInput.choose(roleArn('S3ListBucketOnly'));
      await workbench.quickInput.waitFor(text('Session Name'));
      await picture('06-session-name');
      await workbench.quickInput.type('My Session');
      await workbench.quickInput.waitForValidationMessage(text('A session name has no spaces.'));
      await picture('06-session-name-wrong');
      await workbench.quickInput.answer('MySession');
    });

    test('a role that is not in force in terminals, then is, by the link in the tooltip', async () => {
      await workbench.notifications.waitFor('S3ListBucketOnly');
      await picture('07-assumed');
      await clear();
      const end = [text('Ends'), time] as const;
      await see('08-role-different', {
        text: `S3ListBucketOnly · 012345678901 · ${text('{0} min', '60')} · ${text('not in terminals')}`,
        icon: 'key',
        spoken: /S3ListBucketOnly, 012345678901, /,
        rows: [
          ...sessionRows('S3ListBucketOnly', 'MySession'),
          chain(roleArn('S3ListBucketOnly')),
          end,
          [text('New terminals'), text('not this identity, but as this machine is configured')],
        ],
        actions: [text('Set Terminal Environment'), text('Assume Role…'), text('Return to Source Identity')],
        difference: text('new terminals are as this machine is configured'),
        everywhere: locale === 'en',
      });
      await item().tooltip();
      await workbench.page.locator('.workbench-hover:visible a', { hasText: text('Set Terminal Environment') }).click();
      await workbench.notifications.waitFor('S3ListBucketOnly/MySession');
      await picture('09-set');
      await clear();
      await see('10-role', {
        text: /^S3ListBucketOnly · 012345678901 · \d+ \S+$/,
        icon: 'key',
        spoken: /S3ListBucketOnly, 012345678901, /,
        rows: [
          ...sessionRows('S3ListBucketOnly', 'MySession'),
          chain(roleArn('S3ListBucketOnly')),
          end,
          [text('New terminals'), text('this identity: {0}', 'S3ListBucketOnly/MySession')],
        ],
        actions: [text('Assume Role…'), text('Return to Source Identity'), text('Renew Session Now')],
      });
    });

    test('the bucket tree, by keyboard alone', async () => {
      const { keyboard } = workbench.page;
      await buckets().waitForRow(text('Add a bucket by its name…'));
      await workbench.command(`Rolecall: Focus on ${contributed['view.buckets']} View`);
      await workbench.page.locator('.pane .monaco-list:focus').waitFor();
      // The first row says that no list may be had; behind this one are those that look for buckets elsewhere.
      await keyboard.press('Home');
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await workbench.quickInput.waitFor(text('Add Bucket'));
      await picture('11-add-bucket');
      await workbench.quickInput.answer(`s3://${bucket}/`);
      await buckets().waitForRow(bucket);
      await keyboard.press('Home');
      await keyboard.press('ArrowRight');
      await buckets().waitForRow('test.txt');
      await picture('12-tree');
      const labels = (await buckets().rows()).map(({ ariaLabel }) => ariaLabel);
      assert.ok(
        labels.includes(text('object {0}, {1}, {2}', 'test.txt', text('{0} bytes', '1002'), '2025-03-26 22:30:50')),
      );
      await keyboard.press('Shift+F10');
      assert.ok((await workbench.menu.items()).includes(title('removeBucket')));
      await picture('12-tree-menu');
      await workbench.menu.close();
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await workbench.notifications.waitFor('s3:GetObject');
      await picture('13-denied-object');
      assert.match((await toast('s3:GetObject').getAttribute('class')) ?? '', /\bexpanded\b/);
      await clear();
    });

    test('a denied role', async () => {
      await command('assumeRole');
      await workbench.quickInput.choose('Lent to somebody else');
      const told = await workbench.notifications.waitFor('sts:AssumeRole');
      await picture('14-denied-role');
      assert.ok(told.endsWith(text(gates)));
      assert.match((await toast('sts:AssumeRole').getAttribute('class')) ?? '', /\bexpanded\b/);
      await clear();
    });

    test('an object, and one whose name would be a link', async () => {
      account.put(bucket, 'test.txt', 'Hello.\n');
      account.put(bucket, '[x](command:rolecall.showLog) $(bug)', new Uint8Array([0, 1, 2]));
      await command('assumeRole');
      await workbench.quickInput.choose('S3 full');
      await item().waitForText('S3Full');
      await clear();
      await buckets().expand(bucket);
      await buckets().click('test.txt');
      await workbench.editor.waitForText('Hello.');
      await picture('15-preview');
      await buckets().click('[x]');
      await workbench.notifications.waitFor('$(bug)');
      await picture('15-no-text');
      assert.equal(await toast('$(bug)').locator('.notification-list-item-message a').count(), 0);
      assert.equal(await toast('$(bug)').locator('.notification-list-item-message .codicon').count(), 0);
      await clear();
    });

    test('a session that ends soon, and one that has ended', async () => {
      endAfter(4.5 * 60_000);
      await assumeNew('S3TestFolderOnly', 'Ends');
      await item().waitForText('S3TestFolderOnly');
      await clear();
      const inTerminals = [
        text('New terminals'),
        text('not this identity, but {0}', 'S3ListBucketOnly/MySession'),
      ] as const;
      await see('16-expiring', {
        text: /^S3TestFolderOnly · 012345678901 · .*[45]/,
        icon: 'warning',
        background: 'warning',
        spoken: /S3TestFolderOnly, 012345678901, .*[45]/,
        rows: [
          ...sessionRows('S3TestFolderOnly', 'Ends'),
          chain(roleArn('S3TestFolderOnly')),
          [text('Ends'), time],
          inTerminals,
        ],
        actions: [text('Set Terminal Environment'), text('Assume Role…'), text('Return to Source Identity')],
        difference: text('new terminals are {0}', 'S3ListBucketOnly/MySession'),
        everywhere: locale === 'en',
      });
      endAfter(10_000);
      await assumeNew('team/practice/S3ListUnderPath', 'Ended');
      await item().waitForText('S3ListUnderPath');
      // Where it can be renewed, it never ends.
      relay.network = 'drops';
      await item().waitForText(text('{0} expired', 'S3ListUnderPath'));
      await clear();
      await see('17-expired', {
        text: text('{0} expired', 'S3ListUnderPath'),
        icon: 'error',
        background: 'error',
        spoken: /S3ListUnderPath/,
        sentence: text('The session has ended. Renew it to go on.'),
        rows: [
          ...sessionRows('S3ListUnderPath', 'Ended'),
          chain(roleArn('team/practice/S3ListUnderPath')),
          [text('Ended'), time],
          [text('Not renewed'), /127\.0\.0\.1/],
          inTerminals,
        ],
        actions: [text('Renew Session Now'), text('Assume Role…'), text('Return to Source Identity')],
        everywhere: locale === 'en',
      });
      relay.network = 'works';
    });

    test('a name that would be a link, an icon, markup and a new row', async () => {
      const name = '[x](command:rolecall.showLog)|`y`$(bug)**b**\n| a | b |';
      relay.rewrite = (body) =>
        body.replace(/<Arn>[^<]*/, () => `<Arn>arn:aws:sts::012345678901:assumed-role/${name}/&lt;b&gt;z`);
      await assumeNew('FirstHop', 'Hostile');
      const told = await workbench.notifications.waitFor('$(bug)');
      assert.match(told, /\[x\] \(command:rolecall\.showLog\)/);
      assert.equal(await toast('$(bug)').locator('.notification-list-item-message a').count(), 0);
      await clear();
      await see('18-hostile', {
        text: '[x](command:rolecall.showLog)|`…',
        icon: 'key',
        spoken: /\$\(bug\)/,
        rows: [
          ...identityRows(/:Hostile$/, `arn:aws:sts::012345678901:assumed-role/${name.replace('\n', '␊')}/<b>z`),
          chain(roleArn('FirstHop')),
          [text('Ends'), time],
          [text('New terminals'), text('not this identity, but {0}', 'S3ListBucketOnly/MySession')],
        ],
        actions: [text('Set Terminal Environment'), text('Assume Role…'), text('Return to Source Identity')],
        difference: text('new terminals are {0}', 'S3ListBucketOnly/MySession'),
      });
      assert.deepEqual(await item().icons(), ['key']);
      relay.rewrite = (body) => body;
    });

    test('a profile whose role is denied, and an access key that AWS does not know', async () => {
      await command('chooseSource');
      await workbench.quickInput.waitFor(text('Choose Source'));
      await picture('19-sources');
      await workbench.quickInput.choose(text('AWS default'));
      await item().waitForText('AssumeRoleUser');
      await clear();
      const terminals = [text('New terminals'), 'S3ListBucketOnly/MySession'] as const;
      configure('AKIAUNKNOWNUNKNOWN12');
      await see('20-error', {
        text: `AWS: ${text('error')}`,
        icon: 'error',
        background: 'error',
        spoken: /^AWS: /,
        sentence: text(unknownKey, 'AKIA…WN12'),
        rows: [[text('Source'), text('AWS default')], terminals],
        actions: [text('Add Access Key…'), text('Choose Source…'), text('Check Identity Now')],
      });
      configure(account.accessKeyId, `role_arn = ${roleArn('LentToSomebodyElse')}\nsource_profile = default\n`);
      await see('21-denied', {
        text: `AWS: ${text('access denied')}`,
        icon: 'error',
        background: 'error',
        spoken: /^AWS: /,
        sentence: /user\/AssumeRoleUser.*sts:AssumeRole/,
        rows: [[text('Source'), text('AWS default')], terminals],
        actions: [text('Check Identity Now'), text('Choose Source…'), text('Add Access Key…')],
      });
    });

    test('the walkthrough', async () => {
      await workbench.command('View: Close All Editors');
      await workbench.command('Welcome: Open Walkthrough...');
      await workbench.quickInput.choose(contributed['walkthrough.title'] ?? '');
      const steps = workbench.page.locator('.getting-started-step');
      await steps.first().waitFor();
      for (const [n, id] of ['identity', 'assume', 'inForce', 'bucket', 'account'].entries()) {
        const title = contributed[`walkthrough.${id}.title`] ?? '';
        assert.equal((await steps.nth(n).locator('.step-title').innerText()).trim(), title);
      }
      await picture('28-walkthrough', async () => {}, true);
    });

    // The last one: out of the search of the settings no key leads to the command palette.
    test('an access key, the practice account, log and settings', async () => {
      await command('addAccessKey');
      await workbench.quickInput.waitFor(text('Add Access Key (1 of 2)'));
      await workbench.quickInput.type('ASIAEXAMPLE');
      await picture('22-key');
      await workbench.quickInput.answer(account.accessKeyId);
      await workbench.quickInput.waitFor(text('Add Access Key (2 of 2)'));
      await picture('22-secret');
      await workbench.quickInput.answer(account.secretAccessKey);
      await workbench.notifications.waitFor(text('You are {0}.', 'AssumeRoleUser'));
      await picture('22-added');
      await clear();
      await command('copyIdentity');
      await workbench.quickInput.waitFor(text('Copy to the clipboard'));
      await picture('23-copy');
      await workbench.quickInput.cancel();
      await command('startPractice');
      await item().waitForText(/^AssumeRoleUser · 012345678901$/);
      await workbench.notifications.waitFor('AssumeRoleUser');
      await picture('24-practice');
      assert.deepEqual(await item().icons(), ['mortar-board']);
      await clear();
      await command('showLog');
      await workbench.page
        .locator('.output-view .view-line', { hasText: account.endpoint.slice(0, 16) })
        .first()
        .waitFor();
      await picture('25-log');
      await workbench.command('View: Hide Panel');
      await command('forgetEverything');
      await workbench.notifications.waitFor(/./);
      await picture('26-forgotten');
      await clear();
      await workbench.command('Preferences: Open Settings (UI)');
      await workbench.page.locator('.settings-editor .suggest-input-container').first().waitFor();
      await workbench.page.keyboard.type('@ext:rolecall.rolecall');
      const first = contributed['setting.buckets']?.slice(0, 12) ?? '';
      await workbench.page.locator('.settings-editor .setting-item', { hasText: first }).waitFor();
      await picture('27-settings');
    });
  });
}

function readTexts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8'));
}
