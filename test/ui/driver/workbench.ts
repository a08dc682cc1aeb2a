// Drives a real VS Code from outside, as a person does: the extension is installed in a server of its own with a scratch
// HOME, and a headless Chromium shows it. Without VS Code's test mode, which hides notifications and refuses dialogs.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { writeBashStartup } from '../../vscode-host/bashStartup.mjs';
import { chromiumFlags, chromiumProgram } from '../../vscode-host/host.mjs';
import { type Server, startServer } from '../../vscode-host/server.mjs';
import { Editor } from './editor.ts';
import { deadlineMs } from './eventually.ts';
import { Dialog, Menu, Notifications } from './notifications.ts';
import { QuickInput } from './quickInput.ts';
import { StatusBarItem } from './statusBarItem.ts';
import { Terminal } from './terminal.ts';
import { TerminalTabs } from './terminalTabs.ts';
import { Tree } from './tree.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type ColorTheme = keyof typeof themes;

/** The class that VS Code gives the workbench in each. */
const themeClasses: Readonly<Record<ColorTheme, string>> = {
  light: 'vs',
  dark: 'vs-dark',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
};

export interface WorkbenchOptions {
  /** The folder of the extension to install; Rolecall's own by default. */
  readonly extensionPath?: string;
  /** Folders of further extensions, installed beside it. */
  readonly otherExtensions?: readonly string[];
  /** Or a `.code-workspace` file, of several folders. */
  readonly workspaceFolder: string;
  /** Used again by a later workbench, it keeps settings and state. Otherwise a scratch folder. */
  readonly userDataDir?: string;
  /** The browser's share of VS Code's state; as `userDataDir`. */
  readonly browserProfile?: string;
  /** HOME of the server, the extension and the terminals; as `userDataDir`. */
  readonly home?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Beside what is inherited, of which nothing is AWS's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of Chromium, beside those that it always has. */
  readonly browserFlags?: readonly string[];
  /** Lets the browser reach ports of the server's machine, which addresses there that are opened lead to. */
  readonly portProxy?: boolean;
  readonly locale?: 'en' | 'ja';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** 2 makes pictures for a page that is read on a dense screen. */
  readonly deviceScaleFactor?: number;
  readonly colorTheme?: ColorTheme;
  /** Opens the folder in Restricted Mode, as one that nobody has trusted yet; otherwise every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Of everything that writes a log. */
  readonly logLevel?: 'trace';
}

/** Where state is kept, to be searched. All of it is removed by `close`, except what was given. */
export interface WorkbenchFolders {
  readonly home: string;
  readonly userDataDir: string;
  readonly browserProfile: string;
  readonly workspace: string;
}

/** One window: a page on a server that its windows share. */
export class Workbench {
  /** For what this driver has no word for. */
  readonly page: Page;
  readonly folders: WorkbenchFolders;
  readonly quickInput: QuickInput;
  readonly terminal: Terminal;
  readonly terminalTabs: TerminalTabs;
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  readonly menu: Menu;
  readonly editor: Editor;
  /** What the server has printed so far, for this and all other windows. */
  readonly serverOutput: () => string;
  private readonly address: string;
  private readonly closeAll: () => Promise<void>;

  private constructor(
    page: Page,
    folders: WorkbenchFolders,
    address: string,
    serverOutput: () => string,
    closeAll: () => Promise<void>,
  ) {
    this.page = page;
    this.folders = folders;
    this.address = address;
    this.serverOutput = serverOutput;
    this.closeAll = closeAll;
    this.quickInput = new QuickInput(page);
    this.terminal = new Terminal(page, (title) => this.command(title));
    this.terminalTabs = new TerminalTabs(page);
    this.notifications = new Notifications(page);
    this.dialog = new Dialog(page);
    this.menu = new Menu(page);
    this.editor = new Editor(page);
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-ui-'));
    const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    const folders: WorkbenchFolders = {
      home: options.home ?? path.join(scratch, 'home'),
      userDataDir: options.userDataDir ?? path.join(scratch, 'user-data'),
      browserProfile: options.browserProfile ?? path.join(scratch, 'browser'),
      workspace: options.workspaceFolder,
    };
    writeBashStartup(folders.home);
    let server: Server | undefined;
    let context: BrowserContext | undefined;
    const closeAll = async () => {
      await context?.close();
      await server?.stop();
      removeScratch();
    };
    try {
      server = await startServer({
        folder: scratch,
        userDataDir: folders.userDataDir,
        extensions: [options.extensionPath ?? root, ...(options.otherExtensions ?? [])],
        settings: { 'workbench.colorTheme': themes[options.colorTheme ?? 'dark'], ...options.settings },
        env: { HOME: folders.home, ...options.env },
        locale: options.locale ?? 'en',
        workspaceTrust: options.workspaceTrust ?? false,
        portProxy: options.portProxy ?? false,
        ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
      });
      context = await openBrowser(folders.browserProfile, options);
      context.setDefaultNavigationTimeout(4 * deadlineMs);
      const [page = await context.newPage()] = context.pages();
      const kind = options.workspaceFolder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const address = `http://${server.authority}/?${kind}=${encodeURIComponent(options.workspaceFolder)}`;
      const workbench = new Workbench(page, folders, address, server.log, closeAll);
      await page.goto(address, { timeout: 2 * deadlineMs });
      await workbench.waitUntilReady();
      return workbench;
    } catch (error) {
      await closeAll();
      throw error;
    }
  }

