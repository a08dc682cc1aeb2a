// The tree of buckets, folders and objects that the current identity may list, loaded a page at a time.
import * as vscode from 'vscode';
import { type BucketPlace, parseBucketPlace } from '../../core/bucket.ts';
import type { FolderPage } from '../../core/bucketListing.ts';
import { failureOf } from '../../core/failure.ts';
import { denialSentence, failureSentence, remedies } from '../../platform/messages.ts';
import type { Current } from '../../session/keeper.ts';
import type { Watched } from '../../session/observable.ts';
import { type BucketNode, type FolderNode, treeItemOf } from './bucketNode.ts';

export interface BucketPorts {
  readonly current: Watched<Current>;
  readonly listBuckets: () => Promise<readonly string[]>;
  readonly listFolder: (place: BucketPlace & { readonly continuationToken?: string }) => Promise<FolderPage>;
  /** The buckets that were added by hand for the current principal, and those of the setting. */
  readonly addedBuckets: () => readonly string[];
}

interface Loaded {
  nodes: BucketNode[];
  next: string | undefined;
}

export class BucketTree implements vscode.TreeDataProvider<BucketNode>, vscode.Disposable {
  readonly #ports: BucketPorts;
  readonly #changed = new vscode.EventEmitter<BucketNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** What a folder has shown so far. Dropped when the identity changes or the tree is refreshed. */
  #loaded = new Map<BucketNode, Loaded>();
  readonly #subscription: { dispose(): void };
  #identityText = '';

  constructor(ports: BucketPorts) {
    this.#ports = ports;
    this.#subscription = ports.current.subscribe((current) => {
      const text = JSON.stringify(current);
      if (text === this.#identityText) return;
      this.#identityText = text;
      this.refresh();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  refresh(): void {
    this.#loaded = new Map();
    this.#changed.fire(undefined);
  }

  getTreeItem(node: BucketNode): vscode.TreeItem {
    return treeItemOf(node);
  }

  async getChildren(node?: BucketNode): Promise<BucketNode[]> {
    if (!node) return this.#roots();
    return node.kind === 'bucket' || node.kind === 'folder' ? this.#children(node) : [];
  }

  async loadMore(node: BucketNode & { readonly kind: 'more' }): Promise<void> {
    const loaded = this.#loaded.get(node.parent);
    if (!loaded?.next) return;
    const token = loaded.next;
    const page = await this.#ports.listFolder({ ...placeOf(node.parent), continuationToken: token });
    // Pressed twice, or refreshed meanwhile: the page is there already, or no longer wanted.
    if (this.#loaded.get(node.parent) !== loaded || loaded.next !== token) return;
    this.#append(node.parent, loaded, page);
    this.#changed.fire(node.parent);
  }

  async #roots(): Promise<BucketNode[]> {
    const { kind } = this.#ports.current.value;
    // The welcome view says what to do first.
    if (kind !== 'source' && kind !== 'role') return [];
    const added = this.#ports.addedBuckets().flatMap((text): BucketNode[] => {
      const place = parseBucketPlace(text);
      return 'problem' in place ? [] : [{ kind: 'bucket', place, added: true }];
    });
    try {
      const names = await this.#ports.listBuckets();
      const listed = names.map(
        (bucket): BucketNode => ({ kind: 'bucket', place: { bucket, prefix: '' }, added: false }),
      );
      const rest = added.filter(
        (node) => node.kind !== 'bucket' || node.place.prefix !== '' || !names.includes(node.place.bucket),
      );
      if (listed.length + rest.length === 0) return [fact(vscode.l10n.t('This account has no buckets.'), 'info')];
      return [...rest, ...listed];
    } catch (error) {
      return [...added, ...this.#listingFailed(error)];
    }
  }

  /** Listing all buckets is often denied to a role that may use one: a fact, with a way on, and no error. */
  #listingFailed(error: unknown): BucketNode[] {
    const { t } = vscode.l10n;
    const failure = failureOf(error);
    if (!failure) throw error;
    if (failure.code !== 'denied') return factsOf(error);
    return [
      { kind: 'fact', icon: 'lock', text: `${t('Not all buckets can be listed.')} ${denialSentence(failure.denial)}` },
      { kind: 'fact', icon: 'add', text: t('Add a bucket by its name…'), command: 'rolecall.addBucket' },
    ];
  }

  async #children(node: FolderNode): Promise<BucketNode[]> {
    const known = this.#loaded.get(node);
    if (known) return shown(node, known);
    try {
      const page = await this.#ports.listFolder(placeOf(node));
      const loaded: Loaded = { nodes: [], next: undefined };
      this.#append(node, loaded, page);
      this.#loaded.set(node, loaded);
      return loaded.nodes.length === 0 ? [fact(vscode.l10n.t('Nothing here.'), 'info')] : shown(node, loaded);
    } catch (error) {
      return factsOf(error);
    }
  }

  #append(parent: FolderNode, loaded: Loaded, page: FolderPage): void {
    const { bucket, prefix } = placeOf(parent);
    for (const entry of page.entries) {
      loaded.nodes.push(
        entry.kind === 'folder'
          ? { kind: 'folder', bucket, prefix: entry.key, below: prefix }
          : { kind: 'object', bucket, below: prefix, entry },
      );
    }
    loaded.next = page.next;
  }
}

function shown(parent: FolderNode, { nodes, next }: Loaded): BucketNode[] {
  return next === undefined ? nodes : [...nodes, { kind: 'more', parent, loaded: nodes.length }];
}

function placeOf(node: FolderNode): BucketPlace {
  return node.kind === 'bucket' ? node.place : { bucket: node.bucket, prefix: node.prefix };
}

function fact(text: string, icon: string): BucketNode {
  return { kind: 'fact', text, icon };
}

function factsOf(error: unknown): BucketNode[] {
  const failure = failureOf(error);
  if (!failure) throw error;
  const [command] = remedies(failure);
  return [
    {
      kind: 'fact',
      text: failureSentence(failure),
      icon: failure.code === 'denied' ? 'lock' : 'warning',
      ...(command && { command }),
    },
  ];
}
