// What policies say of buckets, as places to begin at.
import assert from 'node:assert/strict';
import { placeText } from '../../src/core/bucket.ts';
import { policyBuckets } from '../../src/core/policyEvidence.ts';

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action: 's3:*',
  Resource,
  ...more,
});
const under = (...prefixes: readonly string[]) => ({
  Action: 's3:ListBucket',
  Condition: { StringLike: { 's3:prefix': prefixes } },
});

suite('core/policyEvidence', () => {
  const rows: Readonly<Record<string, readonly [document: string, places: readonly string[]]>> = {
    'a bucket, and its objects': [policy(allow(['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'])), ['logs']],
    'a folder of it': [policy(allow('arn:aws:s3:::logs/2025/0*')), ['logs/2025/']],
    'listed below prefixes only': [
      policy(allow('arn:aws:s3:::logs', under('team/red/*', 'team/blue/*', '')), allow('arn:aws:s3:::other')),
      ['logs/team/red/', 'logs/team/blue/', 'other'],
    ],
    'another partition': [policy(allow('arn:aws-cn:s3:::logs')), ['logs']],
    'a variable behind a folder': [policy(allow('arn:aws:s3:::logs/home/${aws:username}/*')), ['logs/home/']],
    'what is denied, all, and all but some': [
      policy({ ...allow('arn:aws:s3:::secret'), Effect: 'Deny' }, allow('*'), {
        Effect: 'Allow',
        Action: 's3:*',
        NotResource: 'arn:aws:s3:::others',
      }),
      [],
    ],
    'names that are none': [
      policy(allow(['arn:aws:s3:::logs-*', 'arn:aws:s3:::*', 'arn:aws:s3:::${aws:username}-files', 'arn:aws:s3:::No'])),
      [],
    ],
    'other services': [policy(allow(['arn:aws:iam::012345678901:role/x', 'arn:aws:sqs:us-east-1:012345678901:q'])), []],
    'no JSON': ['{', []],
    'a document that IAM would not keep': [JSON.stringify({ Statement: { Effect: 'Perhaps' } }), []],
  };
  for (const [title, [document, places]] of Object.entries(rows)) {
    test(title, () => assert.deepEqual(policyBuckets(document).map(placeText), places));
  }
});
