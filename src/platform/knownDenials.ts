// A command that is known to be denied says so before it asks anything. Whoever knows better can try all the same.
import * as vscode from 'vscode';
import type { Ability, Mark } from '../core/bucketCapabilities.ts';
import type { Target } from '../core/objectTarget.ts';
import type { CommandHandlers, CommandId } from '../manifest.ts';
import { showWarning } from './notices.ts';

/** What the commands of the bucket tree need. Their `enablement` in package.json says the same. */
export const needed = {
  'rolecall.openObject': ['read'],
  'rolecall.downloadObjects': ['read'],
  'rolecall.showProperties': ['read'],
  'rolecall.copyPresignedLink': ['read'],
  'rolecall.showVersions': ['versions'],
  'rolecall.uploadFiles': ['write'],
  'rolecall.uploadFolder': ['write'],
  'rolecall.newFolder': ['write'],
  'rolecall.renameObject': ['read', 'write', 'delete'],
  'rolecall.copyObjectsTo': ['read'],
  'rolecall.deleteObjects': ['delete'],
  'rolecall.findObjects': ['list'],
  'rolecall.measureFolder': ['list'],
} as const satisfies Partial<Record<CommandId, readonly Ability[]>>;

export interface KnownDenialPorts {
  readonly targets: (node: unknown, nodes: unknown) => readonly Target[];
  readonly mark: (ability: Ability, target: Target) => Mark;
}

/** The handlers, each behind what is known of what it needs. */
export function withKnownDenials<Handlers extends Partial<CommandHandlers>>(
  handlers: Handlers,
  { targets, mark }: KnownDenialPorts,
): Handlers {
  const guarded = Object.entries(handlers).map(([id, handler]) => {
    const wanted: readonly Ability[] = id in needed ? needed[id as keyof typeof needed] : [];
    if (wanted.length === 0) return [id, handler];
    return [
      id,
      async (...args: unknown[]) => {
        // Only one command takes something else as its second argument, and that is no list.
        const [node, nodes] = [args[0], Array.isArray(args[1]) ? args[1] : undefined];
        const marks = targets(node, nodes).flatMap((target) => wanted.map((ability) => mark(ability, target)));
        const denied = marks.find((each) => each.state === 'denied');
        if (denied && !(await isMeantAllTheSame(denied))) return undefined;
        return (handler as (...args: unknown[]) => unknown)(...args);
      },
    ];
  });
  return Object.fromEntries(guarded) as Handlers;
}

async function isMeantAllTheSame({ how, denial }: Mark & { readonly state: 'denied' }): Promise<boolean> {
  const { t } = vscode.l10n;
  const { denialSentence } = await import('./messages.ts');
  const sentence = denialSentence(denial);
  const again = t('Try Anyway');
  const text =
    how === 'observed'
      ? t('Nothing was asked: AWS has denied this before. {0}', sentence)
      : t('Nothing was asked: the policy of the session denies this. {0}', sentence);
  return (await showWarning(text, again)) === again;
}
