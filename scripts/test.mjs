// `npm test` and its parts: sets up, builds, runs, and adds up what was counted.
// usage: node scripts/test.mjs [check | unit | integration | ui | agreement]… [--only <part of a test file's name>]
// The last line is `N passed, N failed, N skipped`; each static check counts as one test.
import './nodeVersion.mjs';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hostIsInstalled, hostIsWanted } from '../test/vscode-host/host.mjs';
import { canBeOffline, offline } from '../test/vscode-host/offline.mjs';
import { endWithNpm, run } from './process.mjs';
import { setUp } from './setup.mjs';
import { Tally } from './tally.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
endWithNpm();

// No test reads this person's AWS settings, and Node 20's notice of the SDK is not the tests' matter.
for (const name of Object.keys(process.env).filter((key) => /^(AWS|BOTO)_/.test(key))) {
  delete process.env[name];
}
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const parts = positionals.length > 0 ? positionals : ['check', 'unit', 'integration', 'ui', 'agreement'];
const isWhole = positionals.length === 0;
const only = values.only === undefined ? [] : ['--only', values.only];

/** Asked to end: what runs is ended by the signal, and nothing is begun after it. @type {string | undefined} */
let endedBy;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    endedBy = signal;
  });
}

/** Test folders that need no VS Code, in two halves that take about as long and run beside each other. */
const unitFolders = [
  ['aws', 'house', 'session'],
  ['core', 'endpoint', 'features', 'platform', 'practice'],
];

const tools = {
  types: ['node_modules/typescript/bin/tsc', '--pretty', 'false'],
  'types of core': ['node_modules/typescript/bin/tsc', '--pretty', 'false', '-p', 'src/core'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings'],
  unused: ['node_modules/knip/bin/knip.js', '--no-progress'],
};

const tally = new Tally();
/** The lines of an error that are repeated at the end of the run. */
const errorLines = 25;

/**
 * @param {string} name
 * @param {boolean} succeeded
 */
function count(name, succeeded) {
  console.log(`${succeeded ? '✔' : '✖'} ${name}`);
  tally.check(name, succeeded);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} [outputFile] where what it prints goes, instead of the terminal
 * @returns {Promise<number>} the exit code
 */
async function runToItsEnd(program, args, outputFile) {
  const output = outputFile === undefined ? undefined : openSync(outputFile, 'w');
  const code = await run(program, args, output === undefined ? {} : { stdio: ['ignore', output, output] });
  if (output !== undefined) closeSync(output);
  if (endedBy !== undefined) {
    console.log(`\nEnded by ${endedBy} before all tests had run.`);
    process.exit(1);
  }
  return code;
}

/** @typedef {import('../test/support/mochaRun.ts').Counts} Counts */

/**
 * Runs a program that writes its counts, without network.
 *
 * @param {string} name
 * @param {string} program the built file, below out/test
 * @param {readonly string[]} args
 * @param {string} [outputFile]
 * @returns {Promise<Counts>}
 */
async function runTests(name, program, args, outputFile) {
  if (outputFile === undefined) console.log(`\n${name}`);
  const countsFile = path.join('out/counts', `${name.replaceAll(/[ /]/g, '-')}.json`);
  rmSync(countsFile, { force: true });
  const [command, commandArgs] = offline(process.execPath, [
    path.join('out/test', program),
    ...['--counts', countsFile, ...args],
  ]);
  const code = await runToItsEnd(command, commandArgs, outputFile);
  /** @type {Counts | undefined} */
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : undefined;
  // A run that ended before it could say so, or that failed outside any test.
  if (counts === undefined || (code !== 0 && counts.failed.length === 0)) {
    const title = `${name}: exit code ${code}${counts === undefined ? ' before the tests were counted' : ''}`;
    return { passed: counts?.passed ?? 0, failed: [{ title, error: '' }], skipped: counts?.skipped ?? [] };
  }
  return counts;
}

/**
 * The tests from outside, a file at a time: two at once are no faster where there are two processors. Each types into a
 * whole VS Code in a browser, which now and then loses a key stroke or a message; a file that fails is run once more from
 * the start, and the end of the run says that it was.
 */
async function countTestsFromOutside() {
  const files = readdirSync('out/test/test/ui')
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => path.join('ui', file))
    .filter((file) => values.only === undefined || file.includes(values.only));
  for (const file of files) {
    const once = () => runTests(file, 'test/support/mocha.main.js', ['--timeout', '600000', '--only', file, 'ui']);
    const first = await once();
    if (first.failed.length === 0) {
      tally.add(first);
      continue;
    }
    console.log(`\nonce more: ${file}`);
    tally.addAgain(first, await once());
  }
}

