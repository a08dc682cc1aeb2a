// Open terminals and who they are, and terminals that are opened for one role.
import { readSharedConfig } from '../aws/sharedConfig.ts';
import { expiringMs } from '../core/roleSession.ts';
import { OpenTerminalsFeature } from '../features/terminals/openTerminalsFeature.ts';
import { fingerprint } from '../platform/fingerprint.ts';
import { guardOfChain } from '../platform/guards.ts';
import { defaultSessionName } from '../platform/sessionName.ts';
import { GivenIdentities } from '../session/givenIdentities.ts';
import type { KeylessEndpoint } from '../session/keylessEndpoint.ts';
import type { KeylessSessions } from '../session/keylessSessions.ts';
import type { IdentityParts, TerminalParts } from './parts.ts';

/** @param entry what they are kept under */
export async function givenIdentitiesOf(
  { vault, keeper, context }: IdentityParts,
  sessions: KeylessSessions,
  endpoint: KeylessEndpoint,
  entry: string,
): Promise<GivenIdentities> {
  const given = new GivenIdentities({
    kept: () => vault.other(entry),
    keep: (value) => vault.holdOther(entry, value),
    fingerprint,
    isGood: (token) => endpoint.find(token) !== undefined,
    followed: () => sessions.followed,
    isRefused: (chain) => sessions.refuses(chain),
  });
  await given.load();
  const watching = keeper.current.subscribe((current) => {
    if (current.kind !== 'failed' || !current.ended?.isRefused) return;
    const { expiration } = current.ended;
    if (expiration !== undefined) given.noteEnd(current.chain, expiration);
  });
  context.subscriptions.push(watching);
  return given;
}

export function openTerminalsFeature(
  parts: TerminalParts,
  given: GivenIdentities,
  sessions: KeylessSessions,
): OpenTerminalsFeature {
  const { keeper, clock, terminals, activeTerminal, keyless, roleLists, roleSessions, resolveSource } = parts;
  return new OpenTerminalsFeature({
    current: keeper.current,
    inForce: terminals.inForce,
    folders: terminals.folders,
    lookups: given,
    refused: sessions.refused,
    fingerprint,
    newEnvironment: (folder) => terminals.newTerminals.environment(folder),
    readConfig: async (env) => readSharedConfig(env),
    now: () => clock.now(),
    setActive: (agreement) => {
      if (agreement !== activeTerminal.value) activeTerminal.set(agreement);
    },
    chooseRole: async (node) => {
      const [{ chooseRole, roleArgument }, { chainIn, knownIn }] = await Promise.all([
        import('../features/roles/chooseRole.ts'),
        import('../features/roles/roleNodeArguments.ts'),
      ]);
      const chain = chainIn(node);
      if (chain) return chain;
      const named = knownIn(node);
      if (named && named.group !== 'proposed') return roleArgument(named);
      const known = await (await roleLists()).knownRoles();
      // What a workspace proposes is asked about where it is assumed.
      const others = known.filter(({ group }) => group !== 'proposed');
      const choice = (await chooseRole(others, keeper.chosen))?.choice;
      return choice?.group === 'recent' ? choice.chain : choice && roleArgument(choice);
    },
    requestsOf: async (argument, secondsOf) => {
      const { roleRequests, rolesOnTheWay } = await import('../features/roles/roleRequest.ts');
      return roleRequests([...rolesOnTheWay(argument), argument], defaultSessionName(), secondsOf);
    },
    currentSource: () => keeper.sourceOf(keeper.current.value),
    session: async (from, hops, signal) => {
      const source = await resolveSource(from, { quiet: false, mayRun: true, signal });
      const chain = { source: source.source, hops: [...source.hops, ...hops] };
      const endsAfter = clock.now() + expiringMs;
      return (await roleSessions()).session(source, chain, { quiet: false, signal, endsAfter });
    },
    guardedSeconds: (chain) => guardOfChain(chain, chain).durationSeconds,
    mayOpen: async (session, chosen) => {
      const { mayOpenTerminal } = await import('../features/guards/guardQuestions.ts');
      return mayOpenTerminal(session.identity, guardOfChain(session.chain, chosen, session.identity));
    },
    keyless: async (grant, binding) => (await keyless()).single(grant, binding),
    inForceNames: () => terminals.newTerminals.names(),
    noteGiven: (environment, identity) => given.note(environment, identity, false),
  });
}
