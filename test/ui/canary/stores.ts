// The folders in which a run of VS Code keeps anything: given to a workbench, and searched once it is closed.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Workbench, type WorkbenchOptions } from '../driver/workbench.ts';

/** By the names that places begin with. */
export type Stores = Readonly<Record<'user data' | 'browser' | 'home' | 'workspace' | 'temporary files', string>>;

export function makeStores(): Stores {
  const base = mkdtempSync(path.join(os.tmpdir(), 'rolecall-canary-'));
  const make = (name: string) => {
    const folder = path.join(base, name);
    mkdirSync(folder);
    return folder;
  };
  return {
    'user data': make('user-data'),
    browser: make('browser'),
    home: make('home'),
    workspace: make('workspace'),
    'temporary files': make('tmp'),
  };
}

export function removeStores(stores: Stores): void {
  rmSync(path.dirname(stores.workspace), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Opens a workbench that keeps everything in these stores and writes its logs at trace level. */
export async function openIn(
  stores: Stores,
  options: Pick<WorkbenchOptions, 'settings' | 'env' | 'otherExtensions' | 'browserFlags' | 'portProxy'> = {},
): Promise<Workbench> {
  const workbench = await Workbench.open({
    ...options,
    workspaceFolder: stores.workspace,
    userDataDir: stores['user data'],
    browserProfile: stores.browser,
    home: stores.home,
    env: { ...options.env, TMPDIR: stores['temporary files'] },
    logLevel: 'trace',
  });
  await workbench.statusBarItem('rolecall.identity').waitForText('AWS: no identity');
  return workbench;
}
