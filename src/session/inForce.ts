// What is in force in new terminals, and whether that is the current identity. Written by the terminals feature,
// read by status bar, menu and views. Holds no keys.
import type { Chain } from '../core/chain.ts';
import { sameChain } from '../core/chain.ts';
import type { Identity } from '../core/identity.ts';
import { type Current, hasEnded, isKnown } from './current.ts';

export type InForce =
  /** Rolecall has set nothing: a new terminal is whoever the machine's own configuration says. */
  | { readonly kind: 'untouched' }
  | {
      readonly kind: 'set';
      readonly way: 'keys' | 'profile' | 'keyless';
      readonly chain: Chain;
      /** What led to it, where that is another: a profile that stands for its role. */
      readonly chosen?: Chain;
      readonly identity: Identity;
      /** Milliseconds since the epoch; absent for what does not end, and for what is renewed by itself. */
      readonly expiration?: number;
    };

/** What is in force in the new terminals of one folder of the workspace, over what is in force elsewhere. */
export interface FolderInForce {
  /** The folder's URI. */
  readonly folder: string;
  readonly name: string;
  /** What stands for the folder in the environment of its terminals. */
  readonly mark: string;
  readonly inForce: InForce & { kind: 'set' };
}

/** Whether it is over. What has no end of its own, a name or a token, is over with the current identity that it stands for. */
export function isOver(
  { chain, expiration }: Pick<InForce & { kind: 'set' }, 'chain' | 'expiration'>,
  current: Current,
  now: number,
): boolean {
  if (expiration !== undefined) return expiration <= now;
  return current.kind !== 'none' && sameChain(chain, current.chain) && hasEnded(current, now);
}

/** Whether new terminals are who Rolecall is. */
export type Agreement = 'same' | 'different' | 'unknown';

/** Whether the active terminal is who Rolecall is; `partly`: for some programs. */
export type AgreementHere = Agreement | 'partly';

export function agreement(current: Current, inForce: InForce): Agreement {
  if (!isKnown(current)) return 'unknown';
  switch (inForce.kind) {
    case 'set':
      return sameChain(inForce.chain, current.chain) ? 'same' : 'different';
    case 'untouched':
      return current.kind === 'source' && current.inherited ? 'same' : 'different';
  }
}
