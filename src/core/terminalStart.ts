// What a terminal's shell was started with, as far as it tells who a client in it is: by the system's word, by what new
// terminals got when it was opened, or by what Rolecall itself started it with.
import { type Environment, folderVariable, pinVariable } from './environment.ts';
import { pinnedVariables } from './pinnedLaunch.ts';
import { keptVariables } from './terminalStanding.ts';

type Variables = Readonly<Record<string, string | undefined>>;

type Fingerprint = (secret: string) => string;

export interface KnownStart {
  /** As `keptVariables` leaves them. */
  readonly variables: Variables;
  /** Those that VS Code sets again behind the shell's start-up files, where the shell lets it in. */
  readonly reapplied: ReadonlySet<string>;
}

/** VS Code hands over what it sets again as `NAME=value:NAME=value`, without colons in the values. */
const reappliedVariable = 'VSCODE_ENV_REPLACE';

/**
 * @param environment of the shell's process
 * @param inherited what VS Code was started with: from a marked terminal, that terminal's marks
 */
export function toldStart(environment: Variables, inherited: Variables, fingerprint: Fingerprint): KnownStart {
  const marks = [folderVariable, pinVariable].filter((name) => environment[name] === inherited[name]);
  const unmarked = { ...environment, ...Object.fromEntries(marks.map((name) => [name, undefined])) };
  const names = [...(environment[reappliedVariable] ?? '').matchAll(/(?:^|:)([A-Za-z_]\w*)=/g)].map(([, name]) => name);
  return {
    variables: keptVariables(unmarked, fingerprint),
    reapplied: new Set(names.filter((name) => name !== undefined)),
  };
}

export interface Given {
  /** By VS Code itself. */
  readonly inherited: Variables;
  /** By settings, and by whoever opened the terminal; null takes a variable away. */
  readonly own: Readonly<Record<string, string | null | undefined>>;
  /** By Rolecall to new terminals: over all else, and again behind the start-up files. */
  readonly inForce: Environment;
}

/** For a terminal that was seen to open, where the system tells nothing of its shell. */
export function seenStart({ inherited, own, inForce }: Given, fingerprint: Fingerprint): KnownStart {
  const taken = Object.entries(own).map(([name, value]) => [name, value ?? undefined]);
  return {
    variables: keptVariables({ ...inherited, ...Object.fromEntries(taken), ...inForce }, fingerprint),
    reapplied: new Set(Object.keys(inForce)),
  };
}

/**
 * For a pinned terminal, whose script may not have become the real shell yet.
 *
 * @param set what the script sets, and the mark
 */
export function pinnedStart(set: Environment, inherited: Variables, fingerprint: Fingerprint): KnownStart {
  return { variables: keptVariables(pinnedVariables(set, inherited), fingerprint), reapplied: new Set() };
}
