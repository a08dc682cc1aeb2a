// The versions of an object: a list from which one is opened, compared with the current one, or brought back.
import * as vscode from 'vscode';
import { sizeText } from '../../core/folderSums.ts';
import { visibleName } from '../../core/objectKey.ts';
import { pathOfKey } from '../../core/objectPath.ts';
import type { ObjectStore, ObjectVersion } from '../../core/objectStore.ts';
import { nameOf, type ObjectTarget, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { confirm, showInformation } from '../../platform/notices.ts';
import { withCancelWhenSlow } from '../../platform/progress.ts';
import type { Current } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { knownOwner } from '../../session/owner.ts';
import type { ObjectFileSystem } from './objectFileSystem.ts';
import type { ObjectFiles } from './objectFiles.ts';
import { uriOf } from './objectUri.ts';

export interface ObjectVersionsPorts {
  readonly store: Pick<ObjectStore, 'versions' | 'copy'>;
  readonly current: Watched<Current>;
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  readonly files: Pick<ObjectFiles, 'pathOf'>;
  readonly fileSystem: Pick<ObjectFileSystem, 'fire'>;
}

interface VersionItem extends vscode.QuickPickItem {
  readonly version: ObjectVersion;
}

export class ObjectVersions {
  readonly #ports: ObjectVersionsPorts;

  constructor(ports: ObjectVersionsPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.showVersions'> {
    return { 'rolecall.showVersions': (node) => this.#show(node) };
  }

  async #show(node: unknown): Promise<void> {
    const { t } = vscode.l10n;
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'object') return;
    const name = visibleName(nameOf(target));
    const versions = await withCancelWhenSlow(t('Reading the versions of {0}', name), (signal) =>
      this.#ports.store.versions(target, { signal }),
    );
    const pick = vscode.window.createQuickPick<VersionItem>();
    const compare = { iconPath: new vscode.ThemeIcon('diff'), tooltip: t('Compare with the current version') };
    const restore = { iconPath: new vscode.ThemeIcon('discard'), tooltip: t('Restore this version') };
    pick.title = t('Versions of {0}', name);
    pick.placeholder = t('Enter opens a version. The buttons compare it and bring it back.');
    pick.items = versions.map((version) => ({
      label: new Date(version.lastModified).toLocaleString(),
      description: descriptionOf(version),
      detail: version.versionId,
      version,
      buttons: version.isDeleteMarker || version.isLatest ? [] : [compare, restore],
    }));
    const chosen = await new Promise<(() => Promise<void>) | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const version = pick.selectedItems[0]?.version;
        if (version && !version.isDeleteMarker) resolve(() => this.#open(target, version));
      });
      pick.onDidTriggerItemButton(({ button, item: { version } }) =>
        resolve(() => (button === compare ? this.#compare(target, version) : this.#restore(target, version))),
      );
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
    pick.dispose();
    await chosen?.();
  }

  async #open(target: ObjectTarget, version: ObjectVersion): Promise<void> {
    await vscode.commands.executeCommand('vscode.open', versionUri(target, version), { preview: true });
  }

  async #compare(target: ObjectTarget, version: ObjectVersion): Promise<void> {
    const now = uriOf(target.bucket, await this.#ports.files.pathOf(target));
    const when = new Date(version.lastModified).toLocaleString();
    const title = vscode.l10n.t('{0}: {1} and now', visibleName(nameOf(target)), when);
    await vscode.commands.executeCommand('vscode.diff', versionUri(target, version), now, title);
  }

  /** A copy of it becomes the newest version: nothing is lost. */
  async #restore({ bucket, key }: ObjectTarget, version: ObjectVersion): Promise<void> {
    const { t } = vscode.l10n;
    const owner = knownOwner(this.#ports.current.value);
    const when = new Date(version.lastModified).toLocaleString();
    const question = t('Restore "{0}" as it was at {1}?', visibleName(key), when);
    if (!(await confirm(question, t('A copy of that version becomes the newest one.'), t('Restore')))) return;
    await withCancelWhenSlow(t('Restoring {0}', visibleName(key)), (signal) =>
      this.#ports.store.copy(
        { bucket, key, versionId: version.versionId, size: version.size },
        { bucket, key },
        undefined,
        {
          owner,
          signal,
        },
      ),
    );
    const uri = uriOf(bucket, await this.#ports.files.pathOf({ bucket, key }));
    this.#ports.fileSystem.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    void showInformation(t('"{0}" is again as it was at {1}.', visibleName(key), when));
  }
}

function versionUri({ bucket, key }: ObjectTarget, { versionId }: ObjectVersion): vscode.Uri {
  return uriOf(bucket, pathOfKey(key), versionId);
}

function descriptionOf({ isDeleteMarker, isLatest, size }: ObjectVersion): string {
  const { t } = vscode.l10n;
  if (isDeleteMarker) return t('deleted');
  return isLatest ? t('{0}, the current version', sizeText(size)) : sizeText(size);
}
