// What S3 knows of an object, as a text to read; and its versions: to open, to compare, to bring back.
import * as vscode from 'vscode';
import { failureOf } from '../../core/failure.ts';
import { sizeText } from '../../core/folderSums.ts';
import { visibleName } from '../../core/objectKey.ts';
import { pathOfKey } from '../../core/objectPath.ts';
import type { AskHow, ObjectFacts, ObjectPlace, ObjectStore } from '../../core/objectStore.ts';
import { nameOf, type ObjectTarget, s3Uri, type Target } from '../../core/objectTarget.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { bytesText } from '../../platform/countTexts.ts';
import { withCancelWhenSlow } from '../../platform/progress.ts';

export interface ObjectPropertiesPorts {
  readonly store: Pick<ObjectStore, 'head' | 'tags'>;
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
}

const propertiesScheme = 'rolecall-properties';

export class ObjectProperties implements vscode.Disposable {
  readonly #ports: ObjectPropertiesPorts;
  readonly #texts = new Map<string, string>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #parts: vscode.Disposable;

  constructor(ports: ObjectPropertiesPorts) {
    this.#ports = ports;
    this.#parts = vscode.Disposable.from(
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(propertiesScheme, {
        onDidChange: this.#changes.event,
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#texts.delete(uri.toString())),
    );
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.showProperties'> {
    return { 'rolecall.showProperties': (node) => this.#show(node) };
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #show(node: unknown): Promise<void> {
    const [target] = this.#ports.targets(node, undefined);
    if (target?.kind !== 'object') return;
    const title = vscode.l10n.t('Reading the properties of {0}', visibleName(nameOf(target)));
    const text = await withCancelWhenSlow(title, (signal) => this.#describe(target, { signal }));
    const uri = vscode.Uri.from({
      scheme: propertiesScheme,
      authority: 'object',
      path: `${pathOfKey(`${target.bucket}/${target.key}`)}.properties`,
    });
    this.#texts.set(uri.toString(), text);
    this.#changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'yaml'), {
      preview: true,
    });
  }

  async #describe(target: ObjectTarget, how: AskHow): Promise<string> {
    const { t } = vscode.l10n;
    const place: ObjectPlace = { bucket: target.bucket, key: target.key };
    const [facts, tags] = await Promise.all([
      this.#ports.store.head(place, how),
      this.#ports.store.tags(place, how).catch((error: unknown) => {
        if (failureOf(error)) return undefined;
        throw error;
      }),
    ]);
    return [
      `# ${visibleName(s3Uri(target))}`,
      '',
      ...factLines(facts),
      '',
      ...section(t('Metadata'), facts.metadata ?? {}),
      '',
      ...(tags ? section(t('Tags'), tags) : [`${t('Tags')}: ${t('unknown: this role may not read them')}`]),
      '',
    ].join('\n');
  }
}

function factLines(facts: ObjectFacts): readonly string[] {
  const { t } = vscode.l10n;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('Size'), bytesText(facts.size) + (facts.size < 1024 ? '' : ` (${sizeText(facts.size)})`)],
    [t('Last modified'), new Date(facts.lastModified).toISOString()],
    ['ETag', facts.etag],
    [t('Version'), facts.versionId],
    // S3 leaves the usual one out.
    [t('Storage class'), facts.storageClass ?? 'STANDARD'],
    [t('Restore'), facts.restore],
    [t('Encryption'), [facts.encryption, facts.kmsKeyId].filter(Boolean).join(' ') || undefined],
    ['Content-Type', facts.contentType],
    ['Cache-Control', facts.cacheControl],
    ['Content-Disposition', facts.contentDisposition],
    ['Content-Encoding', facts.contentEncoding],
    ['Content-Language', facts.contentLanguage],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${visibleName(value)}`]));
}

function section(title: string, values: Readonly<Record<string, string>>): readonly string[] {
  const rows = Object.entries(values);
  if (rows.length === 0) return [`${title}: ${vscode.l10n.t('none')}`];
  return [`${title}:`, ...rows.map(([name, value]) => `  ${visibleName(name)}: ${visibleName(value)}`)];
}
