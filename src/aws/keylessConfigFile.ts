// The profile of keyless terminals on disk: in the person's own config file where they agree, else in a copy of it. What
// becomes of the texts is worked out in core/keylessConfig; here they are read, written in one step, and read back.
import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { chmod, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ConfigChange, keylessWay, writtenSince } from '../core/keylessConfig.ts';
import {
  type ConfigTexts,
  hasKeylessProfile,
  type KeylessProblem,
  removeKeylessProfile,
} from '../core/keylessProfile.ts';
import { sharedConfigPaths } from './sharedConfig.ts';

export type KeylessFileProblem =
  | KeylessProblem
  /** The bytes are no UTF-8, so that writing the text back would change them. */
  | { readonly code: 'not-utf8'; readonly file: string }
  | { readonly code: 'not-writable'; readonly file: string; readonly message: string };

export type KeylessProfilePlace =
  | { readonly kind: 'own' }
  /** The file to name in AWS_CONFIG_FILE. */
  | { readonly kind: 'copy'; readonly file: string }
  /** Somebody has to say whether their file may be written to. */
  | { readonly kind: 'ask'; readonly file: string }
  | { readonly kind: 'refused'; readonly problem: KeylessFileProblem };

export type Carried =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'carried'; readonly file: string; readonly changes: readonly ConfigChange[] }
  | { readonly kind: 'left'; readonly file: string; readonly changes: readonly ConfigChange[] };

export class KeylessConfigFile {
  readonly #config: string;
  readonly #credentials: string;
  readonly #copy: string;
  readonly #base: string;

  /** @param folder a folder of Rolecall's own, for the copy */
  constructor(env: Readonly<Record<string, string | undefined>>, folder: string, home?: string) {
    const paths = sharedConfigPaths(env, home);
    this.#config = paths.config;
    this.#credentials = paths.credentials;
    this.#copy = path.join(folder, 'config');
    // What the person's file was when the copy was made: tells what somebody else has written to the copy.
    this.#base = path.join(folder, 'config.base');
  }

