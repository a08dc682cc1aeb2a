// A window on a scratch home whose [default] is a practice account's user, whose keys would win over a bare endpoint. The
// account runs outside of VS Code, so that it outlives a reload of the window.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../../src/practice/practiceAccount.ts';
import { awsCliEnvironment, giveEndpointToOldCli } from './awsCli.ts';
import { eventually } from './eventually.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

export const arnOf = (role: string) => `arn:aws:iam::012345678901:role/${role}`;
export const sessionOf = (role: string) => `arn:aws:sts::012345678901:assumed-role/${role}/MySession`;
export const user = 'arn:aws:iam::012345678901:user/AssumeRoleUser';
export const ownConfig = (endpoint: string) => `[default]\nregion = ap-northeast-1\nendpoint_url = ${endpoint}\n`;

export interface DeskOptions extends Pick<WorkbenchOptions, 'settings' | 'env' | 'locale'> {
  /** What the shell's start-up file does in VS Code's terminals. */
  readonly startup?: string;
  /** Names: the workspace has these folders, instead of being one. */
  readonly folders?: readonly string[];
  /** Of the account, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** A shell command that a task of each folder runs, `look` or, where there are several folders, `look in <folder>`. */
  readonly task?: string;
  /** Of the workspace; a window that is remote to VS Code takes some from there only. */
  readonly workspaceSettings?: Readonly<Record<string, unknown>>;
}

export class Desk {
  readonly account: PracticeAccount;
  readonly folder: string;
  readonly workbench: Workbench;

  private constructor(account: PracticeAccount, folder: string, workbench: Workbench) {
    this.account = account;
    this.folder = folder;
    this.workbench = workbench;
  }

  static async open(options: DeskOptions): Promise<Desk> {
    const account = await startPracticeAccount(options.now ? { now: options.now } : {});
    const folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-terminals-'));
    const home = path.join(folder, 'home');
    mkdirSync(path.join(home, '.aws'), { recursive: true });
    writeFileSync(path.join(home, '.aws/config'), ownConfig(account.endpoint));
    writeFileSync(
      path.join(home, '.aws/credentials'),
      `[default]\naws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`,
    );
    const { startup } = options;
    if (startup) writeFileSync(path.join(home, '.bashrc'), `[ "$TERM_PROGRAM" = vscode ] && ${startup}\n`);
    const workbench = await Workbench.open({
      workspaceFolder: makeWorkspace(folder, options),
      home,
      ...(options.settings && { settings: options.settings }),
      ...(options.locale && { locale: options.locale }),
      env: { ...awsCliEnvironment, ...options.env },
    });
    await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
    return new Desk(account, folder, workbench);
  }

  /** The same, in another window. */
  in(workbench: Workbench): Desk {
    return new Desk(this.account, this.folder, workbench);
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.account.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  config(): string {
    return readFileSync(path.join(this.folder, 'home/.aws/config'), 'utf8');
  }

  /**
   * @param folder of the workspace, which VS Code asks for where there are several
   * @returns what was typed for Debian's old CLI v2, where that is the one
   */
  async openTerminal(folder?: string): Promise<string | undefined> {
    const { page, quickInput, terminal } = this.workbench;
    if (folder === undefined) {
      await terminal.open();
    } else {
      const before = await page.locator('.terminal-wrapper').count();
      await this.workbench.command('Terminal: Create New Terminal');
      await quickInput.waitFor('Select current working directory');
      await quickInput.choose(folder);
      await eventually(
        `a new terminal in ${folder}`,
        () => page.locator('.terminal-wrapper').count(),
        (count) => count > before,
      );
      await terminal.waitForPrompt();
    }
    return giveEndpointToOldCli(this.workbench);
  }

  async assume(role: string): Promise<void> {
    await this.workbench.command('Rolecall: Assume Role…');
    await this.workbench.quickInput.type(arnOf(role));
    await this.workbench.quickInput.choose(new RegExp(role));
    await this.workbench.quickInput.waitFor('Session Name');
    await this.workbench.quickInput.answer('MySession');
    await this.workbench.statusBarItem('rolecall.identity').waitForText(role);
  }

  async runTask(label: string): Promise<void> {
    await this.workbench.command('Tasks: Run Task');
    await this.workbench.quickInput.type(label);
    await this.workbench.quickInput.choose(label);
  }

  async whoIsTheTerminal(): Promise<string> {
    const printed = await this.workbench.terminal.run('aws sts get-caller-identity', 60_000);
    return printed.trimStart().startsWith('{') ? JSON.parse(printed).Arn : printed.replaceAll('\n', '');
  }

  async variable(name: string): Promise<string> {
    return (await this.workbench.terminal.run(`echo "$${name}"`)).trim();
  }

  /** What Rolecall says of the active terminal. */
  async explanation(): Promise<string> {
    await this.workbench.command('Notifications: Clear All Notifications');
    await this.workbench.command('Rolecall: What Is in Force Here?');
    return this.workbench.notifications.waitFor(/here|terminal/);
  }
}

function makeWorkspace(scratch: string, { folders, task, workspaceSettings = {} }: DeskOptions): string {
  for (const name of folders ?? ['workspace']) {
    const label = folders ? `look in ${name}` : 'look';
    // A task's shell reads no start-up file, which tells the others where programs are.
    const options = { env: { PATH: process.env.PATH ?? '' } };
    const tasks = task === undefined ? [] : [{ label, type: 'shell', command: task, options, problemMatcher: [] }];
    mkdirSync(path.join(scratch, name, '.vscode'), { recursive: true });
    writeFileSync(path.join(scratch, name, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  }
  if (!folders) {
    const folder = path.join(scratch, 'workspace');
    mkdirSync(path.join(folder, 'below'));
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(workspaceSettings));
    return folder;
  }
  const file = path.join(scratch, 'several.code-workspace');
  writeFileSync(
    file,
    JSON.stringify({ folders: folders.map((name) => ({ path: name })), settings: workspaceSettings }),
  );
  return file;
}
