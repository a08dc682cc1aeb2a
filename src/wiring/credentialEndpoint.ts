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

/** Who is given to keyless terminals that follow, kept with the workspace. */
const followedKey = 'rolecall.followed';

export function keylessSessions(parts: IdentityParts, terminals: TerminalsFeature): KeylessSessions {
  const { context, keeper, clock, autoLeave } = parts;
  return new KeylessSessions({
    keeper,
    inForce: terminals.inForce,
    kept: () => context.workspaceState.get(followedKey),
    keep: (followed) => void context.workspaceState.update(followedKey, followed),
    follows: () => setting('rolecall.terminal.follow'),
    keysOf: (chain, wanted) => chainKeys(parts, chain, clock.now() + (wanted === 'renewed' ? expiringMs : 0)),
    now: () => clock.now(),
    used: (chain) => autoLeave.used(chainText(chain)),
  });
}

/** @param entry what its port and tokens are kept under; undefined: they are not */
export function keylessEndpoint(
  parts: IdentityParts,
  sessions: KeylessSessions,
  entry: string | undefined,
): KeylessEndpoint {
  const { vault, clock, log } = parts;
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
    kept: async () => entry && vault.other(entry),
    keep: async (value) => void (entry && (await vault.holdOther(entry, value))),
    drop: async () => void (entry && (await vault.dropOther(entry))),
    portTaken: () => void import('../features/terminals/keylessTexts.ts').then(({ sayPortTaken }) => sayPortTaken()),
    now: () => clock.now(),
    pause: setTimeout,
  });
}
