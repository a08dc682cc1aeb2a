// The environment variables that put an identity in force in a shell.
import type { Endpoints } from './chain.ts';
import type { Credentials } from './credentials.ts';

/** What is put in force: a profile by its name, or keys. */
export type Grant =
  | { readonly kind: 'profile'; readonly profile: string; readonly region?: string; readonly endpoints: Endpoints }
  | {
      readonly kind: 'keys';
      readonly credentials: Credentials;
      readonly region: string;
      readonly endpoints: Endpoints;
    };

export type Environment = Readonly<Record<string, string>>;

/** Marks the terminals of a folder that has an identity of its own: a fingerprint of the folder. */
export const folderVariable = 'ROLECALL_FOLDER';

/** Marks a terminal that was opened for one role, and is nothing but a name for it. */
export const pinVariable = 'ROLECALL_TERMINAL';

export const keyVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
/** The session token's older name, which botocore prefers. Set only over an inherited one. */
export const oldTokenVariable = 'AWS_SECURITY_TOKEN';

/**
 * The variables for `grant`, given the names of the variables that a shell inherits anyway.
 * Both region variables are set since CLI v1 and boto3 know only the older one.
 */
export function environmentFor(grant: Grant, inherited: ReadonlySet<string>): Environment {
  switch (grant.kind) {
    case 'profile':
      return {
        // Inherited keys would win over the profile. A collection cannot unset them, and all clients take empty for absent.
        ...(keyVariables.some((name) => inherited.has(name)) &&
          Object.fromEntries(keyVariables.map((name) => [name, '']))),
        ...(inherited.has(oldTokenVariable) && { [oldTokenVariable]: '' }),
        AWS_PROFILE: grant.profile,
        // botocore prefers the older name.
        ...(inherited.has('AWS_DEFAULT_PROFILE') && { AWS_DEFAULT_PROFILE: grant.profile }),
        ...regionVariables(grant.region),
        ...endpointVariables(grant.endpoints),
      };
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = grant.credentials;
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        // Empty for keys without a token, or an inherited one would be sent with them.
        AWS_SESSION_TOKEN: sessionToken ?? '',
        ...(inherited.has(oldTokenVariable) && { [oldTokenVariable]: sessionToken ?? '' }),
        ...regionVariables(grant.region),
        ...(expiration !== undefined
          ? { AWS_CREDENTIAL_EXPIRATION: new Date(expiration).toISOString() }
          : inherited.has('AWS_CREDENTIAL_EXPIRATION') && { AWS_CREDENTIAL_EXPIRATION: '' }),
        // An inherited account is that of other keys.
        ...(inherited.has('AWS_ACCOUNT_ID') && { AWS_ACCOUNT_ID: '' }),
        ...endpointVariables(grant.endpoints),
      };
    }
  }
}

export function regionVariables(region: string | undefined): Environment {
  return region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

export function endpointVariables({ sts, s3, fips, dualStack, globalSts }: Endpoints): Environment {
  return {
    ...(sts !== undefined && sts === s3
      ? { AWS_ENDPOINT_URL: sts }
      : {
          ...(sts !== undefined && { AWS_ENDPOINT_URL_STS: sts }),
          ...(s3 !== undefined && { AWS_ENDPOINT_URL_S3: s3 }),
        }),
    // What the chain was made at, the shell's own calls go to as well.
    ...(fips && { AWS_USE_FIPS_ENDPOINT: 'true' }),
    ...(dualStack && { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
    ...(globalSts && { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' }),
  };
}

/** The names of values that VS Code would expand (`${env:HOME}`) instead of passing on, or that no shell can hold. */
export function unsafeVariables(environment: Environment): readonly string[] {
  return Object.entries(environment)
    .filter(([, value]) => value.includes('${') || /[\0\r\n]/.test(value))
    .map(([name]) => name);
}