/** @param {string} reason */
function skip(reason) {
  console.log(`skipped: ${reason}`);
  tally.skip();
}

const needsHost = parts.includes('integration') || parts.includes('ui');
const missing = await setUp({
  host: needsHost,
  cli: needsHost || parts.includes('unit') || parts.includes('agreement'),
  shells: parts.includes('unit'),
});
for (const sentence of missing) {
  console.log(sentence);
}

// Elsewhere than on Linux nobody can have it.
if (process.platform === 'linux' && !canBeOffline()) {
  skip('running without a network: no network namespace can be made here');
}

if (parts.includes('integration') && !hostIsWanted) {
  // The tests themselves run without network.
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  process.env.ROLECALL_VSCODE = await downloadAndUnzipVSCode(process.env.ROLECALL_VSCODE_VERSION ?? 'stable');
}

const { buildExtension, buildTests } = await import('./build.mjs');
const built = await Promise.all([buildExtension(), buildTests()]).then(
  () => true,
  () => false,
);
if (!built) {
  count('build', false);
}

if (parts.includes('check')) {
  await Promise.all(
    Object.entries(tools).map(async ([name, command]) =>
      count(name, (await runToItsEnd(process.execPath, command)) === 0),
    ),
  );
}
// In a whole run the unit tests run once, the slow ones with them.
if (built && (parts.includes('check') || parts.includes('unit'))) {
  const isQuick = !isWhole && !parts.includes('unit');
  const timeout = isQuick ? '10000' : '120000';
  const quick = isQuick ? ['--quick'] : [];
  mkdirSync('out/counts', { recursive: true });
  await Promise.all(
    unitFolders.map(async (folders) => {
      const name = `unit tests of ${folders.join(' ')}`;
      const outputFile = path.join('out/counts', `${folders[0]}.log`);
      const args = ['--timeout', timeout, ...quick, ...only, ...folders];
      tally.add(await runTests(name, 'test/support/mocha.main.js', args, outputFile));
      // Each as a whole: lines of two runs among each other cannot be read.
      console.log(`\n${name}\n${readFileSync(outputFile, 'utf8')}`);
    }),
  );
}
if (built && parts.includes('integration')) {
  if (hostIsWanted && !hostIsInstalled()) {
    skip('integration tests: the VS Code that the tests run in is not installed');
  } else {
    tally.add(await runTests('integration tests', 'test/integration/run.main.js', only));
  }
}
if (built && parts.includes('ui')) {
  await countTestsFromOutside();
}
if (built && parts.includes('agreement') && process.platform !== 'linux') {
  skip('terminals against real clients: only Linux tells what a shell was started with');
} else if (built && parts.includes('agreement')) {
  tally.add(await runTests('terminals against real clients', 'test/agreement/agreement.main.js', []));
}

// Once more at the end, where one looks first and where a shortened log still shows them.
/**
 * @param {string} mark
 * @param {{ title: string, error: string }[]} failed
 */
function repeat(mark, failed) {
  for (const { title, error } of failed) {
    console.log(`\n${mark} ${title}`);
    for (const line of error.split('\n').slice(0, errorLines)) console.log(`    ${line}`);
  }
}
repeat('unsteady, passed when run once more:', tally.unsteady);
repeat('✖', tally.failures);

if (tally.ranNothing) {
  console.log('\nNo test ran.');
}
process.exitCode = tally.exitCode;
console.log(`\n${tally.lastLine}`);
