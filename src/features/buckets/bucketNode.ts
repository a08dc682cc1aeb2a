// The nodes of the bucket tree, and how each is shown. Pure but for VS Code's TreeItem.
import * as vscode from 'vscode';
import type { BucketPlace } from '../../core/bucket.ts';
import type { BucketEntry } from '../../core/bucketListing.ts';
import { nameBelow, visibleName } from '../../core/objectKey.ts';
import type { CommandId } from '../../manifest.ts';

export type BucketNode =
  | { readonly kind: 'bucket'; readonly place: BucketPlace; readonly added: boolean }
  | { readonly kind: 'folder'; readonly bucket: string; readonly prefix: string; readonly below: string }
  | {
      readonly kind: 'object';
      readonly bucket: string;
      readonly below: string;
      readonly entry: BucketEntry & { readonly kind: 'object' };
    }
  | { readonly kind: 'more'; readonly parent: FolderNode; readonly loaded: number }
  /** Something to know: a denial, a failure, emptiness. */
  | { readonly kind: 'fact'; readonly text: string; readonly icon: string; readonly command?: CommandId };

export type FolderNode = BucketNode & { readonly kind: 'bucket' | 'folder' };

export function treeItemOf(node: BucketNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  switch (node.kind) {
    case 'bucket': {
      const { bucket, prefix } = node.place;
      const item = new vscode.TreeItem(prefix === '' ? bucket : `${bucket}/${visibleName(prefix)}`, collapsed);
      item.iconPath = new vscode.ThemeIcon('archive');
      item.contextValue = node.added ? 'bucket.added' : 'bucket.listed';
      item.tooltip = `s3://${bucket}/${visibleName(prefix)}`;
      item.accessibilityInformation = { label: t('bucket {0}', bucket) };
      return item;
    }
    case 'folder': {
      const name = visibleName(nameBelow(node.below, node.prefix));
      const item = new vscode.TreeItem(name, collapsed);
      item.iconPath = vscode.ThemeIcon.Folder;
      item.contextValue = 'folder';
      item.tooltip = `s3://${node.bucket}/${visibleName(node.prefix)}`;
      item.accessibilityInformation = { label: t('folder {0}', name) };
      return item;
    }
    case 'object': {
      const { key, size, lastModified } = node.entry;
      const name = visibleName(nameBelow(node.below, key));
      const item = new vscode.TreeItem(name);
      item.iconPath = vscode.ThemeIcon.File;
      item.contextValue = 'object';
      item.description = `${localTime(lastModified)}  ${size}`;
      item.tooltip = `s3://${node.bucket}/${visibleName(key)}`;
      item.accessibilityInformation = { label: t('object {0}, {1} bytes, {2}', name, size, localTime(lastModified)) };
      item.command = { command: 'rolecall.openObject', title: t('Open'), arguments: [node] };
      return item;
    }
    case 'more': {
      const item = new vscode.TreeItem(t('Load more… ({0} shown)', node.loaded));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: 'rolecall.loadMore', title: t('Load more'), arguments: [node] };
      return item;
    }
    case 'fact': {
      const item = new vscode.TreeItem(node.text);
      item.iconPath = new vscode.ThemeIcon(node.icon);
      item.tooltip = node.text;
      if (node.command) item.command = { command: node.command, title: node.text };
      return item;
    }
  }
}

const collapsed = vscode.TreeItemCollapsibleState.Collapsed;

/** `2025-03-26 22:30:50` in local time, as `aws s3 ls` shows it. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
