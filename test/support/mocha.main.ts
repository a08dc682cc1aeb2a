// Runs the tests of some folders in this process.
// usage: mocha.main.js --counts <file> [--quick] [--timeout <ms>] [--only <part of a file's name>] <folder>…
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runMocha } from './mochaRun.ts';
import { testFiles } from './testFiles.ts';

register(pathToFileURL(path.join(import.meta.dirname, 'vscodeResolver.mjs')));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    counts: { type: 'string', default: 'out/counts/tests.json' },
    quick: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '10000' },
    only: { type: 'string' },
  },
});
// The browser's library takes these for itself, and the tests would go on without it. What tests started ends with `exit`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}
const files = testFiles(positionals, {
  withSlow: !values.quick,
  ...(values.only === undefined ? {} : { pattern: values.only }),
});
const failures = await runMocha(files, values.counts, Number(values.timeout));
// A test that leaves a server or a timer behind must not hold up the run for ever.
process.exit(failures > 0 ? 1 : 0);
