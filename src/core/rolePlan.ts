// The plan: the source and the AssumeRole calls that a profile leads to, worked out before any call and without a secret.
// It is what botocore 1.43 would do, in the order in which it would notice what is wrong.
import type { Endpoints } from './chain.ts';
import { endpointKinds, endpointOf, type Service, ssoTokenProblem } from './clientConfig.ts';
import {
  type ConfigFiles,
  type ConfigProblem,
  hasRole,
  type Profile,
  type ProfileEnvironment,
  type Profiles,
  placeOf,
  profileFromEnvironment,
  readProfiles,
  type UnparseableFile,
} from './profile.ts';
import { containerSource, environmentSource, instanceSource, type PlanSource, profileSource } from './profileSource.ts';

/** One AssumeRole call with what the configuration gives, unchecked: an empty value is there and empty. */
export interface PlanHop {
  /** The profile that asks for it. */
  readonly profile: string;
  readonly roleArn: string;
  readonly roleSessionName?: string;
  readonly externalId?: string;
  readonly mfaSerial?: string;
  readonly durationSeconds?: number;
}

export interface Plan {
  readonly source: PlanSource;
  /** In the order in which the calls are made. */
  readonly hops: readonly PlanHop[];
  /** Of the profile asked for; those of the profiles on the way do not count. Not checked. */
  readonly region?: string;
  /** Of the profile asked for, and the variables. */
  readonly endpoints: Endpoints;
}

export interface PlanInput extends ConfigFiles {
  readonly env: ProfileEnvironment;
  /** A profile asked for by name beats the keys in the environment. Absent: the variables or `default` decide. */
  readonly profile?: string | null;
  /** Whether an instance metadata service answers; absent is `false`. */
  readonly imds?: boolean | 'unknown';
  /** How a `credential_process` is split into words; absent is `posix`. */
  readonly commandLine?: 'posix' | 'windows';
}

/** The AWS CLI goes no further than this; `readOn` is what comes out when the rest of the file is taken at its word. */
export interface RefusedFile extends UnparseableFile {
  readonly readOn: Plan | ConfigProblem;
}

/** The plan, or the first problem. */
export function planFor(input: PlanInput): Plan | ConfigProblem | RefusedFile {
  const profiles = readProfiles(input);
  const plan = planIn(profiles, input);
  const [refused] = profiles.problems;
  if (!refused) return plan;
  return {
    error: 'malformed-config',
    detail: 'unparseable-file',
    reason: refused.code,
    profile: input.profile ?? profileFromEnvironment(input.env) ?? 'default',
    file: refused.file,
    line: refused.line,
    readOn: plan,
  };
}

function planIn(profiles: Profiles, input: PlanInput): Plan | ConfigProblem {
  const asked = input.profile ?? profileFromEnvironment(input.env);
  const scope = profiles.all.get(asked ?? 'default');
  if (asked !== undefined && !scope) return { error: 'profile-not-found', profile: asked };
  const chain = chainIn(profiles, input, asked || 'default');
  if ('error' in chain) return chain;
  // AWS_REGION is the SDKs' and CLI v2's; botocore knows the older variable only, and takes it even when it is empty.
  const region = input.env.AWS_DEFAULT_REGION ?? scope?.settings.get('region')?.value;
  const problem = clientProblem(profiles, input.env, asked, chain);
  if (problem) return problem;
  const sts = endpointOf('sts', profiles, scope, input.env);
  const s3 = endpointOf('s3', profiles, scope, input.env);
  return {
    ...chain,
    ...(region && { region }),
    endpoints: {
      ...(typeof sts === 'string' && { sts }),
      ...(typeof s3 === 'string' && { s3 }),
      ...endpointKinds(scope, input.env),
    },
  };
}

/** What botocore notices only when it makes a client for the first call: a plan without a call stands. */
function clientProblem(
  profiles: Profiles,
  env: ProfileEnvironment,
  asked: string | undefined,
  { source, hops }: SourceAndHops,
): ConfigProblem | undefined {
  const callsSts = hops.length > 0 || source.kind === 'webIdentity';
  if (!callsSts && source.kind !== 'sso') return undefined;
  const services = (service: Service) => {
    const endpoint = endpointOf(service, profiles, profiles.all.get(asked ?? 'default'), env);
    return typeof endpoint === 'object' ? endpoint : undefined;
  };
  return (
    // Any client looks for a bearer token too, and so wants the asked profile's session to be whole.
    ssoTokenProblem(profiles, profiles.all.get(asked || 'default')) ??
    (source.kind === 'sso' ? services('sso') : undefined) ??
    (source.kind === 'sso' ? ssoTokenProblem(profiles, profiles.all.get(source.profile)) : undefined) ??
    (callsSts ? services('sts') : undefined)
  );
}

