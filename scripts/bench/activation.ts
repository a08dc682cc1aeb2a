// VS Code's own activation time of Rolecall and of an extension that does nothing.
import { eventually } from '../../test/ui/driver/eventually.ts';
import type { Figure } from './figure.ts';
import { type BenchWindow, emptyExtension, importingExtension, inTurn, rolecall } from './windows.ts';

const rounds = 7;
const empty = 'an empty extension';
/** Tells how much of the difference is VS Code's own. */
const importing = 'an empty extension that imports vscode';

export async function activation(): Promise<readonly Figure[]> {
  const times = await inTurn(
    {
      rolecall: { extension: rolecall, identity: 'AWS: no identity' },
      [empty]: { extension: emptyExtension },
      [importing]: { extension: importingExtension },
    },
    rounds,
    activationTime,
  );
  return [
    {
      name: 'activation time',
      unit: 'ms',
      samples: times.rolecall,
      against: { [empty]: times[empty], [importing]: times[importing] },
      aim: { kind: 'times', against: empty, limit: 1.5 },
    },
  ];
}

/**
 * "Developer: Startup Performance" has a table of all extensions. Loading the code, calling activate and waiting for its
 * promise are added up here: moving work from one to the other gains nothing.
 */
async function activationTime({ workbench, extensionId }: BenchWindow): Promise<number> {
  const { page } = workbench;
  // What an earlier window left there is no answer.
  await page.evaluate("navigator.clipboard.writeText('')");
  await workbench.command('Developer: Startup Performance');
  const cells = await eventually(
    `the activation time of ${extensionId}`,
    async () => {
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      return rowOf(await workbench.clipboard(), extensionId);
    },
    (row) => row !== undefined,
  );
  // Left open, it would be opened again by the next load.
  await workbench.command('View: Close All Editors');
  const [, , load, call, finish] = cells ?? [];
  return Number(load) + Number(call) + Number(finish);
}

/** Columns: Extension, Eager, Load Code, Call Activate, Finish Activate, … */
function rowOf(report: string, extensionId: string): string[] | undefined {
  return report
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, ...cells]) => cells)
    .find(([id]) => id === extensionId);
}
