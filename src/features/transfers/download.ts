// Objects to files, without VS Code: several at a time, each piece by piece, gone on with where it broke off.
import { type Failure, failureError, failureOf } from '../../core/failure.ts';
import { inParallel } from '../../core/inParallel.ts';
import type { ObjectStore, Owner } from '../../core/objectStore.ts';
import type { PartialFile } from '../../platform/localFolder.ts';

export interface DownloadItem {
  readonly bucket: string;
  readonly key: string;
  /** Bytes, as it was listed. */
  readonly size: number;
  /** Its file, under a temporary name. */
  readonly begin: () => Promise<PartialFile>;
}

export interface DownloadPorts {
  readonly store: Pick<ObjectStore, 'open'>;
  readonly owner: Owner;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export interface FailedItem {
  readonly key: string;
  readonly error: unknown;
}

interface Pending extends DownloadItem {
  file?: PartialFile;
  etag?: string;
}

/** Files at a time. */
const atOnce = 8;
/** In a row without a byte between them. */
const maxTries = 4;

/** Lives until all is there or it is given up; `run` can be called again for what failed. */
export class Download {
  readonly #ports: DownloadPorts;
  #pending: readonly Pending[];
  readonly #files: string[] = [];

  constructor(ports: DownloadPorts, items: readonly DownloadItem[]) {
    this.#ports = ports;
    this.#pending = items.map((item) => ({ ...item }));
  }

  /** Paths of what has arrived. */
  get files(): readonly string[] {
    return this.#files;
  }

  /**
   * Resolves with what failed, which the next run tries again. Rejects with the signal's reason, or with the failure that
   * stopped it: of the connection, of the identity, of the disk.
   */
  async run(signal: AbortSignal, step: (bytes: number) => void): Promise<readonly FailedItem[]> {
    const failed: FailedItem[] = [];
    const left = new Set(this.#pending);
    try {
      await inParallel(this.#pending, atOnce, async (item) => {
        signal.throwIfAborted();
        try {
          await this.#one(item, signal, step);
          left.delete(item);
        } catch (error) {
          if (!isAboutOne(failureOf(error))) throw error;
          failed.push({ key: item.key, error });
          // Thousands may be refused: no file is kept open for them.
          await item.file?.discard();
          delete item.file;
          delete item.etag;
        }
      });
    } finally {
      this.#pending = [...left];
    }
    return failed;
  }

  /** Leaves nothing of what has not arrived. */
  async discard(): Promise<void> {
    for (const item of this.#pending) await item.file?.discard();
    this.#pending = [];
  }

  async #one(item: Pending, signal: AbortSignal, step: (bytes: number) => void): Promise<void> {
    item.file ??= await item.begin();
    const { file } = item;
    let tries = 0;
    for (;;) {
      const before = file.written;
      try {
        const facts = await this.#readOn(item, file, signal, step);
        this.#files.push(await file.finish(facts.lastModified));
        return;
      } catch (error) {
        signal.throwIfAborted();
        const failure = failureOf(error);
        const isUseless = item.etag !== undefined && failure !== undefined && saysUseless(failure);
        if (file.written > before && !isUseless) tries = 0;
        if ((!isUseless && !isPassing(failure)) || ++tries >= maxTries) throw error;
        if (isUseless) {
          step(-file.written);
          await file.restart();
          delete item.etag;
        }
        await this.#ports.pause(200 * 2 ** tries);
      }
    }
  }

  async #readOn(item: Pending, file: PartialFile, signal: AbortSignal, step: (bytes: number) => void) {
    const { bucket, key, etag } = item;
    const from = file.written;
    const { facts, chunks } = await this.#ports.store.open(
      { bucket, key, from, ...(etag !== undefined && { etag }) },
      { owner: this.#ports.owner, signal },
    );
    item.etag = facts.etag;
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      await file.write(chunk);
      step(chunk.length);
    }
    if (file.written < facts.size) {
      throw failureError({ code: 'endpoint-unreachable', endpoint: bucket, reason: 'ECONNRESET' });
    }
    return facts;
  }
}

/** Whether what was read is of no use: of another object than there is now, damaged, or more than there is. */
function saysUseless(failure: Failure): boolean {
  const { code } = failure;
  return (
    code === 'object-changed' ||
    code === 'object-damaged' ||
    (code === 'service-error' && failure.awsCode === 'InvalidRange')
  );
}

/** Whether the same request may well succeed a moment later. */
function isPassing(failure: Failure | undefined): boolean {
  switch (failure?.code) {
    case 'endpoint-unreachable':
    case 'endpoint-silent':
    case 'throttled':
      return true;
    case 'service-error':
      return (failure.status ?? 500) >= 500;
    default:
      return false;
  }
}

/** Whether it says nothing of the others. */
function isAboutOne(failure: Failure | undefined): boolean {
  switch (failure?.code) {
    case 'denied':
    case 'object-missing':
    case 'object-archived':
    case 'object-changed':
    case 'object-damaged':
    case 'request-invalid':
      return true;
    case 'service-error':
      return (failure.status ?? 500) < 500;
    case 'local-file':
      return failure.reason === 'ENAMETOOLONG';
    default:
      return false;
  }
}
