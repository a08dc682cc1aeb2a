// The bucket view: its tree, adding and removing buckets, and the read-only preview of an object.
import * as vscode from 'vscode';
import { type BucketNameProblem, parseBucketPlace } from '../../core/bucket.ts';
import type { ObjectStart } from '../../core/bucketListing.ts';
import { failureError } from '../../core/failure.ts';
import { principalKey } from '../../core/identity.ts';
import { visibleName } from '../../core/objectKey.ts';
import { type CommandHandlers, objectScheme, viewIds } from '../../manifest.ts';
import { setting } from '../../platform/settings.ts';
import type { BucketNode } from './bucketNode.ts';
import { type BucketPorts, BucketTree } from './bucketTree.ts';

type Handled =
  | 'rolecall.addBucket'
  | 'rolecall.removeBucket'
  | 'rolecall.refreshBuckets'
  | 'rolecall.loadMore'
  | 'rolecall.openObject';

/** Bytes of an object that a preview shows. */
const previewBytes = 256 * 1024;
const rememberedKey = 'rolecall.buckets';

export interface BucketsFeaturePorts extends Omit<BucketPorts, 'addedBuckets'> {
  readonly readObjectStart: (bucket: string, key: string, maxBytes: number) => Promise<ObjectStart>;
  /** Suggested when a bucket is added: the one that the practice account lends. */
  readonly suggestedBucket: () => string | undefined;
  readonly remembered: vscode.Memento;
}

export class BucketsFeature implements vscode.Disposable {
  readonly #ports: BucketsFeaturePorts;
  readonly #tree: BucketTree;
  readonly #parts: vscode.Disposable;
  /** Texts of previews, by address; a document that is closed gives its text up. */
  readonly #previews = new Map<string, string>();

  constructor(ports: BucketsFeaturePorts) {
    this.#ports = ports;
    this.#tree = new BucketTree({ ...ports, addedBuckets: () => [...this.#own(), ...setting('rolecall.buckets')] });
    this.#parts = vscode.Disposable.from(
      this.#tree,
      vscode.window.createTreeView(viewIds.buckets, { treeDataProvider: this.#tree, showCollapseAll: true }),
      vscode.workspace.registerTextDocumentContentProvider(objectScheme, {
        provideTextDocumentContent: (uri) => this.#previews.get(uri.toString()) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#previews.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rolecall.buckets')) this.#tree.refresh();
      }),
    );
  }

  get tree(): vscode.TreeDataProvider<BucketNode> {
    return this.#tree;
  }

  get handlers(): Pick<CommandHandlers, Handled> {
    return {
      'rolecall.addBucket': (bucket) => this.#add(bucket),
      'rolecall.removeBucket': (node) => this.#remove(node as BucketNode),
      'rolecall.refreshBuckets': () => this.#tree.refresh(),
      'rolecall.loadMore': (node) => this.#tree.loadMore(node as BucketNode & { kind: 'more' }),
      'rolecall.openObject': (node) => this.#open(node as BucketNode & { kind: 'object' }),
    };
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** How many buckets are remembered, for all principals. */
  count(): number {
    return Object.values(this.#all()).flat().length;
  }

  async forget(): Promise<void> {
    await this.#ports.remembered.update(rememberedKey, undefined);
    this.#tree.refresh();
  }

  async #add(given: string | undefined): Promise<void> {
    const { t } = vscode.l10n;
    const text =
      given ??
      (await vscode.window.showInputBox({
        title: t('Add Bucket'),
        prompt: t('The name of a bucket, or s3://bucket/prefix. No one else is asked until you open it.'),
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
    const name = place.prefix === '' ? place.bucket : `${place.bucket}/${place.prefix}`;
    await this.#update([...this.#own().filter((each) => each !== name), name]);
  }

  async #remove(node: BucketNode): Promise<void> {
    if (node.kind !== 'bucket') return;
    const { bucket, prefix } = node.place;
    await this.#update(this.#own().filter((each) => each !== (prefix === '' ? bucket : `${bucket}/${prefix}`)));
  }

  async #open(node: BucketNode & { readonly kind: 'object' }): Promise<void> {
    const { t } = vscode.l10n;
    const { key, size } = node.entry;
    // Asked before the editor opens: what a document's provider throws is not shown.
    const start = await this.#ports.readObjectStart(node.bucket, key, previewBytes);
    const text = new TextDecoder('utf-8', { fatal: false }).decode(start.bytes);
    if (text.includes('\0')) {
      void vscode.window.showInformationMessage(
        t('{0} is not text ({1} bytes, {2}).', visibleName(key), size, start.contentType ?? '?'),
      );
      return;
    }
    const cut =
      start.size > start.bytes.length
        ? `\n\n${t('… only the first {0} of {1} bytes are shown.', start.bytes.length, start.size)}`
        : '';
    // Every segment is kept as it is: the whole key is one escaped segment, so that `..` and `//` mean nothing.
    const uri = vscode.Uri.from({ scheme: objectScheme, authority: node.bucket, path: `/${encodeURIComponent(key)}` });
    this.#previews.set(uri.toString(), text + cut);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
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

function bucketNameText(problem: BucketNameProblem): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'empty':
      return t('Type the name of a bucket.');
    case 'length':
      return t('A bucket name has 3 to 63 characters.');
    case 'characters':
      return t('A bucket name has lower-case letters, digits, dots and hyphens.');
    case 'ip-address':
      return t('A bucket name is no IP address.');
  }
}
