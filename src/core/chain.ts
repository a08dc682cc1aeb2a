// A chain: a source and the AssumeRole calls that start from it. What a person chose, without any secret.
import { assumeRoleFieldsOf, wrongTypeIn } from './assumeRoleFields.ts';
import type { AssumeRoleRequest } from './assumeRoleRequest.ts';

export type Source =
  /** Nothing was chosen: `AWS_PROFILE`, the environment's keys, `default`, as the AWS CLI takes them. */
  | { readonly kind: 'automatic' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'environment' }
  /** An access key that was typed in and is held in SecretStorage. */
  | { readonly kind: 'accessKey'; readonly accessKeyId: string }
  /** The credential endpoint that a container announces in its variables. */
  | { readonly kind: 'container' }
  /** The role of the EC2 instance that this runs on. */
  | { readonly kind: 'instance' }
  | { readonly kind: 'practice' };

export interface Chain {
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
}

/** Where requests go. An absent URL is AWS's own endpoint for the region, which the other fields are about. */
export interface Endpoints {
  readonly sts?: string;
  readonly s3?: string;
  /** The variants of AWS's own endpoints; they say nothing about a URL that is given. */
  readonly fips?: true;
  readonly dualStack?: true;
  /** `sts_regional_endpoints=legacy`: STS's one global endpoint in the regions that once shared it. */
  readonly globalSts?: true;
}

/** Same source and same calls, whatever order their fields were written in. */
export function sameChain(a: Chain, b: Chain): boolean {
  return chainText(a) === chainText(b);
}

/** The same places, whatever order they were written in. */
export function sameEndpoints(a: Endpoints, b: Endpoints): boolean {
  return (['sts', 's3', 'fips', 'dualStack', 'globalSts'] as const).every((name) => a[name] === b[name]);
}

/** One text for one session: a chain, and where it was asked for. */
export function sessionText(chain: Chain, endpoints: Endpoints): string {
  return JSON.stringify([
    chainText(chain),
    endpoints.sts ?? null,
    endpoints.s3 ?? null,
    ...endpointKindsText(endpoints),
  ]);
}

/** Which of AWS's own endpoints; nothing for the usual ones, so that their texts stay what they always were. */
export function endpointKindsText({ fips, dualStack, globalSts }: Endpoints): readonly string[] {
  return [...(fips ? ['fips'] : []), ...(dualStack ? ['dualStack'] : []), ...(globalSts ? ['globalSts'] : [])];
}

/** One text for one chain: what sessions are keyed by. Each field is set apart, so that no two chains share a text. */
export function chainText(chain: Chain): string {
  return JSON.stringify([sourceText(chain.source), ...chain.hops.map(hopText)]);
}

/** Fields that came later stand behind, so that a chain without them keeps the text that it always had. */
function hopText(hop: AssumeRoleRequest): readonly unknown[] {
  const { roleArn, roleSessionName, externalId, durationSeconds, ...later } = hop;
  const { mfaSerial, policy, policyArns, tags, transitiveTagKeys, sourceIdentity } = later;
  const more = [
    mfaSerial ?? null,
    policy ?? null,
    policyArns ?? null,
    tags ? Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)) : null,
    transitiveTagKeys ?? null,
    sourceIdentity ?? null,
  ];
  return [
    roleArn,
    roleSessionName,
    externalId ?? null,
    durationSeconds ?? null,
    ...(more.some((value) => value !== null) ? more : []),
  ];
}

export function sourceText(source: Source): readonly string[] {
  switch (source.kind) {
    case 'profile':
      return [source.kind, source.profile];
    case 'accessKey':
      return [source.kind, source.accessKeyId];
    default:
      return [source.kind];
  }
}

/** Reads a chain that was remembered as JSON; undefined for anything that is not one. */
export function readChain(value: unknown): Chain | undefined {
  const { source, hops } = (value ?? {}) as { source?: Partial<Record<string, unknown>>; hops?: unknown };
  const read = readSource(source);
  if (!read || !Array.isArray(hops)) return undefined;
  const requests = hops.map(readHop);
  return requests.includes(undefined) ? undefined : { source: read, hops: requests as AssumeRoleRequest[] };
}

function readSource(source: Partial<Record<string, unknown>> | undefined): Source | undefined {
  switch (source?.kind) {
    case 'automatic':
    case 'environment':
    case 'container':
    case 'instance':
    case 'practice':
      return { kind: source.kind };
    case 'profile':
      return typeof source.profile === 'string' ? { kind: 'profile', profile: source.profile } : undefined;
    case 'accessKey':
      return typeof source.accessKeyId === 'string'
        ? { kind: 'accessKey', accessKeyId: source.accessKeyId }
        : undefined;
    default:
      return undefined;
  }
}

function readHop(value: unknown): AssumeRoleRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const hop = value as Readonly<Record<string, unknown>>;
  if (hop.roleArn === undefined || hop.roleSessionName === undefined) return undefined;
  // A parameter of the wrong type cannot be left out: the role would be assumed with more rights than were asked for.
  return wrongTypeIn(hop) ? undefined : (assumeRoleFieldsOf(hop) as AssumeRoleRequest);
}
