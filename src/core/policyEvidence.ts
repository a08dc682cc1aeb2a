// Buckets that a policy names as what it allows: places to begin at where no list may be had. Not whether they exist, nor
// whether another policy denies them.
import type { BucketPlace } from './bucket.ts';
import { bucketNameProblem } from './bucket.ts';
import { readPolicy } from './policy/document.ts';
import { listablePrefixes } from './sessionLimits.ts';

/**
 * Each place once, in order. A policy that permits only what is below a prefix gives the folder. Names that hold wildcards or
 * variables are nobody's; none of a document that cannot be read.
 *
 * @param document JSON, as IAM keeps it
 */
export function policyBuckets(document: string): readonly BucketPlace[] {
  const reading = readPolicy('identity', document);
  if ('problem' in reading) return [];
  const { policy } = reading;
  const places = new Map<string, BucketPlace>();
  for (const statement of policy.statements) {
    const { effect, resources } = statement;
    if (effect !== 'Allow' || !resources || resources.not) continue;
    for (const pattern of resources.patterns) {
      const [, partition = '', bucket = '', key] = /^arn:([a-z-]+):s3:::([^/*?$]+)(?:\/(.*))?$/.exec(pattern) ?? [];
      if (bucketNameProblem(bucket)) continue;
      const limits = { partition, policies: [{ ...policy, statements: [statement] }], isComplete: false };
      const listable = key === undefined ? listablePrefixes(limits, bucket) : [folderOf(key)];
      for (const prefix of listable.length > 0 ? listable : ['']) places.set(`${bucket}/${prefix}`, { bucket, prefix });
    }
  }
  return [...places.values()];
}

/** What stands before the first wildcard or variable, up to its last slash. */
function folderOf(pattern: string): string {
  const fixed = pattern.split(/[*?]|\$\{/, 1)[0] ?? '';
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}
