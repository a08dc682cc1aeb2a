// Objects as a file system of VS Code: ObjectFiles, with VS Code's types, errors and events.
import * as vscode from 'vscode';
import { failureOf } from '../../core/failure.ts';
import type { FileStat, ObjectFiles } from './objectFiles.ts';
import { placeOfUri } from './objectUri.ts';

export interface ObjectFileSystemPorts {
  readonly files: ObjectFiles;
  /** Resolves when it is known who is current: right after a start it is not. */
  readonly settled: () => Promise<void>;
  /** Tells a person why a document does not open: an editor says no more than that it does not. */
  readonly tell: (error: unknown) => void;
  readonly changed: (uris: readonly vscode.Uri[]) => void;
}

export class ObjectFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #ports: ObjectFileSystemPorts;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;

  constructor(ports: ObjectFileSystemPorts) {
    this.#ports = ports;
  }

  dispose(): void {
    this.#changes.dispose();
  }

  /** S3 tells nobody of changes. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#run(uri, async (files) => statOf(await files.stat(placeOfUri(uri))));
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#run(uri, async (files) =>
      (await files.readFolder(placeOfUri(uri))).map(([name, kind]) => [name, typeOf(kind)]),
    );
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#run(uri, (files) =>
      files.read(placeOfUri(uri)).catch((error: unknown) => {
        // Of an object that is gone an editor says so itself: also one that is still open when it is deleted.
        if (failureOf(error)?.code !== 'object-missing') this.#ports.tell(error);
        throw error;
      }),
    );
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await this.#run(uri, (files) => files.write(placeOfUri(uri), content));
    this.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.#run(uri, (files) => files.createFolder(placeOfUri(uri)));
    this.fire([{ type: vscode.FileChangeType.Created, uri }]);
  }

  async delete(uri: vscode.Uri): Promise<void> {
    await this.#run(uri, (files) => files.remove(placeOfUri(uri)));
    this.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  async rename(from: vscode.Uri, to: vscode.Uri, how: { readonly overwrite: boolean }): Promise<void> {
    await this.#run(from, (files) => files.copy(placeOfUri(from), placeOfUri(to), how, true));
    this.fire([
      { type: vscode.FileChangeType.Deleted, uri: from },
      { type: vscode.FileChangeType.Created, uri: to },
    ]);
  }

  async copy(from: vscode.Uri, to: vscode.Uri, how: { readonly overwrite: boolean }): Promise<void> {
    await this.#run(from, (files) => files.copy(placeOfUri(from), placeOfUri(to), how, false));
    this.fire([{ type: vscode.FileChangeType.Created, uri: to }]);
  }

  fire(changes: vscode.FileChangeEvent[]): void {
    this.#changes.fire(changes);
    this.#ports.changed(changes.map(({ uri }) => uri));
  }

  async #run<T>(uri: vscode.Uri, work: (files: ObjectFiles) => Promise<T>): Promise<T> {
    await this.#ports.settled();
    try {
      return await work(this.#ports.files);
    } catch (error) {
      throw await fileSystemError(error, uri);
    }
  }
}

function statOf(stat: FileStat): vscode.FileStat {
  if (stat.kind === 'folder') return { type: typeOf('folder'), ctime: 0, mtime: 0, size: 0 };
  const { mtime, size, isReadonly } = stat;
  const permissions = isReadonly ? { permissions: vscode.FilePermission.Readonly } : {};
  return { type: typeOf('file'), ctime: 0, mtime, size, ...permissions };
}

function typeOf(kind: FileStat['kind']): vscode.FileType {
  return kind === 'folder' ? vscode.FileType.Directory : vscode.FileType.File;
}

/** VS Code knows these by their codes; the sentence is what a person reads when a document is not saved. */
async function fileSystemError(error: unknown, uri: vscode.Uri): Promise<unknown> {
  const failure = failureOf(error);
  if (!failure) return error;
  if (failure.code === 'object-missing' || failure.code === 'bucket-missing') {
    return vscode.FileSystemError.FileNotFound(uri);
  }
  const { failureSentence } = await import('../../platform/messages.ts');
  const sentence = failureSentence(failure);
  switch (failure.code) {
    case 'denied':
    case 'identity-changed':
      return vscode.FileSystemError.NoPermissions(sentence);
    case 'object-exists':
      return vscode.FileSystemError.FileExists(sentence);
    default:
      return vscode.FileSystemError.Unavailable(sentence);
  }
}
