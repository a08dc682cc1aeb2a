// Buckets that S3 access grants name: places to begin at where no list may be had. They are looked for when somebody asks for
// it, since S3's logs show who does. Nothing is asked of the buckets.
import * as vscode from 'vscode';
import { placeText } from '../../core/bucket.ts';
import { grantPlace } from '../../core/grantEvidence.ts';
import type { FoundBucket } from './bucketPorts.ts';

export interface Grant {
  /** `s3://bucket/prefix*` */
  readonly scope: string;
  /** READ, WRITE or READWRITE. */
  readonly permission: string;
}

/** Each place once, with all that is granted there. */
export function bucketsOfGrants(grants: readonly Grant[]): readonly FoundBucket[] {
  const found = new Map<string, { readonly place: FoundBucket['place']; readonly permissions: Set<string> }>();
  for (const { scope, permission } of grants) {
    const place = grantPlace(scope);
    if (!place) continue;
    const name = placeText(place);
    const { permissions } = found.get(name) ?? { permissions: new Set<string>() };
    found.set(name, { place, permissions: permissions.add(permission) });
  }
  return [...found.values()].map(({ place, permissions }) => ({
    place,
    foundIn: vscode.l10n.t('access grant ({0})', [...permissions].join(', ')),
  }));
}
