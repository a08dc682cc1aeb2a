// Rows of the bucket tree that tell something: that there is nothing, that a list was denied, or why it failed.
import * as vscode from 'vscode';
import { failureOf } from '../../core/failure.ts';
import { remedies } from '../../platform/remedies.ts';
import type { BucketNode } from './bucketNode.ts';

export function fact(text: string, icon: string): BucketNode {
  return { kind: 'fact', text, icon };
}

export async function factsOf(error: unknown): Promise<BucketNode[]> {
  const failure = failureOf(error);
  if (!failure) throw error;
  const { failureSentence } = await import('../../platform/messages.ts');
  const [command] = remedies(failure);
  const { t } = vscode.l10n;
  return [
    {
      kind: 'fact',
      ...(failure.code === 'denied'
        ? { icon: 'lock', text: t('Access denied.') }
        : { icon: 'warning', text: t('The list cannot be had.') }),
      detail: failureSentence(failure),
      ...(command && { command }),
    },
  ];
}
