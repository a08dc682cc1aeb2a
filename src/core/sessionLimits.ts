// What the policies that were passed for a session rule out in a bucket. They limit and never grant: what they leave open
// is not known to be allowed.
import { parseArn } from './arn.ts';
import type { AssumeRoleRequest } from './assumeRoleRequest.ts';
import type { Ability } from './bucketCapabilities.ts';
import { s3Arn, type Target } from './objectTarget.ts';
import { requestContext } from './policy/context.ts';
import { selectsAction } from './policy/decision.ts';
import { type Policy, readPolicy } from './policy/document.ts';
import { matchesArn, readPattern } from './policy/pattern.ts';
import { type RuledOut, ruledOut } from './policy/ruledOut.ts';

export interface SessionLimits {
  readonly partition: string;
  /** Those whose text is known. */
  readonly policies: readonly Policy[];
  /** There are no others, one of which might allow. */
  readonly isComplete: boolean;
}

export const actions: Readonly<Record<Ability, string>> = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  delete: 's3:DeleteObject',
  versions: 's3:ListBucketVersions',
  tags: 's3:GetObjectTagging',
};

/** What those of AWS's managed policies say of S3 that are offered for a session. */
const managed: Readonly<Record<string, readonly string[]>> = {
  ReadOnlyAccess: ['s3:Get*', 's3:List*', 's3:DescribeJob'],
  AmazonS3ReadOnlyAccess: ['s3:Get*', 's3:List*', 's3:Describe*'],
};

/** @param hop The last one of a chain: earlier ones limit the sessions before it. Undefined: nothing was passed. */
export function sessionLimits({ roleArn, policy, policyArns = [] }: AssumeRoleRequest): SessionLimits | undefined {
  if (policy === undefined && policyArns.length === 0) return undefined;
  const documents = [...(policy === undefined ? [] : [policy]), ...policyArns.map(managedDocument)];
  const readings = documents.map((document) => readPolicy('session', document));
  return {
    partition: parseArn(roleArn)?.partition ?? 'aws',
    policies: readings.flatMap((reading) => ('policy' in reading ? [reading.policy] : [])),
    isComplete: readings.every((reading) => 'policy' in reading),
  };
}

/** For the object, or for everything in the folder; undefined where it may be allowed. */
export function limitOn(limits: SessionLimits, ability: Ability, target: Target): RuledOut | undefined {
  const isOfBucket = ability === 'list' || ability === 'versions';
  const key = target.kind === 'object' ? target.key : target.prefix;
  const found = ruledOut(limits.policies, {
    action: actions[ability],
    resource: resourceOf(limits, ability, target),
    andBelow: !isOfBucket && target.kind === 'folder',
    context: requestContext(ability === 'list' ? { 's3:prefix': key } : {}),
  });
  return found === 'implicit' && !limits.isComplete ? undefined : found;
}

/** Folders of the bucket that the policies name as those that may be listed, where they name some. */
export function listablePrefixes({ partition, policies }: SessionLimits, bucket: string): readonly string[] {
  const resource = s3Arn({ kind: 'folder', bucket, prefix: '' }, partition);
  const values = policies.flatMap(({ statements }) =>
    statements
      .filter(({ effect, actions, resources }) => {
        const isBucket = resources?.patterns.some((text) => matchesArn(readPattern(text) ?? [], resource));
        return effect === 'Allow' && selectsAction(actions, 's3:ListBucket') && isBucket !== resources?.not;
      })
      .flatMap(({ conditions }) => conditions)
      .filter(({ operator, key }) => /^String(?:Like|Equals)$/.test(operator) && key.toLowerCase() === 's3:prefix')
      .flatMap((condition) => condition.values),
  );
  // What stands before the wildcard; a variable would have to be known.
  const prefixes = values.filter((value) => !value.includes('${')).map((value) => value.split(/[*?]/, 1)[0] ?? '');
  return [...new Set(prefixes)].filter((prefix) => prefix.endsWith('/'));
}

export function resourceOf({ partition }: Pick<SessionLimits, 'partition'>, ability: Ability, target: Target): string {
  const { bucket } = target;
  const isOfBucket = ability === 'list' || ability === 'versions';
  // Everything in a bucket begins behind a slash.
  if (isOfBucket) return s3Arn({ kind: 'folder', bucket, prefix: '' }, partition);
  const key = target.kind === 'object' ? target.key : target.prefix;
  return s3Arn({ kind: 'folder', bucket, prefix: `${key}*` }, partition).slice(0, -1);
}

function managedDocument(arn: string): unknown {
  const name = /^arn:[a-z-]+:iam::aws:policy\/(\w+)$/.exec(arn)?.[1] ?? '';
  const allowed = managed[name];
  return allowed && { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: allowed, Resource: '*' }] };
}
