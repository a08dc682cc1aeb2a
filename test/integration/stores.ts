// What all extensions keep in VS Code, as it comes by: SecretStorage, and the state for all windows and for this workspace.
// The extension under test gives its own away to nobody, but stores of one kind are made alike.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

type Method = (this: unknown, ...args: unknown[]) => unknown;

export class Stores {
  /** What was put into SecretStorage since. */
  readonly secrets: string[] = [];
  readonly #mementos = new Set<vscode.Memento>();
  readonly #observer: vscode.ExtensionContext;
  readonly #undo: (() => void)[] = [];

  private constructor(observer: vscode.ExtensionContext) {
    this.#observer = observer;
    const { secrets, workspaceState } = observer;
    this.#listen(Object.getPrototypeOf(secrets), 'store', (_store, [, value]) => this.secrets.push(String(value)));
    for (const name of ['get', 'update', 'keys']) {
      this.#listen(Object.getPrototypeOf(workspaceState), name, (memento) =>
        this.#mementos.add(memento as vscode.Memento),
      );
    }
  }

  static async observe(): Promise<Stores> {
    const observer = vscode.extensions.getExtension<vscode.ExtensionContext>('rolecall-tests.observer');
    if (!observer) throw new Error('the observer is not installed');
    return new Stores(await observer.activate());
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
  }

  /** For what is planted. */
  get ownState(): vscode.Memento {
    return this.#observer.globalState;
  }

  /** The names of what the extension under test keeps there. */
  stateKeys(): string[] {
    return [...this.#mementos].flatMap((memento) => memento.keys()).filter((key) => key.startsWith('rolecall.'));
  }

  /** The folders that VS Code gives the extension under test. */
  folders(): string[] {
    const { globalStorageUri, storageUri, logUri } = this.#observer;
    return [globalStorageUri, storageUri, logUri].flatMap((uri) =>
      uri ? [path.join(path.dirname(uri.fsPath), 'rolecall.rolecall')] : [],
    );
  }

  /** Where `text` is found outside of SecretStorage. */
  placesWith(text: string): string[] {
    const states = [...this.#mementos].flatMap((memento) =>
      memento.keys().map((key) => ({ place: `state ${key}`, text: JSON.stringify(memento.get(key)) ?? '' })),
    );
    const settings = { place: 'settings', text: JSON.stringify(vscode.workspace.getConfiguration()) };
    const files = this.folders().flatMap((folder) =>
      filesIn(folder).map((file) => ({ place: file, text: readFileSync(file, 'latin1') })),
    );
    return [...states, settings, ...files].filter((each) => each.text.includes(text)).map(({ place }) => place);
  }

  #listen(prototype: Record<string, Method>, name: string, heard: (self: unknown, args: unknown[]) => void): void {
    const method = prototype[name];
    if (!method) throw new Error(`VS Code's store has no ${name}`);
    prototype[name] = function (...args) {
      heard(this, args);
      return method.apply(this, args);
    };
    this.#undo.push(() => {
      prototype[name] = method;
    });
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
