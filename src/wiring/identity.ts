// The current identity: the keeper, and what it asks where.
import type { Guard } from '../core/guard.ts';
import { guardOfChain } from '../platform/guards.ts';
import { lazy } from '../platform/lazy.ts';
import { AutoLeave } from '../session/autoLeave.ts';
import { type Current, hasEnded, identityOf, isKnown } from '../session/current.ts';
import { Keeper, type KeeperPorts } from '../session/keeper.ts';
import { stsAccess } from './access.ts';
import type { BaseParts, IdentityParts } from './parts.ts';

export function identityParts(base: BaseParts): IdentityParts {
  const { context, clock, awsClock, vault } = base;
  const { workspaceState } = context;
  const keyConsent = lazy(async () => (await import('./keyConsent.ts')).keyConsent(base));
  const roleSessions = lazy(async () => (await import('./roleSessions.ts')).roleSessions(base));
  const resolveSource: KeeperPorts['resolveSource'] = async (source, how) =>
    (await import('./source.ts')).resolveSource(base, keyConsent, source, how);
  const keeper = new Keeper(
    {
      resolveSource,
      session: async (...args) => (await roleSessions()).session(...args),
      getCallerIdentity: async (keys, signal) =>
        (await import('../aws/sts.ts')).getCallerIdentity(stsAccess(keys, awsClock), signal),
      learnTime: async (keys) => {
        const { serverTime } = await import('../aws/serverTime.ts');
        const access = stsAccess(keys, awsClock);
        awsClock.onServerTime(await serverTime(access), Date.now(), access.endpoint);
      },
      remember: (chain, last) => {
        void workspaceState.update('rolecall.chain', chain);
        void workspaceState.update('rolecall.lastSession', last && { chain: last.chain, endpoints: last.endpoints });
      },
    },
    vault,
    clock,
  );
  const capabilities = lazy(async () => {
    const { Capabilities } = await import('../session/capabilities.ts');
    return new Capabilities(keeper.current);
  });
  return {
    ...base,
    keeper,
    capabilities,
    resolveSource,
    roleSessions,
    keyConsent,
    autoLeave: new AutoLeave(() => clock.now()),
    guardOf: (current: Current): Guard => {
      if (isKnown(current)) return guardOfChain(current.chain, keeper.chosen, identityOf(current));
      // Whose session has ended is still named, and a renewal brings it back.
      const isNamed = current.kind === 'failed' && hasEnded(current, clock.now());
      return isNamed ? guardOfChain(current.chain, keeper.chosen, current.ended?.identity) : {};
    },
  };
}
