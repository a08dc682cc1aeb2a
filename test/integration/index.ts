// What VS Code's extension host loads to test: runs every integration test there.
import { runMocha } from '../support/mochaRun.ts';
import { testFiles } from '../support/testFiles.ts';

export async function run(): Promise<void> {
  const countsFile = process.env.ROLECALL_COUNTS_FILE ?? 'out/counts/integration.json';
  const only = process.env.ROLECALL_ONLY;
  const files = testFiles(['integration'], { withSlow: true, ...(only === undefined ? {} : { pattern: only }) });
  const failures = await runMocha(files, countsFile, 60_000);
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}
