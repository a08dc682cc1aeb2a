// The composition root: joins the parts, and registers what package.json contributes.
import path from 'node:path';
import * as vscode from 'vscode';
import { readChain } from './core/chain.ts';
import { ForgetFeature } from './features/forget/forgetFeature.ts';
import { IdentityFeature } from './features/identity/identityFeature.ts';
import type { ReferenceLink } from './features/links/linksFeature.ts';
import { RolesTree } from './features/roles/rolesTree.ts';
import { rememberedFoldersKey } from './features/terminals/terminalsFeature.ts';
import { objectScheme, type Settings, terminalProfileId, viewIds } from './manifest.ts';
import { logText, registerCommands, tellFailure } from './platform/commands.ts';
import { hasGuards } from './platform/guards.ts';
import { lazy, lazyFileSystem, lazyHandlers, lazyTree } from './platform/lazy.ts';
import { setting } from './platform/settings.ts';
import { onBeat } from './platform/wake.ts';
import { readEndpoints } from './session/held.ts';
import { baseParts } from './wiring/base.ts';
import { identityParts } from './wiring/identity.ts';
import type { RoleParts, TerminalParts } from './wiring/parts.ts';
import { terminalParts } from './wiring/terminals.ts';

/** The settings that decide who the source is, and where it is asked. */
const sourceSettings: readonly (keyof Settings)[] = ['rolecall.source', 'rolecall.region', 'rolecall.endpointUrl'];

/** What is ended before the window is gone: VS Code waits for it some seconds. */
const endings: (() => Promise<void>)[] = [];

export async function deactivate(): Promise<void> {
  await Promise.all(endings.map((end) => end()));
}

