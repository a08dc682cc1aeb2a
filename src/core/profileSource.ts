// Where credentials come from, profile by profile: the first of botocore's providers that feels responsible, in its order.
// Roles are not looked into here (rolePlan), and nothing is fetched.
import { shellWords, windowsWords } from './commandWords.ts';
import {
  type ConfigFile,
  type ConfigProblem,
  type Profile,
  type ProfileEnvironment,
  type Profiles,
  placeOf,
  sessionTokenIn,
} from './profile.ts';

/** What a role is assumed with in exchange for a token: the AssumeRoleWithWebIdentity call that a source begins with. */
export interface WebIdentity {
  readonly roleArn: string;
  readonly roleSessionName?: string;
  readonly tokenFile: string;
}

export interface StaticSource {
  readonly kind: 'static';
  readonly profile: string;
  readonly accessKeyId: string;
  /** Both keys are in this file; `staticKeys` reads them. */
  readonly heldIn: ConfigFile;
  /** Present where a session token goes with the keys: they end, and nothing here says when. */
  readonly sessionToken?: true;
}

export type PlanSource =
  | StaticSource
  | { readonly kind: 'environment' }
  | {
      readonly kind: 'process';
      readonly profile: string;
      /** As it is written; `argv` is what is run, without a shell. */
      readonly command: string;
      readonly argv: readonly string[];
    }
  /** `profile` is absent where all of it comes from variables. */
  | { readonly kind: 'webIdentity'; readonly profile?: string; readonly webIdentity: WebIdentity }
  | {
      readonly kind: 'sso';
      readonly profile: string;
      readonly ssoStartUrl: string;
      readonly ssoAccountId: string;
      readonly ssoRoleName: string;
      readonly ssoRegion: string;
      /** The name of the `[sso-session …]`; absent in the older form. */
      readonly ssoSession?: string;
    }
  | { readonly kind: 'login'; readonly profile: string; readonly loginSession: string }
  /** `profile` is the one whose `credential_source` asked for it, if one did. */
  | { readonly kind: 'ecs'; readonly profile?: string }
  /** `unsure`: whether a metadata service answers was not known when this was planned. */
  | { readonly kind: 'ec2'; readonly profile?: string; readonly unsure?: true };

type Found = PlanSource | ConfigProblem | undefined;

/** The source of one profile by its own settings. `env` are the variables that may speak for it (web identity). */
export function profileSource(
  profiles: Profiles,
  profile: Profile,
  env: ProfileEnvironment,
  commandLine: 'posix' | 'windows',
): Found {
  return (
    webIdentitySource(profile, env) ??
    ssoSource(profiles, profile) ??
    staticSource(profile, 'credentials') ??
    loginSource(profile) ??
    processSource(profile, commandLine) ??
    staticSource(profile, 'config')
  );
}

/** Keys in variables. An empty access key is none; without its secret it is an error. */
export function environmentSource(env: ProfileEnvironment, profile: string): Found {
  if (!env.AWS_ACCESS_KEY_ID) return undefined;
  if (env.AWS_SECRET_ACCESS_KEY) return { kind: 'environment' };
  return { error: 'partial-credentials', profile, missing: 'AWS_SECRET_ACCESS_KEY' };
}

/** The credential endpoint of a container. A variable that is there but empty counts as well. */
export function containerSource(env: ProfileEnvironment, profile?: string): Found {
  const announced =
    env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI !== undefined || env.AWS_CONTAINER_CREDENTIALS_FULL_URI !== undefined;
  return announced ? { kind: 'ecs', ...(profile !== undefined && { profile }) } : undefined;
}

