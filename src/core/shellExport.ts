// The current identity as text for somewhere else: a shell, a file, or a program that wants AWS's JSON.
// Values are quoted so that they arrive unchanged; a format that cannot hold one refuses, with the reason.
import type { Credentials } from './credentials.ts';
import { environmentFor, type Grant } from './environment.ts';
import { type Identity, principalOf } from './identity.ts';
import { type ValueProblem, valueProblem } from './shellExport/quoting.ts';
import { type Variables, variablesText } from './shellExport/variables.ts';

/** In the order in which they are offered to somebody who has used none. */
export const exportFormats = [
  'posix',
  'fish',
  'csh',
  'powershell',
  'cmd',
  'nushell',
  'dotenv',
  'ini',
  'credential-process',
  'assume-role',
] as const;

export type ExportFormat = (typeof exportFormats)[number];

export type ExportProblem =
  | { readonly kind: 'value'; readonly name: string; readonly problem: ValueProblem }
  /** A profile is put in force by its name. Its keys are not copied, and the format is made of keys. */
  | { readonly kind: 'no-keys' }
  /** The format is AssumeRole's answer, and these keys come from no AssumeRole, or nobody knows when they end. */
  | { readonly kind: 'no-role-session' };

export type Export = { readonly text: string } | { readonly problem: ExportProblem };

/** `grant` as text that ends with a line break. `identity` is whose it is. */
export function exportText(format: ExportFormat, grant: Grant, identity: Identity): Export {
  switch (format) {
    case 'posix':
    case 'fish':
    case 'csh':
    case 'powershell':
    case 'cmd':
    case 'nushell':
    case 'dotenv': {
      const variables = variablesFor(grant);
      return held(format, variables) ?? { text: variablesText(format, variables) };
    }
    case 'ini':
      return grant.kind === 'keys' ? profileText(grant.credentials, identity) : { problem: { kind: 'no-keys' } };
    case 'credential-process':
      return grant.kind === 'keys' ? processText(grant.credentials) : { problem: { kind: 'no-keys' } };
    case 'assume-role':
      return grant.kind === 'keys' ? assumeRoleText(grant.credentials, identity) : { problem: { kind: 'no-keys' } };
  }
}

/**
 * The variables that put `grant` in force in a shell of which nothing is known: what would win over them, or send the
 * keys to an endpoint that is not theirs, is unset.
 */
function variablesFor(grant: Grant): Variables {
  const set = environmentFor(grant, new Set());
  const names = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    // The older names, which botocore prefers to the newer ones.
    'AWS_SECURITY_TOKEN',
    'AWS_DEFAULT_PROFILE',
    // The SDK for JavaScript prefers a profile to keys.
    'AWS_PROFILE',
    // An inherited one would end these keys at its own time.
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_STS',
    'AWS_ENDPOINT_URL_S3',
  ];
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...withoutEmpty(set) };
}

/** In a shell, what is empty in a collection (which cannot unset) is unset. */
function withoutEmpty(environment: Variables): Variables {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value || undefined]));
}

/** The first variable whose value `format` cannot hold, as a problem. */
function held(format: Parameters<typeof valueProblem>[0], variables: Variables): Export | undefined {
  for (const [name, value] of Object.entries(variables)) {
    const problem = value === undefined ? undefined : valueProblem(format, value);
    if (problem !== undefined) return { problem: { kind: 'value', name, problem } };
  }
  return undefined;
}

/** A profile of `~/.aws/credentials`, named after the role or user. */
function profileText({ accessKeyId, secretAccessKey, sessionToken }: Credentials, identity: Identity): Export {
  const values = {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    ...(sessionToken !== undefined && { aws_session_token: sessionToken }),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}\n`);
  // A name ends at the first bracket; what is no user and no role may have one.
  const name = principalOf(identity).name.replace(/[^\w+=,.@/-]/g, '-');
  return held('ini', values) ?? { text: `[${name}]\n${lines.join('')}` };
}

/** What `credential_process` programs print. Without an Expiration, the keys count as lasting. */
function processText({ accessKeyId, secretAccessKey, sessionToken, expiration }: Credentials): Export {
  return json({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken !== undefined && { SessionToken: sessionToken }),
    ...(expiration !== undefined && { Expiration: utcTime(expiration) }),
  });
}

/** What `aws sts assume-role` prints. */
function assumeRoleText(credentials: Credentials, identity: Identity): Export {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  if (principalOf(identity).kind !== 'role-session' || sessionToken === undefined || expiration === undefined) {
    return { problem: { kind: 'no-role-session' } };
  }
  return json({
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: utcTime(expiration),
    },
    AssumedRoleUser: { AssumedRoleId: identity.userId, Arn: identity.arn },
  });
}

/** As the CLI prints JSON. */
function json(value: object): Export {
  return { text: `${JSON.stringify(value, undefined, 4)}\n` };
}

/** As the CLI prints a time; `credential_process` takes any ISO 8601. */
function utcTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');
}

/**
 * The formats, the most likely first: those used before, the latest first; at first use that of the shell, given by its
 * path or name.
 */
export function orderedFormats(used: readonly string[], shell: string | undefined): readonly ExportFormat[] {
  const likely = used.length > 0 ? used : [formatOfShell(shell ?? '')];
  const known = likely.flatMap((name) => exportFormats.find((format) => format === name) ?? []);
  return [...new Set([...known, ...exportFormats])];
}

function formatOfShell(shell: string): ExportFormat | undefined {
  const name = /([^/\\]*?)(?:\.exe)?$/i.exec(shell)?.[1]?.toLowerCase();
  switch (name) {
    case 'fish':
      return 'fish';
    case 'csh':
    case 'tcsh':
      return 'csh';
    case 'pwsh':
    case 'powershell':
      return 'powershell';
    case 'cmd':
      return 'cmd';
    case 'nu':
      return 'nushell';
    default:
      return undefined;
  }
}
