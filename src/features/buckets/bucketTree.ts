// The tree of buckets, folders and objects that the current identity may list, loaded a page at a time.
import * as vscode from 'vscode';
import type { Change } from '../../core/bucketCapabilities.ts';
import { type EntryOrder, inOrder } from '../../core/entryOrder.ts';
import { failureOf } from '../../core/failure.ts';
import { hasEnded, isKnown } from '../../session/current.ts';
import { fact, factsOf } from './bucketFacts.ts';
import { type BucketNode, type FolderNode, placeOf, type RangeNode, tooltipOf, treeItemOf } from './bucketNode.ts';
import type { BucketPorts } from './bucketPorts.ts';
import { BucketRoots } from './bucketRoots.ts';
import { capabilityLines, deniedWords } from './capabilityTexts.ts';
import { evidenceTexts } from './evidenceTexts.ts';
import { entryOf, type LoadedFolder, nodesOf, shown, withPage } from './folderPages.ts';

export class BucketTree implements vscode.TreeDataProvider<BucketNode>, vscode.Disposable {
  readonly #ports: BucketPorts;
  readonly #roots: BucketRoots;
  readonly #changed = new vscode.EventEmitter<BucketNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** What a folder has shown so far. Dropped when the identity changes or the tree is refreshed. */
  #loaded = new Map<BucketNode, LoadedFolder>();
  /** What stands instead in folders that may not be listed: they are not asked for again where they are drawn again. */
  #denied = new Map<FolderNode, BucketNode[]>();
  readonly #listing = new Map<BucketNode, AbortController>();
  readonly #givenUp = new WeakSet<BucketNode>();
  /** Buckets that are shown, and those of them whose tooltip was looked at: VS Code keeps that until the node changes. */
  readonly #shown = new Set<BucketNode & { readonly kind: 'bucket' }>();
  readonly #lookedAt = new Set<BucketNode>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #identityText = '';
  #order: EntryOrder = 'name';

