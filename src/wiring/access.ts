// How keys become a door to AWS: each service at the endpoint of the source, by AWS's time.
import type { Access } from '../aws/access.ts';
import { isOnThisMachine } from '../core/endpointUrl.ts';
import type { ServerClock } from '../session/clock.ts';
import type { Keys } from '../session/keys.ts';

export type AwsClock = NonNullable<Access['clock']>;

export function awsClockOf(clock: ServerClock): AwsClock {
  return {
    now: () => Date.now(),
    offsetMs: () => clock.now() - Date.now(),
    onServerTime: (serverMs, _, endpoint) => clock.learn(serverMs, endpoint !== undefined && isOnThisMachine(endpoint)),
  };
}

export function stsAccess({ credentials, region, endpoints }: Keys, clock: AwsClock): Access {
  const { sts, s3: _, ...kinds } = endpoints;
  return { credentials, region, clock, ...kinds, ...(sts !== undefined && { endpoint: sts }) };
}

export function s3Access({ credentials, region, endpoints }: Keys, clock: AwsClock): Access {
  const { s3, sts: _, ...kinds } = endpoints;
  return { credentials, region, clock, ...kinds, ...(s3 !== undefined && { endpoint: s3 }) };
}
