// Keys for a chain that is not the current one, got without asking anybody.
import type { Chain } from '../core/chain.ts';
import { failureError } from '../core/failure.ts';
import type { Keys } from '../session/keys.ts';
import type { IdentityParts } from './parts.ts';

/** Good beyond `endsAfter`. Rejects with a Failure. */
export async function chainKeys(parts: IdentityParts, chain: Chain, endsAfter: number): Promise<Keys> {
  const source = await parts.resolveSource(chain.source, { quiet: true, mayRun: false });
  if (source.hops.length > 0) throw failureError({ code: 'configuration-changed' });
  if (chain.hops.length === 0) return source;
  const sessions = await parts.roleSessions();
  const { credentials } = await sessions.session(source, chain, { quiet: true, endsAfter });
  return { ...source, credentials };
}