  constructor(ports: BucketPorts) {
    this.#ports = ports;
    this.#roots = new BucketRoots(ports, () => this.#changed.fire(undefined));
    this.#subscriptions = [
      ports.current.subscribe((current) => {
        // A renewed session lists what the old one did.
        const text = JSON.stringify([
          current.kind,
          current.kind === 'none' || [current.chain, 'failure' in current && current.failure],
          hasEnded(current, ports.now()),
        ]);
        if (text === this.#identityText) return;
        this.#identityText = text;
        this.refresh();
      }),
      ports.capabilities.subscribe((change) => this.#capabilitiesChanged(change)),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#stopAll();
  }

  refresh(): void {
    this.#loaded = new Map();
    this.#denied = new Map();
    this.#shown.clear();
    this.#lookedAt.clear();
    this.#stopAll();
    this.#changed.fire(undefined);
  }

  /** Nothing is asked for again: it is the order of what was loaded. */
  sort(order: EntryOrder): void {
    this.#order = order;
    for (const node of this.#shown) this.#changed.fire(node);
  }

  /** Lists again what these buckets have shown. */
  refreshBuckets(buckets: ReadonlySet<string>): void {
    const stale = new Set<string>();
    for (const node of [...this.#loaded.keys()]) {
      if ((node.kind !== 'bucket' && node.kind !== 'folder') || !buckets.has(placeOf(node).bucket)) continue;
      this.#loaded.delete(node);
      stale.add(placeOf(node).bucket);
    }
    for (const node of this.#shown) if (stale.has(node.place.bucket)) this.#changed.fire(node);
  }

  getTreeItem(node: BucketNode): vscode.TreeItem {
    const item = treeItemOf(node);
    if (item.contextValue !== undefined) item.contextValue += deniedWords(node, this.#ports.capabilities);
    if (node.kind === 'bucket') this.#shown.add(node);
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: BucketNode): Promise<vscode.TreeItem> {
    const tooltip = tooltipOf(node);
    if (tooltip === undefined) return item;
    this.#lookedAt.add(node);
    const lines = await capabilityLines(node, this.#ports.capabilities);
    item.tooltip = [tooltip, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n');
    return item;
  }

  async getChildren(node?: BucketNode): Promise<BucketNode[]> {
    if (!node) return this.#rootNodes();
    if (node.kind === 'range') return this.#rangeChildren(node);
    if (node.kind === 'evidence') return this.#evidence(node);
    return node.kind === 'bucket' || node.kind === 'folder' ? this.#children(node) : [];
  }

  async loadMore(node: BucketNode & { readonly kind: 'more' }, signal: AbortSignal): Promise<void> {
    const loaded = this.#loaded.get(node.parent);
    if (!loaded?.next) return;
    const token = loaded.next;
    const page = await this.#ports.listFolder({ ...placeOf(node.parent), continuationToken: token }, signal);
    // Pressed twice, or refreshed meanwhile: the page is there already, or no longer wanted.
    if (this.#loaded.get(node.parent) !== loaded) return;
    this.#loaded.set(node.parent, withPage(node.parent, loaded, page, token));
    this.#changed.fire(node.parent);
  }

  /** Who closes a folder waits for its list no longer. */
  closed(node: BucketNode): void {
    const listing = this.#listing.get(node);
    if (listing) this.#givenUp.add(node);
    listing?.abort();
    // So that VS Code lets go of what a range has shown.
    if (!listing && node.kind === 'range') this.#changed.fire(node);
  }

  /** What was given up is asked for again. VS Code has kept the empty list that it got instead. */
  opened(node: BucketNode): void {
    if (this.#givenUp.delete(node)) this.#changed.fire(node);
  }

  #capabilitiesChanged({ bucket, isOfDenial }: Change): void {
    for (const node of [...this.#denied.keys()]) {
      const { state } = this.#ports.capabilities.mark('list', { kind: 'folder', ...placeOf(node) });
      if (placeOf(node).bucket === bucket && state !== 'denied') this.#denied.delete(node);
    }
    for (const node of this.#shown) {
      if (node.place.bucket !== bucket) continue;
      if (!isOfDenial && !this.#lookedAt.has(node)) continue;
      this.#lookedAt.delete(node);
      this.#changed.fire(node);
    }
  }

  #stopAll(): void {
    for (const listing of this.#listing.values()) listing.abort();
    this.#roots.drop();
  }

  async #rootNodes(): Promise<BucketNode[]> {
    const { current, now } = this.#ports;
    // The welcome view says what to do first.
    return isKnown(current.value) && !hasEnded(current.value, now()) ? this.#roots.nodes() : [];
  }

  async #children(node: FolderNode): Promise<BucketNode[]> {
    const known = this.#loaded.get(node);
    if (known) return shown(node, known, this.#order);
    const denied = this.#denied.get(node);
    if (denied) return denied;
    return this.#untilClosed(node, async (signal) => {
      try {
        const page = await this.#ports.listFolder(placeOf(node), signal);
        const loaded = withPage(node, { ranges: [], pages: [], next: undefined }, page);
        this.#loaded.set(node, loaded);
        return page.entries.length === 0
          ? [fact(vscode.l10n.t('Nothing here.'), 'info')]
          : shown(node, loaded, this.#order);
      } catch (error) {
        if (failureOf(error)?.code !== 'denied') throw error;
        const nodes = [...(await factsOf(error)), ...this.#waysIn(node)];
        this.#denied.set(node, nodes);
        return nodes;
      }
    });
  }

  /** Where all of a bucket may not be listed: the folders of it that were added, or that the session's policy names. */
  #waysIn(node: FolderNode): BucketNode[] {
    const { bucket, prefix } = placeOf(node);
    if (prefix !== '') return [];
    const added = this.#roots.added().flatMap(({ place }) => (place.bucket === bucket ? [place.prefix] : []));
    const prefixes = [...new Set([...this.#ports.capabilities.listable(bucket), ...added])];
    const folders = prefixes.filter((each) => each.endsWith('/'));
    const open = folders.length === 1 ? ({ isOpen: true } as const) : {};
    return folders.map((each) => ({ kind: 'folder', bucket, prefix: each, below: '', ...open }));
  }

  #rangeChildren(node: RangeNode): Promise<BucketNode[]> {
    const { parent, token } = node;
    const place = { ...placeOf(parent), ...(token !== undefined && { continuationToken: token }) };
    return this.#untilClosed(node, async (signal) => {
      const nodes = nodesOf(parent, await this.#ports.listFolder(place, signal));
      return [...inOrder(nodes, this.#order, entryOf)];
    });
  }

  #evidence(node: BucketNode & { readonly kind: 'evidence' }): Promise<BucketNode[]> {
    return this.#untilClosed(node, async (signal) => {
      const found = (await this.#ports.evidence[node.of]()?.(signal)) ?? [];
      if (found.length === 0) return [fact(evidenceTexts(node.of).nothing, 'info')];
      return found.map(({ place, foundIn }) => ({ kind: 'bucket', place, from: 'found', foundIn }));
    });
  }

  async #untilClosed(node: BucketNode, ask: (signal: AbortSignal) => Promise<BucketNode[]>): Promise<BucketNode[]> {
    const listing = new AbortController();
    this.#listing.set(node, listing);
    try {
      return await ask(listing.signal);
    } catch (error) {
      return listing.signal.aborted ? [] : factsOf(error);
    } finally {
      if (this.#listing.get(node) === listing) this.#listing.delete(node);
    }
  }
}
