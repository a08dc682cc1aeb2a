// What an action is about: an object, or a folder with all that is below it. A bucket is its topmost folder.
import { parseAccessPoint } from './accessPoint.ts';

export interface FolderTarget {
  readonly kind: 'folder';
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
}

export interface ObjectTarget {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

export type Target = FolderTarget | ObjectTarget;

/** The last part of a key or prefix, without the slash of a folder; the bucket for its topmost folder. */
export function nameOf(target: Target): string {
  const path = target.kind === 'object' ? target.key : target.prefix.slice(0, -1);
  return target.kind === 'folder' && target.prefix === '' ? target.bucket : path.slice(path.lastIndexOf('/') + 1);
}

/** What the target's name stands behind: the prefix of the folder that it is in. */
export function parentOf(target: Target): string {
  const path = target.kind === 'object' ? target.key : target.prefix.slice(0, -1);
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Of the bucket itself, for its topmost folder. */
export function s3Arn(target: Target, partition: string): string {
  const key = target.kind === 'object' ? target.key : target.prefix;
  if (!parseAccessPoint(target.bucket)) return `arn:${partition}:s3:::${target.bucket}${key === '' ? '' : `/${key}`}`;
  return key === '' ? target.bucket : `${target.bucket}/object/${key}`;
}

export function s3Uri(target: Target): string {
  return `s3://${target.bucket}/${target.kind === 'object' ? target.key : target.prefix}`;
}