type SourceAndHops = Pick<Plan, 'source' | 'hops'>;

function chainIn(profiles: Profiles, input: PlanInput, name: string): SourceAndHops | ConfigProblem {
  const { env, imds = false, commandLine = 'posix' } = input;
  const named = typeof input.profile === 'string';
  const profile = profiles.all.get(name) ?? { name, settings: new Map(), sections: {} };
  const fromKeys = named ? undefined : environmentSource(env, name);
  if (!fromKeys && hasRole(profile)) return hopsFrom(profiles, input, profile);
  return withHops(
    fromKeys ??
      profileSource(profiles, profile, named ? {} : env, commandLine) ??
      containerSource(env) ??
      instanceSource(env, imds) ?? { error: 'missing-source', detail: 'no-credentials', ...placeOf(profile) },
    [],
  );
}

/** Goes from profile to source profile up to one that has credentials, checking each before it goes on. */
function hopsFrom(profiles: Profiles, input: PlanInput, first: Profile): SourceAndHops | ConfigProblem {
  const hops: PlanHop[] = [];
  const path = [first.name];
  for (let profile = first; ; ) {
    const credentialSource = profile.settings.get('credential_source')?.value;
    const sourceProfile = profile.settings.get('source_profile')?.value;
    hops.unshift(hopOf(profile));
    if (credentialSource !== undefined) {
      if (sourceProfile === undefined) return withHops(namedSource(input, profile, credentialSource), hops);
      return { error: 'source-and-credential-source', ...placeOf(profile, 'credential_source') };
    }
    if (sourceProfile === undefined) {
      return { error: 'missing-source', detail: 'role-without-source', ...placeOf(profile, 'role_arn') };
    }
    const place = placeOf(profile, 'source_profile');
    const source = profiles.all.get(sourceProfile);
    if (!source) return { error: 'source-profile-not-found', sourceProfile, ...place };
    const mayRepeat = source === profile && hasStaticKey(source);
    if (path.includes(sourceProfile) && !mayRepeat) return { error: 'cycle', path: [...path, sourceProfile], ...place };
    path.push(sourceProfile);
    // A source profile with keys is taken by its keys, even if it has a role as well.
    if (hasStaticKey(source) || !hasRole(source)) {
      const detail = 'source-profile-without-credentials';
      return withHops(
        profileSource(profiles, source, {}, input.commandLine ?? 'posix') ?? {
          error: 'missing-source',
          detail,
          sourceProfile,
          ...place,
        },
        hops,
      );
    }
    profile = source;
  }
}

function withHops(source: PlanSource | ConfigProblem, hops: readonly PlanHop[]): SourceAndHops | ConfigProblem {
  return 'error' in source ? source : { source, hops };
}

function namedSource(input: PlanInput, profile: Profile, credentialSource: string): PlanSource | ConfigProblem {
  const place = placeOf(profile, 'credential_source');
  const empty = { error: 'missing-source', detail: 'credential-source-empty', credentialSource, ...place } as const;
  switch (credentialSource) {
    case 'Environment':
      return environmentSource(input.env, profile.name) ?? empty;
    case 'EcsContainer':
      return containerSource(input.env, profile.name) ?? empty;
    case 'Ec2InstanceMetadata':
      return instanceSource(input.env, input.imds ?? false, profile.name) ?? empty;
    default:
      return { error: 'invalid-credential-source', credentialSource, ...place };
  }
}

/** Either of the two makes it a profile with keys; whether they are whole shows when they are taken. */
function hasStaticKey({ settings }: Profile): boolean {
  return settings.has('aws_access_key_id') || settings.has('aws_secret_access_key');
}

function hopOf({ name, settings }: Profile): PlanHop {
  const setting = (key: string) => settings.get(key)?.value;
  const roleSessionName = setting('role_session_name');
  const externalId = setting('external_id');
  const mfaSerial = setting('mfa_serial');
  const durationSeconds = wholeNumber(setting('duration_seconds'));
  return {
    profile: name,
    roleArn: setting('role_arn') ?? '',
    ...(roleSessionName && { roleSessionName }),
    ...(externalId !== undefined && { externalId }),
    ...(mfaSerial !== undefined && { mfaSerial }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
}

/** As Python's `int` reads it; botocore passes over what is no number. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+(?:_\d+)*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}
