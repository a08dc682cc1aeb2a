// What changes a bucket from its tree: a new folder, deleting, renaming and moving.
import * as vscode from 'vscode';
import { failureError } from '../../core/failure.ts';
import { sizeText } from '../../core/folderSums.ts';
import { visibleName } from '../../core/objectKey.ts';
import { pathOfFolder, pathOfKey } from '../../core/objectPath.ts';
import type { ObjectStore, Owner } from '../../core/objectStore.ts';
import { type FolderTarget, nameOf, parentOf, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { confirm, showInformation } from '../../platform/notices.ts';
import { withSteps } from '../../platform/steps.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { ownerOf } from '../../session/owner.ts';
import type { ObjectFileSystem } from './objectFileSystem.ts';
import type { ObjectFiles } from './objectFiles.ts';
import { placeOfUri, uriOf, uriOfFolder } from './objectUri.ts';

export interface ObjectActionsPorts {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly current: Watched<Current>;
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  readonly files: ObjectFiles;
  readonly fileSystem: Pick<ObjectFileSystem, 'fire'>;
}

/** What a target is made of, counted. */
interface Counted {
  readonly keys: readonly string[];
  /** Bytes. */
  readonly size: number;
}

export class ObjectActions {
  readonly #ports: ObjectActionsPorts;

  constructor(ports: ObjectActionsPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.newFolder' | 'rolecall.deleteObjects' | 'rolecall.renameObject'> {
    return {
      'rolecall.newFolder': (node) => this.#newFolder(node),
      'rolecall.deleteObjects': (node, nodes) => this.#delete(this.#ports.targets(node, nodes)),
      'rolecall.renameObject': (node) => this.#rename(node),
    };
  }

  async #newFolder(node: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'folder') return;
    const name = await vscode.window.showInputBox({
      title: t('New Folder in {0}', visibleName(s3Uri(target))),
      prompt: t('S3 has no folders: an empty object whose key ends in a slash stands for it.'),
      validateInput: (value) => (value === '' ? t('Type a name.') : undefined),
    });
    if (!name) return;
    const uri = uriOf(target.bucket, pathOfFolder(`${target.prefix}${name.replace(/\/$/, '')}/`));
    await this.#ports.files.createFolder(placeOfUri(uri));
    this.#ports.fileSystem.fire([{ type: vscode.FileChangeType.Created, uri }]);
  }

  async #delete(targets: readonly Target[]): Promise<void> {
    const { t } = vscode.l10n;
    const [first] = targets;
    if (!first || targets.some((target) => target.kind === 'folder' && target.prefix === '')) return;
    const owner = this.#owner();
    const counted = await this.#count(targets, owner);
    const size = sizeText(counted.reduce((sum, each) => sum + each.size, 0));
    const count = counted.reduce((sum, { keys }) => sum + keys.length, 0);
    const what =
      targets.length > 1
        ? t('Delete {0} objects ({1}) in {2} places?', count, size, targets.length)
        : first.kind === 'object'
          ? t('Delete "{0}" ({1})?', visibleName(nameOf(first)), size)
          : t('Delete the folder "{0}" with {1} objects ({2})?', visibleName(nameOf(first)), count, size);
    const detail = t(
      'By {0}. In a bucket that keeps versions they can be restored; in any other they are gone.',
      owner.name,
    );
    if (!(await confirm(what, detail, t('Delete')))) return;
    await withSteps(t('Deleting {0} objects', count), count, async (signal, step) => {
      for (const [n, target] of targets.entries()) {
        await this.#ports.files
          .removeKeys(target.bucket, counted[n]?.keys ?? [], owner, { signal, step })
          // Whatever was deleted before it ended is no longer there.
          .finally(() => this.#fire(vscode.FileChangeType.Deleted, target));
      }
    });
  }

  async #rename(node: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (!target || (target.kind === 'folder' && target.prefix === '')) return;
    const before = target.kind === 'object' ? target.key : target.prefix.slice(0, -1);
    const start = parentOf(target).length;
    const after = await vscode.window.showInputBox({
      title: t('Rename or Move {0}', visibleName(nameOf(target))),
      prompt: t('The whole key, in the same bucket. It is copied, and then deleted.'),
      value: before,
      valueSelection: [start, before.length],
      validateInput: (value) => (value === '' || value === before ? t('Type another key.') : undefined),
    });
    if (!after || after === before) return;
    await (target.kind === 'object'
      ? this.#moveObject(target.bucket, before, after)
      : this.#moveFolder(target, `${after.replace(/\/$/, '')}/`));
  }

  async #moveObject(bucket: string, before: string, after: string): Promise<void> {
    const owner = this.#owner();
    const to = { oldStart: before, bucket, newStart: after, overwrite: false };
    await withSteps(vscode.l10n.t('Moving {0}', visibleName(before)), 1, async (signal) => {
      await this.#ports.files.copyKeys(bucket, [before], to, owner, { signal });
      await this.#ports.files.removeKeys(bucket, [before], owner);
    }).finally(() => {
      this.#ports.fileSystem.fire([
        { type: vscode.FileChangeType.Deleted, uri: uriOf(bucket, pathOfKey(before)) },
        { type: vscode.FileChangeType.Created, uri: uriOf(bucket, pathOfKey(after)) },
      ]);
    });
  }

  async #moveFolder(folder: FolderTarget, newPrefix: string): Promise<void> {
    const { t } = vscode.l10n;
    if (newPrefix.startsWith(folder.prefix)) {
      throw failureError({
        code: 'input-invalid',
        value: newPrefix,
        problem: t('A folder cannot be moved into itself.'),
      });
    }
    const owner = this.#owner();
    const [{ keys } = { keys: [] }] = await this.#count([folder], owner);
    const question = t('Move {0} objects to "{1}"?', keys.length, visibleName(newPrefix));
    const detail = t('Each is copied. When all are, the old ones are deleted; if one fails, nothing is.');
    if (!(await confirm(question, detail, t('Move')))) return;
    const { bucket } = folder;
    const to = { oldStart: folder.prefix, bucket, newStart: newPrefix, overwrite: false };
    await withSteps(t('Moving {0} objects', keys.length), 2 * keys.length, async (signal, step) => {
      await this.#ports.files.copyKeys(bucket, keys, to, owner, { signal, step });
      await this.#ports.files.removeKeys(bucket, keys, owner, { step });
    }).finally(() => {
      this.#fire(vscode.FileChangeType.Deleted, folder);
      this.#fire(vscode.FileChangeType.Created, { ...folder, prefix: newPrefix });
    });
    void showInformation(t('{0} objects were moved to "{1}".', keys.length, visibleName(newPrefix)));
  }

  /** Only what was counted is touched later. */
  #count(targets: readonly Target[], owner: Owner): Promise<readonly Counted[]> {
    return withSteps(vscode.l10n.t('Counting'), undefined, (signal, step) =>
      Promise.all(
        targets.map(async (target): Promise<Counted> => {
          if (target.kind === 'object') return { keys: [target.key], size: target.size };
          const keys: string[] = [];
          let size = 0;
          const { bucket, prefix } = target;
          for await (const page of this.#ports.store.list({ bucket, prefix }, { owner, signal })) {
            for (const entry of page) {
              keys.push(entry.key);
              if (entry.kind === 'object') size += entry.size;
            }
            step(page.length);
          }
          return { keys, size };
        }),
      ),
    );
  }

  #owner(): Owner {
    const owner = ownerOf(this.#ports.current.value);
    if (!owner) throw failureError({ code: 'source-missing' });
    return owner;
  }

  #fire(type: vscode.FileChangeType, target: Target): void {
    const uri = target.kind === 'object' ? uriOf(target.bucket, pathOfKey(target.key)) : uriOfFolder(target);
    this.#ports.fileSystem.fire([{ type, uri }]);
  }
}
