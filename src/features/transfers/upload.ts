// Files to objects, without VS Code: small ones in one piece, large ones in parts that are cleaned up where it ends early.
import { contentTypeOf } from '../../core/contentType.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { ObjectPlace, ObjectStore, Owner, UploadedPart, WriteCondition } from '../../core/objectStore.ts';

export interface UploadItem {
  readonly place: ObjectPlace;
  /** Bytes. */
  readonly size: number;
  readonly open: () => Promise<UploadSource>;
}

export interface UploadSource {
  readonly read: (from: number, length: number) => Promise<Uint8Array>;
  /** Rejects with a Failure where it did not stay the same. */
  readonly requireUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface UploadPorts {
  readonly store: Pick<ObjectStore, 'head' | 'put' | 'startUpload' | 'uploadPart' | 'completeUpload' | 'abortUpload'>;
  readonly owner: Owner;
}

export interface UploadHow {
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly step: (bytes: number) => void;
  /** What is larger is sent in parts of so many bytes. */
  readonly partBytes?: number;
}

/** Files at a time, and parts of each: 8 parts in memory. */
const filesAtOnce = 4;
const partsAtOnce = 2;
const usualPartBytes = 8 * 1024 * 1024;
/** S3 takes 10,000. */
const maxParts = 9_000;

/**
 * Resolves with the items whose keys were taken already, which are left as they are; with `overwrite` none is. Rejects
 * with the first Failure, or with the signal's reason.
 */
export async function upload(
  ports: UploadPorts,
  items: readonly UploadItem[],
  how: UploadHow,
): Promise<readonly UploadItem[]> {
  const { overwrite, signal } = how;
  const taken: UploadItem[] = [];
  await inParallel(items, filesAtOnce, async (item) => {
    signal.throwIfAborted();
    try {
      await uploadOne(ports, item, overwrite ? undefined : { ifNoneMatch: '*' }, how);
    } catch (error) {
      if (failureOf(error)?.code !== 'object-exists') throw error;
      taken.push(item);
    }
  });
  return taken;
}

async function uploadOne(
  ports: UploadPorts,
  item: UploadItem,
  condition: WriteCondition | undefined,
  how: UploadHow,
): Promise<void> {
  const { place, size } = item;
  const { signal, step, partBytes = usualPartBytes } = how;
  const source = await item.open();
  try {
    if (size > partBytes) return await uploadInParts(ports, item, source, condition, { ...how, partBytes });
    const body = await source.read(0, size);
    await source.requireUnchanged();
    const what = { labels: labelsOf(place), ...(condition && { condition }) };
    await ports.store.put(place, body, what, { owner: ports.owner, signal });
    step(size);
  } finally {
    await source.close();
  }
}

async function uploadInParts(
  { store, owner }: UploadPorts,
  { place, size }: UploadItem,
  source: UploadSource,
  condition: WriteCondition | undefined,
  { signal, step, partBytes }: Required<UploadHow>,
): Promise<void> {
  const how = { owner, signal };
  // S3 looks at the condition when all has been sent: what can be known before is asked before.
  if (condition && (await isThere(store, place, how))) throw failureError({ code: 'object-exists', ...place });
  const uploadId = await store.startUpload(place, labelsOf(place), how);
  try {
    const length = Math.max(partBytes, Math.ceil(size / maxParts));
    const parts: UploadedPart[] = [];
    const numbers = Array.from({ length: Math.ceil(size / length) }, (_, at) => at + 1);
    await inParallel(numbers, partsAtOnce, async (number) => {
      signal.throwIfAborted();
      const from = (number - 1) * length;
      const body = await source.read(from, Math.min(length, size - from));
      parts.push(await store.uploadPart(place, { uploadId, number, body }, how));
      step(body.length);
    });
    await source.requireUnchanged();
    await store.completeUpload(place, { uploadId, parts, ...(condition && { condition }) }, how);
  } catch (error) {
    // Not with the signal, which may be what ended it. Where even this fails, the bucket's own rules have to clean up.
    await store.abortUpload(place, uploadId, { owner }).catch(() => undefined);
    throw error;
  }
}

/** Who may not read is told nothing, and finds out at the end. */
async function isThere(
  store: UploadPorts['store'],
  place: ObjectPlace,
  how: { readonly owner: Owner; readonly signal: AbortSignal },
): Promise<boolean> {
  return store.head(place, how).then(
    () => true,
    (error: unknown) => {
      if (failureOf(error)) return false;
      throw error;
    },
  );
}

function labelsOf({ key }: ObjectPlace) {
  const contentType = contentTypeOf(key);
  return { ...(contentType !== undefined && { contentType }) };
}
