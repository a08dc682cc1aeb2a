// Role sessions, asked for at the STS of their source.
import { setTimeout } from 'node:timers/promises';
import { askMfaCode } from '../features/roles/mfaPrompt.ts';
import { totpCode } from '../platform/totp.ts';
import { RoleSessions } from '../session/roleSessions.ts';
import { stsAccess } from './access.ts';
import type { BaseParts } from './parts.ts';

export function roleSessions({ clock, awsClock, exclusively, vault }: BaseParts): RoleSessions {
  const sts = () => import('../aws/sts.ts');
  return new RoleSessions(
    {
      assumeRole: async (keys, request, how) => (await sts()).assumeRole(stsAccess(keys, awsClock), request, how),
      getSessionToken: async (keys, device, signal) =>
        (await sts()).getSessionToken(stsAccess(keys, awsClock), device, signal),
      askMfaCode,
      totpCode,
      exclusively,
      now: () => clock.now(),
      pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
    },
    vault,
  );
}
