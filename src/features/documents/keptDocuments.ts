// What open documents were made of, kept with the workspace: unsaved changes outlive a reload, and with them what they
// were made on has to.
import type * as vscode from 'vscode';
import type { Opened, OpenedObjectsPorts } from './openedObjects.ts';

const rememberedKey = 'rolecall.documents';
/** The oldest are dropped: a window that ended badly closed none. */
const maxKept = 200;

export function keptDocuments(
  remembered: vscode.Memento,
): OpenedObjectsPorts['kept'] & { readonly forget: () => Promise<void> } {
  const all = () => remembered.get<Readonly<Record<string, Opened>>>(rememberedKey, {});
  return {
    get: (id) => all()[id],
    set: (id, opened) => {
      const { [id]: before, ...others } = all();
      if (opened === undefined && before === undefined) return;
      const entries = [...Object.entries(others), ...(opened ? [[id, opened] as const] : [])];
      void remembered.update(rememberedKey, Object.fromEntries(entries.slice(-maxKept)));
    },
    forget: async () => remembered.update(rememberedKey, undefined),
  };
}
