// Folders, which S3 does not have: what keys with slashes make of them.
import { failureError, failureOf } from '../../core/failure.ts';
import { folderOfPath, pathOfFolder, pathOfKey } from '../../core/objectPath.ts';
import type { ObjectStore, Owner } from '../../core/objectStore.ts';
import type { KeyAndSize } from './manyObjects.ts';
import type { FilePlace, FileStat } from './objectFiles.ts';

type Lists = Pick<ObjectStore, 'list'>;

/** Whether there are keys below; a role that may not list knows of none. */
export async function isFolder(store: Lists, { bucket, path, versionId }: FilePlace): Promise<boolean> {
  const prefix = versionId === undefined ? folderOfPath(path) : undefined;
  if (prefix === undefined) return false;
  try {
    for await (const page of store.list({ bucket, prefix, maxKeys: 1 })) return page.length > 0;
    return false;
  } catch (error) {
    if (failureOf(error)?.code === 'denied') return false;
    throw error;
  }
}

/** Names as they stand in paths. */
export async function readFolder(
  store: Lists,
  { bucket, path }: FilePlace,
): Promise<readonly (readonly [name: string, kind: FileStat['kind']])[]> {
  const prefix = folderOfPath(path);
  if (prefix === undefined) throw failureError({ code: 'object-missing', bucket, key: path });
  const folders = new Set<string>();
  const objects: string[] = [];
  let isThere = prefix === '';
  for await (const page of store.list({ bucket, prefix, delimiter: '/' })) {
    isThere ||= page.length > 0;
    for (const entry of page) {
      if (entry.kind === 'folder') folders.add(entry.key);
      // The empty mark of the folder itself is no file in it.
      else if (entry.key !== prefix || entry.size > 0) objects.push(entry.key);
    }
  }
  if (!isThere) throw failureError({ code: 'object-missing', bucket, key: prefix });
  return [
    ...[...folders].map((folder) => [lastOf(pathOfFolder(folder)), 'folder'] as const),
    ...objects.map((key) => [lastOf(pathOfKey(key, folders.has(`${key}/`))), 'file'] as const),
  ];
}

/** Makes none where there is one. */
export async function createFolder(
  store: Pick<ObjectStore, 'put'>,
  { bucket, path }: FilePlace,
  owner: Owner | undefined,
): Promise<void> {
  const key = folderOfPath(path);
  if (key === undefined) throw failureError({ code: 'object-missing', bucket, key: path });
  await store
    .put({ bucket, key }, new Uint8Array(), { condition: { ifNoneMatch: '*' } }, { owner })
    .catch((error: unknown) => {
      if (failureOf(error)?.code !== 'object-exists') throw error;
    });
}

/** All that is below, its own mark as well. */
export async function objectsBelow(store: Lists, { bucket, path }: FilePlace): Promise<readonly KeyAndSize[]> {
  const objects: KeyAndSize[] = [];
  for await (const page of store.list({ bucket, prefix: folderOfPath(path) ?? '' })) {
    objects.push(...page.map((entry) => ({ key: entry.key, size: entry.kind === 'object' ? entry.size : 0 })));
  }
  return objects;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
