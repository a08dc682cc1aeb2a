// The AWS CLIs that are here: version 1 and version 2 can be on PATH beside each other.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { knowsEndpointVariable } from '../vscode-host/bashStartup.mjs';

export interface AwsCli {
  /** With its path. */
  readonly program: string;
  /** As `aws-cli/2.9.19`. */
  readonly version: string;
  /** What is older, as Debian's version 2, knows neither the variable for an endpoint nor the setting. */
  readonly knowsEndpointVariable: boolean;
}

/** The first of the major version on PATH; undefined where there is none. */
export function awsCli(major: 1 | 2): AwsCli | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const programs = folders.flatMap((folder) => ['aws', 'aws.exe'].map((name) => path.join(folder, name)));
  for (const program of programs.filter((file) => existsSync(file))) {
    const [, version, found] = /^(aws-cli\/(\d+)\.\d+\.\S*)/.exec(versionOf(program)) ?? [];
    if (version === undefined || Number(found) !== major) continue;
    return { program, version, knowsEndpointVariable: knowsEndpointVariable(version) };
  }
  return undefined;
}

function versionOf(program: string): string {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
