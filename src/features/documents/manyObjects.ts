// Many objects at once: copied and removed, a few requests at a time.
import { failureError } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { KeptObject, ObjectStore, Owner } from '../../core/objectStore.ts';

export interface KeyAndSize {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

export interface Condition {
  readonly overwrite: boolean;
}

/** How long, and who is told that so many more are done. */
interface Going {
  readonly signal?: AbortSignal;
  readonly step?: (more: number) => void;
}

/** Requests at a time, where a folder is gone through. */
const atOnce = 8;
/** What S3 deletes at most with one request, and such requests at a time. */
const maxRemoved = 1000;
const batchesAtOnce = 2;
/** Of the objects that were not deleted. */
const maxNamed = 100;

/** Every key keeps what stands behind `oldStart`. Rejects with the first Failure. */
export async function copyObjects(
  store: Pick<ObjectStore, 'copy'>,
  bucket: string,
  objects: readonly KeyAndSize[],
  to: Condition & { readonly oldStart: string; readonly bucket: string; readonly newStart: string },
  owner: Owner | undefined,
  { signal, step }: Going = {},
): Promise<void> {
  const condition = to.overwrite ? undefined : ({ ifNoneMatch: '*' } as const);
  await inParallel(objects, atOnce, async ({ key, size }) => {
    signal?.throwIfAborted();
    const target = { bucket: to.bucket, key: to.newStart + key.slice(to.oldStart.length) };
    await store.copy({ bucket, key, size }, target, condition, { owner, signal });
    step?.(1);
  });
}

/** Rejects with a Failure that names what stayed; what could be deleted is. */
export async function removeKeys(
  store: Pick<ObjectStore, 'remove' | 'removeMany'>,
  bucket: string,
  keys: readonly string[],
  owner: Owner | undefined,
  { signal, step }: Going = {},
): Promise<void> {
  const how = { owner, signal };
  const [only] = keys;
  if (only !== undefined && keys.length === 1) {
    await store.remove({ bucket, key: only }, how);
    step?.(1);
    return;
  }
  const kept: KeptObject[] = [];
  const starts = Array.from({ length: Math.ceil(keys.length / maxRemoved) }, (_, at) => at * maxRemoved);
  await inParallel(starts, batchesAtOnce, async (start) => {
    signal?.throwIfAborted();
    const batch = keys.slice(start, start + maxRemoved);
    kept.push(...(await store.removeMany({ bucket, keys: batch }, how)));
    step?.(batch.length);
  });
  if (kept.length > 0) {
    const { length: count } = kept;
    throw failureError({ code: 'objects-kept', all: keys.length, count, kept: kept.slice(0, maxNamed) });
  }
}
