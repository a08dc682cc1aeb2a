// The clients that people have in their terminals: each is asked who it is, in an environment that a test makes.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { awsCli } from '../support/awsClis.ts';
import type { Need } from '../support/needs.ts';

export interface RealClient {
  readonly name: string;
  readonly needs: readonly Need[];
  /** The arguments that name a profile; absent where the client has no such thing. */
  readonly profile?: (name: string) => readonly string[];
  /** Whether it can ask a given endpoint for the role of a profile; absent where it is not asked to. */
  readonly assumesRoles?: () => boolean;
  /** The program and what it is given, for an endpoint of STS. */
  command(stsEndpoint: string): readonly [program: string, ...args: string[]];
}

const asksBoto3 = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';

export const realClients: readonly RealClient[] = [
  cli(1),
  cli(2),
  { name: 'boto3', needs: ['botocore'], command: () => ['python3', '-c', asksBoto3] },
  {
    name: 'SDK for JavaScript',
    needs: [],
    command: () => [process.execPath, path.resolve('out/test/test/endpoint/callerIdentity.main.js')],
  },
];

function cli(major: 1 | 2): RealClient {
  return {
    name: `AWS CLI v${major}`,
    needs: [`aws-cli-${major}`],
    profile: (name) => ['--profile', name],
    // Debian's CLI 2 knows no variable for the endpoint.
    command: (sts) => [
      awsCli(major)?.program ?? 'aws',
      ...['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', '--endpoint-url', sts],
    ],
    assumesRoles: () => awsCli(major)?.knowsEndpointVariable ?? false,
  };
}

export type Answer = { readonly arn: string } | { readonly failed: string };

export function whoIs(
  client: RealClient,
  stsEndpoint: string,
  env: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): Promise<Answer> {
  const [program, ...args] = client.command(stsEndpoint);
  return new Promise((resolve) => {
    execFile(program, [...args, ...more], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve(error ? { failed: stderr } : { arn: stdout.trim() });
    });
  });
}
