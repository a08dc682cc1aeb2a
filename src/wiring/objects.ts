// Joins what is done with objects: documents and transfers, with the tree that they are chosen in and the keys that ask.
import { setTimeout } from 'node:timers/promises';
import { objectStore } from '../aws/s3/objectStore.ts';
import { type BucketNode, targetsOf } from '../features/buckets/bucketNode.ts';
import type { BucketsFeature } from '../features/buckets/bucketsFeature.ts';
import { DocumentsFeature } from '../features/documents/documentsFeature.ts';
import { TransfersFeature } from '../features/transfers/transfersFeature.ts';
import { keyRows } from '../platform/keyRows.ts';
import { withKnownDenials } from '../platform/knownDenials.ts';
import type { Capabilities } from '../session/capabilities.ts';
import { asCurrent } from './buckets.ts';
import type { IdentityParts } from './parts.ts';

export interface Tree {
  readonly buckets: () => Promise<BucketsFeature>;
  /** What is selected in the bucket view. */
  readonly selection: () => readonly BucketNode[];
  /** Selects the row with the focus too, or no longer. */
  readonly toggleSelection: () => PromiseLike<unknown>;
}

export async function objectFeatures(parts: IdentityParts, { buckets, selection, toggleSelection }: Tree) {
  const { keeper, context, clock } = parts;
  const capabilities = await parts.capabilities();
  const mark: Capabilities['mark'] = (ability, target) => capabilities.mark(ability, target);
  const shared = {
    store: objectStore((ask, owner) => asCurrent(parts, ask, owner)),
    current: keeper.current,
    targets: (node: unknown, nodes: unknown) =>
      ((nodes ?? (node === undefined ? selection() : [node])) as readonly BucketNode[]).flatMap(targetsOf),
    changed: (names: readonly string[]) => void buckets().then((feature) => feature.changed(names)),
  };
  const rowsOfKey = () => keyRows(selection, toggleSelection);
  const documents = new DocumentsFeature({
    ...shared,
    mark,
    remembered: context.workspaceState,
    now: () => clock.now(),
  });
  const transfers = new TransfersFeature({ ...shared, pause: setTimeout });
  const handlers = withKnownDenials(
    { ...documents.handlers, ...transfers.handlers },
    { targets: shared.targets, mark },
  );
  const { 'rolecall.renameObject': rename, 'rolecall.deleteObjects': remove } = handlers;
  return {
    documents,
    transfers,
    handlers: {
      ...handlers,
      // Called by a key, a command is told nothing.
      'rolecall.renameObject': async (node: unknown) => rename(node ?? (await rowsOfKey())[0]),
      'rolecall.deleteObjects': async (node: unknown, nodes: unknown) =>
        remove(node, node === undefined ? await rowsOfKey() : nodes),
    },
  };
}
