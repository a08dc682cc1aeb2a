// Objects as documents: opening them from the tree, and buckets and folders as folders of the workspace.
import * as vscode from 'vscode';
import { isMedia } from '../../core/contentType.ts';
import { failureError } from '../../core/failure.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { ObjectStore } from '../../core/objectStore.ts';
import { nameOf, type ObjectTarget, s3Uri, type Target } from '../../core/objectTarget.ts';
import { type CommandHandlers, objectScheme } from '../../manifest.ts';
import { tellFailure } from '../../platform/commands.ts';
import { bytesText } from '../../platform/countTexts.ts';
import { confirm, showInformation } from '../../platform/notices.ts';
import { withCancelWhenSlow } from '../../platform/progress.ts';
import { commandLabel } from '../../platform/remedies.ts';
import { setting } from '../../platform/settings.ts';
import type { Capabilities } from '../../session/capabilities.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { ownerOf } from '../../session/owner.ts';
import { keptDocuments } from './keptDocuments.ts';
import { ObjectActions } from './objectActions.ts';
import { ObjectFileSystem } from './objectFileSystem.ts';
import { ObjectFiles } from './objectFiles.ts';
import { ObjectLinks } from './objectLinks.ts';
import { ObjectMoves } from './objectMoves.ts';
import { ObjectProperties } from './objectProperties.ts';
import { placeOfUri, uriOf, uriOfFolder } from './objectUri.ts';
import { ObjectVersions } from './objectVersions.ts';

export interface DocumentsPorts {
  readonly store: ObjectStore;
  readonly current: Watched<Current>;
  /** What a command is about: the nodes it was called with, or those that are selected in the tree. */
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  /** What is known of what who is current may do. */
  readonly mark: Capabilities['mark'];
  /** Of this workspace. */
  readonly remembered: vscode.Memento;
  /** Buckets in which something was changed. */
  readonly changed: (buckets: readonly string[]) => void;
  readonly now: () => number;
}

type Handled = 'rolecall.openObject' | 'rolecall.openAsWorkspaceFolder';

const megabyte = 1024 * 1024;
/** Bytes at the beginning, among which VS Code looks for a NUL as well. */
const probedBytes = 8 * 1024;

export class DocumentsFeature implements vscode.Disposable {
  readonly #ports: DocumentsPorts;
  readonly #kept: ReturnType<typeof keptDocuments>;
  readonly #files: ObjectFiles;
  readonly #fileSystem: ObjectFileSystem;
  readonly #actions: ObjectActions;
  readonly #moves: ObjectMoves;
  readonly #links: ObjectLinks;
  readonly #properties: ObjectProperties;
  readonly #versions: ObjectVersions;
  readonly #parts: vscode.Disposable;
  /** The session that the Explorer was last drawn with. */
  #seenBy: string | undefined;

