// A chain: a source and the AssumeRole calls that start from it. What a person chose, without any secret.
import type { AssumeRoleRequest } from './assumeRoleRequest.ts';

export type Source =
  /** Nothing was chosen: `AWS_PROFILE`, the environment's keys, `default`, as the AWS CLI takes them. */
  | { readonly kind: 'automatic' }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'environment' }
  /** An access key that was typed in and is held in SecretStorage. */
  | { readonly kind: 'accessKey'; readonly accessKeyId: string }
  | { readonly kind: 'practice' };

export interface Chain {
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
}

/** Where requests go. An absent URL is AWS's own endpoint for the region. */
export interface Endpoints {
  readonly sts?: string;
  readonly s3?: string;
}

/** Same source and same calls, whatever order their fields were written in. */
export function sameChain(a: Chain, b: Chain): boolean {
  return chainText(a) === chainText(b);
}

/** One text for one chain: what sessions are keyed by. Each field is set apart, so that no two chains share a text. */
export function chainText(chain: Chain): string {
  return JSON.stringify([
    sourceText(chain.source),
    ...chain.hops.map((hop) => [hop.roleArn, hop.roleSessionName, hop.externalId ?? null, hop.durationSeconds ?? null]),
  ]);
}

function sourceText(source: Source): readonly string[] {
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
  const hop = (value ?? {}) as Partial<Record<keyof AssumeRoleRequest, unknown>>;
  if (typeof hop.roleArn !== 'string' || typeof hop.roleSessionName !== 'string') return undefined;
  return {
    roleArn: hop.roleArn,
    roleSessionName: hop.roleSessionName,
    ...(typeof hop.externalId === 'string' && { externalId: hop.externalId }),
    ...(typeof hop.durationSeconds === 'number' && { durationSeconds: hop.durationSeconds }),
  };
}
