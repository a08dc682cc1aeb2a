// What roles of a profile are asked for with where the profile says nothing.
import type { Chain } from '../core/chain.ts';
import type { HopDefaults } from '../core/hopRequest.ts';
import { guardOfChain } from '../platform/guards.ts';
import { defaultSessionName } from '../platform/sessionName.ts';

export function hopDefaults(): HopDefaults {
  return {
    sessionName: defaultSessionName(),
    seconds: ({ roleArn, profile }) => {
      const chain: Chain = { source: { kind: 'profile', profile }, hops: [{ roleArn, roleSessionName: '' }] };
      return guardOfChain(chain, chain).durationSeconds;
    },
  };
}
