// What everything else stands on: AWS's time, the secret storage, the lock files, the practice account.
import path from 'node:path';
import * as vscode from 'vscode';
import { EndpointConsent } from '../platform/endpointConsent.ts';
import { shortFingerprint } from '../platform/fingerprint.ts';
import { lazy } from '../platform/lazy.ts';
import type { PracticeAccount } from '../practice/practiceAccount.ts';
import { ServerClock } from '../session/clock.ts';
import type { Exclusively } from '../session/exclusively.ts';
import { PracticeRun } from '../session/practiceRun.ts';
import { Vault } from '../session/vault.ts';
import { awsClockOf } from './access.ts';
import type { BaseParts } from './parts.ts';

export function baseParts(context: vscode.ExtensionContext): BaseParts {
  const log = vscode.window.createOutputChannel('Rolecall', { log: true });
  const clock = new ServerClock({ wall: () => Date.now(), steady: () => performance.now() });
  const locks = lazy(async () => {
    const { Locks } = await import('../platform/locks.ts');
    return new Locks(path.join(context.globalStorageUri.fsPath, 'locks'), shortFingerprint);
  });
  const exclusively: Exclusively = async (...args) => (await locks()).exclusively(...args);
  const vault = new Vault(
    context.secrets,
    shortFingerprint,
    () => clock.now(),
    exclusively,
    () => clock.isKnown,
  );
  return {
    context,
    log,
    clock,
    awsClock: awsClockOf(clock),
    exclusively,
    vault,
    consent: new EndpointConsent(context.globalState),
    practiceRun: practiceRun(context, log, vault),
  };
}

function practiceRun(
  { workspaceState, storageUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  vault: Vault,
) {
  const name = `practice ${storageUri ?? ''}`;
  return new PracticeRun<PracticeAccount>({
    start: async (options) => {
      const { startPracticeAccount } = await import('../practice/practiceAccount.ts');
      const account = await startPracticeAccount(options);
      log.info(`practice account at ${account.endpoint}`);
      return account;
    },
    // The mark without a secret saves every other window a look into the secret storage.
    saved: async () => (workspaceState.get('rolecall.practice') ? vault.other(name) : undefined),
    save: async (value) => {
      await vault.holdOther(name, value);
      await workspaceState.update('rolecall.practice', true);
    },
    drop: async () => {
      await workspaceState.update('rolecall.practice', undefined);
      await vault.dropOther(name);
    },
  });
}
