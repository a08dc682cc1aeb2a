// The roots of the bucket tree: the buckets that were added, and those that ListBuckets gives. The list is asked for once,
// and what was added does not wait for it.
import * as vscode from 'vscode';
import { folderPlace, parseBucketPlace, placeText } from '../../core/bucket.ts';
import { failureOf } from '../../core/failure.ts';
import { endsWithin } from '../../platform/progress.ts';
import { fact, factsOf } from './bucketFacts.ts';
import { isFiltered } from './bucketFilter.ts';
import type { BucketNode, EvidenceKind } from './bucketNode.ts';
import type { BucketPorts } from './bucketPorts.ts';

type RootNode = BucketNode & { readonly kind: 'bucket' };

/** The list of all buckets: asked for, asked for while only what was added is shown, or there. */
interface WholeList {
  readonly stop: AbortController;
  readonly nodes: Promise<readonly BucketNode[]>;
  phase: 'asked' | 'awaited' | 'done';
}

/** In the order that they are shown. */
const evidenceKinds: readonly EvidenceKind[] = ['files', 'policies', 'grants'];

export class BucketRoots {
  readonly #ports: BucketPorts;
  readonly #changed: () => void;
  /** The buckets that ListBuckets gives, while they are awaited and after. */
  #list: WholeList | undefined;
  readonly #addedNodes = new Map<string, RootNode>();

  /** @param changed is called where more roots are there than were given. */
  constructor(ports: BucketPorts, changed: () => void) {
    this.#ports = ports;
    this.#changed = changed;
  }

  async nodes(): Promise<BucketNode[]> {
    const list = this.#list ?? this.#listAll();
    const added = this.added();
    if (added.length > 0 && list.phase !== 'done' && !(await endsWithin(list.nodes, this.#ports.patienceMs))) {
      if (list.phase === 'asked') list.phase = 'awaited';
      return [...added, fact(vscode.l10n.t('Listing all buckets…'), 'loading~spin')];
    }
    const nodes = await list.nodes;
    const listed = new Set(nodes.map((node) => (node.kind === 'bucket' ? node.place.bucket : '')));
    return [...added.filter(({ place }) => place.prefix !== '' || !listed.has(place.bucket)), ...nodes];
  }

  /** By hand or by the setting. */
  added(): readonly RootNode[] {
    const places = new Map<string, RootNode>();
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

  /** All is asked for again the next time; what is on its way is given up. */
  drop(): void {
    this.#addedNodes.clear();
    this.#list?.stop.abort();
    this.#list = undefined;
  }

  #listAll(): WholeList {
    const stop = new AbortController();
    const list: WholeList = { stop, nodes: this.#allBuckets(stop.signal), phase: 'asked' };
    const done = () => {
      const { phase } = list;
      list.phase = 'done';
      if (phase === 'awaited' && this.#list === list) this.#changed();
    };
    void list.nodes.then(done, done);
    this.#list = list;
    return list;
  }

  async #allBuckets(signal: AbortSignal): Promise<readonly BucketNode[]> {
    try {
      const filter = this.#ports.filter();
      const names = await this.#ports.listBuckets(filter, signal);
      if (names.length === 0 && isFiltered(filter)) {
        const text = vscode.l10n.t('No bucket matches the filter.');
        return [{ kind: 'fact', icon: 'filter', text, command: 'rolecall.filterBuckets' }];
      }
      if (names.length === 0 && this.added().length === 0) {
        return [fact(vscode.l10n.t('This account has no buckets.'), 'info')];
      }
      return names.map((bucket) => ({ kind: 'bucket', place: { bucket, prefix: '' }, from: 'listed' }));
    } catch (error) {
      return signal.aborted ? [] : this.#listingFailed(error);
    }
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
      ...evidenceKinds.filter((of) => this.#ports.evidence[of]()).map((of) => ({ kind: 'evidence', of }) as const),
    ];
  }
}
