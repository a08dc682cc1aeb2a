// Two windows at work on the same user data: 200 operations that interleave, with roles that need MFA. Each window is who
// it chose to be last, whatever the other does; nothing is lost; a person is asked for one code.
// The store of the host cannot do the last two: its windows do not see each other's secrets, and the last one that writes
// overwrites what the other wrote. There each window may ask once for a code, and again after it was loaded anew.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Identity } from '../../src/core/identity.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { needs } from '../support/needs.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './driver/awsCli.ts';
import { Commands, commandsExtension } from './driver/commands.ts';
import { eventually } from './driver/eventually.ts';
import { Person } from './driver/person.ts';
import { addAccessKey, clearMessages, identity, waitUntilRoleIsKept } from './driver/rolecall.ts';
import { shareSecrets } from './driver/sharedSecrets.ts';
import { Workbench } from './driver/workbench.ts';

const batches = 10;
const operationsInBatch = 10;

const source = 'AssumeRoleUser';
/** Assumed by both windows in sessions of one name, so that what one gets serves the other too. */
const roles = [
  { name: 'S3ListBucketOnly', mfa: false },
  { name: 'NeedsMfa', mfa: true },
  { name: 'S3Full', mfa: true },
  { name: 'LongReader', mfa: false },
  { name: 'BoundedReader', mfa: true },
] as const;
type Role = (typeof roles)[number];

type Operation = Role | 'leave' | 'renew' | 'set' | 'clear' | 'check' | 'refresh';
const operations: readonly Operation[] = [...roles, ...roles, 'leave', 'renew', 'set', 'clear', 'check', 'refresh'];

/** The same plan in every run: the n-th operation of a window. */
function planned(window: number, n: number): Operation {
  const spread = Math.imul(2 * n + window + 1, 2_654_435_761) >>> 8;
  return operations[spread % operations.length] ?? 'check';
}

/** One window, and what it must show by what it was asked for. */
class WindowAtWork {
  readonly workbench: Workbench;
  readonly commands: Commands;
  readonly #practice: PracticeAccount;
  /** The name of a role, or of the source. */
  who = source;
  /** Whether new terminals are `who`. */
  inTerminals = true;

  constructor(workbench: Workbench, folder: string, practice: PracticeAccount) {
    this.workbench = workbench;
    this.#practice = practice;
    this.commands = new Commands(folder);
  }

