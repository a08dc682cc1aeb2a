// Downloads and uploads from the bucket tree: what is asked, shown and told around them.
import * as vscode from 'vscode';
import { type Failure, failureError, failureOf } from '../../core/failure.ts';
import { sizeText } from '../../core/folderSums.ts';
import { LocalNames, localSegment } from '../../core/localName.ts';
import { nameBelow, visibleName } from '../../core/objectKey.ts';
import type { ObjectStore, Owner } from '../../core/objectStore.ts';
import { type FolderTarget, nameOf, parentOf, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { filesText, objectsText } from '../../platform/countTexts.ts';
import { beginNamedFile, LocalFolder } from '../../platform/localFolder.ts';
import { localSources, openSource } from '../../platform/localSources.ts';
import { confirm, showInformation, showWarning } from '../../platform/notices.ts';
import { withSteps } from '../../platform/steps.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { knownOwner } from '../../session/owner.ts';
import { Download, type DownloadItem, type FailedItem } from './download.ts';
import { dropped } from './dropped.ts';
import { askToGoOn } from './goOn.ts';
import { itemOfBytes, Upload, type UploadItem } from './upload.ts';

export interface TransfersPorts {
  readonly store: ObjectStore;
  readonly current: Watched<Current>;
  /** What a command is about: the nodes it was called with, or those that are selected in the tree. */
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  /** Buckets in which something was changed. */
  readonly changed: (buckets: readonly string[]) => void;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

type Handled = 'rolecall.downloadObjects' | 'rolecall.uploadFiles' | 'rolecall.uploadFolder';

export class TransfersFeature {
  readonly #ports: TransfersPorts;
  readonly #uploads = new Set<Upload>();
  readonly #end = new AbortController();

  constructor(ports: TransfersPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.downloadObjects': (node, nodes) => this.#download(this.#ports.targets(node, nodes)),
      'rolecall.uploadFiles': (node) => this.#upload(node, false),
      'rolecall.uploadFolder': (node) => this.#upload(node, true),
    };
  }

  /** Stops what runs. Resolves when nothing is left in S3 of uploads that were not ended. */
  async end(): Promise<void> {
    this.#end.abort();
    await Promise.all([...this.#uploads].map((upload) => upload.discard()));
  }

  async #download(targets: readonly Target[]): Promise<void> {
    const [first] = targets;
    if (!first) return;
    const owner = knownOwner(this.#ports.current.value);
    const isOneObject = targets.length === 1 && first.kind === 'object';
    const items = isOneObject ? await this.#askForFile(first) : await this.#askForFolder(targets, owner);
    if (!items) return;
    await this.#run(new Download({ ...this.#ports, owner }, items), items);
  }

  async #askForFile({ bucket, key, size }: Target & { readonly kind: 'object' }): Promise<DownloadItem[] | undefined> {
    const { t } = vscode.l10n;
    const name = localSegment(key.slice(key.lastIndexOf('/') + 1));
    const home = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
    const chosen = await vscode.window.showSaveDialog({
      title: t('Download {0}', visibleName(key)),
      saveLabel: t('Download'),
      ...(home && { defaultUri: vscode.Uri.joinPath(home, name) }),
    });
    if (!chosen) return undefined;
    const file = localPath(chosen);
    return [{ bucket, key, size, begin: () => beginNamedFile(file) }];
  }

  async #askForFolder(targets: readonly Target[], owner: Owner): Promise<DownloadItem[] | undefined> {
    const { t } = vscode.l10n;
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: t('Download to Folder'),
        openLabel: t('Download Here'),
        canSelectFiles: false,
        canSelectFolders: true,
      })) ?? [];
    if (!chosen) return undefined;
    const found = await withSteps(t('Listing'), undefined, (signal, step) =>
      this.#objectsOf(targets, owner, signal, step),
    );
    const place = localPath(chosen);
    const [only] = targets;
    // A folder gets a new folder of its own, so that what is in the chosen one stays as it is.
    const folder =
      targets.length === 1 && only?.kind === 'folder'
        ? await LocalFolder.create(place, localSegment(nameOf(only)))
        : new LocalFolder(place);
    const names = new LocalNames();
    const items: DownloadItem[] = [];
    for (const { bucket, key, size, below } of found) {
      const name = nameBelow(below, key);
      // The mark of a folder.
      if (size === 0 && (name === '' || name.endsWith('/'))) await folder.makeFolder(names.folderOf(name));
      else {
        const segments = names.fileOf(name);
        items.push({ bucket, key, size, begin: () => folder.begin(segments) });
      }
    }
    return items;
  }

  /** Every object, and the prefix that is left away in its local path. */
  async #objectsOf(targets: readonly Target[], owner: Owner, signal: AbortSignal, step: (more: number) => void) {
    const found: { readonly bucket: string; readonly key: string; readonly size: number; readonly below: string }[] =
      [];
    for (const target of targets) {
      if (target.kind === 'object') {
        found.push({ ...target, below: parentOf(target) });
        continue;
      }
      const { bucket, prefix } = target;
      // Of several, each folder keeps its name.
      const below = targets.length === 1 ? prefix : parentOf(target);
      for await (const page of this.#ports.store.list({ bucket, prefix }, { owner, signal })) {
        for (const entry of page) {
          if (entry.kind === 'object') found.push({ bucket, key: entry.key, size: entry.size, below });
        }
        step(page.length);
      }
    }
    return found;
  }

  /** With a way to go on where it broke off. */
  async #run(download: Download, items: readonly DownloadItem[]): Promise<void> {
    const { t } = vscode.l10n;
    const total = items.reduce((sum, { size }) => sum + size, 0);
    const title =
      items.length === 1
        ? t('Downloading {0}', visibleName(items[0]?.key ?? ''))
        : t('Downloading {0}', objectsText(items.length));
    for (;;) {
      const outcome = await withSteps(title, total, (signal, step) => download.run(signal, step), sizeText).then(
        (failed) => failed,
        (error: unknown) => ({ error }),
      );
      if (Array.isArray(outcome) && outcome.length === 0) break;
      const problem = Array.isArray(outcome) ? outcome[0] : undefined;
      const error = problem ? problem.error : (outcome as { readonly error: unknown }).error;
      const failure = failureOf(error);
      // Cancelled, or a defect.
      if (!failure) {
        await download.discard();
        throw error;
      }
      if (await askToGoOn(await this.#failedText(failure, outcome, items.length), failure)) continue;
      await download.discard();
      break;
    }
    await this.#tellArrived(download.files);
  }

  async #failedText(failure: Failure, outcome: unknown, count: number): Promise<string> {
    const { t } = vscode.l10n;
    const { failureSentence } = await import('../../platform/messages.ts');
    const reason = failureSentence(failure);
    if (!Array.isArray(outcome)) return t('The download was interrupted. {0}', reason);
    const failed = outcome as readonly FailedItem[];
    return count === 1
      ? reason
      : t(
          '{0} of {1} objects could not be downloaded. "{2}": {3}',
          failed.length,
          count,
          visibleName(failed[0]?.key ?? ''),
          reason,
        );
  }

  async #tellArrived(files: readonly string[]): Promise<void> {
    const { t } = vscode.l10n;
    const [first] = files;
    if (first === undefined) return;
    const isOne = files.length === 1;
    const open = t('Open');
    const reveal = t('Show in Folder');
    // Where VS Code runs in a browser, no window of the system is at hand.
    const canReveal = (await vscode.commands.getCommands(true)).includes('revealFileInOS');
    const chosen = await showInformation(
      isOne ? t('Downloaded to {0}.', first) : t('Downloaded {0}.', objectsText(files.length)),
      ...(isOne ? [open] : []),
      ...(canReveal ? [reveal] : []),
    );
    const uri = vscode.Uri.file(first);
    if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
    if (chosen === reveal) await vscode.commands.executeCommand('revealFileInOS', uri);
  }

  async #upload(node: unknown, isFolder: boolean): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'folder') return;
    const chosen = await vscode.window.showOpenDialog({
      title: t('Upload to {0}', visibleName(s3Uri(target))),
      openLabel: t('Upload'),
      canSelectMany: true,
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
    });
    if (chosen && chosen.length > 0) {
      await this.#uploadItems(target, await this.#itemsOf(target, chosen.map(localPath)));
    }
  }

  /** Uploads what is dropped on a folder of the tree, or beside an object of it. */
  async drop(node: unknown, data: vscode.DataTransfer): Promise<void> {
    const [target] = node === undefined ? [] : this.#ports.targets(node, undefined);
    // Also where the tree was drawn anew under the pointer.
    if (!target) {
      void showWarning(vscode.l10n.t('Drop files on a bucket or a folder: they are uploaded into it.'));
      return;
    }
    const folder: FolderTarget =
      target.kind === 'folder' ? target : { kind: 'folder', bucket: target.bucket, prefix: parentOf(target) };
    const { paths, files } = await dropped(data);
    const items = files.map(({ name, bytes }) =>
      itemOfBytes({ bucket: folder.bucket, key: folder.prefix + name }, bytes),
    );
    if (paths.length + items.length > 0)
      await this.#uploadItems(folder, [...(await this.#itemsOf(folder, paths)), ...items]);
  }

  /** Files, and folders with all that is in them. */
  async #itemsOf(target: FolderTarget, paths: readonly string[]): Promise<readonly UploadItem[]> {
    const items: UploadItem[] = [];
    for await (const source of localSources(paths)) {
      const place = { bucket: target.bucket, key: `${target.prefix}${source.segments.join('/')}` };
      items.push({ place, size: source.size, open: () => openSource(source) });
    }
    return items;
  }

  async #uploadItems(target: FolderTarget, items: readonly UploadItem[]): Promise<void> {
    const { t } = vscode.l10n;
    if (items.length === 0) {
      void showWarning(t('There is no file in it to upload.'));
      return;
    }
    const ports = { ...this.#ports, owner: knownOwner(this.#ports.current.value) };
    const upload = new Upload(ports, items, { overwrite: false });
    const isDone = await this.#send(target, upload, items);
    let { arrived } = upload;
    const { taken } = upload;
    const [first] = taken;
    if (
      isDone &&
      first &&
      (await confirm(
        taken.length === 1
          ? t('"{0}" is there already. Overwrite it?', visibleName(first.place.key))
          : t(
              '{0} are there already, "{1}" among them. Overwrite them?',
              objectsText(taken.length),
              visibleName(first.place.key),
            ),
        t('So far they were left as they are. In a bucket that keeps versions the old ones stay.'),
        t('Overwrite'),
      ))
    ) {
      const overwriting = new Upload(ports, taken, { overwrite: true });
      await this.#send(target, overwriting, taken);
      arrived += overwriting.arrived;
    }
    if (arrived > 0) {
      const where = visibleName(s3Uri(target));
      void showInformation(t('Uploaded {0} to {1}.', filesText(arrived), where));
    }
  }

  /** With a way to go on where it broke off. Resolves with whether it was gone on with to the end. */
  async #send(target: FolderTarget, upload: Upload, items: readonly UploadItem[]): Promise<boolean> {
    const title = vscode.l10n.t('Uploading to {0}', visibleName(s3Uri(target)));
    const total = items.reduce((sum, { size }) => sum + size, 0);
    const run = (signal: AbortSignal, step: (bytes: number) => void) =>
      upload.run(AbortSignal.any([signal, this.#end.signal]), step);
    this.#uploads.add(upload);
    try {
      for (;;) {
        try {
          await withSteps(title, total, run, sizeText);
          return true;
        } catch (error) {
          const failure = failureOf(error);
          // Cancelled, or a defect.
          if (!failure) throw error;
          const { failureSentence } = await import('../../platform/messages.ts');
          const text = vscode.l10n.t('The upload was interrupted. {0}', failureSentence(failure));
          if (!(await askToGoOn(text, failure))) return false;
        } finally {
          this.#ports.changed([target.bucket]);
        }
      }
    } finally {
      await upload.discard();
      this.#uploads.delete(upload);
    }
  }
}

/** @throws a Failure for what is no file of the machine that extensions run on. */
function localPath(uri: vscode.Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  throw failureError({
    code: 'input-invalid',
    value: uri.toString(true),
    problem: vscode.l10n.t('It is not on this machine.'),
  });
}
