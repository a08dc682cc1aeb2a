// From a click on a bucket of a million keys to its first page on screen, against one round trip for that page.
import { assume, type Keys, sendSigned } from '../../test/practice/rawRequest.ts';
import { bucketTree } from '../../test/ui/driver/rolecall.ts';
import type { Figure } from './figure.ts';
import { type MillionKeys, millionKeys, openAtMillionKeys } from './windows.ts';

const rounds = 10;
const roundTrip = 'one round trip for the page';

export async function firstPage(): Promise<readonly Figure[]> {
  const samples: number[] = [];
  const against: number[] = [];
  const window = await openAtMillionKeys();
  const { account } = window;
  try {
    const session = await assume(account, 'S3Full');
    // The first round loads code that the others have.
    for (let round = 0; round <= rounds; round++) {
      const trip = await timeOfPage(window, session);
      const ms = await measureOnce(window);
      if (round === 0) continue;
      against.push(trip);
      samples.push(ms);
    }
  } finally {
    await window.close();
  }
  return [
    {
      name: `click on a bucket of ${millionKeys.toLocaleString('en')} keys to its first page on screen`,
      unit: 'ms',
      samples,
      against: { [roundTrip]: against },
      aim: { kind: 'more', against: roundTrip, limit: 100 },
    },
  ];
}

async function timeOfPage({ account, bucket }: MillionKeys, session: Keys): Promise<number> {
  const target = `/${bucket}?delimiter=%2F&encoding-type=url&list-type=2&max-keys=1000&prefix=`;
  const start = performance.now();
  const { status } = await sendSigned(account, { service: 's3', target, keys: session });
  if (status !== 200) throw new Error(`the page was answered with ${status}`);
  return performance.now() - start;
}

async function measureOnce({ workbench, ask, bucket }: MillionKeys): Promise<number> {
  const tree = await bucketTree(workbench);
  await ask('command', { id: 'rolecall.refreshBuckets' });
  await tree.waitForRow(bucket);
  // As text: these files are checked without the browser's types.
  const watching = await workbench.page.evaluateHandle(`(() => {
    const isThere = () => document.querySelector('.monaco-list-row[aria-label^="object key-0000000,"]');
    if (isThere()) throw new Error('the page is there already');
    const ms = new Promise((resolve) => {
      let startedAt;
      document.addEventListener('mousedown', () => { startedAt = performance.now(); }, { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        resolve(performance.now() - startedAt);
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    return { ms };
  })()`);
  await tree.click(bucket);
  const ms = await watching.evaluate((object) => (object as { ms: Promise<number> }).ms);
  // It would be listed again with the rest.
  await tree.collapse(bucket);
  return ms;
}
