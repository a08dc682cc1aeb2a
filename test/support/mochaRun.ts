// Runs test files with mocha, prints them as mocha's spec reporter does, and writes what was counted to a JSON file.
// Used by plain Node (mocha.main.ts) and inside VS Code's extension host (integration/index.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { skipReason } from './needs.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: readonly { readonly title: string; readonly error: string }[];
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
}

/** @returns how many failed, with those that were skipped without a reason */
export async function runMocha(files: readonly string[], countsFile: string, timeoutMs: number): Promise<number> {
  const counts: {
    passed: number;
    failed: { title: string; error: string }[];
    skipped: { title: string; reason: string }[];
  } = {
    passed: 0,
    failed: [],
    skipped: [],
  };

  class CountingReporter extends Mocha.reporters.Spec {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
      runner.on(EVENT_TEST_PASS, () => {
        counts.passed += 1;
      });
      runner.on(EVENT_TEST_FAIL, (test, error) => {
        counts.failed.push({ title: test.fullTitle(), error: textOf(error) });
      });
      runner.on(EVENT_TEST_PENDING, (test) => {
        const reason = skipReason(test);
        const title = test.fullTitle();
        if (reason === undefined) {
          counts.failed.push({ title, error: 'skipped without a reason' });
        } else {
          counts.skipped.push({ title, reason });
        }
      });
    }
  }

  const mocha = new Mocha({
    ui: 'tdd',
    reporter: CountingReporter,
    timeout: timeoutMs,
    forbidOnly: true,
    color: false,
  });
  for (const file of files) {
    mocha.addFile(file);
  }
  try {
    await mocha.loadFilesAsync();
    await new Promise<void>((resolve) => mocha.run(() => resolve()));
  } catch (error) {
    // A file that cannot be loaded keeps all others from running, and says so.
    console.error(error);
    counts.failed.push({ title: 'loading the test files', error: textOf(error) });
  }
  for (const { title, reason } of counts.skipped) {
    console.log(`  skipped: ${title}: ${reason}`);
  }
  mkdirSync(path.dirname(countsFile), { recursive: true });
  writeFileSync(countsFile, JSON.stringify(counts satisfies Counts, undefined, 2));
  return counts.failed.length;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
