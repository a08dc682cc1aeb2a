// Going through all of a bucket or folder: finding objects, and summing up sizes. A chunk of its own, loaded at first use.
import * as vscode from 'vscode';
import type { BucketPlace } from '../../core/bucket.ts';
import type { BucketEntry } from '../../core/bucketListing.ts';
import { FolderSums, type Sum, sizeText } from '../../core/folderSums.ts';
import { keyTest } from '../../core/keySearch.ts';
import { nameBelow, visibleName } from '../../core/objectKey.ts';
import type { CommandHandlers } from '../../manifest.ts';
import { objectsText } from '../../platform/countTexts.ts';
import type { BucketNode, FolderNode } from './bucketNode.ts';

export interface BucketSearchPorts {
  /** Every object below the place, pages in any order. Ends when the signal does. */
  readonly listAll: (place: BucketPlace, signal: AbortSignal) => AsyncIterable<readonly BucketEntry[]>;
}

interface FoundItem extends vscode.QuickPickItem {
  readonly node: BucketNode;
}

/** A quick pick with more items is slow to show and to filter. */
const maxFound = 2_000;
/** Milliseconds between two showings of what was found: each sends all of it. */
const showEveryMs = 250;

export class BucketSearch {
  readonly #ports: BucketSearchPorts;

  constructor(ports: BucketSearchPorts) {
    this.#ports = ports;
  }

  get handlers(): Pick<CommandHandlers, 'rolecall.findObjects' | 'rolecall.measureFolder'> {
    return {
      'rolecall.findObjects': (node, pattern) => this.#find(placeOf(node as FolderNode), pattern),
      'rolecall.measureFolder': (node) => this.#measure(placeOf(node as FolderNode)),
    };
  }

  async #find(place: BucketPlace, given: string | undefined): Promise<void> {
    const { t } = vscode.l10n;
    const pattern =
      given ??
      (await vscode.window.showInputBox({
        title: t('Find in {0}', placeText(place)),
        prompt: t('A part of the key, or a glob: *.csv, 2025/**/report-?.json'),
      }));
    if (!pattern) return;
    const stop = new AbortController();
    const pick = vscode.window.createQuickPick<FoundItem>();
    pick.matchOnDescription = true;
    pick.busy = true;
    const closed = new Promise<void>((resolve) => pick.onDidHide(resolve));
    pick.onDidHide(() => stop.abort());
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      pick.hide();
      if (chosen) void vscode.commands.executeCommand('rolecall.openObject', chosen.node);
    });
    pick.show();
    try {
      await this.#showFound(pick, place, pattern, stop.signal);
      await closed;
    } finally {
      stop.abort();
      pick.dispose();
    }
  }

  async #showFound(
    pick: vscode.QuickPick<FoundItem>,
    place: BucketPlace,
    pattern: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { t } = vscode.l10n;
    const isMeant = keyTest(pattern);
    const found: FoundItem[] = [];
    let [matching, seen, shownAt] = [0, 0, 0];
    const show = () => {
      shownAt = Date.now();
      pick.items = [...found];
      pick.title =
        matching > found.length
          ? t('"{0}" matches {1} of {2}, the first {3} are shown', pattern, matching, objectsText(seen), found.length)
          : t('"{0}" matches {1} of {2}', pattern, matching, objectsText(seen));
    };
    show();
    for await (const page of this.#ports.listAll(place, signal)) {
      for (const entry of page) {
        seen++;
        if (entry.kind === 'folder' || !isMeant(nameBelow(place.prefix, entry.key))) continue;
        matching++;
        if (found.length < maxFound) found.push(foundItem(place, entry));
      }
      if (Date.now() - shownAt >= showEveryMs) show();
    }
    show();
    pick.busy = false;
  }

  async #measure(place: BucketPlace): Promise<void> {
    const { t } = vscode.l10n;
    const sums = new FolderSums(place.prefix);
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: t('Measuring {0}', placeText(place)),
        cancellable: true,
      },
      async (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        let toldAt = 0;
        for await (const page of this.#ports.listAll(place, stop.signal)) {
          sums.add(page);
          if (Date.now() - toldAt < showEveryMs) continue;
          toldAt = Date.now();
          progress.report({ message: sumText(sums.total) });
        }
      },
    );
    await vscode.window.showQuickPick(
      sums.children().map((child) => ({
        label: child.name === '' ? t('directly here') : visibleName(child.name),
        description: sumText(child),
      })),
      { title: `${placeText(place)}: ${sumText(sums.total)}`, matchOnDescription: true },
    );
  }
}

function foundItem(place: BucketPlace, entry: BucketEntry & { readonly kind: 'object' }): FoundItem {
  return {
    label: visibleName(nameBelow(place.prefix, entry.key)),
    description: sizeText(entry.size),
    node: { kind: 'object', bucket: place.bucket, below: place.prefix, entry },
  };
}

function sumText({ objects, size }: Sum): string {
  return vscode.l10n.t('{0}, {1}', objectsText(objects), sizeText(size));
}

function placeText({ bucket, prefix }: BucketPlace): string {
  return `s3://${bucket}/${prefix === '' ? '' : visibleName(prefix)}`;
}

function placeOf(node: FolderNode): BucketPlace {
  return node.kind === 'bucket' ? node.place : { bucket: node.bucket, prefix: node.prefix };
}
