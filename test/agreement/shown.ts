// What Rolecall shows of a terminal: the product looks at a process that was started with its environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Terminal } from 'vscode';
import { readSharedConfig } from '../../src/aws/sharedConfig.ts';
import type { RoleSession } from '../../src/core/roleSession.ts';
import type { Client, Winner } from '../../src/core/shadows.ts';
import type { GivenIdentity, TerminalStanding } from '../../src/core/terminalStanding.ts';
import { OpenTerminals } from '../../src/features/terminals/openTerminals.ts';
import { fingerprint } from '../../src/platform/fingerprint.ts';
import type { Current } from '../../src/session/current.ts';
import { GivenIdentities } from '../../src/session/givenIdentities.ts';
import type { FolderInForce, InForce } from '../../src/session/inForce.ts';
import { Observable } from '../../src/session/observable.ts';

/**
 * Who a client is said to be: the ARN of the current identity, the access key id that stands before it, or the kind of
 * standing where no identity is shown as the current one; undefined for nobody.
 */
export type Shown = Readonly<Record<Client, string | undefined>>;

export interface Given {
  /** What was put in force, of all that is in the environment. */
  readonly put: Readonly<Record<string, string>>;
  readonly way: GivenIdentity['way'];
  /** The current one. */
  readonly session: RoleSession;
  /** By a token's fingerprint. */
  readonly isGood: (id: string) => boolean;
}

/**
 * @param env all that the shell gets
 * @param files variables that say where AWS's files are
 */
export async function shownIn(
  env: Readonly<Record<string, string | undefined>>,
  files: Readonly<Record<string, string>>,
  { put, way, session, isGood }: Given,
): Promise<Shown> {
  const { chain, identity } = session;
  const given = { way, chain, identity };
  const lookups = new GivenIdentities({
    kept: async () => undefined,
    keep: async () => {},
    fingerprint,
    isGood,
    followed: () => given,
    isRefused: () => false,
  });
  lookups.note(put, { ...given, pinned: false }, way === 'keyless');
  const open = new OpenTerminals({
    current: new Observable<Current>({ kind: 'role', chain, session }),
    inForce: new Observable<InForce>({ kind: 'set', ...given }),
    folders: new Observable<readonly FolderInForce[]>([]),
    refused: new Observable<unknown>(undefined),
    newEnvironment: () => put,
    lookups,
    pinned: () => undefined,
    fingerprint,
    readConfig: (variables) => readSharedConfig({ ...variables, ...files }),
    now: Date.now,
    setActive: () => {},
  });
  // No shell: the start-up files of whoever runs this would be read for it.
  const shell = spawn('sleep', ['600'], { env, stdio: 'ignore' });
  try {
    await once(shell, 'spawn');
    const terminal = { processId: Promise.resolve(shell.pid), creationOptions: {}, state: {} } as unknown as Terminal;
    const { standing, shadows } = await open.look(terminal);
    const who = whoStands(standing);
    const shown: Record<Client, string | undefined> = { cli: who, 'sdk-js': who };
    for (const { client, winner } of shadows) shown[client] = whoWins(winner, env);
    return shown;
  } finally {
    shell.kill();
    open.dispose();
  }
}

function whoStands(standing: TerminalStanding): string {
  if (standing.kind !== 'given') return standing.kind;
  return standing.state === 'current' ? standing.given.identity.arn : standing.state;
}

function whoWins(winner: Winner, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if ('problem' in winner) return undefined;
  const { source, hops } = winner;
  if (hops.length > 0) return hops.at(-1)?.roleArn;
  if (source.kind === 'static') return source.accessKeyId;
  if (source.kind === 'environment') return env.AWS_ACCESS_KEY_ID;
  // The endpoint that the shells of the measure inherit is nobody's.
  return undefined;
}
