// From the command to the new identity: what a person waits for, against one bare HTTP round trip to the same server.
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { Figure } from './figure.ts';
import { type BenchWindow, openAtPractice } from './windows.ts';

const rounds = 25;
const keptAlive = 'a bare round trip from the extension host, connection kept';
const newConnection = 'a bare round trip from the extension host, new connection';

interface Sample {
  readonly inside: number;
  readonly onScreen: number;
  readonly keptAlive: number;
  readonly newConnection: number;
}

export async function assumeRole(): Promise<readonly Figure[]> {
  const account = await startPracticeAccount();
  const samples: Sample[] = [];
  let window: BenchWindow | undefined;
  try {
    window = await openAtPractice(account);
    await window.load();
    for (let round = 0; round <= rounds; round++) {
      const sample = await measureOnce(window, account.endpoint, {
        roleArn: account.roles.S3ListBucketOnly ?? '',
        // A session that is still held would be used without asking.
        roleSessionName: `bench-${round}`,
      });
      if (round > 0) samples.push(sample);
    }
  } finally {
    await window?.close();
    await account.close();
  }
  const against = {
    [keptAlive]: samples.map((sample) => sample.keptAlive),
    [newConnection]: samples.map((sample) => sample.newConnection),
  };
  return [
    {
      name: 'assume command to the identity on screen',
      unit: 'ms',
      samples: samples.map((sample) => sample.onScreen),
      against,
    },
    {
      name: 'assume command to the identity known in the extension host',
      unit: 'ms',
      samples: samples.map((sample) => sample.inside),
      against,
    },
  ];
}

async function measureOnce(
  { workbench, ask }: BenchWindow,
  endpoint: string,
  argument: { readonly roleArn: string; readonly roleSessionName: string },
): Promise<Sample> {
  const trips = await ask<{ keptAlive: number; newConnection: number }>('roundTrip', { endpoint });
  const screen = await watchIdentity(workbench, 'S3ListBucketOnly');
  const { startedAt, ms } = await ask<{ startedAt: number; ms: number }>('command', {
    id: 'rolecall.assumeRole',
    argument,
  });
  const seenAt = await screen.seenAt();
  await ask('command', { id: 'rolecall.leaveRole' });
  await workbench.statusBarItem('rolecall.identity').waitForText('AssumeRoleUser');
  // Each assuming and leaving says so; a person would have closed that by now.
  await ask('command', { id: 'notifications.clearAll' });
  return { inside: ms, onScreen: seenAt - startedAt, ...trips };
}

/**
 * Starts to watch the status bar's text. The page and the extension host run on one machine, so they read the same clock
 * (to the millisecond); `seenAt` is when the text was changed, at most a frame before it is painted.
 */
async function watchIdentity(workbench: BenchWindow['workbench'], name: string) {
  // As text: these files are checked without the browser's types.
  const watching = await workbench.page.evaluateHandle(`(() => {
    const bar = document.querySelector('.part.statusbar');
    const isThere = () => bar.querySelector('[id$=".rolecall.identity"]')?.textContent.includes(${JSON.stringify(name)});
    if (isThere()) throw new Error('the new identity is there already');
    const seenAt = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        resolve(Date.now());
      });
      observer.observe(bar, { subtree: true, childList: true, characterData: true });
    });
    return { seenAt };
  })()`);
  return { seenAt: () => watching.evaluate((object) => (object as { seenAt: Promise<number> }).seenAt) };
}
