// What a person does with Rolecall, in one word each.
import { eventually } from './eventually.ts';
import type { StatusBarItem } from './statusBarItem.ts';
import type { Tree } from './tree.ts';
import type { Workbench } from './workbench.ts';

export function identity(workbench: Workbench): StatusBarItem {
  return workbench.statusBarItem('rolecall.identity');
}

/** Types an access key and waits until the inputs are gone; what came of it is in the status bar. */
export async function addAccessKey(
  workbench: Workbench,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<void> {
  await workbench.command('Rolecall: Add Access Key…');
  await workbench.quickInput.waitFor('Add Access Key (1 of 2)');
  await workbench.quickInput.answer(accessKeyId);
  await workbench.quickInput.waitFor('Add Access Key (2 of 2)');
  await workbench.quickInput.answer(secretAccessKey);
  await workbench.quickInput.waitForClose();
}

/** Asks for a role by its ARN; what came of it is in the status bar. */
export async function assumeRole(workbench: Workbench, roleArn: string, sessionName = 'MySession'): Promise<void> {
  await workbench.command('Rolecall: Assume Role…');
  await workbench.quickInput.waitFor('Assume Role');
  await workbench.quickInput.type(roleArn);
  await workbench.quickInput.choose(roleArn.slice(roleArn.lastIndexOf('/') + 1));
  await workbench.quickInput.waitFor('Session Name');
  await workbench.quickInput.answer(sessionName);
  await workbench.quickInput.waitForClose();
}

/** The bucket view, in sight. */
export async function bucketTree(workbench: Workbench): Promise<Tree> {
  await workbench.command('View: Show Rolecall');
  return workbench.tree('Buckets');
}

export async function addBucket(workbench: Workbench, bucket: string): Promise<void> {
  await workbench.command('Rolecall: Add Bucket…');
  await workbench.quickInput.waitFor('Add Bucket');
  await workbench.quickInput.answer(bucket);
  await workbench.quickInput.waitForClose();
}

/** So that the next message that is waited for is a new one. */
export async function clearMessages(workbench: Workbench): Promise<void> {
  await workbench.command('Notifications: Clear All Notifications');
  await eventually(
    'no notification',
    () => workbench.notifications.read(),
    (messages) => messages.length === 0,
  );
}

/** Waits until VS Code has kept what holds `text`: it writes a moment later, and a reload in between would lose it. */
export async function waitUntilKept(workbench: Workbench, text: string): Promise<void> {
  await eventually(
    `${text} in what VS Code keeps`,
    () => workbench.page.evaluate<string>(keptState),
    (kept) => kept.includes(text),
  );
}

/**
 * As `waitUntilKept`, for the role that this workspace is to come back to. The list of recent roles, kept for all windows
 * and written at another moment, names the session as well.
 */
export async function waitUntilRoleIsKept(workbench: Workbench, sessionName: string): Promise<void> {
  const kept = new RegExp(`"rolecall\\.lastSession":\\{"chain":[^\\]]*"roleSessionName":"${sessionName}"`);
  await eventually(
    `the session ${sessionName} in what VS Code keeps of this workspace`,
    () => workbench.page.evaluate<string>(keptState),
    (text) => kept.test(text),
  );
}

/** As `waitUntilRoleIsKept`, for the role that is to be in force in this workspace's new terminals again. */
export async function waitUntilInForceIsKept(workbench: Workbench, sessionName: string): Promise<void> {
  const kept = new RegExp(`"rolecall\\.inForce":[^\\]]*"roleSessionName":"${sessionName}"`);
  await eventually(
    `the session ${sessionName} in force in what VS Code keeps of this workspace`,
    () => workbench.page.evaluate<string>(keptState),
    (text) => kept.test(text),
  );
}

/** As `waitUntilKept`, for what was removed. */
export async function waitUntilGone(workbench: Workbench, text: string): Promise<void> {
  await eventually(
    `no ${text} in what VS Code keeps`,
    () => workbench.page.evaluate<string>(keptState),
    (kept) => !kept.includes(text),
  );
}

/** Runs in the page: the state of extensions, for all windows and for this workspace. */
const keptState = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const kept = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db')) continue;
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      kept.push(...(await done(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return kept.map(String).join('\\n');
})()`;
