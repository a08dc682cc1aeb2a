// Runs the integration tests inside VS Code: in the one that set-up installed, or in a downloaded desktop.
// usage: run.main.js [--counts <file>] [--only <part of a file's name>]
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { hostIsWanted } from '../vscode-host/host.mjs';
import { scratchEnvironment } from '../vscode-host/server.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { counts: { type: 'string' }, only: { type: 'string' } } });
const scratch = mkdtempSync(path.join(os.tmpdir(), 'rolecall-integration-'));
const workspace = path.join(scratch, 'workspace');
cpSync(path.join(root, 'test/integration/workspace'), workspace, { recursive: true });

// The launcher makes its own HOME and drops what it must not inherit; the desktop gets this process's environment.
if (!hostIsWanted) {
  for (const name of Object.keys(process.env)) {
    if (!(name in scratchEnvironment(process.env))) {
      delete process.env[name];
    }
  }
}
const home = path.join(scratch, 'home');
mkdirSync(home);
const desktopHome = { HOME: home, USERPROFILE: home };
try {
  await runTests({
    ...(hostIsWanted
      ? { vscodeExecutablePath: path.join(root, 'test/vscode-host/codeLauncher.mjs') }
      : { vscodeExecutablePath: downloaded() }),
    extensionDevelopmentPath: [root, path.join(root, 'test/integration/observer')],
    extensionTestsPath: path.join(root, 'out/test/test/integration/index.js'),
    extensionTestsEnv: {
      ...(hostIsWanted ? {} : desktopHome),
      ROLECALL_COUNTS_FILE: path.resolve(values.counts ?? 'out/counts/integration.json'),
      ...(values.only === undefined ? {} : { ROLECALL_ONLY: values.only }),
    },
    launchArgs: [
      workspace,
      `--user-data-dir=${path.join(scratch, 'user-data')}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
      // A keychain would ask a person.
      '--use-inmemory-secretstorage',
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}

/** The desktop that scripts/test.mjs has brought. */
function downloaded(): string {
  const executable = process.env.ROLECALL_VSCODE;
  if (executable === undefined) throw new Error('ROLECALL_VSCODE does not say where the desktop VS Code is.');
  return executable;
}
