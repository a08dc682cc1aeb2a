// What is in force in new terminals, and whether that is the current identity. Written by the terminals feature,
// read by status bar, menu and views. Holds no keys.
import type { Chain } from '../core/chain.ts';
import { sameChain } from '../core/chain.ts';
import type { Identity } from '../core/identity.ts';
import type { Current } from './keeper.ts';

export type InForce =
  /** Rolecall has set nothing: a new terminal is whoever the machine's own configuration says. */
  | { readonly kind: 'untouched' }
  | {
      readonly kind: 'set';
      readonly chain: Chain;
      readonly identity: Identity;
      /** Milliseconds since the epoch; absent for what does not end. */
      readonly expiration?: number;
    };

/** Whether new terminals are who Rolecall is. */
export type Agreement = 'same' | 'different' | 'unknown';

export function agreement(current: Current, inForce: InForce): Agreement {
  if (current.kind !== 'source' && current.kind !== 'role') return 'unknown';
  switch (inForce.kind) {
    case 'set':
      return sameChain(inForce.chain, current.chain) ? 'same' : 'different';
    case 'untouched':
      return current.kind === 'source' && current.inherited ? 'same' : 'different';
  }
}
