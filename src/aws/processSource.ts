// credential_process: a program that prints credentials. It runs as the person who wrote it into a file of their own,
// without a shell, outside any workspace, and not for long.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import { readCredentialAnswer, sourceFailed } from './credentialAnswer.ts';
import { jsonObject } from './exchange.ts';
import { type ProgramEnd, runProgram } from './program.ts';

interface ProcessSource {
  readonly profile: string;
  readonly argv: readonly string[];
  /** The file that names the program. */
  readonly file: string;
}

interface ProcessSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that the program runs in, and that a relative path is relative to. */
  readonly home: string;
  /** Whether a path lies in a folder of the workspace. */
  readonly isInWorkspace: (file: string) => boolean;
  readonly now: () => number;
  /** Milliseconds until the program is ended. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const usualTimeoutMs = 60_000;
const longestOutput = 64 * 1024;

/** Runs the program and reads what it prints. Rejects with `source-failed`, or with the signal's reason. */
export async function processCredentials(source: ProcessSource, around: ProcessSurroundings): Promise<Credentials> {
  const { profile, argv, file } = source;
  await refuseForeignFile(source, around);
  const [name = '', ...args] = argv;
  const program = await findProgram(name, around);
  if (program === undefined) throw sourceFailed('process-not-found', profile, name);
  const named = await Promise.all(args.map((arg) => placesOf(path.resolve(around.home, arg))));
  const places = [file, program, ...args.filter(path.isAbsolute), ...named.flat()];
  places.push(...(await placesOf(file)), ...(await placesOf(program)));
  if (places.some(around.isInWorkspace)) throw sourceFailed('process-in-workspace', profile, name);
  const end = await runProgram(program, args, {
    cwd: around.home,
    env: around.env,
    timeoutMs: around.timeoutMs ?? usualTimeoutMs,
    longestOutput,
    signal: around.signal,
  });
  return readCredentialAnswer(outputOf(end, profile), {
    token: 'SessionToken',
    required: [],
    profile,
    now: around.now(),
  });
}

/** The path and where its links lead; none for what is not there, as most arguments are no paths. */
async function placesOf(file: string): Promise<readonly string[]> {
  try {
    return [file, await realpath(file)];
  } catch {
    return [];
  }
}

function outputOf(end: ProgramEnd, profile: string): string {
  switch (end.kind) {
    case 'refused':
      throw sourceFailed('process-not-executable', profile, end.reason);
    case 'too-slow':
      throw sourceFailed('process-silent', profile);
    case 'too-loud':
      throw sourceFailed('process-too-loud', profile);
    case 'exited': {
      if (end.exit !== 0) {
        const complaint = shownComplaint(end.complaint);
        throw sourceFailed('process-failed', profile, [`${end.exit}`, complaint].filter(Boolean).join(': '));
      }
      const answer = jsonObject(end.output);
      if (answer && answer.Version !== 1) throw sourceFailed('answer-malformed', profile, 'Version');
      return end.output;
    }
  }
}

/** Who can write the file can run programs as its reader. */
async function refuseForeignFile({ file, profile }: ProcessSource, { isInWorkspace }: ProcessSurroundings) {
  if (isInWorkspace(file)) throw sourceFailed('process-in-workspace', profile, file);
  const found = await stat(file).catch(() => undefined);
  // It was there when it was read.
  if (!found) throw failureError({ code: 'source-missing' });
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  // Windows has no such owners.
  if (uid === undefined || gid === undefined) return;
  if (canOthersWrite(found, { uid, gid })) throw sourceFailed('process-file-not-own', profile, file);
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whether somebody beside the person and the system's own user can write the file, or become able to, as its owner can.
 * A group counts as others, unless it is the person's own: many systems give everybody one and make new files writable
 * for it.
 */
export function canOthersWrite(file: Owner & { readonly mode: number }, person: Owner): boolean {
  const isOwn = file.uid === person.uid || file.uid === 0;
  const byGroup = (file.mode & 0o020) !== 0 && file.gid !== person.gid;
  return !isOwn || byGroup || (file.mode & 0o002) !== 0;
}

/** As the system looks for it: a bare name on PATH, anything else as a path. A PATH entry that is relative counts for nothing. */
async function findProgram(name: string, { env, home }: ProcessSurroundings): Promise<string | undefined> {
  const isWindows = process.platform === 'win32';
  const isBare = !name.includes('/') && !(isWindows && name.includes('\\'));
  const search = (isWindows ? (env.Path ?? env.PATH) : env.PATH) ?? '';
  const folders = isBare ? search.split(path.delimiter).filter(path.isAbsolute) : [home];
  const endings = isWindows && path.extname(name) === '' ? ['.exe', '.com'] : [''];
  if (name === '') return undefined;
  for (const folder of folders) {
    for (const ending of endings) {
      const candidate = path.resolve(folder, name + ending);
      if (isBare ? await isExecutable(candidate) : await isFile(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function isExecutable(file: string): Promise<boolean> {
  if (!(await isFile(file))) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first line of what the program complained about; nothing where it might hold a secret. */
function shownComplaint(complaint: string): string {
  const line = (complaint.trimStart().split(/[\r\n]/)[0] ?? '').replace(/[^\P{C}\t]/gu, '').slice(0, 200);
  const suspicious = /(?:AKIA|ASIA)[A-Z\d]{8}|[\w+/=-]{32}|(?:secret|token|passw\w*|credential\w*)["']?\s*[=:]/i;
  return suspicious.test(line) ? '' : line;
}
