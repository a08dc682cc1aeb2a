// What targets are made of, counted before it is asked whether to delete or move them. Only what was counted is touched.
import * as vscode from 'vscode';
import type { ObjectStore, Owner } from '../../core/objectStore.ts';
import type { Target } from '../../core/objectTarget.ts';
import { withSteps } from '../../platform/steps.ts';
import type { KeyAndSize } from './manyObjects.ts';

export interface Counted {
  readonly objects: readonly KeyAndSize[];
  /** Bytes. */
  readonly size: number;
}

/** One for each target. */
export function countTargets(
  store: Pick<ObjectStore, 'list'>,
  targets: readonly Target[],
  owner: Owner,
): Promise<readonly Counted[]> {
  return withSteps(vscode.l10n.t('Counting'), undefined, (signal, step) =>
    Promise.all(
      targets.map(async (target): Promise<Counted> => {
        if (target.kind === 'object') return { objects: [{ key: target.key, size: target.size }], size: target.size };
        const objects: KeyAndSize[] = [];
        let size = 0;
        const { bucket, prefix } = target;
        for await (const page of store.list({ bucket, prefix }, { owner, signal })) {
          for (const entry of page) {
            const bytes = entry.kind === 'object' ? entry.size : 0;
            objects.push({ key: entry.key, size: bytes });
            size += bytes;
          }
          step(page.length);
        }
        return { objects, size };
      }),
    ),
  );
}

export function keysOf(counted: Counted | undefined): readonly string[] {
  return counted?.objects.map(({ key }) => key) ?? [];
}
