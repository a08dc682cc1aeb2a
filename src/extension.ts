// The composition root: builds the parts, joins their ports, registers what package.json contributes.
import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { Access } from './aws/access.ts';
import { sessionNameFrom } from './core/assumeRoleRequest.ts';
import { readChain } from './core/chain.ts';
import { BucketsFeature } from './features/buckets/bucketsFeature.ts';
import { ForgetFeature } from './features/forget/forgetFeature.ts';
import { IdentityFeature } from './features/identity/identityFeature.ts';
import { PracticeFeature } from './features/practice/practiceFeature.ts';
import { RolesFeature } from './features/roles/rolesFeature.ts';
import { RolesTree } from './features/roles/rolesTree.ts';
import { TerminalsFeature } from './features/terminals/terminalsFeature.ts';
import { viewIds } from './manifest.ts';
import { logText, registerCommands } from './platform/commands.ts';
import { setting } from './platform/settings.ts';
import { onWake } from './platform/wake.ts';
import type { PracticeAccount } from './practice/practiceAccount.ts';
import { Keeper, type Keys } from './session/keeper.ts';
import { Observable } from './session/observable.ts';
import { Vault } from './session/vault.ts';

export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, workspaceState, globalState, secrets } = context;
  const log = vscode.window.createOutputChannel('Rolecall', { log: true });

  // The practice account: one for this window, as long as it runs.
  const practice = new Observable<PracticeAccount | undefined>(undefined);
  const startPractice = async () => {
    if (practice.value) return;
    const { startPracticeAccount } = await import('./practice/practiceAccount.ts');
    const account = await startPracticeAccount();
    practice.set(account);
    log.info(`practice account at ${account.endpoint}`);
  };
  const stopPractice = async () => {
    await practice.value?.close();
    practice.set(undefined);
  };
  const practiceRoles = () => practice.value?.roles ?? {};

  // AWS, loaded at first use.
  const sts = () => import('./aws/sts.ts');
  const s3 = () => import('./aws/s3.ts');
  const sources = () => import('./aws/sources.ts');
  const sharedConfig = () => import('./aws/sharedConfig.ts');
  const readConfig = async () => (await sharedConfig()).readSharedConfig(process.env);
  const profiles = async () => (await sources()).listProfiles(readConfig);

  const vault = new Vault(secrets, (text) => createHash('sha256').update(text).digest('hex').slice(0, 32), Date.now);
  const keeper = new Keeper(
    {
      resolveSource: async (source) => {
        const profile = setting('rolecall.source');
        const region = setting('rolecall.region');
        const endpointUrl = setting('rolecall.endpointUrl');
        return (await sources()).resolveSource(
          source,
          { env: process.env, profile, region, endpointUrl, defaultSessionName: defaultSessionName() },
          {
            readConfig,
            heldAccessKey: (accessKeyId) => vault.accessKey(accessKeyId),
            practice: () => practice.value && practiceSource(practice.value),
          },
        );
      },
      getCallerIdentity: async (keys, signal) => (await sts()).getCallerIdentity(stsAccess(keys), signal),
      assumeRole: async (keys, request, signal) => (await sts()).assumeRole(stsAccess(keys), request, signal),
      now: Date.now,
      remember: (chain) => void workspaceState.update('rolecall.chain', chain),
    },
    vault,
  );

  const terminals = new TerminalsFeature(keeper, context.environmentVariableCollection, workspaceState);
  const identity = new IdentityFeature(keeper, terminals.inForce, practice);
  const roles = new RolesFeature({
    keeper,
    holdAccessKey: (credentials) => vault.holdAccessKey(credentials),
    heldAccessKeyIds: () => vault.accessKeyIds(),
    profiles,
    practiceRoles,
    defaultSessionName,
    changed: (sentence) => {
      if (terminals.follow()) {
        void terminals.offerTerminals(vscode.l10n.t('{0} New terminals are too.', sentence));
      } else {
        void terminals.offerToSet(vscode.l10n.t('{0} Terminals are not, until you set their environment.', sentence));
      }
    },
  });
  const rolesTree = new RolesTree({ current: keeper.current, profiles, practiceRoles });

  /** Makes a request with the current keys; a refusal of the keys themselves ends the session. */
  const asCurrent = async <T>(ask: (access: Access) => Promise<T>): Promise<T> => {
    try {
      return await ask(s3Access(keeper.keys()));
    } catch (error) {
      await keeper.refused(error);
      throw error;
    }
  };
  const buckets = new BucketsFeature({
    current: keeper.current,
    listBuckets: () => asCurrent(async (access) => (await s3()).listBuckets(access)),
    listFolder: (place) => asCurrent(async (access) => (await s3()).listFolder(access, place)),
    readObjectStart: (bucket, key, maxBytes) =>
      asCurrent(async (access) => (await s3()).readObjectStart(access, { bucket, key, maxBytes })),
    suggestedBucket: () => practice.value?.bucket,
    remembered: globalState,
  });
  const practiceFeature = new PracticeFeature({
    keeper,
    start: startPractice,
    stop: stopPractice,
    setTerminals: () => terminals.set(),
    clearTerminals: () => terminals.clear(),
    tell: (sentence) => void terminals.offerTerminals(sentence),
  });
  const forget = new ForgetFeature({
    count: async () => ({ ...(await vault.counts()), buckets: buckets.count() }),
    forget: async () => {
      await vault.forget();
      await buckets.forget();
      terminals.forget();
      await keeper.reset();
    },
  });

  subscriptions.push(
    log,
    identity,
    rolesTree,
    vscode.window.createTreeView(viewIds.roles, { treeDataProvider: rolesTree }),
    buckets,
    { dispose: () => void stopPractice() },
    registerCommands(
      {
        ...identity.handlers,
        ...roles.handlers,
        ...terminals.handlers,
        ...buckets.handlers,
        ...practiceFeature.handlers,
        ...forget.handlers,
        'rolecall.showLog': () => log.show(),
      },
      log,
    ),
    onWake(() => void keeper.check().catch((error) => log.info(`check after waking: ${logText(error)}`))),
  );
  void sharedConfig().then(({ watchSharedConfig }) =>
    subscriptions.push(
      watchSharedConfig(process.env, () => {
        const current = keeper.current.value;
        if (current.kind === 'none' || current.kind === 'failed' || current.kind === 'source') void keeper.retry();
      }),
    ),
  );

  // Start-up waits for none of this.
  void keeper
    .start(readChain(workspaceState.get('rolecall.chain')))
    .then(() => terminals.restore())
    .then(() =>
      process.env.ROLECALL_START_PRACTICE ? vscode.commands.executeCommand('rolecall.startPractice') : undefined,
    )
    .catch((error) => log.error(`start: ${logText(error)}`));
}

function defaultSessionName(): string {
  return sessionNameFrom(setting('rolecall.sessionName'), { user: userName(), host: hostname().split('.')[0] ?? '' });
}

/** A machine's user may have no name (a container that runs as a bare number). */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'user';
  }
}

function practiceSource({ accessKeyId, secretAccessKey, region, endpoint }: PracticeAccount) {
  return { credentials: { accessKeyId, secretAccessKey }, region, endpoint };
}

function stsAccess({ credentials, region, endpoints }: Keys): Access {
  return { credentials, region, ...(endpoints.sts !== undefined && { endpoint: endpoints.sts }) };
}

function s3Access({ credentials, region, endpoints }: Keys): Access {
  return { credentials, region, ...(endpoints.s3 !== undefined && { endpoint: endpoints.s3 }) };
}
