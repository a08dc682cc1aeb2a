// What of a folder was loaded, page by page: what of it is shown, and what is folded away into ranges.
import type { BucketEntry, FolderPage } from '../../core/bucketListing.ts';
import { type EntryOrder, inOrder } from '../../core/entryOrder.ts';
import { type BucketNode, type FolderNode, placeOf, type RangeNode } from './bucketNode.ts';

interface Page {
  /** What it was asked for with; absent for the first one. */
  readonly token?: string;
  readonly nodes: readonly BucketNode[];
}

export interface LoadedFolder {
  /** Pages that are folded away. */
  readonly ranges: readonly RangeNode[];
  /** Pages whose entries stand in the folder itself. */
  readonly pages: readonly Page[];
  readonly next: string | undefined;
}

/**
 * VS Code sends all children of a folder again whenever one is added: more than this are folded away. With 5,000 the
 * extension host does nothing else for more than 100 ms.
 */
const mostChildren = 3000;

export function withPage(
  parent: FolderNode,
  { ranges, pages }: LoadedFolder,
  page: FolderPage,
  token?: string,
): LoadedFolder {
  const added: Page = { ...(token !== undefined && { token }), nodes: nodesOf(parent, page) };
  const isFull = countOf(pages) + added.nodes.length > mostChildren;
  return {
    ranges: isFull ? [...ranges, ...pages.flatMap((each) => rangeOf(parent, each))] : ranges,
    pages: isFull ? [added] : [...pages, added],
    next: page.next,
  };
}

function rangeOf(parent: FolderNode, { token, nodes }: Page): RangeNode[] {
  const [first, last] = [keyOf(nodes[0]), keyOf(nodes.at(-1))];
  if (first === undefined || last === undefined) return [];
  return [{ kind: 'range', parent, ...(token !== undefined && { token }), first, last, count: nodes.length }];
}

function keyOf(node: BucketNode | undefined): string | undefined {
  if (node?.kind === 'object') return node.entry.key;
  return node?.kind === 'folder' ? node.prefix : undefined;
}

export function nodesOf(parent: FolderNode, page: FolderPage): BucketNode[] {
  const { bucket, prefix } = placeOf(parent);
  return page.entries.map((entry) =>
    entry.kind === 'folder'
      ? { kind: 'folder', bucket, prefix: entry.key, below: prefix }
      : { kind: 'object', bucket, below: prefix, entry },
  );
}

export function entryOf(node: BucketNode): BucketEntry | undefined {
  return node.kind === 'object' ? node.entry : undefined;
}

function countOf(entries: readonly Page[]): number {
  return entries.reduce((sum, { nodes }) => sum + nodes.length, 0);
}

export function shown(parent: FolderNode, { ranges, pages, next }: LoadedFolder, order: EntryOrder): BucketNode[] {
  const entries = pages.flatMap((page) => page.nodes);
  const nodes = [...ranges, ...inOrder(entries, order, entryOf)];
  if (next === undefined) return nodes;
  const loaded = ranges.reduce((sum, { count }) => sum + count, countOf(pages));
  return [...nodes, { kind: 'more', parent, loaded }];
}
