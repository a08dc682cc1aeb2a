// The terminals of the measure: all that a shell can inherit, and what Rolecall puts on top of it in its two modes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSharedConfig } from '../../src/aws/sharedConfig.ts';
import type { Credentials } from '../../src/core/credentials.ts';
import { environmentFor } from '../../src/core/environment.ts';
import { keylessWay } from '../../src/core/keylessConfig.ts';
import { keylessEnvironment } from '../../src/core/keylessEnvironment.ts';
import { type Client, shadowsOf } from '../../src/core/shadows.ts';
import { type GivenIdentity, intendedIn, keptVariables, standingOf } from '../../src/core/terminalStanding.ts';
import type { CredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';

export const modes = ['environment', 'keyless'] as const;
export type Mode = (typeof modes)[number];

/** One bit each. Whoever is found by it is the account's user, or nobody. */
export const inheritable = ['AWS_PROFILE', 'keys', '[default]', 'container'] as const;
export type Inheritable = (typeof inheritable)[number];
export const states: readonly (readonly Inheritable[])[] = Array.from({ length: 2 ** inheritable.length }, (_, bits) =>
  inheritable.filter((_name, bit) => bits & (1 << bit)),
);

/** Who a client is, or is said to be. */
export type Who = 'role' | 'user' | 'nobody';

export interface Terminal {
  readonly env: Record<string, string | undefined>;
  /** What Rolecall shows of it to a client of each kind. */
  readonly shown: Readonly<Record<Client, Who>>;
}

export interface Ground {
  readonly account: PracticeAccount;
  readonly endpoint: CredentialEndpoint;
  readonly role: Required<Credentials>;
  readonly given: Omit<GivenIdentity, 'way'>;
}

/** @param home an empty folder: the person's */
export async function terminalIn(
  mode: Mode,
  state: readonly Inheritable[],
  home: string,
  ground: Ground,
): Promise<Terminal> {
  const { account, endpoint, role, given } = ground;
  writeFiles(home, state, account);
  const base = { ...outside(), HOME: home };
  const inherited = { ...base, ...inheritedIn(state, account) };
  const place = { region: account.region, endpoints: { sts: account.endpoint, s3: account.endpoint } };
  const { token } = endpoint.issueToken('role');
  // As VS Code applies a collection: over what is inherited.
  const put =
    mode === 'environment'
      ? environmentFor({ kind: 'keys', credentials: role, ...place }, new Set(Object.keys(inherited)))
      : keylessEnvironment({ url: endpoint.url, token, ...place }, inherited).set;
  const env = { ...inherited, ...put };

  const fingerprint = (text: string) => `fingerprint of ${text}`;
  const variables = keptVariables(env, fingerprint);
  const way = mode === 'environment' ? 'keys' : 'keyless';
  const standing = standingOf(
    { kind: 'variables', variables },
    {
      byAccessKey: (id) => (id === role.accessKeyId ? { ...given, way } : undefined),
      byEndpointToken: (id) => (id === fingerprint(token) ? { ...given, way } : undefined),
      byProfile: () => undefined,
      hasEnded: () => false,
    },
    { current: given.chain, isEnded: false, ofFolder: () => undefined, now: 0 },
  );
  const intended = intendedIn(standing, variables);
  const files = await readSharedConfig({ ...variables, ...aws(home) });
  const shown: Record<Client, Who> = { cli: 'role', 'sdk-js': 'role' };
  for (const { client, winner } of intended ? shadowsOf(intended, variables, files) : []) {
    shown[client] = 'problem' in winner || winner.source.kind === 'ecs' ? 'nobody' : 'user';
  }
  return { env, shown };
}

/** The files are found by these where another home folder than this process's is meant. */
function aws(home: string) {
  return {
    AWS_CONFIG_FILE: path.join(home, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, '.aws/credentials'),
  };
}

function writeFiles(home: string, state: readonly Inheritable[], account: PracticeAccount): void {
  const keys = `aws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`;
  const credentials = `[other]\n${keys}${state.includes('[default]') ? `[default]\n${keys}` : ''}`;
  const way = keylessWay({ config: '[default]\nregion = us-east-1\n', credentials }, true);
  if (way.kind !== 'own') throw new Error('the profile could not be added');
  mkdirSync(path.join(home, '.aws'), { recursive: true });
  writeFileSync(path.join(home, '.aws/config'), way.text);
  writeFileSync(path.join(home, '.aws/credentials'), credentials);
}

function inheritedIn(state: readonly Inheritable[], account: PracticeAccount): Record<string, string> {
  return {
    ...(state.includes('AWS_PROFILE') && { AWS_PROFILE: 'other' }),
    ...(state.includes('keys') && {
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    }),
    ...(state.includes('container') && {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'other',
    }),
  };
}

/** What the clients need of this machine; none of this person's settings. */
function outside(): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^aws_|^boto_|_proxy$/i.test(name))),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
