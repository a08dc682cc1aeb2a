// The four clients of the measure: where they are on this machine, and who they say that they are.
import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Client } from '../../src/core/shadows.ts';
import { awsCli } from '../support/awsClis.ts';
import type { Need } from '../support/needs.ts';

export const clientNames = ['aws CLI v1', 'aws CLI v2', 'boto3', 'JS SDK v3'] as const;
export type ClientName = (typeof clientNames)[number];

export const family: Readonly<Record<ClientName, Client>> = {
  'aws CLI v1': 'cli',
  'aws CLI v2': 'cli',
  boto3: 'cli',
  'JS SDK v3': 'sdk-js',
};

export const clientNeeds: Readonly<Record<ClientName, readonly Need[]>> = {
  'aws CLI v1': ['aws-cli-1'],
  'aws CLI v2': ['aws-cli-2'],
  boto3: ['botocore'],
  'JS SDK v3': [],
};

export interface FoundClient {
  readonly version: string;
  readonly command: readonly [program: string, ...args: string[]];
}

const asksBoto3 = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';

/** Debian's CLI 2 knows no variable for the endpoint. */
export function findClients(stsEndpoint: string): ReadonlyMap<ClientName, FoundClient> {
  const found = new Map<ClientName, FoundClient>();
  const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--endpoint-url', stsEndpoint];
  for (const major of [1, 2] as const) {
    const cli = awsCli(major);
    if (cli) found.set(`aws CLI v${major}`, { version: cli.version, command: [cli.program, ...args] });
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
