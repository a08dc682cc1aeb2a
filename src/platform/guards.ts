// The guards in the person's own settings.
import type { Chain } from '../core/chain.ts';
import { type Guard, guardFor, guardSubject } from '../core/guard.ts';
import type { Identity } from '../core/identity.ts';
import { setting } from './settings.ts';

/** What the guards say of `chain`, which `chosen` led to. `identity` is whom it has led to, where that is known. */
export function guardOfChain(chain: Chain, chosen: Chain, identity?: Identity): Guard {
  const rules: unknown = setting('rolecall.guards');
  const profile = chosen.source.kind === 'profile' ? chosen.source.profile : undefined;
  return guardFor(Array.isArray(rules) ? rules : [], guardSubject(chain, profile, identity));
}

export function hasGuards(): boolean {
  const rules: unknown = setting('rolecall.guards');
  return Array.isArray(rules) && rules.length > 0;
}
