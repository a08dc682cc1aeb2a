// The environment variables of a keyless terminal: no key, but where to ask for one and a token to ask with. Together they
// win in the AWS CLI (1 and 2), boto3 and the JavaScript SDK over the keys of `[default]` and over what a shell inherits.
import type { Endpoints } from './chain.ts';
import { type Environment, endpointVariables, keyVariables, oldTokenVariable, regionVariables } from './environment.ts';
import { keylessProfile } from './keylessProfile.ts';

export interface KeylessGrant {
  /** Of the credential endpoint, with its path. */
  readonly url: string;
  readonly token: string;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** The file that holds the profile, where it was made for that; absent where the person's own configuration has it. */
  readonly configFile?: string;
}

export interface KeylessEnvironment {
  readonly set: Environment;
  /**
   * Inherited variables that must be absent, since even an empty one would win. A collection cannot unset them: where
   * there are any, only a terminal whose own environment does so (`null`) can be keyless.
   */
  readonly unset: readonly string[];
}

/** What a shell inherits anyway, by name. */
export type Inherited = Readonly<Record<string, string | undefined>>;

/** Empty counts as absent in all clients. The expiration is of no use without the keys. */
const emptied = [
  ...keyVariables,
  oldTokenVariable,
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
];

/** Each is asked before the endpoint as soon as it is there, whatever it holds. */
const unsettable = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CREDENTIAL_FILE',
];

/** @param later the names of what the shell's start-up files set, behind which all is set again where VS Code is let in */
export function keylessEnvironment(
  grant: KeylessGrant,
  inherited: Inherited,
  later: ReadonlySet<string> = new Set(),
): KeylessEnvironment {
  const isInherited = (name: string) => inherited[name] !== undefined;
  const isThere = (name: string) => isInherited(name) || later.has(name);
  return {
    set: {
      ...Object.fromEntries(emptied.filter(isThere).map((name) => [name, ''])),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: grant.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: grant.token,
      // Without a profile's name the keys of `[default]` would win over the endpoint.
      AWS_PROFILE: keylessProfile,
      // botocore prefers the older name, and takes an empty one for a profile that does not exist.
      ...(isThere('AWS_DEFAULT_PROFILE') && { AWS_DEFAULT_PROFILE: keylessProfile }),
      ...(grant.configFile !== undefined && { AWS_CONFIG_FILE: grant.configFile }),
      // Some SDKs ask the machine itself when the endpoint refuses: that would be another identity.
      AWS_EC2_METADATA_DISABLED: 'true',
      ...regionVariables(grant.region),
      ...endpointVariables(grant.endpoints),
      ...proxyExceptions(inherited),
    },
    unset: unsettable.filter(isInherited),
  };
}

/**
 * Keeps the CLI from asking a proxy for the endpoint. Only over inherited proxy variables: on macOS and Windows Python
 * takes a lone NO_PROXY for a whole configuration and no longer asks the system for its proxy.
 */
function proxyExceptions(inherited: Inherited): Environment {
  const hasProxy = Object.entries(inherited).some(
    ([name, value]) => value && /^(http|https|all|no)_proxy$/i.test(name),
  );
  if (!hasProxy) return {};
  // Python lets the lower-case name win even where it is empty; others read the upper-case one alone.
  const upper = inherited.NO_PROXY;
  const lower = inherited.no_proxy;
  return { NO_PROXY: withLoopback(upper ?? lower), no_proxy: withLoopback(lower ?? upper) };
}

function withLoopback(exceptions: string | undefined): string {
  const names = (exceptions ?? '').split(',').map((name) => name.trim());
  // An asterisk excepts everything, but only where it stands alone.
  if (names.includes('127.0.0.1') || (names.length === 1 && names[0] === '*')) return exceptions ?? '';
  return [...names.filter((name) => name !== ''), '127.0.0.1'].join(',');
}
