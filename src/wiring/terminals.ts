// What is in force in terminals: in new ones, in open ones, and through the endpoint of keyless ones.
import path from 'node:path';
import { TerminalsFeature, type TerminalsPorts } from '../features/terminals/terminalsFeature.ts';
import { logText } from '../platform/commands.ts';
import { lazy } from '../platform/lazy.ts';
import type { AgreementHere } from '../session/inForce.ts';
import { Observable } from '../session/observable.ts';
import type { RoleParts, TerminalParts } from './parts.ts';

export function terminalParts(parts: RoleParts): TerminalParts {
  const { context, log, vault, keeper, guardOf } = parts;
  const { subscriptions } = context;
  const workspace = context.storageUri?.toString();
  // It belongs to this workspace, and goes on after a reload for the terminals that know it. Windows without a folder have
  // nothing that tells them apart after a reload: what one of them kept, another one would take.
  const endpointEntry = workspace && `keyless ${workspace}`;

  const ports: TerminalsPorts = {
    keeper,
    collection: context.environmentVariableCollection,
    remembered: context.workspaceState,
    keyless: () => keyless(),
    mayPutInForce: async (current) => {
      const guard = guardOf(current);
      return !guard.confirm || (await import('../features/guards/guardQuestions.ts')).mayPutInForce(current, guard);
    },
    endTokens: async (of) => (await keylessEndpoint()).revokeShared(of),
    standingIn: async (terminal) => (await openTerminals()).standingIn(terminal),
    noteGiven: (environment, given, follows) => {
      const note = async () => {
        (await givenIdentities()).note(environment, given, follows);
        await (await openTerminals()).warnOfShadows(environment, given);
      };
      void note().catch((error) => log.error(`terminals: ${logText(error)}`));
    },
  };
  const terminals = new TerminalsFeature(ports);
  const keylessSessions = lazy(async () => {
    const sessions = (await import('./credentialEndpoint.ts')).keylessSessions(parts, terminals);
    subscriptions.push(sessions);
    return sessions;
  });
  const keylessEndpoint = lazy(async () =>
    (await import('./credentialEndpoint.ts')).keylessEndpoint(parts, await keylessSessions(), endpointEntry),
  );
  const resume = async () => {
    const kept = endpointEntry && (await vault.other(endpointEntry));
    if (kept !== undefined) await (await keylessEndpoint()).resume();
  };
  const resumed = resume().catch((error) => log.error(`keyless terminals: ${logText(error)}`));
  const keyless = lazy(async () => {
    const [{ KeylessMode }, { KeylessConfigFile }] = await Promise.all([
      import('../features/terminals/keylessMode.ts'),
      import('../aws/keylessConfigFile.ts'),
    ]);
    const mode = new KeylessMode({
      endpoint: await keylessEndpoint(),
      files: new KeylessConfigFile(process.env, path.join(context.globalStorageUri.fsPath, 'keyless')),
      remembered: context.globalState,
    });
    subscriptions.push(mode);
    return mode;
  });
  const givenIdentities = lazy(async () => {
    const { givenIdentitiesOf } = await import('./openTerminals.ts');
    const endpoint = await resumed.then(keylessEndpoint);
    return givenIdentitiesOf(parts, await keylessSessions(), endpoint, `terminals ${workspace ?? ''}`);
  });
  const openTerminals = lazy(async () => {
    const feature = (await import('./openTerminals.ts')).openTerminalsFeature(
      all,
      await givenIdentities(),
      await keylessSessions(),
    );
    subscriptions.push(feature);
    return feature;
  });
  const folderTerminals = lazy(async () => {
    const feature = (await import('./folderTerminals.ts')).folderTerminalsFeature(all, ports);
    subscriptions.push(feature);
    return feature;
  });
  const all: TerminalParts = {
    ...parts,
    terminals,
    activeTerminal: new Observable<AgreementHere>('unknown'),
    keylessSessions,
    keylessEndpoint,
    keyless,
    givenIdentities,
    openTerminals,
    folderTerminals,
  };
  return all;
}
