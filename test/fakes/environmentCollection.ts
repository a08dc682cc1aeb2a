// VS Code's environment variable collection, with a record of what was done to it, in order.
import type * as vscode from 'vscode';

export class FakeCollection implements vscode.GlobalEnvironmentVariableCollection {
  readonly acts: string[] = [];
  readonly #variables = new Map<string, vscode.EnvironmentVariableMutator>();
  readonly #scoped = new Map<string, FakeCollection>();
  // As VS Code has it.
  #persistent = true;
  #description: string | vscode.MarkdownString | undefined;

  get persistent(): boolean {
    return this.#persistent;
  }
  set persistent(value: boolean) {
    this.#persistent = value;
    this.acts.push(`persistent = ${value}`);
  }

  get description(): string | vscode.MarkdownString | undefined {
    return this.#description;
  }
  set description(value: string | vscode.MarkdownString | undefined) {
    this.#description = value;
    this.acts.push(`description = ${value}`);
  }

  values(): Record<string, string> {
    return Object.fromEntries([...this.#variables].map(([name, { value }]) => [name, value]));
  }

  replace(name: string, value: string, options: vscode.EnvironmentVariableMutatorOptions = {}): void {
    this.#change('replace', 1, name, value, options);
  }
  append(name: string, value: string, options: vscode.EnvironmentVariableMutatorOptions = {}): void {
    this.#change('append', 2, name, value, options);
  }
  prepend(name: string, value: string, options: vscode.EnvironmentVariableMutatorOptions = {}): void {
    this.#change('prepend', 3, name, value, options);
  }

  get(name: string): vscode.EnvironmentVariableMutator | undefined {
    return this.#variables.get(name);
  }

  delete(name: string): void {
    this.#variables.delete(name);
    this.acts.push(`delete ${name}`);
  }

  clear(): void {
    this.#variables.clear();
    this.acts.push('clear');
  }

  forEach(
    callback: (
      name: string,
      mutator: vscode.EnvironmentVariableMutator,
      collection: vscode.EnvironmentVariableCollection,
    ) => unknown,
  ): void {
    for (const [name, mutator] of this.#variables) callback(name, mutator, this);
  }

  [Symbol.iterator](): IterableIterator<[string, vscode.EnvironmentVariableMutator]> {
    return this.#variables[Symbol.iterator]();
  }

  getScoped({ workspaceFolder }: vscode.EnvironmentVariableScope): FakeCollection {
    const name = workspaceFolder?.uri.toString() ?? '';
    const scoped = this.#scoped.get(name) ?? new FakeCollection();
    this.#scoped.set(name, scoped);
    return scoped;
  }

  #change(
    act: string,
    type: vscode.EnvironmentVariableMutatorType,
    name: string,
    value: string,
    options: vscode.EnvironmentVariableMutatorOptions,
  ): void {
    this.#variables.set(name, { type, value, options });
    this.acts.push(`${act} ${name}`);
  }
}
