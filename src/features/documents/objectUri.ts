// Addresses of objects and folders, as VS Code's Uri.
import * as vscode from 'vscode';
import { authorityOfBucket, bucketOfAuthority, pathOfFolder, pathOfKey } from '../../core/objectPath.ts';
import type { FolderTarget, Target } from '../../core/objectTarget.ts';
import { objectScheme } from '../../manifest.ts';
import type { FilePlace } from './objectFiles.ts';

const versionQuery = 'versionId=';

export function placeOfUri(uri: vscode.Uri): FilePlace {
  return {
    id: uri.toString(),
    bucket: bucketOfAuthority(uri.authority),
    path: uri.path === '' ? '/' : uri.path,
    ...(uri.query.startsWith(versionQuery) && { versionId: uri.query.slice(versionQuery.length) }),
  };
}

/** @param path As core/objectPath writes it. */
export function uriOf(bucket: string, path: string, versionId?: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: objectScheme,
    authority: authorityOfBucket(bucket),
    path,
    ...(versionId !== undefined && { query: `${versionQuery}${versionId}` }),
  });
}

export function uriOfTarget(target: Target): vscode.Uri {
  return target.kind === 'object' ? uriOf(target.bucket, pathOfKey(target.key)) : uriOfFolder(target);
}

export function uriOfFolder({ bucket, prefix }: FolderTarget): vscode.Uri {
  return uriOf(bucket, pathOfFolder(prefix));
}
