import assert from 'node:assert/strict';
import { type BucketNameProblem, bucketNameProblem, parseBucketPlace } from '../../src/core/bucket.ts';

suite('core/bucket', () => {
  const places: readonly [input: string, bucket: string, prefix: string][] = [
    ['my-bucket', 'my-bucket', ''],
    ['  my-bucket\n', 'my-bucket', ''],
    ['my-bucket/', 'my-bucket', ''],
    ['my-bucket/a/b', 'my-bucket', 'a/b'],
    ['my-bucket/a/b/', 'my-bucket', 'a/b/'],
    ['my-bucket//a', 'my-bucket', '/a'],
    ['my-bucket/../a', 'my-bucket', '../a'],
    ['s3://my-bucket', 'my-bucket', ''],
    ['s3://my-bucket/', 'my-bucket', ''],
    ['s3://my-bucket/写真/🙂', 'my-bucket', '写真/🙂'],
    ['s3://my-bucket/s3://x', 'my-bucket', 's3://x'],
    ['arn:aws:s3:::my-bucket', 'my-bucket', ''],
    ['arn:aws-cn:s3:::my-bucket/a', 'my-bucket', 'a'],
    ['Old_Bucket.2006', 'Old_Bucket.2006', ''],
    ['a.b', 'a.b', ''],
  ];
  for (const [input, bucket, prefix] of places) {
    test(`place ${JSON.stringify(input)}`, () => assert.deepEqual(parseBucketPlace(input), { bucket, prefix }));
  }

  const problems: readonly [input: string, problem: BucketNameProblem][] = [
    ['', 'empty'],
    ['  ', 'empty'],
    ['s3://', 'empty'],
    ['/a', 'empty'],
    ['s3:///a', 'empty'],
    ['arn:aws:s3:::', 'empty'],
    ['ab', 'length'],
    ['ab/cde', 'length'],
    ['a'.repeat(256), 'length'],
    ['-ab', 'characters'],
    ['.ab', 'characters'],
    ['ab-', 'characters'],
    ['a..b', 'characters'],
    ['my bucket', 'characters'],
    ['my-bucket?x', 'characters'],
    ['my-bucket\\a', 'characters'],
    ['bücket', 'characters'],
    ['my-bucket\u202e', 'characters'],
    ['https://my-bucket.s3.amazonaws.com/', 'characters'],
    ['arn:aws:s3:us-east-1:123456789012:accesspoint/x', 'characters'],
    ['192.168.0.1', 'ip-address'],
  ];
  for (const [input, problem] of problems) {
    test(`${problem}: ${JSON.stringify(input.slice(0, 60))}`, () =>
      assert.deepEqual(parseBucketPlace(input), { problem }));
  }

  test('a name may have 3 to 255 characters', () => {
    assert.equal(bucketNameProblem('abc'), undefined);
    assert.equal(bucketNameProblem('a'.repeat(255)), undefined);
  });
});
