// The variables that VS Code gives new terminals: the same everywhere, or each folder's own.
import * as vscode from 'vscode';
import type { Environment } from '../../core/environment.ts';

export interface GivenVariables {
  readonly environment: Environment;
  /** What VS Code shows beside them. */
  readonly description?: string;
}

const nothing: GivenVariables = { environment: {} };

/** Lives as long as the window: so do the variables. */
export class NewTerminals implements vscode.Disposable {
  readonly #collection: vscode.GlobalEnvironmentVariableCollection;
  readonly #watching: vscode.Disposable;
  #everywhere = nothing;
  /** By the folder's URI. */
  readonly #own = new Map<string, GivenVariables>();

  constructor(collection: vscode.GlobalEnvironmentVariableCollection) {
    this.#collection = collection;
    // Before any write: persistence is on by default and keeps values on disk in plain text.
    collection.persistent = false;
    collection.clear();
    this.#watching = vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => this.#moved(removed));
  }

  dispose(): void {
    this.#watching.dispose();
  }

  setEverywhere(given: GivenVariables): void {
    this.#everywhere = given;
    this.#write();
  }

  /** @param given undefined: the folder gets what there is everywhere */
  setFor(folder: vscode.Uri, given: GivenVariables | undefined): void {
    if (given) this.#own.set(folder.toString(), given);
    else this.#own.delete(folder.toString());
    this.#write();
  }

  clear(): void {
    this.#everywhere = nothing;
    this.#own.clear();
    this.#write();
  }

  /** What a new terminal of the folder gets. */
  environment(folder?: vscode.WorkspaceFolder): Environment {
    const own = folder && this.#own.get(folder.uri.toString());
    return (own ?? this.#everywhere).environment;
  }

  /** The variables that any new terminal gets. */
  names(): readonly string[] {
    return [this.#everywhere, ...this.#own.values()].flatMap(({ environment }) => Object.keys(environment));
  }

  /**
   * Once a folder has variables of its own, every folder is given its whole set: VS Code would mix those of a folder with
   * those of all, and no variable can be taken away.
   */
  #write(): void {
    const isDivided = this.#own.size > 0;
    writeTo(this.#collection, isDivided ? nothing : this.#everywhere);
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const own = this.#own.get(folder.uri.toString()) ?? this.#everywhere;
      writeTo(this.#collection.getScoped({ workspaceFolder: folder }), isDivided ? own : nothing);
    }
  }

  /** VS Code knows folders by their place in the list, and learns of another place only with the variables. */
  #moved(removed: readonly vscode.WorkspaceFolder[]): void {
    for (const { uri } of removed) this.#own.delete(uri.toString());
    for (const workspaceFolder of [...removed, ...(vscode.workspace.workspaceFolders ?? [])]) {
      writeTo(this.#collection.getScoped({ workspaceFolder }), nothing);
    }
    this.#write();
  }
}

/** Writes only what differs: every write raises the warning sign on open terminals. */
function writeTo(collection: vscode.EnvironmentVariableCollection, { environment, description }: GivenVariables): void {
  const before = new Map([...collection].map(([name, { value }]) => [name, value]));
  for (const name of before.keys()) {
    if (!(name in environment)) collection.delete(name);
  }
  for (const [name, value] of Object.entries(environment)) {
    // Also behind the shell's start-up files, which may set the same; a backslash would not come through that.
    const applyAtShellIntegration = !value.includes('\\');
    if (before.get(name) !== value) {
      collection.replace(name, value, { applyAtProcessCreation: true, applyAtShellIntegration });
    }
  }
  if (collection.description !== description) collection.description = description;
}
