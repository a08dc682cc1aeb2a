// The view of the open terminals: who each of them is. Above them, folders whose new terminals are somebody else.
import * as vscode from 'vscode';
import { principalText } from '../../core/identity.ts';
import type { FolderInForce } from '../../session/inForce.ts';
import type { Watched } from '../../session/observable.ts';
import type { OpenTerminal } from './openTerminals.ts';
import { shadowedLook } from './standingTexts.ts';

type Node = OpenTerminal | FolderInForce;

export class TerminalTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #terminals: Watched<readonly OpenTerminal[]>;
  readonly #folders: Watched<readonly FolderInForce[]>;
  readonly #isOver: (inForce: FolderInForce['inForce']) => boolean;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #watching: vscode.Disposable;

  constructor(
    terminals: Watched<readonly OpenTerminal[]>,
    folders: Watched<readonly FolderInForce[]>,
    isOver: (inForce: FolderInForce['inForce']) => boolean,
  ) {
    this.#terminals = terminals;
    this.#folders = folders;
    this.#isOver = isOver;
    const changed = () => this.#changed.fire(undefined);
    this.#watching = vscode.Disposable.from(terminals.subscribe(changed), folders.subscribe(changed));
  }

  dispose(): void {
    this.#watching.dispose();
    this.#changed.dispose();
  }

  getChildren(node?: Node): Node[] {
    return node ? [] : [...this.#folders.value, ...this.#terminals.value];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'terminal' in node ? terminalItem(node) : folderItem(node, this.#isOver(node.inForce));
  }
}

function terminalItem({ terminal, standing, canReopen, shadows }: OpenTerminal): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { icon, color, label, sentence } = shadowedLook(standing, shadows);
  const item = new vscode.TreeItem(terminal.name);
  item.description = label;
  item.tooltip = sentence;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = canReopen ? 'terminal.known' : 'terminal';
  item.accessibilityInformation = { label: t('terminal {0}: {1}', terminal.name, label) };
  item.command = { command: 'rolecall.explainTerminal', title: t('What Is in Force Here?'), arguments: [terminal] };
  return item;
}

function folderItem({ name, inForce }: FolderInForce, isOver: boolean): vscode.TreeItem {
  const { t } = vscode.l10n;
  const principal = principalText(inForce.identity);
  const who = isOver ? t('{0} (expired)', principal) : principal;
  const item = new vscode.TreeItem(t('New terminals in {0}', name));
  item.description = who;
  item.tooltip = t('New terminals in the folder "{0}" are {1}.', name, who);
  item.iconPath = isOver
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon('root-folder', new vscode.ThemeColor('charts.blue'));
  item.contextValue = 'folder';
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}