export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, globalState } = context;
  const withIdentity = identityParts(baseParts(context));
  const withRoles: RoleParts = {
    ...withIdentity,
    roleLists: lazy(async () =>
      (await import('./wiring/roleLists.ts')).roleLists(withIdentity, () => rolesTree.refresh()),
    ),
  };
  const parts = terminalParts(withRoles);
  const { log, clock, vault, consent, practiceRun, keeper, autoLeave, guardOf, roleLists, terminals } = parts;
  const practice = practiceRun.account;

  const identity = new IdentityFeature({
    keeper,
    inForce: terminals.inForce,
    folders: terminals.folders,
    activeTerminal: parts.activeTerminal,
    practice,
    asking: consent.asking,
    guardOf,
    now: () => clock.now(),
  });
  const rolesTree = new RolesTree({
    keeper,
    knownRoles: async () => (await roleLists()).knownRoles(),
    heldSession: async (chain, endpoints) => (await vault.session(chain, endpoints).catch(() => undefined))?.session,
    explainProfile: async (profile) => (await import('./wiring/explainedProfile.ts')).explainProfile(profile),
    now: () => clock.now(),
  });
  const practiceFeature = lazy(async () => {
    const { PracticeFeature } = await import('./features/practice/practiceFeature.ts');
    return new PracticeFeature({
      keeper,
      inForce: terminals.inForce,
      start: () => practiceRun.start(),
      stop: () => practiceRun.stop(),
      // Its user's keys are lasting ones, which no keyless terminal gets.
      setTerminals: async () => {
        if (setting('rolecall.terminal.mode') === 'keyless' || !(await terminals.isAgreed())) return;
        await terminals.set().catch(tellFailure);
      },
      clearTerminals: () => terminals.clear(),
      tell: (sentence) => void terminals.offerTerminals(sentence),
    });
  });

  const roles = lazy(async () => (await import('./wiring/roles.ts')).rolesFeature(parts, rolesTree));
  const buckets = lazy(async () => {
    const feature = await (await import('./wiring/buckets.ts')).bucketsFeature(parts, (text) => {
      bucketsView.description = text;
    });
    subscriptions.push(feature);
    return feature;
  });
  const objects = lazy(async () => {
    const features = await (await import('./wiring/objects.ts')).objectFeatures(parts, {
      buckets,
      selection: () => bucketsView.selection,
      toggleSelection: () => vscode.commands.executeCommand('list.toggleSelection'),
    });
    subscriptions.push(features.documents);
    endings.push(() => features.transfers.end());
    return features;
  });
  const bucketSearch = lazy(async () => (await import('./wiring/buckets.ts')).bucketSearch(parts));
  const console = lazy(async () => (await import('./wiring/console.ts')).consoleFeature(parts));
  const copyCredentials = lazy(async () => {
    const { CopyCredentials } = await import('./features/terminals/copyCredentials.ts');
    const feature = new CopyCredentials(keeper, globalState);
    subscriptions.push(feature);
    return feature;
  });
  const debugSessions = lazy(async () => {
    const { DebugSessions } = await import('./features/terminals/debugSessions.ts');
    return new DebugSessions((folder) => terminals.newTerminals.environment(folder));
  });
  const links = () => import('./features/links/linksFeature.ts');
  const configFiles = lazy(async () => {
    const [{ ConfigFilesFeature }, { refusedConfigFiles }] = await Promise.all([
      import('./features/configFiles/configFilesFeature.ts'),
      import('./aws/sharedConfig.ts'),
    ]);
    return new ConfigFilesFeature({
      refusedFiles: () => refusedConfigFiles(process.env),
      remembered: globalState,
      log,
    });
  });

  const forgottenMark = lazy(async () => {
    const { ForgottenMark } = await import('./platform/forgottenMark.ts');
    return new ForgottenMark(path.join(context.globalStorageUri.fsPath, 'forgotten'));
  });
  const forget = new ForgetFeature({
    count: async () => ({ ...(await vault.counts()), buckets: (await buckets()).count() }),
    steps: [
      () => terminals.forget(),
      async () => (await parts.keylessEndpoint()).forget(),
      async () => (await parts.keylessSessions()).forget(),
      async () => (await parts.givenIdentities()).forget(),
      () => vault.forget(),
      async () => (await buckets()).forget(),
      async () => (await objects()).documents.forget(),
      async () => (await parts.keyConsent()).forget(),
      async () => (await roleLists()).seeds.forgetList(),
      async () => (await roleLists()).recent.forget(),
      async () => (await roleLists()).proposals.forget(),
      async () => (await copyCredentials()).forget(),
      () => consent.forget(),
      async () => (await configFiles()).forget(),
      async () => (await forgottenMark()).set(),
      // Last, without what was held and agreed to.
      () => keeper.reset(),
    ],
    ownSteps: [
      () => terminals.clear(),
      async () => (await parts.keylessEndpoint()).forget(),
      async () => (await parts.keylessSessions()).forget(),
      async () => (await parts.givenIdentities()).forget(),
      async () => (await buckets()).forget(),
      () => keeper.reset(),
      rolesTree.refresh,
    ],
  });

  const bucketsView = vscode.window.createTreeView(viewIds.buckets, {
    treeDataProvider: lazyTree(async () => (await buckets()).tree),
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: {
      dragMimeTypes: ['text/uri-list'],
      dropMimeTypes: ['text/uri-list', 'files'],
      handleDrag: async (nodes, data) => (await objects()).documents.drag(nodes, data),
      handleDrop: async (node, data) => (await objects()).transfers.drop(node, data).catch(tellFailure),
    },
  });
  subscriptions.push(
    log,
    identity,
    terminals,
    rolesTree,
    practice.subscribe(rolesTree.refresh),
    bucketsView,
    vscode.workspace.registerFileSystemProvider(
      objectScheme,
      lazyFileSystem(async () => (await objects()).documents.fileSystem),
      { isCaseSensitive: true },
    ),
    bucketsView.onDidCollapseElement(async ({ element }) => (await buckets()).tree.closed(element)),
    bucketsView.onDidExpandElement(async ({ element }) => (await buckets()).tree.opened(element)),
    { dispose: () => void practiceRun.close() },
    registerCommands(
      {
        ...identity.handlers,
        ...lazyHandlers(roles, [
          'rolecall.assumeRole',
          'rolecall.assumeRoleWithOptions',
          'rolecall.leaveRole',
          'rolecall.saveRole',
          'rolecall.removeRole',
          'rolecall.copyRoleArn',
          'rolecall.explainProfile',
          'rolecall.openPlace',
          'rolecall.keepMfaSeed',
          'rolecall.forgetMfaSeed',
          'rolecall.renewSession',
          'rolecall.chooseSource',
          'rolecall.addAccessKey',
        ]),
        ...terminals.handlers,
        ...lazyHandlers(parts.folderTerminals, [
          'rolecall.setFolderTerminalEnvironment',
          'rolecall.clearFolderTerminalEnvironment',
        ]),
        ...lazyHandlers(parts.keyless, ['rolecall.removeKeylessProfile']),
        ...lazyHandlers(parts.openTerminals, [
          'rolecall.openTerminal',
          'rolecall.explainTerminal',
          'rolecall.reopenTerminal',
        ]),
        ...lazyHandlers(console, ['rolecall.openConsole']),
        ...lazyHandlers(copyCredentials, ['rolecall.copyCredentials']),
        'rolecall.copyShareSafe': async () => (await import('./features/terminals/copyShareSafe.ts')).copyShareSafe(),
        ...lazyHandlers(buckets, [
          'rolecall.addBucket',
          'rolecall.removeBucket',
          'rolecall.refreshBuckets',
          'rolecall.filterBuckets',
          'rolecall.sortObjects',
          'rolecall.loadMore',
        ]),
        ...lazyHandlers(objects, [
          'rolecall.openObject',
          'rolecall.openAsWorkspaceFolder',
          'rolecall.newFolder',
          'rolecall.renameObject',
          'rolecall.copyObjectsTo',
          'rolecall.deleteObjects',
          'rolecall.copyObjectKey',
          'rolecall.copyS3Uri',
          'rolecall.copyObjectArn',
          'rolecall.copyObjectUrl',
          'rolecall.copyConsoleLink',
          'rolecall.copyPresignedLink',
          'rolecall.showProperties',
          'rolecall.showVersions',
          'rolecall.downloadObjects',
          'rolecall.uploadFiles',
          'rolecall.uploadFolder',
        ]),
        ...lazyHandlers(bucketSearch, ['rolecall.findObjects', 'rolecall.measureFolder']),
        ...lazyHandlers(practiceFeature, ['rolecall.startPractice', 'rolecall.stopPractice']),
        ...forget.handlers,
        'rolecall.showLog': () => log.show(),
      },
      log,
      () => autoLeave.used(),
    ),
    vscode.window.registerTerminalProfileProvider(terminalProfileId, {
      provideTerminalProfile: async () => {
        const options = await (await parts.openTerminals()).profileOptions();
        return options && new vscode.TerminalProfile(options);
      },
    }),
    vscode.window.registerTerminalLinkProvider({
      provideTerminalLinks: async ({ line }) => (await links()).terminalLinks(line),
      handleTerminalLink: async (link) => (await links()).openReference(link as ReferenceLink),
    }),
    vscode.languages.registerHoverProvider([{ scheme: 'file' }, { scheme: 'untitled' }], {
      provideHover: async (document, position) => (await links()).hoverAt(document, position),
    }),
    vscode.debug.registerDebugConfigurationProvider('*', {
      resolveDebugConfigurationWithSubstitutedVariables: async (folder, configuration) =>
        setting('rolecall.debug.inject') ? (await debugSessions()).resolve(folder, configuration) : configuration,
    }),
    onBeat(({ woke }) => {
      const tell = (error: unknown) => log.info(`beat: ${logText(error)}`);
      void keeper.beat(woke).catch(tell);
      if (hasGuards()) void import('./wiring/unusedRoles.ts').then((roles) => roles.leaveUnused(parts)).catch(tell);
      void renewFolders(parts).catch(tell);
      if (woke) void keeper.check({ quiet: true }).catch(tell);
    }),
    followSettings(parts),
  );
  // Loading a file is work that nobody has to wait for before the window goes on.
  setImmediate(() => {
    void start(parts).catch((error) => log.error(`start: ${logText(error)}`));
    const filesChanged = async () => {
      rolesTree.refresh();
      await (await configFiles()).check();
    };
    void forgottenMark().then((mark) =>
      subscriptions.push(mark.watch(() => void forget.forgetOwn().catch(tellFailure))),
    );
    void followFiles(parts, filesChanged).catch((error) => log.error(`~/.aws: ${logText(error)}`));
  });
}

