// From a chosen source to keys: the profile's plan is worked out by core, and its source is carried out in planSource.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import type { Endpoints, Source } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError, profileFailure } from '../core/failure.ts';
import { hopRequest, isCalledByRole } from '../core/hopRequest.ts';
import {
  type ConfigFiles,
  type ProfileEnvironment,
  profileFromEnvironment,
  profileKind,
  readProfiles,
} from '../core/profile.ts';
import { containerSource, type PlanSource } from '../core/profileSource.ts';
import { fallbackRegion, isRegion } from '../core/region.ts';
import { type Plan, planFor } from '../core/rolePlan.ts';
import type { ServerClock } from './serverClock.ts';
import type { HowToResolve, Resolving, SourcePorts, SourceSettings } from './sourcePorts.ts';

export interface ResolvedSource {
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
  readonly credentials: Credentials;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** It is what a shell starts from that Rolecall does not touch. */
  readonly inherited: boolean;
}

/**
 * Rejects with a Failure: `source-missing`, `profile-problem`, `key-not-held`, `practice-stopped`, `source-waits`,
 * `source-failed`, and what a service answers that gives the keys; or with the signal's reason.
 */
export async function resolveSource(
  source: Source,
  settings: SourceSettings,
  ports: SourcePorts,
  how: HowToResolve,
): Promise<ResolvedSource> {
  const resolving = { settings, ports, how };
  switch (source.kind) {
    case 'practice': {
      const practice = ports.practice();
      if (!practice) throw failureError({ code: 'practice-stopped' });
      const { credentials, region, endpoint } = practice;
      return { source, hops: [], credentials, region, endpoints: { sts: endpoint, s3: endpoint }, inherited: false };
    }
    case 'accessKey': {
      const credentials = await ports.heldAccessKey(source.accessKeyId);
      if (!credentials) throw failureError({ code: 'key-not-held', accessKeyId: source.accessKeyId.slice(-4) });
      return { source, hops: [], credentials, inherited: false, ...(await defaultPlace(resolving)) };
    }
    case 'container':
    case 'instance': {
      const planSource: PlanSource | undefined =
        source.kind === 'instance' ? { kind: 'ec2' } : containerIn(settings.env);
      if (!planSource) throw failureError({ code: 'source-missing' });
      const place = await defaultPlace(resolving);
      const credentials = await carryOut(planSource, await ports.readConfig(), undefined, place, resolving);
      return { source, hops: [], credentials, inherited: false, ...place };
    }
    case 'environment':
      return fromPlan({ env: settings.env }, resolving, 'environment');
    case 'profile':
      return fromPlan({ env: settings.env, profile: source.profile }, resolving);
    case 'automatic':
      return {
        ...(await fromPlan({ env: settings.env, ...(settings.profile && { profile: settings.profile }) }, resolving)),
        inherited: !settings.profile && !settings.region && !settings.endpointUrl,
      };
  }
}

/** Keys in the environment decide over `default`, so with some there the plan is about region and endpoint alone. */
const placeholderKeys = {
  AWS_ACCESS_KEY_ID: 'held',
  AWS_SECRET_ACCESS_KEY: 'held',
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
};

/** The default profile's region and endpoint count for a source without a profile, as for keys in the environment. */
async function defaultPlace(resolving: Resolving): Promise<Place> {
  const { settings, ports } = resolving;
  const answer = planFor({ ...(await ports.readConfig()), env: { ...settings.env, ...placeholderKeys } });
  const plan = 'readOn' in answer ? answer.readOn : answer;
  return placeOf('error' in plan ? undefined : plan, resolving);
}

function containerIn(env: ProfileEnvironment): PlanSource | undefined {
  const found = containerSource(env);
  return found && 'kind' in found ? found : undefined;
}

const webIdentityVariables = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME'] as const;

interface Asked {
  readonly env: ProfileEnvironment;
  readonly profile?: string;
}

