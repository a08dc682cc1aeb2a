import assert from 'node:assert/strict';
import { type AwsReference, awsReferences } from '../../src/core/awsReferences.ts';

/** What a reference covers, and where it leads. */
function found(line: string): string[] {
  return awsReferences(line).map(
    (reference) => `${line.slice(reference.start, reference.start + reference.length)} -> ${target(reference)}`,
  );
}

function target(reference: AwsReference): string {
  return reference.kind === 'role' ? reference.roleArn : `${reference.place.bucket} at ${reference.place.prefix}`;
}

suite('core/awsReferences', () => {
  const arn = 'arn:aws:iam::012345678901:role/team/Deploy';
  const rows: readonly [line: string, expected: readonly string[]][] = [
    ['aws s3 ls s3://my-bucket', ['s3://my-bucket -> my-bucket at ']],
    ['aws s3 ls s3://my-bucket/', ['s3://my-bucket/ -> my-bucket at ']],
    ['see s3://my-bucket/a/b.txt.', ['s3://my-bucket/a/b.txt -> my-bucket at a/']],
    ['the bucket is s3://my-bucket.', ['s3://my-bucket -> my-bucket at ']],
    ['"s3://my-bucket/a b"', ['s3://my-bucket/a -> my-bucket at ']],
    ['path = "s3://my-bucket/日本/x"', ['s3://my-bucket/日本/x -> my-bucket at 日本/']],
    ['spark.read("s3a://lake/raw/")', ['s3a://lake/raw/ -> lake at raw/']],
    ['"arn:aws:s3:::my-bucket/logs/2025*/x"', ['arn:aws:s3:::my-bucket/logs/2025*/x -> my-bucket at logs/']],
    ['"arn:aws-cn:s3:::my-bucket/*"', ['arn:aws-cn:s3:::my-bucket/* -> my-bucket at ']],
    ['s3://one/ and s3://two/x/', ['s3://one/ -> one at ', 's3://two/x/ -> two at x/']],
    [`role_arn = ${arn}`, [`${arn} -> ${arn}`]],
    [`"${arn}", "s3://my-bucket"`, [`${arn} -> ${arn}`, 's3://my-bucket -> my-bucket at ']],
    [`may not assume ${arn}.`, [`${arn} -> ${arn}`]],
    // Nothing that could be opened.
    ['s3://${var.bucket}/x', []],
    ['s3://<bucket>/x', []],
    ['s3://10.0.0.1/x', []],
    ['s3://a', []],
    ['xs3://my-bucket', []],
    ['arn:aws:iam::01234:role/X', []],
    ['arn:aws-nowhere:iam::012345678901:role/X', []],
    ['arn:aws:iam::012345678901:user/X', []],
    [`${'x'.repeat(4000)} s3://my-bucket`, []],
  ];
  for (const [line, expected] of rows) {
    test(line.slice(0, 60), () => assert.deepEqual(found(line), expected));
  }

  test('a line made to be slow ends all the same', () => {
    awsReferences('s3://aaa'.repeat(480) + 'arn:aws:iam::012345678901:role/'.repeat(5));
  });
});
