// What a suite needs beside the clone, and whether it is here. A suite is skipped, visibly and with the reason, only
// through `needs`; any other skipped test counts as failed.
import { execFileSync } from 'node:child_process';
import { findProgram } from '../../scripts/process.mjs';
import { hostIsInstalled } from '../vscode-host/host.mjs';
import { awsCli } from './awsClis.ts';

/** The shells that quoting is proven with. Also the names of their Debian packages. */
export const shells = ['bash', 'dash', 'zsh', 'fish', 'tcsh'] as const;

const presence = {
  'aws-cli': () => (findProgram('aws') ? undefined : 'no AWS CLI on PATH'),
  'aws-cli-1': () => (awsCli(1) ? undefined : 'no AWS CLI v1 on PATH'),
  'aws-cli-2': () => (awsCli(2) ? undefined : 'no AWS CLI v2 on PATH'),
  'newer-aws-cli-2': () =>
    awsCli(2)?.knowsEndpointVariable ? undefined : 'no AWS CLI v2 on PATH that is 2.13 or newer',
  botocore: () => pythonHas('boto3'),
  moto: () => pythonHas('moto.server'),
  linux: () => (process.platform === 'linux' ? undefined : 'Linux only'),
  shells: () => {
    const missing = shells.filter((name) => !findProgram(name));
    return missing.length > 0 ? `not on PATH: ${missing.join(', ')}` : undefined;
  },
  openssl: () => (findProgram('openssl') ? undefined : 'no openssl on PATH'),
  posix: () => (process.platform === 'win32' ? 'not on Windows' : undefined),
  'vscode-host': () => (hostIsInstalled() ? undefined : 'the VS Code that the tests run in is not installed'),
} satisfies Record<string, () => string | undefined>;

export type Need = keyof typeof presence;

const reasons = new WeakMap<object, string>();

/** Called in a suite's body. Looks only when the suite is about to run, since some looks start a program. */
export function needs(...wanted: readonly Need[]): void {
  suiteSetup(function () {
    this.timeout(60_000);
    const reason = wanted.map((need) => presence[need]()).find((missing) => missing !== undefined);
    const suite = this.test?.parent;
    if (reason !== undefined && suite !== undefined) {
      reasons.set(suite, reason);
      this.skip();
    }
  });
}

/** Why the test was skipped; undefined where nobody gave a reason. */
export function skipReason(test: Mocha.Runnable): string | undefined {
  for (let suite = test.parent; suite !== undefined; suite = suite.parent) {
    const reason = reasons.get(suite);
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

function pythonHas(module: string): string | undefined {
  return printed('python3', ['-c', `import ${module}`]) === undefined ? `python3 has no ${module}` : undefined;
}

/** What a program printed; undefined where it is missing or failed. */
function printed(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
