// What VS Code's extension host loads to test: runs every integration test there.
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { runMocha } from '../support/mochaRun.ts';
import { testFiles } from '../support/testFiles.ts';

export async function run(): Promise<void> {
  refuseOwnHome();
  const countsFile = process.env.ROLECALL_COUNTS_FILE ?? 'out/counts/integration.json';
  const only = process.env.ROLECALL_ONLY;
  const files = testFiles(['integration'], { withSlow: true, ...(only === undefined ? {} : { pattern: only }) });
  const failures = await runMocha(files, countsFile, 60_000);
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}

/** The tests write and remove files of `~/.aws`. */
function refuseOwnHome(): void {
  const scratch = [tmpdir(), path.resolve(import.meta.dirname, '../../out')];
  if (!scratch.some((folder) => homedir().startsWith(folder + path.sep))) {
    throw new Error(`These tests need a HOME of their own, below ${scratch.join(' or ')}; this one is ${homedir()}.`);
  }
}
