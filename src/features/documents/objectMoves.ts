// Objects and folders under another name or in another place, of the same bucket or another one: copied, and then deleted
// where they are moved.
import * as vscode from 'vscode';
import { folderPlace, parseBucketPlace } from '../../core/bucket.ts';
import { failureError } from '../../core/failure.ts';
import { sizeText } from '../../core/folderSums.ts';
import { visibleName } from '../../core/objectKey.ts';
import { pathOfKey } from '../../core/objectPath.ts';
import { type FolderTarget, nameOf, type ObjectTarget, parentOf, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { objectsText } from '../../platform/countTexts.ts';
import { ask, confirm, showInformation } from '../../platform/notices.ts';
import { withSteps } from '../../platform/steps.ts';
import { knownOwner } from '../../session/owner.ts';
import { countTargets, keysOf } from './countTargets.ts';
import { copyObjects, removeKeys } from './manyObjects.ts';
import type { ObjectActionsPorts } from './objectActions.ts';
import { uriOf, uriOfTarget } from './objectUri.ts';

export class ObjectMoves {
  readonly #ports: ObjectActionsPorts;

  constructor(ports: ObjectActionsPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.renameObject' | 'rolecall.copyObjectsTo'> {
    return {
      'rolecall.renameObject': (node) => this.#rename(node),
      'rolecall.copyObjectsTo': (node, nodes) => this.#askWhere(this.#ports.targets(node, nodes)),
    };
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
      ? this.#moveObject(target, after)
      : this.#moveFolder(target, `${after.replace(/\/$/, '')}/`));
  }

  async #moveObject({ bucket, key: before, size }: ObjectTarget, after: string): Promise<void> {
    const owner = knownOwner(this.#ports.current.value);
    const to = { oldStart: before, bucket, newStart: after, overwrite: false };
    await withSteps(vscode.l10n.t('Moving {0}', visibleName(before)), 1, async (signal) => {
      await copyObjects(this.#ports.store, bucket, [{ key: before, size }], to, owner, { signal });
      await removeKeys(this.#ports.store, bucket, [before], owner);
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
    const owner = knownOwner(this.#ports.current.value);
    const [counted] = await countTargets(this.#ports.store, [folder], owner);
    const keys = keysOf(counted);
    const what = objectsText(keys.length);
    const question = t('Move {0} to "{1}"?', what, visibleName(newPrefix));
    const detail = t('Each is copied. When all are, the old ones are deleted; if one fails, nothing is.');
    if (!(await confirm(question, detail, t('Move')))) return;
    const { bucket } = folder;
    const to = { oldStart: folder.prefix, bucket, newStart: newPrefix, overwrite: false };
    await withSteps(t('Moving {0}', what), 2 * keys.length, async (signal, step) => {
      await copyObjects(this.#ports.store, bucket, counted?.objects ?? [], to, owner, { signal, step });
      await removeKeys(this.#ports.store, bucket, keys, owner, { step });
    }).finally(() => {
      this.#fire(vscode.FileChangeType.Deleted, folder);
      this.#fire(vscode.FileChangeType.Created, { ...folder, prefix: newPrefix });
    });
    void showInformation(t('Moved {0} to "{1}".', what, visibleName(newPrefix)));
  }

  async #askWhere(targets: readonly Target[]): Promise<void> {
    const { t } = vscode.l10n;
    const [first] = targets;
    if (!first) return;
    const typed = await vscode.window.showInputBox({
      title:
        targets.length === 1
          ? t('Copy or Move {0}', visibleName(nameOf(first)))
          : t('Copy or Move {0} Places', targets.length),
      prompt: t('The folder to copy into: s3://bucket/prefix/, in this bucket or another one.'),
      value: `s3://${first.bucket}/${parentOf(first)}`,
      validateInput: (value) => ('problem' in parseBucketPlace(value) ? t('Type s3://bucket/prefix/.') : undefined),
    });
    if (typed === undefined) return;
    const place = parseBucketPlace(typed);
    if (!('problem' in place)) await this.#copyTo(targets, { kind: 'folder', ...folderPlace(place) });
  }

  /** Each keeps its name; of a whole bucket all that is in it. */
  async #copyTo(targets: readonly Target[], to: FolderTarget): Promise<void> {
    const { t } = vscode.l10n;
    for (const target of targets) this.#requireElsewhere(target, to);
    const owner = knownOwner(this.#ports.current.value);
    const counted = await countTargets(this.#ports.store, targets, owner);
    const count = counted.reduce((sum, { objects }) => sum + objects.length, 0);
    const what = objectsText(count);
    const size = sizeText(counted.reduce((sum, each) => sum + each.size, 0));
    const where = visibleName(s3Uri(to));
    const [copy, move] = [t('Copy'), t('Move')];
    const chosen = await ask(
      t('{0} ({1}) to {2}?', what, size, where),
      t('Nothing there is written over. Where they are moved, the old ones are deleted once all are copied.'),
      copy,
      move,
    );
    if (chosen === undefined) return;
    const isMove = chosen === move;
    const title = isMove ? t('Moving {0}', what) : t('Copying {0}', what);
    await withSteps(title, isMove ? 2 * count : count, async (signal, step) => {
      for (const [n, target] of targets.entries()) {
        const place = { oldStart: parentOf(target), bucket: to.bucket, newStart: to.prefix, overwrite: false };
        const objects = counted[n]?.objects ?? [];
        await copyObjects(this.#ports.store, target.bucket, objects, place, owner, { signal, step });
      }
      if (!isMove) return;
      for (const [n, target] of targets.entries()) {
        await removeKeys(this.#ports.store, target.bucket, keysOf(counted[n]), owner, { step });
      }
    }).finally(() => {
      this.#fire(vscode.FileChangeType.Created, to);
      if (isMove) for (const target of targets) this.#fire(vscode.FileChangeType.Deleted, target);
    });
    void showInformation(isMove ? t('Moved {0} to "{1}".', what, where) : t('Copied {0} to "{1}".', what, where));
  }

  #requireElsewhere(target: Target, to: FolderTarget): void {
    const { t } = vscode.l10n;
    if (target.bucket !== to.bucket) return;
    const isInside = target.kind === 'folder' && to.prefix.startsWith(target.prefix);
    if (!isInside && parentOf(target) !== to.prefix) return;
    throw failureError({
      code: 'input-invalid',
      value: s3Uri(to),
      problem: isInside ? t('A folder cannot be moved into itself.') : t('It is there already.'),
    });
  }

  #fire(type: vscode.FileChangeType, target: Target): void {
    this.#ports.fileSystem.fire([{ type, uri: uriOfTarget(target) }]);
  }
}
