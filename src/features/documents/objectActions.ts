// What changes a bucket from its tree: a new folder, and deleting.
import * as vscode from 'vscode';
import { sizeText } from '../../core/folderSums.ts';
import { visibleName } from '../../core/objectKey.ts';
import { pathOfFolder } from '../../core/objectPath.ts';
import type { ObjectStore } from '../../core/objectStore.ts';
import { nameOf, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { objectsText } from '../../platform/countTexts.ts';
import { confirm } from '../../platform/notices.ts';
import { withSteps } from '../../platform/steps.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { knownOwner } from '../../session/owner.ts';
import { countTargets, keysOf } from './countTargets.ts';
import { removeKeys } from './manyObjects.ts';
import type { ObjectFileSystem } from './objectFileSystem.ts';
import type { ObjectFiles } from './objectFiles.ts';
import { placeOfUri, uriOf, uriOfTarget } from './objectUri.ts';

export interface ObjectActionsPorts {
  readonly store: Pick<ObjectStore, 'list' | 'copy' | 'remove' | 'removeMany'>;
  readonly current: Watched<Current>;
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  readonly files: Pick<ObjectFiles, 'createFolder'>;
  readonly fileSystem: Pick<ObjectFileSystem, 'fire'>;
}

export class ObjectActions {
  readonly #ports: ObjectActionsPorts;

  constructor(ports: ObjectActionsPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.newFolder' | 'rolecall.deleteObjects'> {
    return {
      'rolecall.newFolder': (node) => this.#newFolder(node),
      'rolecall.deleteObjects': (node, nodes) => this.#delete(this.#ports.targets(node, nodes)),
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
    const owner = knownOwner(this.#ports.current.value);
    const counted = await countTargets(this.#ports.store, targets, owner);
    const size = sizeText(counted.reduce((sum, each) => sum + each.size, 0));
    const count = counted.reduce((sum, { objects }) => sum + objects.length, 0);
    const what = objectsText(count);
    const question =
      targets.length > 1
        ? t('Delete {0} ({1}) in {2} places?', what, size, targets.length)
        : first.kind === 'object'
          ? t('Delete "{0}" ({1})?', visibleName(nameOf(first)), size)
          : t('Delete the folder "{0}" with {1} ({2})?', visibleName(nameOf(first)), what, size);
    const detail = t(
      'By {0}. In a bucket that keeps versions they can be restored; in any other they are gone.',
      owner.name,
    );
    if (!(await confirm(question, detail, t('Delete')))) return;
    await withSteps(t('Deleting {0}', what), count, async (signal, step) => {
      for (const [n, target] of targets.entries()) {
        await removeKeys(this.#ports.store, target.bucket, keysOf(counted[n]), owner, { signal, step })
          // Whatever was deleted before it ended is no longer there.
          .finally(() => this.#fire(vscode.FileChangeType.Deleted, target));
      }
    });
  }

  #fire(type: vscode.FileChangeType, target: Target): void {
    this.#ports.fileSystem.fire([{ type, uri: uriOfTarget(target) }]);
  }
}
