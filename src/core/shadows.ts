// Shadows: what would make a client in a shell somebody else than it was meant to be, by the name of the variable or the
// file that does it. Clients do not agree on who wins, so each is asked for itself.
import type { ConfigFile, ConfigFiles, ConfigProblem } from './profile.ts';
import type { PlanSource } from './profileSource.ts';
import { type Plan, type PlanHop, planFor } from './rolePlan.ts';

/** `cli` stands for the AWS CLI, 1 and 2, and boto3: all of them are botocore. */
const clients = ['cli', 'sdk-js'] as const;
export type Client = (typeof clients)[number];

/** All variables of a shell; those of AWS count. */
type Variables = Readonly<Record<string, string | undefined>>;

/** What was put in force there. */
export type Intended =
  | { readonly kind: 'keys'; readonly accessKeyId: string }
  | { readonly kind: 'endpoint'; readonly url: string }
  | { readonly kind: 'profile'; readonly profile: string }
  /** Nobody was: whoever a shell becomes that has these variables and finds these files. */
  | { readonly kind: 'machine'; readonly env: Variables; readonly files: ConfigFiles };

/** Who a client becomes: where its keys come from and the roles on the way, or why it has none. */
export type Winner =
  | { readonly source: PlanSource; readonly hops: readonly PlanHop[] }
  | { readonly problem: ConfigProblem };

export type ShadowCause =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly file: ConfigFile; readonly profile: string };

export interface Shadow {
  readonly client: Client;
  readonly winner: Winner;
  readonly cause: ShadowCause;
  /** Of keys in the environment. */
  readonly accessKeyId?: string;
}

export function shadowsOf(intended: Intended, env: Variables, files: ConfigFiles): readonly Shadow[] {
  return clients
    .map((client) => ({ client, winner: winnerFor(client, env, files) }))
    .filter(({ client, winner }) => !isIntended(client, winner, intended, env, files))
    .map(({ client, winner }) => {
      const { AWS_ACCESS_KEY_ID: accessKeyId } = 'source' in winner && winner.source.kind === 'environment' ? env : {};
      return { client, winner, cause: causeOf(winner, client, env), ...(accessKeyId && { accessKeyId }) };
    });
}

function winnerFor(client: Client, env: Variables, files: ConfigFiles): Winner {
  return client === 'cli' ? botocoreWinner(env, files) : sdkWinner(env, files);
}

/** Whether no client at all is who it was meant to be. */
export function isWhollyShadowed(shadows: readonly Shadow[]): boolean {
  return clients.every((client) => shadows.some((shadow) => shadow.client === client));
}

/** The AWS CLI and boto3. */
function botocoreWinner(env: Variables, files: ConfigFiles): Winner {
  const answer = planFor({ ...files, env });
  return winnerIn('readOn' in answer ? answer.readOn : answer);
}

/**
 * The JavaScript SDK: with `AWS_PROFILE` it passes over the keys in the environment; a profile without keys sends it on;
 * it knows neither `AWS_DEFAULT_PROFILE` nor a variable that is there but empty.
 */
function sdkWinner(env: Variables, files: ConfigFiles): Winner {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  if (!AWS_PROFILE && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) return { source: { kind: 'environment' }, hops: [] };
  const answer = planFor({ ...files, env: {}, profile: AWS_PROFILE || 'default' });
  const fromFiles = winnerIn('readOn' in answer ? answer.readOn : answer);
  if ('source' in fromFiles || !sendsOn(fromFiles.problem)) return fromFiles;
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn } = env;
  if (tokenFile && roleArn) return { source: { kind: 'webIdentity', webIdentity: { roleArn, tokenFile } }, hops: [] };
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return { source: { kind: 'ecs' }, hops: [] };
  }
  return fromFiles;
}

function winnerIn(answer: Plan | ConfigProblem): Winner {
  return 'error' in answer ? { problem: answer } : { source: answer.source, hops: answer.hops };
}

function sendsOn({ error }: ConfigProblem): boolean {
  return error === 'profile-not-found' || error === 'missing-source';
}

function isIntended(client: Client, winner: Winner, intended: Intended, env: Variables, files: ConfigFiles): boolean {
  if (intended.kind === 'machine') {
    return isSame(winner, env, winnerFor(client, intended.env, intended.files), intended.env);
  }
  if ('problem' in winner) return false;
  switch (intended.kind) {
    case 'keys':
      return winner.source.kind === 'environment' && env.AWS_ACCESS_KEY_ID === intended.accessKeyId;
    case 'endpoint':
      return (
        winner.source.kind === 'ecs' &&
        env.AWS_CONTAINER_CREDENTIALS_FULL_URI === intended.url &&
        env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI === undefined
      );
    case 'profile': {
      const answer = planFor({ ...files, env: {}, profile: intended.profile });
      const meant = winnerIn('readOn' in answer ? answer.readOn : answer);
      return JSON.stringify(meant) === JSON.stringify(winner);
    }
  }
}

const containerVariables = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];

/** Whether two clients get the same keys, each by its own variables. Two that get none are the same nobody. */
function isSame(one: Winner, its: Variables, other: Winner, others: Variables): boolean {
  if ('problem' in one || 'problem' in other) return 'problem' in one && 'problem' in other;
  const telling = { environment: ['AWS_ACCESS_KEY_ID'], ecs: containerVariables }[one.source.kind as string] ?? [];
  return JSON.stringify(one) === JSON.stringify(other) && telling.every((name) => its[name] === others[name]);
}

function causeOf(winner: Winner, client: Client, env: Variables): ShadowCause {
  const profileVariable = profileVariableOf(client, env);
  if ('problem' in winner) {
    const { problem } = winner;
    if (profileVariable) return { kind: 'variable', name: profileVariable };
    return { kind: 'file', file: problem.file ?? 'config', profile: problem.profile };
  }
  const { source } = winner;
  switch (source.kind) {
    case 'environment':
      return { kind: 'variable', name: 'AWS_ACCESS_KEY_ID' };
    case 'ecs':
      return {
        kind: 'variable',
        name:
          env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI === undefined
            ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
            : 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      };
    case 'webIdentity':
      if (source.profile === undefined) return { kind: 'variable', name: 'AWS_WEB_IDENTITY_TOKEN_FILE' };
      break;
    default:
      break;
  }
  if (profileVariable) return { kind: 'variable', name: profileVariable };
  const file = source.kind === 'static' ? source.heldIn : 'config';
  return { kind: 'file', file, profile: winner.hops.at(-1)?.profile ?? source.profile ?? 'default' };
}

function profileVariableOf(client: Client, env: Variables): string | undefined {
  if (client === 'sdk-js') return env.AWS_PROFILE ? 'AWS_PROFILE' : undefined;
  return ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'].find((name) => env[name] !== undefined);
}