/** The instance metadata service, if it answers. */
export function instanceSource(env: ProfileEnvironment, answers: boolean | 'unknown', profile?: string): Found {
  if (!answers || env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined;
  return { kind: 'ec2', ...(profile !== undefined && { profile }), ...(answers === 'unknown' && { unsure: true }) };
}

/** A variable hides the profile's setting even when it is empty, each of the three for itself. */
function webIdentitySource(profile: Profile, env: ProfileEnvironment): Found {
  const setting = (key: string) => profile.settings.get(key)?.value;
  const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE ?? setting('web_identity_token_file');
  if (!tokenFile) return undefined;
  const roleArn = env.AWS_ROLE_ARN ?? setting('role_arn');
  if (!roleArn) {
    const detail = 'web-identity-without-role';
    return { error: 'malformed-config', detail, ...placeOf(profile, 'web_identity_token_file') };
  }
  const roleSessionName = env.AWS_ROLE_SESSION_NAME ?? setting('role_session_name');
  const fromProfile =
    env.AWS_WEB_IDENTITY_TOKEN_FILE === undefined ||
    env.AWS_ROLE_ARN === undefined ||
    (env.AWS_ROLE_SESSION_NAME === undefined && roleSessionName !== undefined);
  return {
    kind: 'webIdentity',
    ...(fromProfile && { profile: profile.name }),
    webIdentity: { roleArn, ...(roleSessionName && { roleSessionName }), tokenFile },
  };
}

const ssoKeys = ['sso_role_name', 'sso_account_id', 'sso_start_url', 'sso_region'] as const;

/** An account or a role name makes a profile one of single sign-on; a start URL alone does not. */
function ssoSource(profiles: Profiles, profile: Profile): Found {
  const { settings } = profile;
  if (!settings.has('sso_role_name') && !settings.has('sso_account_id')) return undefined;
  const values = new Map([...settings].map(([key, { value }]) => [key, value]));
  const ssoSession = values.get('sso_session');
  if (ssoSession !== undefined) {
    const session = profiles.ssoSessions.get(ssoSession);
    if (!session) {
      const detail = 'sso-session-not-found';
      return { error: 'malformed-config', detail, section: ssoSession, ...placeOf(profile, 'sso_session') };
    }
    for (const [key, { value }] of session.settings) {
      if ((values.get(key) ?? value) !== value) {
        return { error: 'malformed-config', detail: 'sso-session-conflict', key, ...placeOf(profile, key) };
      }
      values.set(key, value);
    }
  }
  const [ssoRoleName, ssoAccountId, ssoStartUrl, ssoRegion] = ssoKeys.map((key) => values.get(key));
  if (ssoRoleName === undefined || ssoAccountId === undefined || ssoStartUrl === undefined || ssoRegion === undefined) {
    const missing = ssoKeys.filter((key) => !values.has(key));
    return { error: 'malformed-config', detail: 'sso-incomplete', missing, ...placeOf(profile) };
  }
  return {
    kind: 'sso',
    profile: profile.name,
    ssoStartUrl,
    ssoAccountId,
    ssoRoleName,
    ssoRegion,
    ...(ssoSession !== undefined && { ssoSession }),
  };
}

/** Decided by the access key alone: a secret without one is no static source, and is passed over without a word. */
function staticSource(profile: Profile, heldIn: ConfigFile): Found {
  const settings = profile.sections[heldIn]?.settings;
  const accessKey = settings?.get('aws_access_key_id');
  if (!accessKey) return undefined;
  if (!settings?.has('aws_secret_access_key')) {
    const missing = 'aws_secret_access_key';
    return { error: 'partial-credentials', missing, profile: profile.name, file: heldIn, line: accessKey.line };
  }
  const sessionToken = sessionTokenIn(settings);
  return {
    kind: 'static',
    profile: profile.name,
    accessKeyId: accessKey.value,
    heldIn,
    ...(sessionToken && { sessionToken: true }),
  };
}

function loginSource(profile: Profile): Found {
  const loginSession = profile.settings.get('login_session')?.value;
  return loginSession === undefined ? undefined : { kind: 'login', profile: profile.name, loginSession };
}

function processSource(profile: Profile, commandLine: 'posix' | 'windows'): Found {
  const command = profile.settings.get('credential_process')?.value;
  if (command === undefined) return undefined;
  const argv = commandLine === 'windows' ? windowsWords(command) : shellWords(command);
  if (argv) return { kind: 'process', profile: profile.name, command, argv };
  const detail = 'credential-process-quoting';
  return { error: 'malformed-config', detail, ...placeOf(profile, 'credential_process') };
}
