// What one may do in a bucket or with an object, as lines of a tooltip and as words of a context value.
import * as vscode from 'vscode';
import { type Ability, abilities, type Mark } from '../../core/bucketCapabilities.ts';
import { visibleName } from '../../core/objectKey.ts';
import type { Capabilities } from '../../session/capabilities.ts';
import { type BucketNode, targetsOf } from './bucketNode.ts';

export type KnownCapabilities = Pick<Capabilities, 'mark' | 'markWithin' | 'listable' | 'subscribe' | 'forget'>;

/** ` no-write no-delete`, for `when` and `enablement`; empty where nothing is known to be denied. */
export function deniedWords(node: BucketNode, capabilities: Pick<Capabilities, 'mark'>): string {
  const [target] = targetsOf(node);
  if (!target) return '';
  return abilities
    .filter((ability) => capabilities.mark(ability, target).state === 'denied')
    .map((ability) => ` no-${ability}`)
    .join('');
}

/** Of a bucket all, of what is in it what is denied; with the reasons. */
export async function capabilityLines(
  node: BucketNode,
  capabilities: Pick<Capabilities, 'mark' | 'markWithin'>,
): Promise<readonly string[]> {
  const [target] = targetsOf(node);
  if (!target) return [];
  const isBucket = node.kind === 'bucket' && target.kind === 'folder';
  const marks = abilities
    .map((ability) => ({
      ability,
      mark: isBucket ? capabilities.markWithin(ability, target) : capabilities.mark(ability, target),
    }))
    .filter((each) => isBucket || each.mark.state === 'denied');
  const { denialSentence } = await import('../../platform/messages.ts');
  return marks.map((each) => {
    const line = `${abilityText(each.ability)}: ${markText(each.mark)}`;
    return each.mark.state === 'denied' ? `${line}. ${denialSentence(each.mark.denial)}` : line;
  });
}

function abilityText(ability: Ability): string {
  const { t } = vscode.l10n;
  switch (ability) {
    case 'list':
      return t('list');
    case 'read':
      return t('read');
    case 'write':
      return t('write');
    case 'delete':
      return t('delete');
    case 'versions':
      return t('versions');
    case 'tags':
      return t('tags');
  }
}

function markText(mark: Mark): string {
  const { t } = vscode.l10n;
  switch (mark.state) {
    case 'unknown':
      return t('unknown');
    case 'allowed':
      return mark.at === '' ? t('allowed (observed)') : t('allowed (observed at "{0}")', visibleName(mark.at));
    case 'denied':
      if (mark.how === 'simulated') return t('denied (simulated)');
      return mark.at === '' ? t('denied (observed)') : t('denied (observed at "{0}")', visibleName(mark.at));
  }
}
