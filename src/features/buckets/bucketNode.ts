// The nodes of the bucket tree, and how each is shown. Pure but for VS Code's TreeItem.
import * as vscode from 'vscode';
import type { BucketPlace } from '../../core/bucket.ts';
import type { BucketEntry } from '../../core/bucketListing.ts';
import { nameBelow, visibleName } from '../../core/objectKey.ts';
import type { Target } from '../../core/objectTarget.ts';
import type { CommandId } from '../../manifest.ts';
import { bytesText, entriesText } from '../../platform/countTexts.ts';
import { evidenceTexts } from './evidenceTexts.ts';

export type BucketNode =
  | {
      readonly kind: 'bucket';
      readonly place: BucketPlace;
      readonly from: 'added' | 'setting' | 'listed' | 'found';
      /** `main.tf:12`, of one that a file names, a policy, or an access grant. */
      readonly foundIn?: string;
    }
  /** The buckets that something names: looked for when it is opened. */
  | { readonly kind: 'evidence'; readonly of: EvidenceKind }
  | {
      readonly kind: 'folder';
      readonly bucket: string;
      readonly prefix: string;
      readonly below: string;
      /** Shown with what is in it: the only way into its bucket. */
      readonly isOpen?: true;
    }
  | {
      readonly kind: 'object';
      readonly bucket: string;
      readonly below: string;
      readonly entry: BucketEntry & { readonly kind: 'object' };
    }
  | RangeNode
  | { readonly kind: 'more'; readonly parent: FolderNode; readonly loaded: number }
  | FactNode;

/** The workspace's files, the role's policies, S3 access grants. */
export type EvidenceKind = 'files' | 'policies' | 'grants';