/** `only`: without such a source the plan would go on to `default`, which was not asked for. */
async function fromPlan(input: Asked, resolving: Resolving, only?: Source['kind']): Promise<ResolvedSource> {
  const { settings, ports } = resolving;
  const files = await ports.readConfig();
  const commandLine = process.platform === 'win32' ? 'windows' : 'posix';
  const answer = planFor({ ...files, ...input, commandLine, imds: 'unknown' });
  const plan = 'readOn' in answer ? answer.readOn : answer;
  if ('error' in plan) {
    if (plan.error === 'missing-source' && plan.detail === 'no-credentials')
      throw failureError({ code: 'source-missing' });
    throw failureError(profileFailure(plan));
  }
  const source = sourceOf(plan, input);
  if (only !== undefined && source.kind !== only) throw failureError({ code: 'source-missing' });
  const place = placeOf(plan, resolving);
  const defaults = { sessionName: settings.defaultSessionName, seconds: settings.defaultSeconds };
  const hops = plan.hops.map((hop, index) => hopRequest(hop, isCalledByRole(plan, index), defaults));
  const credentials = await carryOut(plan.source, files, input.profile, place, resolving);
  return { source, hops, credentials, inherited: false, ...place };
}

async function carryOut(
  source: PlanSource,
  files: ConfigFiles,
  profile: string | undefined,
  { region, endpoints }: Place,
  resolving: Resolving,
): Promise<Credentials> {
  const { env } = resolving.settings;
  const { clock } = resolving.ports;
  const { planCredentials } = await import('./planSource.ts');
  return planCredentials(source, {
    ...resolving,
    profiles: readProfiles(files),
    asked: profile ?? (profileFromEnvironment(env) || 'default'),
    sts: stsPlace(region, endpoints, clock),
  });
}

/** Where STS is asked: one's own endpoint, or AWS's of the kind that is wanted. */
function stsPlace(region: string, { sts, s3: _, ...kinds }: Endpoints, clock: ServerClock | undefined) {
  return { region, ...kinds, ...(sts !== undefined && { endpoint: sts }), ...(clock && { clock }) };
}

/** What it turned out to be, to be chosen again by. */
function sourceOf({ source, hops }: Plan, { env, profile }: Asked): Source {
  switch (source.kind) {
    case 'environment':
      return { kind: 'environment' };
    case 'webIdentity': {
      // A profile that is asked for by its name does without the variables that speak for it here.
      const isInVariables =
        profile === undefined && hops.length === 0 && webIdentityVariables.some((name) => env[name]);
      return source.profile === undefined || isInVariables
        ? { kind: 'environment' }
        : { kind: 'profile', profile: source.profile };
    }
    case 'ecs':
      return { kind: 'container' };
    case 'ec2':
      return { kind: 'instance' };
    case 'static':
    case 'process':
    case 'sso':
    case 'login':
      return { kind: 'profile', profile: source.profile };
  }
}

interface Place {
  readonly region: string;
  readonly endpoints: Endpoints;
}

/**
 * Region and endpoints: the settings first, then the region variable that botocore does not know, then the plan. Known
 * before anything is sent, and so the place to ask whether the endpoints may be used.
 */
function placeOf(plan: Plan | undefined, { settings, ports }: Resolving): Place {
  const { region, endpointUrl, env } = settings;
  const wanted = region || env.AWS_REGION || plan?.region || fallbackRegion;
  if (!isRegion(wanted)) throw failureError({ code: 'region-invalid', region: wanted });
  const endpoints = endpointUrl ? { sts: endpointUrl, s3: endpointUrl } : (plan?.endpoints ?? {});
  ports.requireConsent?.(endpoints);
  return { region: wanted, endpoints };
}

/** The profiles that the files name, with the role of those that lead to one. */
export async function listProfiles(
  readConfig: () => Promise<ConfigFiles>,
): Promise<readonly { readonly name: string; readonly roleArn?: string }[]> {
  const { all } = readProfiles(await readConfig());
  return [...all.values()].map((profile) => {
    const roleArn = profileKind(profile) === 'role' ? profile.settings.get('role_arn')?.value : undefined;
    return { name: profile.name, ...(roleArn !== undefined && { roleArn }) };
  });
}
