// The bucket view: its tree, and adding and removing buckets.
import * as vscode from 'vscode';
import { folderPlace, parseBucketPlace, placeText } from '../../core/bucket.ts';
import { type EntryOrder, entryOrders } from '../../core/entryOrder.ts';
import { failureError } from '../../core/failure.ts';
import { principalKey } from '../../core/identity.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { withCancelWhenSlow } from '../../platform/progress.ts';
import { settingOfFolders } from '../../platform/settings.ts';
import { filterText, RememberedFilter } from './bucketFilter.ts';
import { bucketNameText } from './bucketNameText.ts';
import type { BucketNode } from './bucketNode.ts';
import type { BucketPorts, Look } from './bucketPorts.ts';
import { BucketTree } from './bucketTree.ts';
import { bucketsOfGrants, type Grant } from './grantEvidence.ts';
import { bucketsOfPolicies, type NamedPolicy } from './policyEvidence.ts';
import { hasFilesToTrust, workspaceEvidence } from './workspaceEvidence.ts';

type Handled =
  | 'rolecall.addBucket'
  | 'rolecall.removeBucket'
  | 'rolecall.refreshBuckets'
  | 'rolecall.filterBuckets'
  | 'rolecall.sortObjects'
  | 'rolecall.loadMore';

const rememberedKey = 'rolecall.buckets';
const patienceMs = 200;

type OwnPorts = 'addedBuckets' | 'namedBuckets' | 'filter' | 'evidence' | 'patienceMs';

export interface BucketsFeaturePorts extends Omit<BucketPorts, OwnPorts> {
  /** The policies of the role that is current; undefined where there is none, or IAM is not known to be at hand. */
  readonly rolePolicies: () => ((signal: AbortSignal) => Promise<readonly NamedPolicy[]>) | undefined;
  /** The access grants of whoever is current; undefined likewise. */
  readonly accessGrants: () => ((signal: AbortSignal) => Promise<readonly Grant[]>) | undefined;
  /** Suggested when a bucket is added: the one that the practice account lends. */
  readonly suggestedBucket: () => string | undefined;
  readonly remembered: vscode.Memento;
  readonly ofWorkspace: vscode.Memento;
  /** Beside the title of the view. */
  readonly describe: (text: string) => void;
}

export class BucketsFeature implements vscode.Disposable {
  readonly #ports: BucketsFeaturePorts;
  readonly #tree: BucketTree;
  readonly #filter: RememberedFilter;
  readonly #parts: vscode.Disposable;
  #order: EntryOrder = 'name';

