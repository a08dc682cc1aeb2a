// Decorations on terminal tabs. The tabs' addresses are VS Code's own business: where they stop being what is expected here,
// there is no decoration, and never a wrong one.
import * as vscode from 'vscode';
import type { Watched } from '../../session/observable.ts';
import type { OpenTerminal } from './openTerminals.ts';
import { shadowedLook } from './standingTexts.ts';

/** Tabs are asked for one by one, and told apart together. */
const gatherMs = 50;

export class TabDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #terminals: Watched<readonly OpenTerminal[]>;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #watching: vscode.Disposable;
  /** The addresses of tabs, by the number in them, which counts the window's terminals in the order of their making. */
  readonly #tabs = new Map<number, vscode.Uri>();
  readonly #numbers = new WeakMap<vscode.Terminal, number>();
  /** Those of closed terminals, which no other gets: VS Code may still ask for a tab that is gone. */
  readonly #gone = new Set<number>();

  constructor(terminals: Watched<readonly OpenTerminal[]>) {
    this.#terminals = terminals;
    this.#watching = vscode.Disposable.from(
      this.#changed,
      terminals.subscribe(() => this.#changed.fire([...this.#tabs.values()])),
      vscode.window.onDidCloseTerminal((terminal) => this.#closed(this.#numbers.get(terminal))),
      vscode.window.registerFileDecorationProvider(this),
    );
  }

  dispose(): void {
    this.#watching.dispose();
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    const number = uri.scheme === 'vscode-terminal' ? Number(uri.path.split('/').at(-1)) : Number.NaN;
    if (!Number.isInteger(number) || this.#gone.has(number)) return undefined;
    this.#tabs.set(number, uri);
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    this.#tellApart();
    const found = this.#terminals.value.find(({ terminal }) => this.#numbers.get(terminal) === number);
    if (!found) return undefined;
    const { badge, color, sentence } = shadowedLook(found.standing, found.shadows);
    return badge === undefined
      ? undefined
      : new vscode.FileDecoration(badge, sentence, color === undefined ? undefined : new vscode.ThemeColor(color));
  }

  #closed(number: number | undefined): void {
    if (number === undefined) return;
    this.#gone.add(number);
    this.#tabs.delete(number);
  }

  /** Terminals stand in the order of their numbers, once there is a tab for each of them. */
  #tellApart(): void {
    const taken = new Set(vscode.window.terminals.map((terminal) => this.#numbers.get(terminal)));
    const unknown = vscode.window.terminals.filter((terminal) => !this.#numbers.has(terminal));
    const numbers = [...this.#tabs.keys()].filter((number) => !taken.has(number)).sort((one, other) => one - other);
    if (numbers.length !== unknown.length) return;
    for (const [index, terminal] of unknown.entries()) this.#numbers.set(terminal, numbers[index] as number);
  }
}
