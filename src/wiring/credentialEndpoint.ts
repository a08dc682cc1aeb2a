// The endpoint of keyless terminals, and what it hands out.
import { setTimeout } from 'node:timers/promises';
import { chainText } from '../core/chain.ts';
import { expiringMs } from '../core/roleSession.ts';
import type { TerminalsFeature } from '../features/terminals/terminalsFeature.ts';
import { logText } from '../platform/commands.ts';
import { setting } from '../platform/settings.ts';
import { KeylessEndpoint } from '../session/keylessEndpoint.ts';
import { KeylessSessions, readBinding } from '../session/keylessSessions.ts';
import { chainKeys } from './chainKeys.ts';
import type { IdentityParts } from './parts.ts';

/** @param entry what its port and tokens are kept under */
export function keylessEndpoint(parts: IdentityParts, terminals: TerminalsFeature, entry: string): KeylessEndpoint {
  const { keeper, vault, clock, log, autoLeave } = parts;
  const sessions = new KeylessSessions({
    keeper,
    inForce: terminals.inForce,
    before: terminals.before,
    follows: () => setting('rolecall.terminal.follow'),
    keysOf: (chain, wanted) => chainKeys(parts, chain, clock.now() + (wanted === 'renewed' ? expiringMs : 0)),
    used: (chain) => autoLeave.used(chainText(chain)),
  });
  return new KeylessEndpoint({
    start: async (kept) => {
      const [{ startCredentialEndpoint }, { readEndpointState }] = await Promise.all([
        import('../endpoint/credentialEndpoint.ts'),
        import('../endpoint/state.ts'),
      ]);
      const state = readEndpointState(kept);
      return startCredentialEndpoint({
        ...(state && { state }),
        grantFor: ({ binding }, wanted) => sessions.grantFor(readBinding(binding), wanted),
        now: () => clock.now(),
        onDefect: (error) => log.error(`credential endpoint: ${logText(error)}`),
      });
    },
    chainFor: (binding) => sessions.chainFor(binding),
    kept: () => vault.other(entry),
    keep: (value) => vault.holdOther(entry, value),
    drop: () => vault.dropOther(entry),
    portTaken: () => void import('../features/terminals/keylessTexts.ts').then(({ sayPortTaken }) => sayPortTaken()),
    now: () => clock.now(),
    pause: setTimeout,
  });
}
