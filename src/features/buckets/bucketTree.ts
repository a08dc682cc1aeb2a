// The tree of buckets, folders and objects that the current identity may list, loaded a page at a time.
import * as vscode from 'vscode';
import { type BucketPlace, folderPlace, parseBucketPlace, placeText } from '../../core/bucket.ts';
import type { Change } from '../../core/bucketCapabilities.ts';
import type { BucketEntry, FolderPage } from '../../core/bucketListing.ts';
import { type EntryOrder, inOrder } from '../../core/entryOrder.ts';
import { failureOf } from '../../core/failure.ts';
import { endsWithin } from '../../platform/progress.ts';
import { remedies } from '../../platform/remedies.ts';
import { type Current, hasEnded, isKnown } from '../../session/current.ts';
import type { Watched } from '../../session/observable.ts';
import { type BucketNode, type FolderNode, placeOf, type RangeNode, tooltipOf, treeItemOf } from './bucketNode.ts';
import { capabilityLines, deniedWords, type KnownCapabilities } from './capabilityTexts.ts';

export interface BucketPorts {
  readonly current: Watched<Current>;
  readonly listBuckets: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly listFolder: (
    place: BucketPlace & { readonly continuationToken?: string },
    signal?: AbortSignal,
  ) => Promise<FolderPage>;
  /** Added by hand for the current principal. */
  readonly addedBuckets: () => readonly string[];
  /** Those of the setting. */
  readonly namedBuckets: () => readonly string[];
  /** Those that files of the workspace name; undefined where no files are to be trusted. */
  readonly foundBuckets: () => ((signal: AbortSignal) => Promise<readonly FoundBucket[]>) | undefined;
  /** Those that the policies of the role name; undefined where nobody is a role, or IAM is not known to be at hand. */
  readonly policyBuckets: () => ((signal: AbortSignal) => Promise<readonly FoundBucket[]>) | undefined;
  readonly capabilities: KnownCapabilities;
  /** Milliseconds that what was added waits for the list of all, so that a quick one is drawn once. */
  readonly patienceMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface FoundBucket {
  readonly place: BucketPlace;
  /** `main.tf:12`, `policy ReadLogs` */
  readonly foundIn: string;
}

interface Page {
  /** What it was asked for with; absent for the first one. */
  readonly token?: string;
  readonly nodes: readonly BucketNode[];
}

interface Loaded {
  /** Pages that are folded away. */
  readonly ranges: readonly RangeNode[];
  /** Pages whose entries stand in the folder itself. */
  readonly pages: readonly Page[];
  readonly next: string | undefined;
}

/** The list of all buckets: asked for, asked for while only what was added is shown, or there. */
interface WholeList {
  readonly stop: AbortController;
  readonly nodes: Promise<readonly BucketNode[]>;
  phase: 'asked' | 'awaited' | 'done';
}

/** VS Code sends all children of a folder again whenever one is added: more than this are folded away. */
const mostChildren = 5000;

export class BucketTree implements vscode.TreeDataProvider<BucketNode>, vscode.Disposable {
  readonly #ports: BucketPorts;
  readonly #changed = new vscode.EventEmitter<BucketNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** What a folder has shown so far. Dropped when the identity changes or the tree is refreshed. */
  #loaded = new Map<BucketNode, Loaded>();
  /** What stands instead in folders that may not be listed: they are not asked for again where they are drawn again. */
  #denied = new Map<FolderNode, BucketNode[]>();
  /** The buckets that ListBuckets gives, while they are awaited and after. Dropped likewise. */
  #list: WholeList | undefined;
  readonly #addedNodes = new Map<string, BucketNode & { readonly kind: 'bucket' }>();
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
    this.#addedNodes.clear();
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
    if (!node) return this.#roots();
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
    this.#list?.stop.abort();
    this.#list = undefined;
  }