async function renewFolders({ terminals, folderTerminals }: TerminalParts): Promise<void> {
  if (terminals.folders.value.length > 0) await (await folderTerminals()).beat();
}

function followSettings(parts: TerminalParts): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (sourceSettings.some((name) => change.affectsConfiguration(name))) sourceChanged(parts);
  });
}

/** @param changed called for each change of `~/.aws`, and once before */
async function followFiles(parts: TerminalParts, changed: () => Promise<void>): Promise<void> {
  const { watchSharedConfig } = await import('./aws/sharedConfig.ts');
  const watching = watchSharedConfig(process.env, () => {
    void changed().catch((error) => parts.log.error(`~/.aws: ${logText(error)}`));
    sourceChanged(parts);
  });
  parts.context.subscriptions.push(watching);
  await changed();
}

/** What no role stands on is worked out again. */
function sourceChanged({ keeper, log }: TerminalParts): void {
  const current = keeper.current.value;
  if (current.kind === 'role' || current.kind === 'checking') return;
  void keeper.retry({ quiet: true }).catch((error) => log.info(`retry: ${logText(error)}`));
}

/** Takes up what was before. Activation waits for none of this. */
async function start({
  context,
  log,
  practiceRun,
  keeper,
  terminals,
  openTerminals,
  folderTerminals,
}: TerminalParts): Promise<void> {
  const { workspaceState } = context;
  void openTerminals().catch((error) => log.error(`terminals: ${logText(error)}`));
  const resumed = await practiceRun.resume().catch((error) => void log.info(`practice account: ${logText(error)}`));
  const { chain, endpoints } = workspaceState.get<Partial<Record<string, unknown>>>('rolecall.lastSession', {});
  const last = readChain(chain);
  await keeper.start(
    readChain(workspaceState.get('rolecall.chain')),
    last && { chain: last, endpoints: readEndpoints(endpoints) },
  );
  await terminals.restore();
  if (workspaceState.get(rememberedFoldersKey)) await (await folderTerminals()).restore();
  if (process.env.ROLECALL_START_PRACTICE && !resumed) await vscode.commands.executeCommand('rolecall.startPractice');
}
