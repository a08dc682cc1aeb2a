// Buckets that a role's own policies name: places to begin at where no list may be had. They are looked for when somebody asks
// for it, since IAM's logs show who reads policies. Nothing is asked of S3 for them.
import * as vscode from 'vscode';
import { placeText } from '../../core/bucket.ts';
import { policyBuckets } from '../../core/policyEvidence.ts';
import type { FoundBucket } from './bucketPorts.ts';

export interface NamedPolicy {
  readonly name: string;
  /** JSON. */
  readonly document: string;
}

/** Each place once, with the first policy that names it. */
export function bucketsOfPolicies(policies: readonly NamedPolicy[]): readonly FoundBucket[] {
  const found = new Map<string, FoundBucket>();
  for (const { name, document } of policies) {
    for (const place of policyBuckets(document)) {
      const text = placeText(place);
      if (!found.has(text)) found.set(text, { place, foundIn: vscode.l10n.t('policy {0}', name) });
    }
  }
  return [...found.values()];
}
