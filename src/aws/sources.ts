// From a chosen source to keys: the profile's plan is worked out by core and its keys are fetched here.
// Kinds of source that need a process, a browser or a metadata service are refused by name.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import type { Endpoints, Source } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import { failureError } from '../core/failure.ts';
import { type ConfigFiles, profileKind, readProfiles, staticKeys } from '../core/profile.ts';
import { fallbackRegion, isRegion } from '../core/region.ts';
import { type Plan, planFor } from '../core/rolePlan.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface SourceSettings {
  readonly env: Variables;
  /** `rolecall.source`, where it is set. */
  readonly profile?: string;
  /** `rolecall.region`, where it is set. */
  readonly region?: string;
  /** `rolecall.endpointUrl`, where it is set. */
  readonly endpointUrl?: string;
  readonly defaultSessionName: string;
}

export interface SourcePorts {
  readonly readConfig: () => Promise<ConfigFiles>;
  readonly heldAccessKey: (accessKeyId: string) => Promise<Credentials | undefined>;
  /** The running practice account, if it runs. */
  readonly practice: () =>
    | { readonly credentials: Credentials; readonly region: string; readonly endpoint: string }
    | undefined;
}

export interface ResolvedSource {
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
  readonly credentials: Credentials;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** It is what a shell starts from that Rolecall does not touch. */
  readonly inherited: boolean;
}

/** Rejects with a Failure: `source-missing`, `profile-problem`, `source-unsupported`, `key-not-held` or `practice-stopped`. */
export async function resolveSource(
  source: Source,
  settings: SourceSettings,
  ports: SourcePorts,
): Promise<ResolvedSource> {
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
      // The default profile's region and endpoint count for a key of one's own as well, as for keys in the environment.
      const answer = planFor({ ...(await ports.readConfig()), env: { ...settings.env, ...placeholderKeys } });
      const plan = 'readOn' in answer ? answer.readOn : answer;
      return {
        source,
        hops: [],
        credentials,
        inherited: false,
        ...placeOf('error' in plan ? undefined : plan, settings),
      };
    }
    case 'environment':
      return environmentOnly(await fromPlan({ env: settings.env }, settings, ports));
    case 'profile':
      return fromPlan({ env: settings.env, profile: source.profile }, settings, ports);
    case 'automatic':
      return {
        ...(await fromPlan(
          { env: settings.env, ...(settings.profile && { profile: settings.profile }) },
          settings,
          ports,
        )),
        inherited: !settings.profile && !settings.region && !settings.endpointUrl,
      };
  }
}

/** Without keys in the environment the plan goes on to `default`, which was not asked for. */
function environmentOnly(resolved: ResolvedSource): ResolvedSource {
  if (resolved.source.kind !== 'environment') throw failureError({ code: 'source-missing' });
  return resolved;
}

/** Keys in the environment decide over `default`, so with some there the plan is about region and endpoint alone. */
const placeholderKeys = {
  AWS_ACCESS_KEY_ID: 'held',
  AWS_SECRET_ACCESS_KEY: 'held',
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: undefined,
};

async function fromPlan(
  input: { readonly env: Variables; readonly profile?: string },
  settings: SourceSettings,
  ports: SourcePorts,
): Promise<ResolvedSource> {
  const files = await ports.readConfig();
  const answer = planFor({ ...files, ...input });
  const plan = 'readOn' in answer ? answer.readOn : answer;
  if ('error' in plan) {
    if (plan.error === 'missing-source' && plan.detail === 'no-credentials')
      throw failureError({ code: 'source-missing' });
    throw failureError({ code: 'profile-problem', problem: plan.error, profile: plan.profile });
  }
  const { source } = plan;
  const place = placeOf(plan, settings);
  const hops = plan.hops.map((hop): AssumeRoleRequest => {
    if (hop.mfaSerial !== undefined) {
      throw failureError({ code: 'source-unsupported', kind: 'MFA', profile: hop.profile });
    }
    return {
      roleArn: hop.roleArn,
      roleSessionName: hop.roleSessionName ?? settings.defaultSessionName,
      ...(hop.externalId !== undefined && { externalId: hop.externalId }),
      ...(hop.durationSeconds !== undefined && { durationSeconds: hop.durationSeconds }),
    };
  });
  switch (source.kind) {
    case 'static': {
      const credentials = staticKeys(readProfiles(files), source);
      if (!credentials) throw failureError({ code: 'source-missing' });
      return { source: { kind: 'profile', profile: source.profile }, hops, credentials, inherited: false, ...place };
    }
    case 'environment': {
      const {
        AWS_ACCESS_KEY_ID = '',
        AWS_SECRET_ACCESS_KEY = '',
        AWS_SESSION_TOKEN,
        AWS_SECURITY_TOKEN,
      } = settings.env;
      const sessionToken = AWS_SECURITY_TOKEN || AWS_SESSION_TOKEN;
      const credentials = {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        ...(sessionToken && { sessionToken }),
      };
      return { source: { kind: 'environment' }, hops, credentials, inherited: false, ...place };
    }
    default: {
      const profile = source.profile ?? input.profile;
      throw failureError({ code: 'source-unsupported', kind: source.kind, ...(profile !== undefined && { profile }) });
    }
  }
}

/** Region and endpoints: the settings first, then the region variable that botocore does not know, then the plan. */
function placeOf(
  plan: Plan | undefined,
  { region, endpointUrl, env }: SourceSettings,
): { region: string; endpoints: Endpoints } {
  const wanted = region || env.AWS_REGION || plan?.region || fallbackRegion;
  if (!isRegion(wanted)) throw failureError({ code: 'region-invalid', region: wanted });
  return {
    region: wanted,
    endpoints: endpointUrl
      ? { sts: endpointUrl, s3: endpointUrl }
      : {
          ...(plan?.endpoints.sts !== undefined && { sts: plan.endpoints.sts }),
          ...(plan?.endpoints.s3 !== undefined && { s3: plan.endpoints.s3 }),
        },
  };
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
