// AWS's two files: where they are, their text, and that they changed. What they mean is core's.
import { isUtf8 } from 'node:buffer';
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Ini, readIni } from '../core/awsIni.ts';
import type { ConfigFile, ConfigFiles } from '../core/profile.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the AWS CLI looks. A leading `~` in the variables is the home folder, as it is for the CLI. */
export function sharedConfigPaths(env: Variables, home = homedir()): Readonly<Record<ConfigFile, string>> {
  const place = (variable: string | undefined, name: string) =>
    variable ? variable.replace(/^~(?=$|[/\\])/, home) : path.join(home, '.aws', name);
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** Reads both files. One that does not exist, or cannot be read, counts as absent. */
export async function readSharedConfig(env: Variables): Promise<ConfigFiles> {
  const paths = sharedConfigPaths(env);
  const [config, credentials] = await Promise.all([iniOf(paths.config), iniOf(paths.credentials)]);
  return { config, credentials };
}

/** Bytes that are not UTF-8 become replacement characters and a problem: the other profiles of the file stay usable. */
async function iniOf(file: string): Promise<Ini | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return null;
  }
  const ini = readIni(bytes.toString('utf8'));
  const line = lineOutsideUtf8(bytes);
  // Decoding comes before parsing, for the AWS CLI as well.
  return line === undefined ? ini : { ...ini, problems: [{ code: 'not-utf8', line }, ...ini.problems] };
}

/** Counts from 1. No byte of a longer UTF-8 sequence looks like a line feed, so that lines can be decoded one by one. */
function lineOutsideUtf8(bytes: Buffer): number | undefined {
  if (isUtf8(bytes)) return undefined;
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

/** The files that the AWS CLI refuses: the first reason, where it is, and when the file was written (milliseconds). */
export async function refusedConfigFiles(env: Variables) {
  const paths = sharedConfigPaths(env);
  const { config, credentials } = await readSharedConfig(env);
  const found = await Promise.all([refusal(paths.config, config), refusal(paths.credentials, credentials)]);
  return found.filter((each) => each !== undefined);
}

async function refusal(file: string, ini: Ini | null) {
  const problem = ini?.problems[0];
  if (!problem) return undefined;
  return { path: file, line: problem.line, reason: problem.code, changed: (await stat(file)).mtimeMs };
}

/**
 * Calls `changed` after either file was written, made, replaced or removed. Lives until disposed. The files are looked
 * at rather than listened to: that sees a folder that is made later, a file behind a link, and a network drive, too.
 */
export function watchSharedConfig(env: Variables, changed: () => void, everyMs = 2_000): { dispose(): void } {
  const files = new Set(Object.values(sharedConfigPaths(env)));
  const listener = (now: Stats, before: Stats) => {
    // A file that is missing from the start is told once, though nothing has changed.
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size) changed();
  };
  for (const file of files) watchFile(file, { persistent: false, interval: everyMs }, listener);
  return {
    dispose: () => {
      for (const file of files) unwatchFile(file, listener);
    },
  };
}