/** A page that was shown and is folded away, so that the folder stays quick: listed again when it is opened. */
export interface RangeNode {
  readonly kind: 'range';
  readonly parent: FolderNode;
  /** S3's continuation token of the page; absent for the first one. */
  readonly token?: string;
  /** Whole keys, or prefixes. */
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/** Something to know: a denial, a failure, emptiness. */
export interface FactNode {
  readonly kind: 'fact';
  /** Short enough for a narrow view. */
  readonly text: string;
  /** The whole sentence. */
  readonly detail?: string;
  readonly icon: string;
  readonly command?: CommandId;
}

export type FolderNode = BucketNode & { readonly kind: 'bucket' | 'folder' };

/** What an action on the node is about; nothing for what only tells something. */
export function targetsOf(node: BucketNode): readonly Target[] {
  switch (node.kind) {
    case 'bucket':
      return [{ kind: 'folder', ...node.place }];
    case 'folder':
      return [{ kind: 'folder', bucket: node.bucket, prefix: node.prefix }];
    case 'object':
      return [{ kind: 'object', bucket: node.bucket, key: node.entry.key, size: node.entry.size }];
    case 'evidence':
    case 'range':
    case 'more':
    case 'fact':
      return [];
  }
}

export function treeItemOf(node: BucketNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  switch (node.kind) {
    case 'bucket': {
      const { bucket, prefix } = node.place;
      const name = prefix === '' ? bucket : `${bucket}/${visibleName(prefix)}`;
      const item = new vscode.TreeItem(name, collapsed);
      item.iconPath = new vscode.ThemeIcon('archive');
      item.contextValue = `bucket.${node.from}`;
      item.accessibilityInformation = { label: t('bucket {0}', name) };
      if (node.foundIn !== undefined) {
        const note = t('found in {0}', node.foundIn);
        item.description = note;
        item.accessibilityInformation = { label: `${t('bucket {0}', name)}, ${note}` };
      }
      return item;
    }
    case 'evidence': {
      const { label, tooltip } = evidenceTexts(node.of);
      const item = new vscode.TreeItem(label, collapsed);
      item.iconPath = new vscode.ThemeIcon('search');
      item.contextValue = 'evidence';
      item.tooltip = tooltip;
      item.accessibilityInformation = { label };
      return item;
    }
    case 'folder': {
      const name = visibleName(nameBelow(node.below, node.prefix));
      const item = new vscode.TreeItem(name, node.isOpen ? vscode.TreeItemCollapsibleState.Expanded : collapsed);
      item.iconPath = vscode.ThemeIcon.Folder;
      item.contextValue = 'folder';
      item.accessibilityInformation = { label: t('folder {0}', name) };
      return item;
    }
    case 'object': {
      const { key, size, lastModified } = node.entry;
      const name = visibleName(nameBelow(node.below, key));
      const item = new vscode.TreeItem(name);
      item.iconPath = vscode.ThemeIcon.File;
      item.contextValue = 'object';
      const time = localTime(lastModified);
      item.description = `${time}  ${size}`;
      item.accessibilityInformation = { label: t('object {0}, {1}, {2}', name, bytesText(size), time) };
      // It opens what is selected: VS Code would keep an argument for each row, and tell its window of each.
      item.command = { command: 'rolecall.openObject', title: t('Open') };
      return item;
    }
    case 'range': {
      const { prefix } = placeOf(node.parent);
      const [first, last] = [node.first, node.last].map((key) => visibleName(nameBelow(prefix, key)));
      const item = new vscode.TreeItem(t('{0} to {1}', first ?? '', last ?? ''), collapsed);
      item.iconPath = new vscode.ThemeIcon('fold');
      item.description = String(node.count);
      item.contextValue = 'range';
      item.tooltip = t(
        '{0}, shown before and folded away. Opening this asks for the list again.',
        entriesText(node.count),
      );
      item.accessibilityInformation = { label: t('{0}, {1} to {2}', entriesText(node.count), first ?? '', last ?? '') };
      return item;
    }
    case 'more': {
      const item = new vscode.TreeItem(t('Load more… ({0} shown)', node.loaded));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.accessibilityInformation = { label: t('Load more, {0} shown', node.loaded), role: 'button' };
      item.command = { command: 'rolecall.loadMore', title: t('Load more'), arguments: [node] };
      return item;
    }
    case 'fact': {
      const item = new vscode.TreeItem(node.text);
      item.iconPath = new vscode.ThemeIcon(node.icon);
      item.description = node.detail ?? false;
      item.tooltip = [node.text, node.detail].filter(Boolean).join('\n\n');
      item.accessibilityInformation = { label: [node.text, node.detail].filter(Boolean).join(' ') };
      if (node.command) item.command = { command: node.command, title: node.text };
      return item;
    }
  }
}

/** What a person is shown who points at a bucket, a folder or an object; undefined for what has its tooltip already. */
export function tooltipOf(node: BucketNode): string | undefined {
  const { t } = vscode.l10n;
  switch (node.kind) {
    case 'bucket': {
      const { bucket, prefix } = node.place;
      const uri = `s3://${bucket}/${prefix === '' ? '' : visibleName(prefix)}`;
      if (node.foundIn === undefined) return uri;
      return `${uri}\n${t('found in {0}', node.foundIn)}. ${t('AWS is asked for it when you open it.')}`;
    }
    case 'folder':
      return `s3://${node.bucket}/${visibleName(node.prefix)}`;
    case 'object': {
      const { key, size, lastModified } = node.entry;
      // A narrow view cuts the description.
      return `s3://${node.bucket}/${visibleName(key)}\n${bytesText(size)}, ${localTime(lastModified)}`;
    }
    default:
      return undefined;
  }
}

const collapsed = vscode.TreeItemCollapsibleState.Collapsed;

/** `2025-03-26 22:30:50` in local time, as `aws s3 ls` shows it. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function placeOf(node: FolderNode): BucketPlace {
  return node.kind === 'bucket' ? node.place : { bucket: node.bucket, prefix: node.prefix };
}
