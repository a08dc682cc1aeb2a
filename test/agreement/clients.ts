// The four clients of the measure: where they are on this machine, and who they say that they are.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '../../src/core/shadows.ts';

export const clientNames = ['aws CLI v1', 'aws CLI v2', 'boto3', 'JS SDK v3'] as const;
export type ClientName = (typeof clientNames)[number];

export const family: Readonly<Record<ClientName, Client>> = {
  'aws CLI v1': 'cli',
  'aws CLI v2': 'cli',
  boto3: 'cli',
  'JS SDK v3': 'sdk-js',
};

export interface FoundClient {
  readonly version: string;
  readonly command: readonly [program: string, ...args: string[]];
}

const asksBoto3 = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';

/** Debian's CLI 2 knows no variable for the endpoint. */
export function findClients(stsEndpoint: string): ReadonlyMap<ClientName, FoundClient> {
  const found = new Map<ClientName, FoundClient>();
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const program = path.join(folder, 'aws');
    const version = existsSync(program) ? printed(program, ['--version']) : undefined;
    const name = /^aws-cli\/1\./.test(version ?? '') ? 'aws CLI v1' : 'aws CLI v2';
    if (version === undefined || found.has(name)) continue;
    const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--endpoint-url', stsEndpoint];
    found.set(name, { version: version.split(' ')[0] ?? '', command: [program, ...args] });
  }
  const boto3 = printed('python3', ['-c', 'import boto3; print("boto3/" + boto3.__version__)']);
  if (boto3 !== undefined) found.set('boto3', { version: boto3, command: ['python3', '-c', asksBoto3] });
  const script = path.resolve('out/test/test/endpoint/callerIdentity.main.js');
  found.set('JS SDK v3', { version: `node/${process.versions.node}`, command: [process.execPath, script] });
  return found;
}

/** The ARN that the client gets in `env`; undefined where it gets none. */
export function whoIs(
  { command: [program, ...args] }: FoundClient,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 120_000 }, (error, stdout) => resolve(error ? undefined : stdout.trim()));
  });
}

function printed(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