  /** Makes the profile be somewhere. `consent` undefined: nobody was asked yet. */
  async place(consent: boolean | undefined): Promise<KeylessProfilePlace> {
    try {
      const texts = await this.#texts();
      if (consent === undefined && !hasKeylessProfile(texts.config)) return { kind: 'ask', file: this.#config };
      const way = keylessWay(texts, consent === true);
      switch (way.kind) {
        case 'refused':
          return way;
        case 'own':
          return await this.#placeInOwn(texts, way.text);
        case 'generated':
          return await this.#placeInCopy(texts.config);
      }
    } catch (error) {
      return { kind: 'refused', problem: problemOf(error, this.#config) };
    }
  }

  async #placeInOwn(texts: ConfigTexts, text: string): Promise<KeylessProfilePlace> {
    try {
      if (text !== texts.config) await replace(this.#config, texts.config, text);
      return { kind: 'own' };
    } catch (error) {
      // A file that the system lets nobody write to does with a copy. Of two reasons, the first is the person's to put right.
      const isRefused = (error as NodeJS.ErrnoException).code !== undefined;
      if (!isRefused || keylessWay(texts, false).kind !== 'generated') throw error;
      return await this.#placeInCopy(texts.config);
    }
  }

  async #placeInCopy(config: string): Promise<KeylessProfilePlace> {
    // What cannot be carried over stays where it was written.
    if ((await this.#carryOver(config)).kind !== 'left') await this.#writeCopy((await this.#texts()).config);
    return { kind: 'copy', file: this.#copy };
  }

  /** Takes the profile out of the person's own file, and the copy away. */
  async remove(): Promise<{ readonly kind: 'removed' | 'absent' } | { readonly problem: KeylessFileProblem }> {
    try {
      const { config } = await this.#texts();
      const edit = removeKeylessProfile(config);
      if ('problem' in edit) return edit;
      const hasCopy = (await textOf(this.#copy)) !== undefined;
      await this.#removeCopy();
      if (edit.text === config) return { kind: hasCopy ? 'removed' : 'absent' };
      await replace(this.#config, config, edit.text);
      return { kind: 'removed' };
    } catch (error) {
      return { problem: problemOf(error, this.#config) };
    }
  }

  /** Takes the copy away, unless it holds what somebody wrote to it and nothing else holds. */
  async forgetCopy(): Promise<void> {
    const [base, copy] = await Promise.all([textOf(this.#base), textOf(this.#copy)]);
    const isWritten =
      base !== undefined && copy !== undefined && writtenSince({ base, own: base, copy }).kind !== 'nothing';
    if (!isWritten) await this.#removeCopy();
  }

  /** Carries over to the person's own file what the CLI has written to the copy, where that is safe. */
  async carryOver(): Promise<Carried> {
    try {
      return await this.#carryOver((await this.#texts()).config);
    } catch {
      return { kind: 'nothing' };
    }
  }

  /** Calls `written` some time after either file was. Lives until disposed. */
  watch(written: () => void): { dispose(): void } {
    let timer: NodeJS.Timeout | undefined;
    const watchers = [this.#copy, this.#config].flatMap((file) => {
      try {
        const watcher = watch(path.dirname(file), { persistent: false }, (_event, name) => {
          if (name !== null && name !== path.basename(file)) return;
          clearTimeout(timer);
          // A program writes in several steps.
          timer = setTimeout(written, 300);
        });
        watcher.on('error', () => watcher.close());
        return [watcher];
      } catch {
        return [];
      }
    });
    return {
      dispose: () => {
        clearTimeout(timer);
        for (const watcher of watchers) watcher.close();
      },
    };
  }

  async #carryOver(own: string): Promise<Carried> {
    const [base, copy] = await Promise.all([textOf(this.#base), textOf(this.#copy)]);
    if (base === undefined || copy === undefined) return { kind: 'nothing' };
    const written = writtenSince({ base, own, copy });
    switch (written.kind) {
      case 'nothing':
        return written;
      case 'carry':
        await replace(this.#config, own, written.text);
        await this.#writeCopy(written.text);
        return { kind: 'carried', file: this.#config, changes: written.changes };
      case 'report':
        return { kind: 'left', file: this.#copy, changes: written.changes };
    }
  }

  async #writeCopy(config: string): Promise<void> {
    const way = keylessWay({ config, credentials: '' }, false);
    if (way.kind !== 'generated') return;
    await mkdir(path.dirname(this.#copy), { recursive: true, mode: 0o700 });
    const before = await textOf(this.#copy);
    if (before === way.text && (await textOf(this.#base)) === config) return;
    await replace(this.#base, (await textOf(this.#base)) ?? '', config);
    await replace(this.#copy, before ?? '', way.text);
  }

  async #removeCopy(): Promise<void> {
    await Promise.all([this.#copy, this.#base].map((file) => rm(file, { force: true })));
  }

  async #texts(): Promise<ConfigTexts> {
    const [config = '', credentials = ''] = await Promise.all([textOf(this.#config), textOf(this.#credentials)]);
    return { config, credentials };
  }
}

/** Undefined where there is no such file. Keeps a byte order mark. */
async function textOf(file: string): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** In one step, so that no program ever reads half a file. A link stays one; who may read the file stays as it is. */
async function replace(file: string, before: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = (await stat(target).catch(() => undefined))?.mode;
  const aside = `${target}.${randomUUID()}`;
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(aside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode !== undefined) await chmod(aside, mode & 0o777);
    if (((await textOf(target)) ?? '') !== before) throw new Error('the file has just been changed by another program');
    await rename(aside, target);
  } finally {
    await rm(aside, { force: true });
  }
  if ((await textOf(target)) !== text) throw new Error('what was written does not read back');
}

function problemOf(error: unknown, file: string): KeylessFileProblem {
  if (error instanceof TypeError) return { code: 'not-utf8', file };
  return { code: 'not-writable', file, message: error instanceof Error ? error.message : String(error) };
}