  constructor(ports: DocumentsPorts) {
    this.#ports = ports;
    this.#kept = keptDocuments(ports.remembered);
    this.#seenBy = ownerOf(ports.current.value)?.session;
    this.#files = new ObjectFiles({
      store: ports.store,
      owner: () => ownerOf(ports.current.value),
      isDirty: (id) => vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.toString() === id),
      kept: this.#kept,
      isUnwritable: ({ bucket, key }) =>
        ports.mark('write', { kind: 'object', bucket, key, size: 0 }).state === 'denied',
      maxBytes,
    });
    this.#fileSystem = new ObjectFileSystem({
      files: this.#files,
      settled: () => whenSettled(ports.current),
      tell: tellFailure,
      changed: (uris) => ports.changed(uris.map((uri) => placeOfUri(uri).bucket)),
    });
    const shared = { ...ports, files: this.#files, fileSystem: this.#fileSystem };
    this.#actions = new ObjectActions(shared);
    this.#moves = new ObjectMoves(shared);
    this.#links = new ObjectLinks(shared);
    this.#properties = new ObjectProperties(shared);
    this.#versions = new ObjectVersions(shared);
    this.#parts = vscode.Disposable.from(
      this.#fileSystem,
      ports.current.subscribe(() => this.#refreshExplorer()),
      this.#properties,
      vscode.workspace.onDidChangeTextDocument(({ document: { uri, isDirty } }) => {
        if (uri.scheme === objectScheme && !isDirty) this.#files.settled(uri.toString());
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === objectScheme) this.#files.closed(uri.toString());
      }),
    );
  }

  get fileSystem(): vscode.FileSystemProvider {
    return this.#fileSystem;
  }

  get handlers() {
    const own: Pick<CommandHandlers, Handled> = {
      'rolecall.openObject': (node) => this.#open(node),
      'rolecall.openAsWorkspaceFolder': (node) => this.#openAsWorkspaceFolder(node),
    };
    return {
      ...own,
      ...this.#actions.handlers,
      ...this.#moves.handlers,
      ...this.#links.handlers,
      ...this.#properties.handlers,
      ...this.#versions.handlers,
    };
  }

  /** What is dragged out of the tree: an editor opens it, the Explorer copies it. */
  async drag(nodes: unknown, data: vscode.DataTransfer): Promise<void> {
    const uris = await Promise.all(
      this.#ports
        .targets(undefined, nodes)
        .map(async (target) =>
          target.kind === 'folder' ? uriOfFolder(target) : uriOf(target.bucket, await this.#files.pathOf(target)),
        ),
    );
    data.set('text/uri-list', new vscode.DataTransferItem(uris.map(String).join('\r\n')));
  }

  /** Open documents stay whose they are, as long as the window. */
  forget(): Promise<void> {
    return this.#kept.forget();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Another identity sees other files; and none were seen while there was none. */
  #refreshExplorer(): void {
    const { session } = ownerOf(this.#ports.current.value) ?? {};
    if (session === undefined || session === this.#seenBy) return;
    this.#seenBy = session;
    if (vscode.workspace.workspaceFolders?.some(({ uri }) => uri.scheme === objectScheme)) {
      void vscode.commands.executeCommand('workbench.files.action.refreshFilesExplorer');
    }
  }

  async #open(node: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'object') return;
    const { key, size } = target;
    if (size > maxBytes()) return this.#tellTooLarge(node, target);
    // Asked before the editor opens: what a file system throws is not shown there.
    await withCancelWhenSlow(t('Reading {0}', visibleName(key)), async (signal) => {
      const uri = uriOf(target.bucket, await this.#files.pathOf(target));
      await this.#files.readAhead(placeOfUri(uri), signal, (bytes, isOther) => this.#show(uri, target, bytes, isOther));
    });
  }

  async #show(uri: vscode.Uri, { key, size }: ObjectTarget, bytes: Uint8Array, isOther: boolean): Promise<void> {
    const { t } = vscode.l10n;
    if (!isMedia(key) && bytes.subarray(0, probedBytes).includes(0)) {
      void showInformation(
        t('{0} is not text ({1}). Download it to open it elsewhere.', visibleName(key), bytesText(size)),
      );
      return;
    }
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    // A document that is open already is not read again by itself.
    if (document && !document.isDirty && isOther) {
      this.#fileSystem.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true });
  }

  async #tellTooLarge(node: unknown, { key, size }: ObjectTarget): Promise<void> {
    const { failureSentence } = await import('../../platform/messages.ts');
    const download = commandLabel('rolecall.downloadObjects');
    const sentence = failureSentence({ code: 'object-too-large', key, size, limit: maxBytes() });
    const chosen = await showInformation(sentence, download);
    if (chosen === download) await vscode.commands.executeCommand('rolecall.downloadObjects', node);
  }

  async #openAsWorkspaceFolder(node: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'folder') return;
    const folders = vscode.workspace.workspaceFolders ?? [];
    const uri = uriOfFolder(target);
    if (folders.some((folder) => folder.uri.toString() === uri.toString())) {
      await vscode.commands.executeCommand('workbench.view.explorer');
      return;
    }
    if (
      folders.length <= 1 &&
      !(await confirm(
        t('Open {0} in the Explorer?', visibleName(s3Uri(target))),
        t(
          'VS Code becomes a workspace of several folders for it, and restarts all extensions. It is a new workspace: you may have to choose the identity again.',
        ),
        t('Open'),
      ))
    ) {
      return;
    }
    const name = `${visibleName(nameOf(target))} (S3)`;
    if (!vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri, name })) {
      throw failureError({
        code: 'input-invalid',
        value: s3Uri(target),
        problem: t('VS Code does not add the folder.'),
      });
    }
    await vscode.commands.executeCommand('workbench.view.explorer');
  }
}

function maxBytes(): number {
  return setting('rolecall.documents.maxMegabytes') * megabyte;
}

/** Right after a start documents are read again before it is known who is current. */
async function whenSettled(current: Watched<Current>): Promise<void> {
  if (current.value.kind !== 'checking') return;
  await new Promise<void>((resolve) => {
    const subscription = current.subscribe(({ kind }) => {
      if (kind === 'checking') return;
      subscription.dispose();
      resolve();
    });
  });
}
