// Inside VS Code: however an identity ends, the status bar, the roles view, the bucket tree and the terminals say the same.
// The extension is asked through a relay, and its clock is the test's.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { assumeRole } from '../../src/aws/sts.ts';
import { addKeylessProfile } from '../../src/core/keylessProfile.ts';
import { ForgottenMark } from '../../src/platform/forgottenMark.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { type Relay, type RelayedRequest, startRelay } from '../fakes/relay.ts';
import { needs } from '../support/needs.ts';
import { beats } from './beats.ts';
import { Shown } from './shown.ts';

const run = <T>(id: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(`rolecall.${id}`, ...args);
const account = '012345678901';
const roleArn = `arn:aws:iam::${account}:role/S3Full`;
const aSession = { roleArn, roleSessionName: 'MySession', sourceProfile: 'somebody' };
const hourMs = 3_600_000;

/** What a person sees at a time. */
interface Seen {
  readonly statusBar: string;
  /** The chain alone. */
  readonly roles: readonly string[];
  readonly buckets: readonly string[];
  readonly terminals: readonly string[];
}

const ended: Seen = {
  statusBar: '$(error) S3Full expired',
  roles: ['profile somebody', `  → S3Full | ended · ${account} · current`],
  buckets: [],
  terminals: [
    'New terminals in workspace | S3Full/MySession (expired)',
    'Open | S3Full/MySession, ended',
    'S3Full | S3Full/MySession, ended',
  ],
};

suite('endings, inside VS Code', () => {
  const machineNow = Date.now;
  const config = path.join(os.homedir(), '.aws/config');
  let practice: PracticeAccount;
  let relay: Relay;
  let shown: Shown;
  let folder: string;
  let keysFile: string;
  let globalStorage: string;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('rolecall.rolecall')?.activate();
    shown = new Shown();
    globalStorage = await globalStorageOfRolecall();
    await until(async () => shown.hasView('rolecall.terminals'));
    await closeTerminals();
    practice = await startPracticeAccount({ now: () => Date.now() });
    relay = await startRelay(practice.endpoint);
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-endings-'));
    keysFile = path.join(folder, 'keys.json');
    const { accessKeyId, secretAccessKey, region } = practice;
    const place = `endpoint_url=${relay.url}\nregion=${region}\n`;
    mkdirSync(path.dirname(config), { recursive: true });
    writeFileSync(
      config,
      `[profile somebody]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n${place}` +
        `[profile full]\nrole_arn=${roleArn}\nrole_session_name=MySession\nsource_profile=somebody\n${place}` +
        `[profile program]\ncredential_process=/bin/cat ${keysFile}\n${place}`,
    );
  });
  teardown(async () => {
    Date.now = machineNow;
    relay.network = 'works';
    relay.instead = () => undefined;
    await setGuards(undefined);
    await run('forgetEverything');
    await closeTerminals();
  });
  suiteTeardown(async () => {
    // The clock of the last test was set back: who comes next finds one that is right.
    await run('chooseSource', { profile: 'somebody' });
    await run('forgetEverything');
    shown?.dispose();
    await relay?.close();
    await practice?.close();
    rmSync(config, { force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  async function closeTerminals(): Promise<void> {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await until(
      async () => vscode.window.terminals.length === 0 && (await shown.view('rolecall.terminals')).length === 0,
    );
  }

  const setGuards = (guards: unknown) =>
    vscode.workspace.getConfiguration().update('rolecall.guards', guards, vscode.ConfigurationTarget.Global);

  const setMode = (mode: 'keyless' | undefined) =>
    vscode.workspace.getConfiguration().update('rolecall.terminal.mode', mode, vscode.ConfigurationTarget.Global);

  async function seen(): Promise<Seen> {
    const roles = await shown.view('rolecall.roles');
    const groups = roles.findIndex((line) => ['Recent', 'Profiles'].includes(line));
    return {
      statusBar: shown.statusBar('rolecall.identity'),
      roles: roles.slice(0, groups).map((line) => line.replace(/until \S+ [AP]M/, 'until then')),
      buckets: await shown.view('rolecall.buckets'),
      terminals: await shown.view('rolecall.terminals'),
    };
  }

  /** Waits until all four say so; where they do not, the difference is the error. */
  async function seesAll(expected: Seen): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const now = await seen();
      try {
        return assert.deepEqual(now, expected);
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** A terminal that somebody has typed into, which VS Code does not start anew. */
  async function openTerminal(): Promise<void> {
    const terminal = vscode.window.createTerminal('Open');
    await terminal.processId;
    terminal.sendText(':');
    await until(async () => terminal.state.isInteractedWith);
  }

  async function assume(argument: unknown, name = 'S3Full'): Promise<void> {
    await run('assumeRole', argument);
    assert.ok(shown.statusBar('rolecall.identity').startsWith(`$(key) ${name}`));
  }

  async function becomeRole(given = 'S3Full/MySession'): Promise<void> {
    await assume(aSession);
    await run('setFolderTerminalEnvironment', vscode.workspace.workspaceFolders?.[0]?.uri);
    await openTerminal();
    await run('openTerminal', aSession);
    const buckets = ['far-bucket-012345678901', 'other-bucket', 'test-bucket-012345678901', 'work-bucket-012345678901'];
    await until(async () => /^\$\(key\) S3Full · 012345678901 · \d+ min$/.test((await seen()).statusBar));
    const { statusBar } = await seen();
    await seesAll({
      statusBar,
      roles: ['profile somebody', `  → S3Full | until then · ${account} · current`],
      buckets,
      terminals: ['New terminals in workspace | S3Full/MySession', `Open | ${given}`, `S3Full | ${given}, pinned`],
    });
  }

  /** What one sees who has the role no more, but in terminals that were open before. */
  const forgotten: Seen = {
    statusBar: '$(circle-slash) AWS: no identity',
    roles: [],
    buckets: [],
    terminals: ['Open | S3Full/MySession, not current', 'S3Full | S3Full/MySession, pinned'],
  };
  const left: Seen = {
    statusBar: `$(person) AssumeRoleUser · ${account} · not in this terminal`,
    roles: [`AssumeRoleUser | ${account} · current`],
    buckets: [
      'Not all buckets can be listed. | Access denied: user/AssumeRoleUser may not s3:ListAllMyBuckets. No identity-based policy allows it.',
      'Add a bucket by its name…',
      "Named in this workspace's files",
      'Look for buckets in S3 Access Grants',
    ],
    terminals: ['Open | S3Full/MySession, not current', 'S3Full | S3Full/MySession, pinned'],
  };
  /** Keyless terminals are nobody at once; a pinned one is not left with the role. */
  const keyless = {
    left: ['Open | S3Full/MySession, keyless, ended', 'S3Full | S3Full/MySession, keyless, pinned'],
    forgotten: ['Open | S3Full/MySession, keyless, ended', 'S3Full | S3Full/MySession, keyless, ended'],
    ended: [
      'New terminals in workspace | S3Full/MySession (expired)',
      'Open | S3Full/MySession, keyless, ended',
      'S3Full | S3Full/MySession, keyless, ended',
    ],
  };
  const endings: readonly [title: string, end: () => unknown, seen: Seen, keylessTerminals: readonly string[]][] = [
    ['leave: who one is again, and the terminals of before are not', () => run('leaveRole'), left, keyless.left],
    [
      'expiry, where it cannot be renewed',
      () => {
        relay.instead = ({ body }) => (body.includes('Action=AssumeRole') ? refusal('AccessDenied') : undefined);
        Date.now = () => machineNow() + hourMs;
      },
      ended,
      keyless.ended,
    ],
    [
      'expiry, where the network is away',
      () => {
        relay.network = 'drops';
        Date.now = () => machineNow() + hourMs;
      },
      ended,
      keyless.ended,
    ],
    [
      'revocation: AWS refuses the session before its time',
      async () => {
        relay.instead = (request) => (isOfSession(request) ? refusal('ExpiredToken') : undefined);
        await run('checkIdentity');
      },
      ended,
      keyless.ended,
    ],
    [
      'everything is forgotten: what terminals hold, they hold',
      () => run('forgetEverything'),
      forgotten,
      keyless.forgotten,
    ],
    [
      'everything is forgotten in another window',
      () => new ForgottenMark(path.join(globalStorage, 'forgotten')).set(),
      forgotten,
      keyless.forgotten,
    ],
    [
      'left for want of use, as a guard asks',
      async () => {
        await setGuards([{ match: { role: 'S3Full' }, leaveAfterMinutes: 10 }]);
        await beats(3);
        Date.now = () => machineNow() + 10 * 60_000;
      },
      // Nobody is put in force in new terminals then.
      { ...left, statusBar: `$(person) AssumeRoleUser · ${account} · not in terminals` },
      keyless.left,
    ],
  ];
  for (const [title, end, expected] of endings) {
    test(title, async () => {
      await becomeRole();
      await end();
      await seesAll(expected);
    });
  }

  suite('keyless', () => {
    suiteSetup(async () => {
      const added = addKeylessProfile({ config: readFileSync(config, 'utf8'), credentials: '' });
      assert.ok('text' in added);
      writeFileSync(config, added.text);
      await setMode('keyless');
    });
    suiteTeardown(() => setMode(undefined));

    for (const [title, end, expected, terminals] of endings) {
      test(title, async () => {
        await becomeRole('S3Full/MySession, keyless');
        await end();
        await seesAll({ ...expected, terminals });
      });
    }
  });

  test('a guard’s label stands before a role that has ended, too', async () => {
    await setGuards([{ match: { role: 'S3Full' }, label: 'Production' }]);
    await run('assumeRole', aSession);
    const { statusBar } = await seen();
    assert.match(statusBar, /^\$\(key\) Production · S3Full · 012345678901 · \d+ min$/);
    relay.instead = (request) => (isOfSession(request) ? refusal('ExpiredToken') : undefined);
    await run('checkIdentity');
    assert.equal((await seen()).statusBar, '$(error) Production · S3Full expired');
  });

  test('renewed after its end: all four are back', async () => {
    await becomeRole();
    relay.network = 'drops';
    Date.now = () => machineNow() + hourMs;
    await seesAll(ended);
    relay.network = 'works';
    await run('renewSession');
    await until(async () => /S3Full \| until/.test((await seen()).roles[1] ?? ''));
    await until(async () => (await shown.view('rolecall.buckets')).length > 0);
    await until(async () => (await seen()).terminals[0] === 'New terminals in workspace | S3Full/MySession');
    assert.match((await seen()).statusBar, /^\$\(key\) S3Full/);
  });

  test('unused in its folder, while another role is at work: it is taken back there, and that one stays', async () => {
    await assume({ profile: 'full' });
    await run('setFolderTerminalEnvironment', vscode.workspace.workspaceFolders?.[0]?.uri);
    await assume({ ...aSession, roleArn: `arn:aws:iam::${account}:role/S3ListBucketOnly` }, 'S3ListBucketOnly');
    const atWork = /^\$\(key\) S3ListBucketOnly · 012345678901 · \d+ min$/;
    assert.deepEqual((await seen()).terminals, ['New terminals in workspace | S3Full/MySession']);
    await setGuards([{ match: { profile: 'full' }, leaveAfterMinutes: 10 }]);
    await beats(3);
    Date.now = () => machineNow() + 10 * 60_000;
    await until(async () => (await seen()).terminals.length === 0);
    assert.match((await seen()).statusBar, atWork);
  });

  suite('a source whose keys end', () => {
    needs('posix');

    test('expiry, where no new ones are had', async () => {
      const { accessKeyId, secretAccessKey, region, endpoint } = practice;
      const { credentials } = await assumeRole(
        { credentials: { accessKeyId, secretAccessKey }, region, endpoint },
        aSession,
      );
      const { expiration, ...keys } = credentials;
      const told = {
        Version: 1,
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        SessionToken: keys.sessionToken,
        Expiration: new Date(expiration).toISOString(),
      };
      writeFileSync(keysFile, JSON.stringify(told));
      await run('chooseSource', { profile: 'program' });
      await openTerminal();
      await until(async () => (await shown.view('rolecall.buckets')).includes('other-bucket'));
      writeFileSync(keysFile, 'nothing');
      Date.now = () => machineNow() + hourMs;
      await seesAll({
        statusBar: '$(error) S3Full expired',
        roles: [`S3Full | ended · ${account} · current`],
        buckets: [],
        terminals: ['Open | S3Full/MySession, ended'],
      });
    });
  });
});

/** The folder that all windows share, as another window would find it. */
async function globalStorageOfRolecall(): Promise<string> {
  const observer = vscode.extensions.getExtension<vscode.ExtensionContext>('rolecall-tests.observer');
  const { globalStorageUri } = (await observer?.activate()) ?? {};
  assert.ok(globalStorageUri);
  return path.join(path.dirname(globalStorageUri.fsPath), 'rolecall.rolecall');
}

function isOfSession({ headers }: RelayedRequest): boolean {
  return /Credential=ASIA/.test(headers.authorization ?? '');
}

function refusal(code: string) {
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error><RequestId>0</RequestId></ErrorResponse>`;
  return { status: 403, body };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}
