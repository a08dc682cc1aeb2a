// The terminals of the measure: all that a shell can inherit, and what Rolecall puts on top of it in its two modes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from '../../src/core/credentials.ts';
import { type Environment, environmentFor } from '../../src/core/environment.ts';
import { keylessWay } from '../../src/core/keylessConfig.ts';
import { keylessEnvironment } from '../../src/core/keylessEnvironment.ts';
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

export interface Terminal {
  readonly env: Record<string, string | undefined>;
  /** What was put in force, of all that. */
  readonly put: Environment;
}

export interface Ground {
  readonly account: PracticeAccount;
  readonly endpoint: CredentialEndpoint;
  readonly role: Required<Credentials>;
}

/** @param home an empty folder: the person's */
export function terminalIn(mode: Mode, state: readonly Inheritable[], home: string, ground: Ground): Terminal {
  const { account, endpoint, role } = ground;
  writeFiles(home, state, account);
  const base = { ...outside(), HOME: home };
  const inherited = { ...base, ...inheritedIn(state, account) };
  const place = { region: account.region, endpoints: { sts: account.endpoint, s3: account.endpoint } };
  const { token } = endpoint.issueToken('role');
  // As VS Code applies a collection: over what is inherited.
  const put: Environment =
    mode === 'environment'
      ? environmentFor({ kind: 'keys', credentials: role, ...place }, new Set(Object.keys(inherited)))
      : keylessEnvironment({ url: endpoint.url, token, ...place }, inherited).set;
  const env = { ...inherited, ...put };

  return { env, put };
}

/** The files are found by these where another home folder than this process's is meant. */
export function filesIn(home: string) {
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