  constructor(ports: BucketsFeaturePorts) {
    this.#ports = ports;
    this.#filter = new RememberedFilter(ports.ofWorkspace);
    this.#tree = new BucketTree({
      ...ports,
      addedBuckets: () => this.#own(),
      namedBuckets: () => settingOfFolders('rolecall.buckets'),
      filter: () => this.#filter.value,
      patienceMs,
      evidence: {
        files: filesLook,
        policies: () => {
          const read = ports.rolePolicies();
          return read && (async (signal) => bucketsOfPolicies(await read(signal)));
        },
        grants: () => {
          const read = ports.accessGrants();
          return read && (async (signal) => bucketsOfGrants(await read(signal)));
        },
      },
    });
    this.#parts = vscode.Disposable.from(
      this.#tree,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rolecall.buckets')) this.#tree.refresh();
      }),
    );
    this.#describe();
  }

  get tree(): BucketTree {
    return this.#tree;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.addBucket': (bucket) => this.#add(bucket),
      'rolecall.removeBucket': (node) => this.#remove(node as BucketNode),
      'rolecall.refreshBuckets': () => this.#refresh(),
      'rolecall.filterBuckets': (filter) => this.#askForFilter(filter),
      'rolecall.sortObjects': (order) => this.#sort(order),
      'rolecall.loadMore': (node) => this.#loadMore(node as BucketNode & { kind: 'more' }),
    };
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Something in these buckets was changed. */
  changed(buckets: readonly string[]): void {
    this.#tree.refreshBuckets(new Set(buckets));
  }

  /** How many buckets are remembered, for all principals. */
  count(): number {
    return Object.values(this.#all()).flat().length;
  }

  async forget(): Promise<void> {
    await this.#ports.remembered.update(rememberedKey, undefined);
    await this.#filter.forget();
    this.#describe();
    this.#tree.refresh();
  }

  async #add(given: string | undefined): Promise<void> {
    const { t } = vscode.l10n;
    const text =
      given ??
      (await vscode.window.showInputBox({
        title: t('Add Bucket'),
        prompt: t('The name of a bucket, or s3://bucket/prefix. AWS is asked for it when you open it.'),
        value: this.#ports.suggestedBucket() ?? '',
        validateInput: (value) => {
          const place = parseBucketPlace(value);
          return 'problem' in place ? bucketNameText(place.problem) : undefined;
        },
      }));
    if (text === undefined) return;
    const place = parseBucketPlace(text);
    if ('problem' in place)
      throw failureError({ code: 'input-invalid', problem: bucketNameText(place.problem), value: text });
    const name = placeText(folderPlace(place));
    await this.#update([...this.#own().filter((each) => folderName(each) !== name), name]);
  }

  async #remove(node: BucketNode): Promise<void> {
    if (node.kind !== 'bucket') return;
    const name = placeText(node.place);
    await this.#update(this.#own().filter((each) => folderName(each) !== name));
  }

  #refresh(): void {
    this.#ports.capabilities.forget();
    this.#tree.refresh();
  }

  async #askForFilter(given: Parameters<RememberedFilter['ask']>[0]): Promise<void> {
    if (!(await this.#filter.ask(given))) return;
    this.#describe();
    this.#tree.refresh();
  }

  async #sort(given: string | undefined): Promise<void> {
    const { t } = vscode.l10n;
    const order =
      entryOrders.find((each) => each === given) ??
      (
        await vscode.window.showQuickPick(
          entryOrders.map((each) => ({ label: orderText(each), order: each })),
          {
            title: t('Sort Objects'),
            placeHolder: t('What is loaded of each folder is sorted, not what is still to be loaded.'),
          },
        )
      )?.order;
    if (!order) return;
    this.#tree.sort(order);
    this.#order = order;
    this.#describe();
  }

  #describe(): void {
    const order = this.#order === 'name' ? '' : vscode.l10n.t('loaded objects {0}', orderText(this.#order));
    this.#ports.describe([filterText(this.#filter.value), order].filter(Boolean).join(' · '));
  }

  #loadMore(node: BucketNode & { readonly kind: 'more' }): Promise<void> {
    return withCancelWhenSlow(vscode.l10n.t('Loading more'), (signal) => this.#tree.loadMore(node, signal));
  }

  #all(): Readonly<Record<string, readonly string[]>> {
    return this.#ports.remembered.get(rememberedKey, {});
  }

  /** Remembered with the principal: what one role may open says nothing of another. */
  #own(): readonly string[] {
    const principal = this.#principal();
    return principal === undefined ? [] : (this.#all()[principal] ?? []);
  }

  async #update(buckets: readonly string[]): Promise<void> {
    const principal = this.#principal();
    if (principal === undefined) throw failureError({ code: 'source-missing' });
    await this.#ports.remembered.update(rememberedKey, { ...this.#all(), [principal]: buckets });
    this.#tree.refresh();
  }

  #principal(): string | undefined {
    const current = this.#ports.current.value;
    if (current.kind === 'source') return principalKey(current.identity);
    return current.kind === 'role' ? principalKey(current.session.identity) : undefined;
  }
}

/** Of a remembered place, as the tree shows it. */
function folderName(text: string): string {
  const place = parseBucketPlace(text);
  return 'problem' in place ? text : placeText(folderPlace(place));
}

function orderText(order: EntryOrder): string {
  const { t } = vscode.l10n;
  switch (order) {
    case 'name':
      return t('by name');
    case 'size':
      return t('by size, the largest first');
    case 'date':
      return t('by date, the newest first');
  }
}

function filesLook(): Look | undefined {
  if (!hasFilesToTrust()) return undefined;
  return async (signal) =>
    (await workspaceEvidence(signal)).map(({ place, uri, line }) => ({
      place,
      foundIn: `${vscode.workspace.asRelativePath(uri)}:${line}`,
    }));
}
