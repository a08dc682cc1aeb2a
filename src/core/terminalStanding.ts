// The standing of one terminal: who it was started as, and whether that is still good. It is told from what the terminal
// started with; what was typed into it since nobody can see.
import { type Chain, sameChain } from './chain.ts';
import { folderVariable, keyVariables, oldTokenVariable, pinVariable } from './environment.ts';
import type { Identity } from './identity.ts';
import type { Intended } from './shadows.ts';

/** What is known of a terminal's start. */
export type TerminalStart =
  /** The variables that its shell got. */
  | { readonly kind: 'variables'; readonly variables: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'unknown' };

/** An identity that Rolecall has handed out, in this window or an earlier one. */
export interface GivenIdentity {
  readonly way: 'keys' | 'profile' | 'keyless';
  readonly chain: Chain;
  readonly identity: Identity;
  /** Milliseconds since the epoch; absent for what does not end, and for what is renewed by itself. */
  readonly expiration?: number;
  /** Keyless: there is no session of it to give now. The terminal goes on with the next one. */
  readonly refused?: true;
  /** The terminal was opened for this identity and keeps it whatever is in force elsewhere. */
  readonly pinned: boolean;
}

export type TerminalStanding =
  /** Started with nothing of Rolecall's: who the machine's configuration says, unless other variables shadow that. */
  | { readonly kind: 'not-ours' }
  /** Nothing could be found out about its start. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'given';
      readonly given: GivenIdentity;
      readonly state: /** The current identity. */
        | 'current'
        /** Another one, on purpose. */
        | 'pinned'
        /** Another one, which is in force in new terminals of its folder. */
        | 'folder'
        /** What was in force before the last switch. */
        | 'older'
        /** It is nobody: what it was given has ended. */
        | 'expired';
    };

export interface Lookups {
  /** Who the keys were given to, by their access key id. */
  readonly byAccessKey: (accessKeyId: string) => GivenIdentity | undefined;
  /** By what stands for the token in `keptVariables`. */
  readonly byEndpointToken: (fingerprint: string) => GivenIdentity | undefined;
  readonly byProfile: (profile: string) => GivenIdentity | undefined;
  /** Whether AWS has refused the session before its time. */
  readonly hasEnded: (given: GivenIdentity) => boolean;
}

export interface Situation {
  readonly current: Chain | undefined;
  /** The current identity has ended: what terminals get by its name or by a token has, too. */
  readonly isEnded: boolean;
  /** What is in force in new terminals of a folder that has an identity of its own, by its mark. */
  readonly ofFolder: (mark: string) => Chain | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function standingOf(start: TerminalStart, lookups: Lookups, situation: Situation): TerminalStanding {
  switch (start.kind) {
    case 'unknown':
      return { kind: 'unknown' };
    case 'variables': {
      const given = givenIn(start.variables, lookups);
      if (!given) return { kind: 'not-ours' };
      // One session can be pinned in one terminal and in force in others, by the same keys: the terminal itself tells.
      const pinned = start.variables[pinVariable] !== undefined;
      return stateOf({ ...given, pinned }, start.variables[folderVariable], lookups, situation);
    }
  }
}

const secretVariables = [...keyVariables.slice(1), oldTokenVariable];
const plainVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CREDENTIAL_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  folderVariable,
  pinVariable,
];
const tokenVariable = 'AWS_CONTAINER_AUTHORIZATION_TOKEN';

/** What is kept of a terminal's environment: who it is for, and that there are secrets, but none of them. */
export function keptVariables(
  env: Readonly<Record<string, string | undefined>>,
  fingerprint: (secret: string) => string,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of plainVariables) if (env[name] !== undefined) kept[name] = env[name];
  for (const name of secretVariables) if (env[name] !== undefined) kept[name] = env[name] && 'kept back';
  const token = env[tokenVariable];
  if (token !== undefined) kept[tokenVariable] = token && fingerprint(token);
  return kept;
}

/** What a client in the terminal should become; undefined where nothing of Rolecall's was put in force there. */
export function intendedIn(
  standing: TerminalStanding,
  variables: Readonly<Record<string, string | undefined>>,
): Intended | undefined {
  if (standing.kind !== 'given') return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_PROFILE: profile } = variables;
  switch (standing.given.way) {
    case 'keys':
      return accessKeyId ? { kind: 'keys', accessKeyId } : undefined;
    case 'keyless':
      return url ? { kind: 'endpoint', url } : undefined;
    case 'profile':
      return profile ? { kind: 'profile', profile } : undefined;
  }
}

/** Whether who the terminal was started as is the current identity; undefined where nobody can tell. */
export function isCurrentThere(
  standing: TerminalStanding,
  current: { readonly chain: Chain; readonly inherited: boolean } | undefined,
): boolean | undefined {
  if (!current) return undefined;
  switch (standing.kind) {
    case 'unknown':
      return undefined;
    case 'not-ours':
      return current.inherited;
    case 'given':
      return standing.state !== 'expired' && sameChain(standing.given.chain, current.chain);
  }
}

/**
 * Whether the terminal keeps another identity than new ones get; so may one of which nothing is known. Undefined stands for
 * a machine's own identity that nobody has asked for.
 */
export function keepsAnother(
  standing: TerminalStanding,
  newOnes: { readonly chain: Chain; readonly inherited: boolean } | undefined,
): boolean {
  if (standing.kind === 'given' && (standing.state === 'pinned' || standing.state === 'folder')) return false;
  return newOnes ? isCurrentThere(standing, newOnes) !== true : standing.kind !== 'not-ours';
}

/** Keys stand before an endpoint, and an endpoint before a profile: what Rolecall sets for one it empties for the others. */
function givenIn(
  { AWS_ACCESS_KEY_ID, AWS_CONTAINER_AUTHORIZATION_TOKEN, AWS_PROFILE }: Readonly<Record<string, string | undefined>>,
  lookups: Lookups,
): GivenIdentity | undefined {
  if (AWS_ACCESS_KEY_ID) return lookups.byAccessKey(AWS_ACCESS_KEY_ID);
  const byToken = AWS_CONTAINER_AUTHORIZATION_TOKEN && lookups.byEndpointToken(AWS_CONTAINER_AUTHORIZATION_TOKEN);
  if (byToken) return byToken;
  return AWS_PROFILE ? lookups.byProfile(AWS_PROFILE) : undefined;
}

function stateOf(
  given: GivenIdentity,
  folder: string | undefined,
  { hasEnded }: Lookups,
  { current, isEnded, ofFolder, now }: Situation,
): TerminalStanding {
  const isCurrent = current !== undefined && sameChain(given.chain, current);
  const isOver = given.expiration === undefined ? isCurrent && isEnded : given.expiration <= now || hasEnded(given);
  if (isOver || given.refused) return { kind: 'given', given, state: 'expired' };
  if (given.pinned) return { kind: 'given', given, state: 'pinned' };
  if (isCurrent) return { kind: 'given', given, state: 'current' };
  const inFolder = folder === undefined ? undefined : ofFolder(folder);
  return { kind: 'given', given, state: inFolder && sameChain(given.chain, inFolder) ? 'folder' : 'older' };
}
