// Files to objects, without VS Code: small ones in one piece, large ones in parts, gone on with where they broke off.
import { contentTypeOf } from '../../core/contentType.ts';
import { failureError, failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { ObjectPlace, ObjectStore, Owner, UploadedPart, WriteCondition } from '../../core/objectStore.ts';

export interface UploadItem {
  readonly place: ObjectPlace;
  /** Bytes, as it was found. */
  readonly size: number;
  readonly open: () => Promise<UploadSource>;
}

export interface UploadSource {
  /** Bytes. */
  readonly size: number;
  /** Another one after every change. */
  readonly version: string;
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
  /** What is larger is sent in parts of so many bytes. */
  readonly partBytes?: number;
}

interface Run {
  readonly signal: AbortSignal;
  readonly step: (bytes: number) => void;
}

interface Pending extends UploadItem {
  begun?: BegunParts;
  /** What makes the object of it was asked for, and may have been done though no answer came. */
  isTried?: boolean;
}

/** What S3 keeps of a file that is on its way in parts. */
interface BegunParts {
  readonly uploadId: string;
  /** Of the file that they are of. */
  readonly version: string;
  readonly parts: UploadedPart[];
  /** In all of them. */
  bytes: number;
}

/** Files at a time, and parts of each: 8 parts in memory. */
const filesAtOnce = 4;
const partsAtOnce = 2;
const usualPartBytes = 8 * 1024 * 1024;
/** S3 takes 10,000. */
const maxParts = 9_000;

/** Lives until all is there or it is given up; `run` can be called again after a failure, and sends what is missing. */
export class Upload {
  readonly #ports: UploadPorts;
  readonly #condition: WriteCondition | undefined;
  readonly #partBytes: number;
  readonly #taken: UploadItem[] = [];
  #pending: readonly Pending[];
  #arrived = 0;
  #arrivedBytes = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(ports: UploadPorts, items: readonly UploadItem[], { overwrite, partBytes = usualPartBytes }: UploadHow) {
    this.#ports = ports;
    this.#condition = overwrite ? undefined : { ifNoneMatch: '*' };
    this.#partBytes = partBytes;
    this.#pending = items.map((item) => ({ ...item }));
  }

  /** Items whose keys were taken already, which are left as they are; with `overwrite` none is. */
  get taken(): readonly UploadItem[] {
    return this.#taken;
  }

  /** How many files have arrived. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Rejects with the first Failure, or with the signal's reason. Steps are of bytes; the first is what was there before. */
  run(signal: AbortSignal, step: (bytes: number) => void): Promise<void> {
    step(this.#arrivedBytes);
    const count = (bytes: number) => {
      this.#arrivedBytes += bytes;
      step(bytes);
    };
    this.#running = this.#run({ signal, step: count });
    return this.#running;
  }

  /** Leaves nothing in S3 of what has not arrived whole, once the run that is on its way has ended. */
  async discard(): Promise<void> {
    await this.#running.catch(() => undefined);
    for (const item of this.#pending) await this.#abort(item);
    this.#pending = [];
  }

  async #run(run: Run): Promise<void> {
    const left = new Set(this.#pending);
    try {
      await inParallel(this.#pending, filesAtOnce, async (item) => {
        run.signal.throwIfAborted();
        await this.#one(item, run);
        left.delete(item);
      });
    } finally {
      this.#pending = [...left];
    }
  }

  async #one(item: Pending, run: Run): Promise<void> {
    const source = await item.open();
    try {
      if (item.begun && item.begun.version !== source.version) await this.#beginAnew(item, run);
      if (source.size > this.#partBytes) await this.#sendInParts(item, source, run);
      else await this.#sendWhole(item, source, run);
      this.#arrived++;
    } catch (error) {
      if (failureOf(error)?.code !== 'object-exists') throw error;
      await this.#abort(item);
      this.#taken.push(item);
    } finally {
      await source.close();
    }
  }

  async #sendWhole(item: Pending, source: UploadSource, { signal, step }: Run): Promise<void> {
    const { store, owner } = this.#ports;
    const body = await source.read(0, source.size);
    await source.requireUnchanged();
    const what = { labels: labelsOf(item.place), ...this.#lastStep(item) };
    await store.put(item.place, body, what, { owner, signal });
    step(source.size);
  }

  async #sendInParts(item: Pending, source: UploadSource, run: Run): Promise<void> {
    const wasBegun = item.begun !== undefined;
    try {
      await this.#sendMissingParts(item, source, run);
    } catch (error) {
      if (!saysUnknownUpload(error)) throw error;
      await this.#beginAnew(item, run);
      if (!wasBegun) throw error;
      await this.#sendMissingParts(item, source, run);
    }
  }

  async #sendMissingParts(item: Pending, source: UploadSource, { signal, step }: Run): Promise<void> {
    const { store, owner } = this.#ports;
    const { place } = item;
    const how = { owner, signal };
    item.begun ??= await this.#begin(place, source.version, signal);
    const { begun } = item;
    const { uploadId, parts } = begun;
    const length = Math.max(this.#partBytes, Math.ceil(source.size / maxParts));
    const numbers = Array.from({ length: Math.ceil(source.size / length) }, (_, at) => at + 1);
    const there = new Set(parts.map(({ number }) => number));
    const missing = numbers.filter((number) => !there.has(number));
    await inParallel(missing, partsAtOnce, async (number) => {
      signal.throwIfAborted();
      const from = (number - 1) * length;
      const body = await source.read(from, Math.min(length, source.size - from));
      parts.push(await store.uploadPart(place, { uploadId, number, body }, how));
      begun.bytes += body.length;
      step(body.length);
    });
    await source.requireUnchanged();
    await store.completeUpload(place, { uploadId, parts, ...this.#lastStep(item) }, how);
    delete item.begun;
  }

  /** What the request that makes the object is asked with. */
  #lastStep(item: Pending) {
    const triedBefore = item.isTried === true;
    item.isTried = true;
    return { ...(this.#condition && { condition: this.#condition }), triedBefore };
  }

  async #begin(place: ObjectPlace, version: string, signal: AbortSignal): Promise<BegunParts> {
    const { store, owner } = this.#ports;
    const how = { owner, signal };
    // S3 looks at the condition when all has been sent: what can be known before is asked before.
    if (this.#condition && (await isThere(store, place, how))) throw failureError({ code: 'object-exists', ...place });
    return { uploadId: await store.startUpload(place, labelsOf(place), how), version, parts: [], bytes: 0 };
  }

  async #beginAnew(item: Pending, { step }: Run): Promise<void> {
    step(-(item.begun?.bytes ?? 0));
    await this.#abort(item);
  }

  /** Where even this fails, the bucket's own rules have to clean up. */
  async #abort(item: Pending): Promise<void> {
    const { store, owner } = this.#ports;
    // Not with the signal, which may be what ended it.
    if (item.begun) await store.abortUpload(item.place, item.begun.uploadId, { owner }).catch(() => undefined);
    delete item.begun;
  }
}

/** What is in memory, and stays the same. */
export function itemOfBytes(place: ObjectPlace, bytes: Uint8Array): UploadItem {
  return {
    place,
    size: bytes.length,
    open: async () => ({
      size: bytes.length,
      version: '',
      read: async (from, length) => bytes.subarray(from, from + length),
      requireUnchanged: async () => {},
      close: async () => {},
    }),
  };
}

/** Whether S3 no longer has what was begun: it was ended from elsewhere, or by a rule of the bucket. */
function saysUnknownUpload(error: unknown): boolean {
  const failure = failureOf(error);
  return failure?.code === 'service-error' && failure.awsCode === 'NoSuchUpload';
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
