// S3's operations that the practice account knows by name only: they are denied like any other where the caller may not,
// and answered with NotImplemented where they may. An operation that gets built leaves this list.
import type { PracticeRequest } from './request.ts';

/** Sub-resources of a bucket, as query parameters without a value, and the action that reading each needs. */
const bucketReads: Readonly<Record<string, string>> = {
  accelerate: 's3:GetAccelerateConfiguration',
  acl: 's3:GetBucketAcl',
  analytics: 's3:GetAnalyticsConfiguration',
  cors: 's3:GetBucketCORS',
  encryption: 's3:GetEncryptionConfiguration',
  inventory: 's3:GetInventoryConfiguration',
  lifecycle: 's3:GetLifecycleConfiguration',
  logging: 's3:GetBucketLogging',
  metrics: 's3:GetMetricsConfiguration',
  notification: 's3:GetBucketNotification',
  'object-lock': 's3:GetBucketObjectLockConfiguration',
  ownershipControls: 's3:GetBucketOwnershipControls',
  policy: 's3:GetBucketPolicy',
  policyStatus: 's3:GetBucketPolicyStatus',
  publicAccessBlock: 's3:GetBucketPublicAccessBlock',
  replication: 's3:GetReplicationConfiguration',
  requestPayment: 's3:GetBucketRequestPayment',
  tagging: 's3:GetBucketTagging',
  website: 's3:GetBucketWebsite',
};

const objectReads: Readonly<Record<string, string>> = {
  acl: 's3:GetObjectAcl',
  attributes: 's3:GetObjectAttributes',
  'legal-hold': 's3:GetObjectLegalHold',
  retention: 's3:GetObjectRetention',
};

/** What writing an object's sub-resource, or asking for work on it, needs. */
const objectWrites: Readonly<Record<string, string>> = {
  acl: 's3:PutObjectAcl',
  'legal-hold': 's3:PutObjectLegalHold',
  restore: 's3:RestoreObject',
  retention: 's3:PutObjectRetention',
  select: 's3:GetObject',
};

/** The action of an operation on a bucket that is not built; undefined where it is built, or no operation. */
export function unbuiltBucketAction(request: PracticeRequest): string | undefined {
  const has = (name: string) => request.query.some(([each]) => each === name);
  switch (request.method) {
    case 'GET':
      return subResource(request, bucketReads);
    case 'PUT':
      return has('versioning') ? undefined : 's3:CreateBucket';
    case 'DELETE':
      return 's3:DeleteBucket';
    case 'POST':
      return has('delete') ? undefined : 's3:PutObject';
    default:
      return undefined;
  }
}

export function unbuiltObjectAction(request: PracticeRequest): string | undefined {
  switch (request.method) {
    case 'GET':
      return subResource(request, objectReads);
    case 'PUT':
    case 'POST':
      return subResource(request, objectWrites);
    default:
      return undefined;
  }
}

function subResource(request: PracticeRequest, actions: Readonly<Record<string, string>>): string | undefined {
  const name = request.query.map(([each]) => each).find((each) => Object.hasOwn(actions, each));
  return name === undefined ? undefined : actions[name];
}
