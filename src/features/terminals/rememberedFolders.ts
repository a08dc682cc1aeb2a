// The folders that have somebody of their own in force, kept with the workspace over a reload, without keys.
import type * as vscode from 'vscode';
import { type Chain, readChain } from '../../core/chain.ts';
import type { Identity } from '../../core/identity.ts';
import type { FolderInForce } from '../../session/inForce.ts';
import { rememberedFoldersKey } from './terminalsFeature.ts';

export interface Somebody {
  readonly chain: Chain;
  /** What led to it, where that is another. */
  readonly chosen?: Chain;
  readonly identity: Identity;
}

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
    const { folder, chain: written, chosen: by, identity } = (each ?? {}) as Partial<Record<string, unknown>>;
    const { userId, account, arn } = (identity ?? {}) as Partial<Record<string, unknown>>;
    const chain = readChain(written);
    const chosen = readChain(by);
    if (typeof folder !== 'string' || !chain) return [];
    if (typeof userId !== 'string' || typeof account !== 'string' || typeof arn !== 'string') return [];
    return [{ folder, chain, ...(chosen && { chosen }), identity: { userId, account, arn } }];
  });
}
