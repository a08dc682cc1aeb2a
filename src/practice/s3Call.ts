// What S3's operations share: the call with its bucket, asking for a permission, and S3's XML.
import type { ContextValue } from '../core/policy/context.ts';
import type { Decision } from '../core/policy/decision.ts';
import { refuse } from './awsError.ts';
import type { Bucket, ReadableBucket } from './bucket.ts';
import { ask, type Call, denialMessage } from './callContext.ts';
import type { Answer } from './practice.ts';
import { account } from './scenario.ts';
import type { ChunkSigner } from './signature.ts';
import { element, type Xml } from './xml.ts';

export interface S3Call extends Call {
  readonly chunkSigner?: ChunkSigner;
  /** Present where the signature is in the query: when it was made. */
  readonly presigned?: { readonly signed: number };
}

export interface BucketCall extends S3Call {
  readonly bucket: ReadableBucket;
}

export interface ObjectCall extends BucketCall {
  readonly key: string;
}

/** A call that may change what the bucket holds. */
export interface BucketWriteCall extends BucketCall {
  readonly bucket: Bucket;
}

export interface ObjectWriteCall extends BucketWriteCall {
  readonly key: string;
}

export const bucketArn = (bucket: ReadableBucket) => `arn:aws:s3:::${bucket.name}`;
export const objectArn = (bucket: ReadableBucket, key: string) => `arn:aws:s3:::${bucket.name}/${key}`;

export type ConditionKeys = Readonly<Record<string, ContextValue>>;

/** @throws Refused (AccessDenied) in S3's words: the resource in quotes. */
export function demand(call: S3Call, action: string, resource: string, keys: ConditionKeys = {}): void {
  const decision = permission(call, action, resource, keys);
  if (decision.allowed) return;
  const printed = action === 's3:ListAllMyBuckets' ? undefined : `"${resource}"`;
  refuse(403, 'AccessDenied', denialMessage(call.caller.principal.arn, action, printed, decision));
}

function permission(call: S3Call, action: string, resource: string, keys: ConditionKeys): Decision {
  return ask(call, {
    action,
    resource,
    resourceAccount: account,
    keys: {
      'aws:ResourceAccount': account,
      's3:ResourceAccount': account,
      's3:authType': call.presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
      's3:signatureAge': call.presigned && call.practice.now() - call.presigned.signed,
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      ...keys,
    },
  });
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function xmlAnswer(root: Xml, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`,
  };
}

export const timestamp = (time: number) => new Date(time).toISOString();

export const s3Element = (name: string, content: readonly Xml[] | string) => element(name, content, NAMESPACE);

/** A parameter that S3 does not take, as it says so. */
export function refuseArgument(message: string, name: string, value: string): never {
  return refuse(400, 'InvalidArgument', message, { details: { ArgumentName: name, ArgumentValue: value } });
}
