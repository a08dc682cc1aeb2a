// A prefix of a million keys, browsed and filtered in a window: the longest that the extension host could do nothing else,
// and what stays in its memory.
import { eventually } from '../../test/ui/driver/eventually.ts';
import { bucketTree } from '../../test/ui/driver/rolecall.ts';
import type { Tree } from '../../test/ui/driver/tree.ts';
import type { Figure } from './figure.ts';
import { type MillionKeys, millionKeys, openAtMillionKeys } from './windows.ts';

const rounds = 3;
const pageSize = 1_000;
/** Pages after which what was shown before has been folded away once, and once more. */
const [foldedOnce, foldedTwice] = [4, 7];
/** Milliseconds that a filter may take. */
const searchMs = 180_000;

export async function browsing(): Promise<readonly Figure[]> {
  const browsed: number[] = [];
  const filtered: number[] = [];
  const heap: Record<'first' | 'folded' | 'after' | 'refreshed', number[]> = {
    first: [],
    folded: [],
    after: [],
    refreshed: [],
  };
  const window = await openAtMillionKeys();
  try {
    const tree = await bucketTree(window.workbench);
    // The first round loads code that the others have.
    for (let round = 0; round <= rounds; round++) {
      await window.ask('command', { id: 'rolecall.refreshBuckets' });
      const search = await longestTaskOf(window, () => filter(window, tree));
      const refreshed = await heapOf(window);
      const first = await longestTaskOf(window, () => loadPages(window, tree, 1, foldedOnce));
      const folded = await heapOf(window);
      const second = await longestTaskOf(window, () => loadPages(window, tree, foldedOnce, foldedTwice));
      const after = await heapOf(window);
      await tree.collapse(window.bucket);
      if (round === 0) {
        heap.first.push(refreshed);
        continue;
      }
      filtered.push(search);
      browsed.push(Math.max(first, second));
      heap.folded.push(folded);
      heap.after.push(after);
      heap.refreshed.push(refreshed);
    }
  } finally {
    await window.close();
  }
  const what = `a prefix of ${millionKeys.toLocaleString('en')} keys`;
  const task = 'the longest that nothing else could run';
  const shown = (pages: number) => `after ${(pages * pageSize).toLocaleString('en')}`;
  return [
    {
      name: `browsing ${what}: ${task}`,
      unit: 'ms',
      samples: browsed,
      against: {},
      aim: { kind: 'at most', limit: 100 },
    },
    {
      name: `filtering ${what}: ${task}`,
      unit: 'ms',
      samples: filtered,
      against: {},
      aim: { kind: 'at most', limit: 100 },
    },
    {
      name: `browsing ${what}: the heap ${shown(foldedTwice)}`,
      unit: 'MB',
      samples: heap.after,
      against: { [shown(foldedOnce)]: heap.folded },
      aim: { kind: 'more', against: shown(foldedOnce), limit: 2 },
    },
    {
      name: `browsing and filtering ${what}: the heap once it is refreshed`,
      unit: 'MB',
      samples: heap.refreshed,
      against: { 'after the first filter': heap.first },
      aim: { kind: 'more', against: 'after the first filter', limit: 2 },
    },
  ];
}

/** From the pages that are shown to so many. */
async function loadPages({ bucket }: MillionKeys, tree: Tree, from: number, to: number): Promise<void> {
  const more = (pages: number) => `Load more… (${pages * pageSize} shown)`;
  if (from === 1) await tree.expand(bucket);
  for (let pages = from; pages < to; pages++) {
    await tree.waitForRowAtEnd(more(pages));
    await tree.click(more(pages));
  }
  await tree.waitForRowAtEnd(more(to));
  await tree.waitForRowAtStart(bucket);
}

async function filter({ workbench, bucket }: MillionKeys, tree: Tree): Promise<void> {
  await tree.openContextMenu(bucket);
  await workbench.menu.choose('Find Objects…');
  await workbench.quickInput.answer('999999');
  const whole = /"999999" matches 1 of 1\D?000\D?000 objects/;
  await eventually(
    'all keys looked at',
    () => workbench.quickInput.heading(),
    (text) => whole.test(text),
    searchMs,
  );
  await workbench.quickInput.cancel();
}

async function longestTaskOf({ ask }: MillionKeys, work: () => Promise<void>): Promise<number> {
  await ask('watchTasks');
  await work();
  return (await ask<{ readonly ms: number }>('longestTask')).ms;
}

/** MB, after garbage was collected. */
async function heapOf({ ask }: MillionKeys): Promise<number> {
  return (await ask<{ readonly heapUsed: number }>('memory')).heapUsed / 1024 / 1024;
}
