// The folders that have somebody of their own in force, kept with the workspace over a reload, without keys.
import type * as vscode from 'vscode';
import type { FolderInForce } from '../../session/inForce.ts';
import { readSomebody, type Somebody } from '../../session/somebody.ts';
import { rememberedFoldersKey } from './terminalsFeature.ts';

interface Remembered extends Somebody {
  /** Its URI. */
  readonly folder: string;
}

export function rememberFolders(memento: vscode.Memento, folders: readonly FolderInForce[]): void {
  const kept: readonly Remembered[] = folders.map(({ folder, inForce: { chain, chosen, identity } }) => ({
    folder,
    chain,
    ...(chosen && { chosen }),
    identity,
  }));
  void memento.update(rememberedFoldersKey, kept.length > 0 ? kept : undefined);
}

export function rememberedFolders(memento: vscode.Memento): readonly Remembered[] {
  const value = memento.get<unknown>(rememberedFoldersKey);
  return (Array.isArray(value) ? value : []).flatMap((each: unknown) => {
    const { folder } = (each ?? {}) as Partial<Record<string, unknown>>;
    const somebody = readSomebody(each);
    return typeof folder === 'string' && somebody ? [{ folder, ...somebody }] : [];
  });
}
