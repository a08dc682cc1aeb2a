// What requests are made with, and where such keys come from.
import type { AssumeRoleRequest } from '../core/assumeRoleRequest.ts';
import type { Chain, Endpoints, Source } from '../core/chain.ts';
import type { Credentials } from '../core/credentials.ts';
import type { Grant } from '../core/environment.ts';

export interface Keys {
  readonly credentials: Credentials;
  readonly region: string;
  readonly endpoints: Endpoints;
}

/** A source worked out: its keys, and the AssumeRole calls that a profile itself asks for. */
export interface SourceKeys extends Keys {
  /** What it turned out to be: never `automatic`. */
  readonly source: Source;
  readonly hops: readonly AssumeRoleRequest[];
  /** It is what a shell starts from that Rolecall does not touch. */
  readonly inherited: boolean;
}

/** How what `chain` has produced is put in force: a profile's own keys by its name. */
export function grantFor({ source, hops }: Chain, { credentials, region, endpoints }: Keys): Grant {
  return hops.length === 0 && source.kind === 'profile'
    ? { kind: 'profile', profile: source.profile, region, endpoints }
    : { kind: 'keys', credentials, region, endpoints };
}
