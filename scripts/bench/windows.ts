// Windows of a real VS Code to measure in: opened side by side, loaded anew in turn, measured when they are at rest.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { eventually } from '../../test/ui/driver/eventually.ts';
import { Workbench } from '../../test/ui/driver/workbench.ts';

export const rolecall = path.resolve('.');
export const emptyExtension = path.resolve('scripts/bench/extensions/empty');
export const importingExtension = path.resolve('scripts/bench/extensions/importing');
const probeExtension = path.resolve('scripts/bench/extensions/probe');

/** An extension host whose log has said nothing for so long has done with starting. */
const quietMs = 2_000;
/** Longer than a test waits: what a busy machine makes slow is a figure all the same. */
const restDeadlineMs = 180_000;

export interface WindowOptions {
  /** The folder of the extension that is measured. */
  readonly extension: string;
  /** Installs the measuring extension beside it, for `ask`. */
  readonly withProbe?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What the status bar says once the extension is at rest. */
  readonly identity?: string;
}

export interface BenchWindow {
  readonly workbench: Workbench;
  /** As VS Code prints it. */
  readonly extensionId: string;
  /** Loads the window anew, which starts a new extension host, and waits until that is at rest. */
  readonly load: () => Promise<void>;
  /** What the measuring extension answers; see extensions/probe. */
  readonly ask: <T>(what: string, body?: unknown) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** With Rolecall and the measuring extension, as the user of the practice account by the keys of the environment. */
export function openAtPractice(account: PracticeAccount): Promise<BenchWindow> {
  return openWindow({
    extension: rolecall,
    withProbe: true,
    identity: 'AssumeRoleUser',
    env: {
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      AWS_REGION: account.region,
      AWS_ENDPOINT_URL: account.endpoint,
    },
  });
}

export interface MillionKeys extends BenchWindow {
  /** Whose objects are `key-0000000` and so on. */
  readonly bucket: string;
  readonly account: PracticeAccount;
}

/** How many objects the bucket of `openAtMillionKeys` has. */
export const millionKeys = 1_000_000;

/** As a role that may do all with a bucket of a million objects. `close` ends the practice account as well. */
export async function openAtMillionKeys(): Promise<MillionKeys> {
  const bucket = 'million';
  const account = await startPracticeAccount();
  let window: BenchWindow | undefined;
  const close = async () => {
    await window?.close();
    await account.close();
  };
  try {
    account.addGeneratedBucket(bucket, { count: millionKeys, key: (at) => `key-${String(at).padStart(7, '0')}` });
    window = await openAtPractice(account);
    await window.load();
    await window.ask('command', {
      id: 'rolecall.assumeRole',
      argument: { roleArn: account.roles.S3Full ?? '', roleSessionName: 'bench' },
    });
    return { ...window, bucket, account, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openWindow(options: WindowOptions): Promise<BenchWindow> {
  const workspaceFolder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-bench-'));
  const { publisher, name } = JSON.parse(readFileSync(path.join(options.extension, 'package.json'), 'utf8'));
  const extensionId = `${publisher}.${name}`;
  const portFile = path.join(workspaceFolder, 'port');
  const workbench = await Workbench.open({
    workspaceFolder,
    extensionPath: options.extension,
    otherExtensions: options.withProbe ? [probeExtension] : [],
    env: { ...options.env, ROLECALL_BENCH_PORT_FILE: portFile },
  });
  return {
    workbench,
    extensionId,
    async load() {
      const before = hostLogs(workbench).length;
      rmSync(portFile, { force: true });
      await workbench.reload();
      const { identity } = options;
      if (identity !== undefined) {
        const item = workbench.statusBarItem('rolecall.identity');
        const shows = (text: string) => text.includes(identity);
        await eventually(`an identity ${identity}`, () => item.text(), shows, restDeadlineMs);
      }
      await eventually(
        `the extension host with ${extensionId} at rest`,
        async () => hostLogs(workbench).slice(before).at(-1),
        (log) => log !== undefined && isAtRest(log, extensionId) && (!options.withProbe || existsSync(portFile)),
        restDeadlineMs,
      );
    },
    async ask(what, body = {}) {
      const url = `http://127.0.0.1:${readFileSync(portFile, 'utf8')}/${what}`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
      return JSON.parse(await answer.text());
    },
    async close() {
      await workbench.close();
      rmSync(workspaceFolder, { recursive: true, force: true });
    },
  };
}

/**
 * Opens all windows, and then, round by round, loads and measures one after the other: what the machine does meanwhile
 * falls on all alike. The first round warms caches and is not counted.
 */
export async function inTurn<What extends string, T>(
  wanted: Readonly<Record<What, WindowOptions>>,
  rounds: number,
  measure: (window: BenchWindow) => Promise<T>,
): Promise<Record<What, T[]>> {
  const windows: [What, BenchWindow][] = [];
  const measured = Object.fromEntries(Object.keys(wanted).map((what) => [what, []])) as unknown as Record<What, T[]>;
  try {
    for (const [what, options] of Object.entries<WindowOptions>(wanted)) {
      windows.push([what as What, await openWindow(options)]);
    }
    for (let round = 0; round <= rounds; round++) {
      console.error(round === 0 ? 'warm-up' : `round ${round} of ${rounds}`);
      for (const [what, window] of windows) {
        await window.load();
        const value = await measure(window);
        if (round > 0) measured[what].push(value);
      }
    }
  } finally {
    await Promise.all(windows.map(([, window]) => window.close()));
  }
  return measured;
}

/** The logs of all extension hosts that the window has had, oldest first. */
function hostLogs(workbench: Workbench): string[] {
  const folder = path.join(workbench.folders.userDataDir, 'logs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'remoteexthost.log')
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => path.join(folder, file));
}

function isAtRest(log: string, extensionId: string): boolean {
  const isStarted = readFileSync(log, 'utf8').includes(`_doActivateExtension ${extensionId},`);
  return isStarted && Date.now() - statSync(log).mtimeMs > quietMs;
}
