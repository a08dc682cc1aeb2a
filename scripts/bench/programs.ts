// Other people's programs, each with its own start; those that are not installed are told, and not compared with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../process.mjs';
import { credentials, region } from './benchServer.ts';

/** Those of the command lines whose program is there. */
export function installed(
  lines: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  const found = Object.entries(lines).filter(([name, [program = '']]) => {
    const isThere = findProgram(program) !== undefined;
    if (!isThere) console.log(`${name}: not installed, not compared with`);
    return isThere;
  });
  return Object.fromEntries(found);
}

/**
 * Resolves with how many lines it printed; undefined: it took longer than `withinMs` and was ended. Rejects where it fails.
 */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  withinMs?: number,
): Promise<number | undefined> {
  const child = spawn(program, args, {
    ...(withinMs !== undefined && { timeout: withinMs }),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      // This machine's own settings are not those of the stand-in.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      RCLONE_CONFIG: '/dev/null',
    },
  });
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) lines++;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === null && withinMs !== undefined) return undefined;
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return lines;
}
