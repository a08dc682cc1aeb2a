// Files of this machine that come about whole or not at all, in a folder that a person chose. Nothing is written over,
// and no link that is there already is followed out of the folder.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { failureError, failureOf } from '../core/failure.ts';
import { numbered } from '../core/localName.ts';

/** A file on its way, under a temporary name. */
export interface PartialFile {
  /** Bytes. */
  readonly written: number;
  readonly write: (chunk: Uint8Array) => Promise<void>;
  /** Throws what was written away. */
  readonly restart: () => Promise<void>;
  /** Gives it its name, or the next one that is free, and the time. Resolves with its path. */
  readonly finish: (lastModified: number) => Promise<string>;
  readonly discard: () => Promise<void>;
}

export class LocalFolder {
  readonly root: string;
  /** Where folders of the download have come to be; by the names that were wanted. */
  readonly #made = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.root = root;
  }

  /** A new folder below `parent`, with the name or the next one that is free. */
  static async create(parent: string, name: string): Promise<LocalFolder> {
    return new LocalFolder(await localFailure(parent, () => makeFree(parent, name)));
  }

  /** @param segments Names that are safe as they are: see core/localName. */
  begin(segments: readonly string[]): Promise<PartialFile> {
    return localFailure(path.join(this.root, ...segments), async () => {
      const folder = await this.#folder(segments.slice(0, -1));
      return beginFile(folder, segments.at(-1) ?? '_', false);
    });
  }

  async makeFolder(segments: readonly string[]): Promise<void> {
    await localFailure(path.join(this.root, ...segments), () => this.#folder(segments));
  }

  #folder(segments: readonly string[]): Promise<string> {
    if (segments.length === 0) return Promise.resolve(this.root);
    const wanted = segments.join('/');
    const made = this.#made.get(wanted) ?? this.#make(segments);
    this.#made.set(wanted, made);
    return made;
  }

  async #make(segments: readonly string[]): Promise<string> {
    const parent = await this.#folder(segments.slice(0, -1));
    const name = segments.at(-1) ?? '_';
    try {
      // Not the file or the link of that name: a link may lead anywhere.
      if ((await lstat(path.join(parent, name))).isDirectory()) return path.join(parent, name);
    } catch {
      // Nothing there.
    }
    return makeFree(parent, name);
  }
}

/** A file that a person has named, and agreed to be replaced. */
export function beginNamedFile(file: string): Promise<PartialFile> {
  return localFailure(file, () => beginFile(path.dirname(file), path.basename(file), true));
}

async function makeFree(parent: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = path.join(parent, numbered(name, n));
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

async function beginFile(folder: string, name: string, mayReplace: boolean): Promise<PartialFile> {
  const temporary = path.join(folder, `.${randomBytes(6).toString('hex')}.rolecall-part`);
  // Fails where anything is there, a link as well.
  const handle = await open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o666);
  let written = 0;
  const whole = path.join(folder, name);
  return {
    get written() {
      return written;
    },
    write: (chunk) =>
      localFailure(whole, async () => {
        await writeAll(handle, chunk, written);
        written += chunk.length;
      }),
    restart: () =>
      localFailure(whole, async () => {
        await handle.truncate(0);
        written = 0;
      }),
    finish: (lastModified) =>
      localFailure(whole, async () => {
        await handle.close();
        if (lastModified > 0) await utimes(temporary, new Date(), new Date(lastModified));
        if (mayReplace) await rename(temporary, whole);
        return mayReplace ? whole : nameFreely(temporary, folder, name);
      }),
    discard: async () => {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, position + at);
    at += bytesWritten;
  }
}

/** Without ever replacing: `rename` would. */
async function nameFreely(temporary: string, folder: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const file = path.join(folder, numbered(name, n));
    try {
      await link(temporary, file);
      await rm(temporary, { force: true });
      return file;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK'].includes(codeOf(error))) throw error;
    }
    // A disk without hard links: the name is taken by an empty file first.
    try {
      await (await open(file, 'wx')).close();
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    await rename(temporary, file);
    return file;
  }
}

/** The disk's own errors as failures. */
export async function localFailure<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = codeOf(error);
    if (failureOf(error) || reason === '') throw error;
    throw failureError({ code: 'local-file', file, reason }, error);
  }
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