  async #roots(): Promise<BucketNode[]> {
    const { current, now } = this.#ports;
    // The welcome view says what to do first.
    if (!isKnown(current.value) || hasEnded(current.value, now())) return [];
    const list = this.#list ?? this.#listAll();
    const added = this.#added();
    if (added.length > 0 && list.phase !== 'done' && !(await endsWithin(list.nodes, this.#ports.patienceMs))) {
      if (list.phase === 'asked') list.phase = 'awaited';
      return [...added, fact(vscode.l10n.t('Listing all buckets…'), 'loading~spin')];
    }
    const nodes = await list.nodes;
    const listed = new Set(nodes.map((node) => (node.kind === 'bucket' ? node.place.bucket : '')));
    return [...added.filter(({ place }) => place.prefix !== '' || !listed.has(place.bucket)), ...nodes];
  }

  #listAll(): WholeList {
    const stop = new AbortController();
    const list: WholeList = { stop, nodes: this.#allBuckets(stop.signal), phase: 'asked' };
    const done = () => {
      const { phase } = list;
      list.phase = 'done';
      if (phase === 'awaited' && this.#list === list) this.#changed.fire(undefined);
    };
    void list.nodes.then(done, done);
    this.#list = list;
    return list;
  }

  async #allBuckets(signal: AbortSignal): Promise<readonly BucketNode[]> {
    try {
      const names = await this.#ports.listBuckets(signal);
      if (names.length === 0 && this.#added().length === 0) {
        return [fact(vscode.l10n.t('This account has no buckets.'), 'info')];
      }
      return names.map((bucket) => ({ kind: 'bucket', place: { bucket, prefix: '' }, from: 'listed' }));
    } catch (error) {
      return signal.aborted ? [] : this.#listingFailed(error);
    }
  }

  #added(): (BucketNode & { readonly kind: 'bucket' })[] {
    const places = new Map<string, BucketNode & { readonly kind: 'bucket' }>();
    const add = (text: string, from: 'added' | 'setting') => {
      const read = parseBucketPlace(text);
      if ('problem' in read) return;
      const place = folderPlace(read);
      const name = placeText(place);
      if (places.has(name)) return;
      // The same node as before: what it has shown is known by it.
      const key = `${from} ${name}`;
      const node = this.#addedNodes.get(key) ?? { kind: 'bucket', place, from };
      this.#addedNodes.set(key, node);
      places.set(name, node);
    };
    for (const text of this.#ports.addedBuckets()) add(text, 'added');
    for (const text of this.#ports.namedBuckets()) add(text, 'setting');
    return [...places.values()];
  }

  /** Listing all buckets is often denied to a role that may use one: a fact, with a way on, and no error. */
  async #listingFailed(error: unknown): Promise<BucketNode[]> {
    const { t } = vscode.l10n;
    const failure = failureOf(error);
    if (!failure) throw error;
    if (failure.code !== 'denied') return factsOf(error);
    const { denialSentence } = await import('../../platform/messages.ts');
    return [
      { kind: 'fact', icon: 'lock', text: t('Not all buckets can be listed.'), detail: denialSentence(failure.denial) },
      { kind: 'fact', icon: 'add', text: t('Add a bucket by its name…'), command: 'rolecall.addBucket' },
      ...(this.#ports.foundBuckets() ? [{ kind: 'evidence', of: 'files' } as const] : []),
      ...(this.#ports.policyBuckets() ? [{ kind: 'evidence', of: 'policies' } as const] : []),
    ];
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
    const added = this.#added().flatMap(({ place }) => (place.bucket === bucket ? [place.prefix] : []));
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
    const { t } = vscode.l10n;
    const isOfFiles = node.of === 'files';
    return this.#untilClosed(node, async (signal) => {
      const look = isOfFiles ? this.#ports.foundBuckets() : this.#ports.policyBuckets();
      const found = (await look?.(signal)) ?? [];
      if (found.length === 0) {
        return [fact(isOfFiles ? t('No file names a bucket.') : t('No policy names a bucket.'), 'info')];
      }
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

function withPage(parent: FolderNode, { ranges, pages }: Loaded, page: FolderPage, token?: string): Loaded {
  const added: Page = { ...(token !== undefined && { token }), nodes: nodesOf(parent, page) };
  const isFull = countOf(pages) + added.nodes.length > mostChildren;
  return {
    ranges: isFull ? [...ranges, ...pages.flatMap((each) => rangeOf(parent, each))] : ranges,
    pages: isFull ? [added] : [...pages, added],
    next: page.next,
  };
}

function rangeOf(parent: FolderNode, { token, nodes }: Page): RangeNode[] {
  const [first, last] = [keyOf(nodes[0]), keyOf(nodes.at(-1))];
  if (first === undefined || last === undefined) return [];
  return [{ kind: 'range', parent, ...(token !== undefined && { token }), first, last, count: nodes.length }];
}

function keyOf(node: BucketNode | undefined): string | undefined {
  if (node?.kind === 'object') return node.entry.key;
  return node?.kind === 'folder' ? node.prefix : undefined;
}

function nodesOf(parent: FolderNode, page: FolderPage): BucketNode[] {
  const { bucket, prefix } = placeOf(parent);
  return page.entries.map((entry) =>
    entry.kind === 'folder'
      ? { kind: 'folder', bucket, prefix: entry.key, below: prefix }
      : { kind: 'object', bucket, below: prefix, entry },
  );
}

function entryOf(node: BucketNode): BucketEntry | undefined {
  return node.kind === 'object' ? node.entry : undefined;
}

function countOf(entries: readonly Page[]): number {
  return entries.reduce((sum, { nodes }) => sum + nodes.length, 0);
}

function shown(parent: FolderNode, { ranges, pages, next }: Loaded, order: EntryOrder): BucketNode[] {
  const entries = pages.flatMap((page) => page.nodes);
  const nodes = [...ranges, ...inOrder(entries, order, entryOf)];
  if (next === undefined) return nodes;
  const loaded = ranges.reduce((sum, { count }) => sum + count, countOf(pages));
  return [...nodes, { kind: 'more', parent, loaded }];
}

function fact(text: string, icon: string): BucketNode {
  return { kind: 'fact', text, icon };
}

async function factsOf(error: unknown): Promise<BucketNode[]> {
  const failure = failureOf(error);
  if (!failure) throw error;
  const { failureSentence } = await import('../../platform/messages.ts');
  const [command] = remedies(failure);
  const { t } = vscode.l10n;
  return [
    {
      kind: 'fact',
      ...(failure.code === 'denied'
        ? { icon: 'lock', text: t('Access denied.') }
        : { icon: 'warning', text: t('The list cannot be had.') }),
      detail: failureSentence(failure),
      ...(command && { command }),
    },
  ];
}
