// From a source as it was named to its keys.
import { homedir } from 'node:os';
import { readSharedConfig } from '../aws/sharedConfig.ts';
import { resolveSource as resolve } from '../aws/sources.ts';
import type { Source } from '../core/chain.ts';
import { setting } from '../platform/settings.ts';
import { isInWorkspace } from '../platform/workspaceFolders.ts';
import type { PracticeAccount } from '../practice/practiceAccount.ts';
import { usableKey } from '../session/heldKeys.ts';
import type { KeeperPorts } from '../session/keeper.ts';
import type { KeyConsent } from '../session/keyConsent.ts';
import type { SourceKeys } from '../session/keys.ts';
import { hopDefaults } from './hopDefaults.ts';
import type { BaseParts } from './parts.ts';

type How = Parameters<KeeperPorts['resolveSource']>[1];

export function resolveSource(
  { vault, clock, awsClock, consent, exclusively, practiceRun }: BaseParts,
  keyConsent: () => Promise<KeyConsent>,
  source: Source,
  how: How,
): Promise<SourceKeys> {
  const practice = practiceRun.account;
  const { sessionName, seconds } = hopDefaults();
  return resolve(
    source,
    {
      env: process.env,
      home: homedir(),
      profile: setting('rolecall.source'),
      region: setting('rolecall.region'),
      endpointUrl: setting('rolecall.endpointUrl'),
      defaultSessionName: sessionName,
      defaultSeconds: seconds,
      writeSsoCache: setting('rolecall.sso.writeCache'),
    },
    {
      readConfig: () => readSharedConfig(process.env),
      heldAccessKey: (accessKeyId) => usableKey(vault, keyConsent, accessKeyId, how),
      practice: () => practice.value && practiceSource(practice.value),
      isInWorkspace,
      // Every request goes to the endpoints of a source that is worked out here.
      requireConsent: (endpoints) => consent.require(endpoints),
      signIn: async (prompt, signal) => (await import('../features/identity/signIn.ts')).showSignIn(prompt, signal),
      heldToken: async (name) => {
        const token = await vault.other(`sign-in ${name}`);
        return typeof token === 'string' ? token : undefined;
      },
      holdToken: (name, token) => vault.holdOther(`sign-in ${name}`, token),
      exclusively,
      now: () => clock.now(),
      clock: awsClock,
    },
    how,
  );
}

function practiceSource({ accessKeyId, secretAccessKey, region, endpoint }: PracticeAccount) {
  return { credentials: { accessKeyId, secretAccessKey }, region, endpoint };
}
