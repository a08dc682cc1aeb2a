// Files and folders of this machine, to be read: found below what a person chose, and read piece by piece.
import { lstat, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { failureError } from '../core/failure.ts';
import { localFailure } from './localFolder.ts';

export interface LocalSource {
  /** Below what was chosen, whose own name it begins with. */
  readonly segments: readonly string[];
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Every file of what was chosen. Links inside of folders are left out: they may lead anywhere, and in circles.
 * Rejects with a Failure.
 */
export async function* localSources(chosen: readonly string[]): AsyncGenerator<LocalSource, void, undefined> {
  for (const file of chosen) {
    const found = await localFailure(file, () => stat(file));
    const segments = [path.basename(file)];
    if (found.isDirectory()) yield* filesBelow(file, segments);
    else if (found.isFile()) yield { segments, file, size: found.size };
  }
}

async function* filesBelow(folder: string, segments: readonly string[]): AsyncGenerator<LocalSource, void, undefined> {
  for (const entry of await localFailure(folder, () => readdir(folder, { withFileTypes: true }))) {
    const file = path.join(folder, entry.name);
    const below = [...segments, entry.name];
    if (entry.isDirectory()) yield* filesBelow(file, below);
    else if (entry.isFile()) yield { segments: below, file, size: (await localFailure(file, () => lstat(file))).size };
  }
}

/** A file that must stay the same while it is read. */
export interface OpenSource {
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Another one once the file was changed, or is another file. */
  readonly version: string;
  /** Rejects with a Failure where the file has become shorter. */
  readonly read: (from: number, length: number) => Promise<Uint8Array>;
  /** Rejects with a Failure where the file was changed since it was opened. */
  readonly requireUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openSource({ file }: LocalSource): Promise<OpenSource> {
  const handle = await localFailure(file, () => open(file, 'r'));
  const changed = () => failureError({ code: 'local-file', file, reason: 'changed' });
  const { ino, mtimeMs, size } = await handle.stat();
  return {
    size,
    version: `${ino} ${mtimeMs} ${size}`,
    read: (from, length) =>
      localFailure(file, async () => {
        const bytes = new Uint8Array(length);
        for (let at = 0; at < length; ) {
          const { bytesRead } = await handle.read(bytes, at, length - at, from + at);
          if (bytesRead === 0) throw changed();
          at += bytesRead;
        }
        return bytes;
      }),
    requireUnchanged: () =>
      localFailure(file, async () => {
        const now = await handle.stat();
        if (now.mtimeMs !== mtimeMs || now.size !== size) throw changed();
      }),
    close: () => handle.close(),
  };
}
