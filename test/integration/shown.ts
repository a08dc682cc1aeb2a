// What the extension under test shows: the text of its status bar item and the rows of its views. An extension's items
// and views are its own, but the extension host keeps those of all extensions together, where one of a test's is kept too.
import * as vscode from 'vscode';

/** As the extension host sends it to the window. */
interface Row {
  readonly handle: string;
  readonly label?: { readonly label: string };
  readonly description?: string | boolean;
  readonly collapsibleState?: vscode.TreeItemCollapsibleState;
}

interface View {
  getChildren(handle?: string): Promise<readonly Row[] | undefined>;
}

export class Shown {
  readonly #items: ReadonlyMap<unknown, unknown>;
  readonly #views: ReadonlyMap<unknown, unknown>;
  readonly #own: readonly { dispose(): void }[];

  constructor() {
    const nothing = { getChildren: () => [], getTreeItem: () => new vscode.TreeItem('') };
    const id = 'rolecall-tests.view';
    const [view, views] = keptIn(
      (_key, value) => isView(value),
      () => vscode.window.createTreeView(id, { treeDataProvider: nothing }),
    );
    const [item, items] = keptIn(
      (_key, value) => isItem(value) && value.id.endsWith(id),
      () => vscode.window.createStatusBarItem(id),
    );
    this.#views = views;
    this.#items = items;
    this.#own = [view, item];
  }

  dispose(): void {
    for (const each of this.#own) each.dispose();
  }

  statusBar(id: string): string {
    const found = [...this.#items.values()].filter(isItem).find((item) => item.id === id);
    if (!found) throw new Error(`no item ${id} in the status bar`);
    return found.text;
  }

  /** Some come a little after the activation. */
  hasView(id: string): boolean {
    return isView(this.#views.get(id));
  }

  /** A line for each row, as in `→ S3Full | ended · current`, and, indented, for those below one that is open. */
  async view(id: string): Promise<readonly string[]> {
    const view = this.#views.get(id);
    if (!isView(view)) throw new Error(`no view ${id}`);
    return rowsBelow(view, undefined, '');
  }
}

async function rowsBelow(view: View, handle: string | undefined, indent: string): Promise<readonly string[]> {
  const rows = (await view.getChildren(handle)) ?? [];
  const lines = await Promise.all(
    rows.map(async (row) => {
      const text = [row.label?.label, row.description].filter(Boolean).join(' | ');
      const isOpen = row.collapsibleState === vscode.TreeItemCollapsibleState.Expanded;
      return [`${indent}${text}`, ...(isOpen ? await rowsBelow(view, row.handle, `${indent}  `) : [])];
    }),
  );
  return lines.flat();
}

/** What `make` makes, and the map in which the extension host keeps it. */
function keptIn<T>(isIt: (key: unknown, value: unknown) => boolean, make: () => T): [T, Map<unknown, unknown>] {
  const { set } = Map.prototype;
  let found: Map<unknown, unknown> | undefined;
  Map.prototype.set = function (key: unknown, value: unknown) {
    if (isIt(key, value)) found = this;
    return set.call(this, key, value);
  };
  try {
    const made = make();
    if (!found) throw new Error('VS Code keeps it elsewhere');
    return [made, found];
  } finally {
    Map.prototype.set = set;
  }
}

function isView(value: unknown): value is View {
  return typeof (value as Partial<View> | null)?.getChildren === 'function' && !(value instanceof vscode.TreeItem);
}

function isItem(value: unknown): value is { readonly id: string; readonly text: string } {
  const { id, text } = (value ?? {}) as { readonly id?: unknown; readonly text?: unknown };
  return typeof id === 'string' && typeof text === 'string';
}