  async assume({ name, mfa }: Role, roleSessionName = 'AtWork'): Promise<void> {
    const device = mfa ? { mfaSerial: this.#practice.mfaSerial } : {};
    await this.commands.run('rolecall.assumeRole', { roleArn: this.#practice.roles[name], roleSessionName, ...device });
    this.who = name;
    this.inTerminals = true;
  }

  async carryOut(operation: Operation): Promise<void> {
    switch (operation) {
      case 'leave':
        await this.commands.run('rolecall.leaveRole');
        this.who = source;
        this.inTerminals = true;
        return;
      case 'renew':
        return this.commands.run('rolecall.renewSession');
      case 'set':
        await this.commands.run('rolecall.setTerminalEnvironment');
        this.inTerminals = true;
        return;
      case 'clear':
        await this.commands.run('rolecall.clearTerminalEnvironment');
        this.inTerminals = false;
        return;
      case 'check':
        return this.isItself();
      case 'refresh':
        return this.commands.run('rolecall.refreshBuckets');
      default:
        return this.assume(operation);
    }
  }

  /** Asked with the keys that the window has now, so they work. */
  async isItself(): Promise<void> {
    const { arn } = await this.commands.run<Identity>('rolecall.checkIdentity');
    assert.match(arn, this.who === source ? /:user\/AssumeRoleUser$/ : new RegExp(`:assumed-role/${this.who}/`));
  }

  async showsItself(): Promise<void> {
    const note = 'not in terminals';
    await eventually(
      `a window of ${this.who}, ${this.inTerminals ? 'in' : note}`,
      () => identity(this.workbench).text(),
      (text) => text.includes(`${this.who} · 012345678901`) && text.includes(note) !== this.inTerminals,
    );
  }

  async reload(): Promise<void> {
    this.commands.forgetPort();
    await this.workbench.reload();
  }
}

for (const isShared of [true, false]) {
  suite(`two windows at work, ${isShared ? 'with a secret store as the desktop’s' : 'with the host’s own secret store'}`, () => {
    needs('vscode-host', 'aws-cli', 'linux');
    let practice: PracticeAccount;
    let person: Person;
    let windows: readonly [WindowAtWork, WindowAtWork];
    let scratch: string;
    /** Sessions that AWS gave, of roles and of the device. */
    let issued = 0;

    suiteSetup(async () => {
      practice = await startPracticeAccount({ onIssued: () => issued++ });
      person = new Person(practice.totpSeed);
      scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-work-'));
      const [first, second] = ['one', 'other'].map((name) => {
        const folder = path.join(scratch, name);
        mkdirSync(path.join(folder, '.vscode'), { recursive: true });
        writeFileSync(
          path.join(folder, '.vscode/settings.json'),
          JSON.stringify({ 'rolecall.region': practice.region }),
        );
        return folder;
      }) as [string, string];
      const one = await Workbench.open({
        workspaceFolder: first,
        otherExtensions: [commandsExtension],
        settings: { 'rolecall.endpointUrl': practice.endpoint },
        env: awsCliEnvironment,
      });
      if (isShared) {
        await shareSecrets(one.page.context());
        await one.reload();
      }
      const other = await one.secondWindow(second);
      windows = [new WindowAtWork(one, first, practice), new WindowAtWork(other, second, practice)];
      for (const { workbench } of windows) await identity(workbench).waitForText('AWS: no identity');
    });

    suiteTeardown(async () => {
      await windows?.[0].workbench.close();
      await practice?.close();
      rmSync(scratch, { recursive: true, force: true });
    });

    const both = <T>(work: (window: WindowAtWork, index: number) => Promise<T>) => Promise.all(windows.map(work));
    const workbenches = () => windows.map(({ workbench }) => workbench);
    const prompts = () => workbenches().map((workbench) => person.asked.get(workbench) ?? 0);

    test('both start as the same user', async () => {
      const [one, other] = windows;
      await addAccessKey(one.workbench, practice);
      await identity(one.workbench).waitForText(source);
      // Only where windows see each other's secrets is the key there already.
      if (isShared) await other.commands.run('rolecall.chooseSource', { accessKeyId: practice.accessKeyId });
      else await addAccessKey(other.workbench, practice);
      await both((window) => window.showsItself());
    });

    test('200 operations that interleave: each window is who it chose to be last', async () => {
      let renewals = 0;
      await person.besides(workbenches(), async () => {
        for (let batch = 0; batch < batches; batch++) {
          await both(async (window, index) => {
            for (let n = batch * operationsInBatch; n < (batch + 1) * operationsInBatch; n++) {
              const operation = planned(index, n);
              if (operation === 'renew' && window.who !== source) renewals++;
              await window.carryOut(operation);
            }
          });
          await both((window) => window.showsItself());
          await both((window) => window.isItself());
        }
      });
      const [byOne = 0, byOther = 0] = prompts();
      if (isShared) {
        assert.equal(byOne + byOther, 1);
        // Each role and the device once, and again where that was asked for.
        assert.ok(issued <= roles.length + 1 + renewals, `${issued} sessions`);
      } else {
        assert.ok(byOne <= 1 && byOther <= 1 && byOne + byOther >= 1, `asked ${byOne} and ${byOther} times`);
      }
    });

    test('in a terminal of each, the AWS CLI is who the window shows', async () => {
      await person.besides(workbenches(), () => both((window, index) => window.assume(roles[index] ?? roles[0])));
      for (const { workbench, who } of windows) {
        await workbench.terminal.open();
        await giveEndpointToOldCli(workbench);
        const answer = await workbench.terminal.run('aws sts get-caller-identity', 60_000);
        assert.ok(JSON.parse(answer).Arn.includes(`assumed-role/${who}/AtWork`), answer);
        await workbench.terminal.killAll();
      }
    });

    test('loaded anew, both are who they were, or say what is asked for again', async () => {
      for (const window of windows) {
        await clearMessages(window.workbench);
        await waitUntilRoleIsKept(window.workbench, 'AtWork');
      }
      const before = { issued, prompts: prompts() };
      await both((window) => window.reload());
      if (isShared) {
        await both((window) => window.showsItself());
        // Whichever window got a session: the other one has it too, and nobody is asked for another.
        for (const role of roles) await both((window) => window.assume(role));
        assert.deepEqual({ issued, prompts: prompts() }, before);
      } else {
        await person.besides(workbenches(), () => both((window) => recovers(window)));
        prompts().forEach((count, index) => {
          assert.ok(count <= (before.prompts[index] ?? 0) + 1, `asked ${count} times`);
        });
      }
      await both((window) => window.showsItself());
      await both((window) => window.isItself());
    });

    /** From whatever the store has left, back to the role. */
    async function recovers(window: WindowAtWork): Promise<void> {
      const { workbench, who } = window;
      const role = roles.find(({ name }) => name === who) ?? assert.fail(who);
      const text = await identity(workbench).waitForText(/· 012345678901|expired|AWS: error/);
      if (text.includes('AWS: error')) {
        assert.match(await identity(workbench).tooltip(), /The access key \S+ is no longer held\. Add it again\./);
        await addAccessKey(workbench, practice);
        await identity(workbench).waitForText(source);
      }
      await window.assume(role);
    }
  });
}