  /** A window of a server that was started elsewhere, behind its password. `close` leaves the server as it is. */
  static async visit(address: string, password: string): Promise<Workbench> {
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-ui-'));
    const folders = { home: '', userDataDir: '', browserProfile: scratch, workspace: '' };
    const context = await openBrowser(scratch, { workspaceFolder: '' });
    const closeAll = async () => {
      await context.close();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    };
    try {
      const [page = await context.newPage()] = context.pages();
      await page.goto(address, { timeout: 2 * deadlineMs });
      await page.locator('input.password').fill(password);
      await page.locator('input.submit').click();
      const workbench = new Workbench(page, folders, address, () => '', closeAll);
      await workbench.waitUntilReady();
      return workbench;
    } catch (error) {
      await closeAll();
      throw error;
    }
  }

  /** Runs a command by its title as the palette shows it, with its category: `Rolecall: Assume Role…`. */
  async command(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** @param id as the extension gave it: `rolecall.identity` */
  statusBarItem(id: string): StatusBarItem {
    return new StatusBarItem(this.page, id);
  }

  /** @param title of the view; its view container must be open */
  tree(title: string): Tree {
    return new Tree(this.page, title);
  }

  /** What was last copied, by the extension or by a person. */
  async clipboard(): Promise<string> {
    // The page's own type of `navigator`: these files are checked without the browser's types.
    return this.page.evaluate(() =>
      (navigator as unknown as { clipboard: { readText(): Promise<string> } }).clipboard.readText(),
    );
  }

  /** @returns the picture's file, `out/ui/<name>.png` */
  async screenshot(name: string, folder = path.join(root, 'out/ui')): Promise<string> {
    const file = path.join(folder, `${name}.png`);
    // A picture shows what a person sees once things have stopped moving.
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** As when the operating system changes its colours; needs the setting window.autoDetectColorScheme. */
  async setColorTheme(theme: ColorTheme): Promise<void> {
    await this.page.emulateMedia({
      colorScheme: theme.endsWith('light') ? 'light' : 'dark',
      forcedColors: theme.startsWith('high-contrast') ? 'active' : 'none',
    });
    await this.page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor();
  }

  /** As "Developer: Reload Window": the extension host starts again. `meanwhile` runs while the window is closed. */
  async reload(meanwhile?: () => Promise<void>): Promise<void> {
    if (meanwhile) {
      await this.page.goto('about:blank');
      await meanwhile();
      await this.page.goto(this.address, { timeout: 2 * deadlineMs });
    } else {
      await this.page.reload({ timeout: 2 * deadlineMs });
    }
    await this.waitUntilReady();
  }

  /** Another window on the same server and user data. `close` of either closes all. */
  async secondWindow(workspaceFolder?: string): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const address = new URL(this.address);
    address.searchParams.set('folder', workspaceFolder ?? this.folders.workspace);
    const workbench = new Workbench(page, this.folders, address.href, this.serverOutput, this.closeAll);
    await page.goto(address.href, { timeout: 2 * deadlineMs });
    await workbench.waitUntilReady();
    return workbench;
  }

  /** Ends browser and server and removes what they wrote. */
  async close(): Promise<void> {
    await this.closeAll();
  }

  private async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 2 * deadlineMs });
    // The explorer's rows come from the server: once they are there, so is the connection.
    await this.page
      .locator('.explorer-viewlet, .part.sidebar .composite')
      .first()
      .waitFor({ timeout: 2 * deadlineMs });
  }
}

function openBrowser(profile: string, options: WorkbenchOptions): Promise<BrowserContext> {
  const executablePath = chromiumProgram();
  return chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...chromiumFlags, ...(options.browserFlags ?? [])],
    viewport: options.viewport ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(options.env?.TZ === undefined ? {} : { timezoneId: options.env.TZ }),
  });
}
