// What is made at its first use, and then kept. Keeps activation small.
import * as vscode from 'vscode';
import type { CommandHandlers, CommandId } from '../manifest.ts';

/** A failure is not kept: the next use tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** Handlers of a feature that is loaded when the first of its commands runs. */
export function lazyHandlers<Id extends CommandId>(
  feature: () => Promise<{ readonly handlers: Pick<CommandHandlers, Id> }>,
  ids: readonly Id[],
): Pick<CommandHandlers, Id> {
  const handlers = ids.map((id) => [
    id,
    async (...args: unknown[]) => ((await feature()).handlers[id] as (...args: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(handlers);
}

/** A tree whose provider is loaded when its view is first seen. Lives as long as the extension. */
export function lazyTree<Node>(load: () => Promise<vscode.TreeDataProvider<Node>>): vscode.TreeDataProvider<Node> {
  const changed = new vscode.EventEmitter<Node | Node[] | undefined | null>();
  const provider = lazy(async () => {
    const made = await load();
    made.onDidChangeTreeData?.((node) => changed.fire(node ?? undefined));
    return made;
  });
  return {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await provider()).getChildren(node),
    getTreeItem: async (node) => (await provider()).getTreeItem(node),
    resolveTreeItem: async (item, node, token) => (await provider()).resolveTreeItem?.(item, node, token) ?? item,
  };
}

const lateMethods = [
  'stat',
  'readDirectory',
  'createDirectory',
  'readFile',
  'writeFile',
  'delete',
  'rename',
  'copy',
] as const;

/** A file system whose provider is loaded when something of it is first looked at. Lives as long as the extension. */
export function lazyFileSystem(load: () => Promise<vscode.FileSystemProvider>): vscode.FileSystemProvider {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const provider = lazy(async () => {
    const made = await load();
    made.onDidChangeFile((changes) => changed.fire(changes));
    return made;
  });
  const late = (name: (typeof lateMethods)[number]) => [
    name,
    async (...args: unknown[]) => {
      const files = await provider();
      return (files[name] as (...args: unknown[]) => unknown).apply(files, args);
    },
  ];
  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    ...Object.fromEntries(lateMethods.map(late)),
  };
}
