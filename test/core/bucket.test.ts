import assert from 'node:assert/strict';
import {
  type BucketNameProblem,
  bucketNameProblem,
  bucketNameStartProblem,
  folderPlace,
  parseBucketPlace,
  placeText,
} from '../../src/core/bucket.ts';

suite('core/bucket', () => {
  const point = 'arn:aws:s3:eu-west-1:012345678901:accesspoint/my-point';
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
    [`${point}`, point, ''],
    [`${point}/`, point, ''],
    [`${point}/object/a/b/`, point, 'a/b/'],
    [`${point}/a/b/`, point, 'a/b/'],
    [`s3://${point}/object/a`, point, 'object/a'],
    [`s3://${point}`, point, ''],
    [point.replace('accesspoint/', 'accesspoint:'), point, ''],
    [
      'my-point-abcdefghijklmnopqrstuvwxyz12345678-s3alias/a/',
      'my-point-abcdefghijklmnopqrstuvwxyz12345678-s3alias',
      'a/',
    ],
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
    ['arn:aws:s3:us-east-1:111122223333:accesspoint/x', 'characters'],
    ['arn:aws:s3::111122223333:accesspoint/abc.mrap', 'characters'],
    ['arn:aws:s3:evil.example:111122223333:accesspoint/abc', 'characters'],
    ['arn:aws:s3:us-east-1:12345:accesspoint/abc', 'characters'],
    ['arn:aws:s3-outposts:us-east-1:111122223333:outpost/op-1/accesspoint/abc', 'characters'],
    ['arn:aws:s3-object-lambda:us-east-1:111122223333:accesspoint/abc', 'characters'],
    ['192.168.0.1', 'ip-address'],
  ];
  for (const [input, problem] of problems) {
    test(`${problem}: ${JSON.stringify(input.slice(0, 60))}`, () =>
      assert.deepEqual(parseBucketPlace(input), { problem }));
  }

  test('what is written down is read again', () => {
    for (const [, bucket, prefix] of places) {
      assert.deepEqual(parseBucketPlace(placeText({ bucket, prefix })), { bucket, prefix });
    }
  });

  test('a prefix is that of a folder', () => {
    const prefixes = { '': '', a: 'a/', 'a/': 'a/', 'a//': 'a//', 'a/b': 'a/b/', '/': '/' };
    for (const [prefix, expected] of Object.entries(prefixes)) {
      assert.deepEqual(folderPlace({ bucket: 'my-bucket', prefix }), { bucket: 'my-bucket', prefix: expected });
    }
  });

  const starts: readonly [start: string, problem: BucketNameProblem | undefined][] = [
    ['', undefined],
    ['a', undefined],
    ['log-', undefined],
    ['Old_Bucket.', undefined],
    ['192.168.', undefined],
    ['a'.repeat(255), undefined],
    ['a'.repeat(256), 'length'],
    ['-a', 'characters'],
    ['.a', 'characters'],
    ['a..', 'characters'],
    ['a b', 'characters'],
    ['a/', 'characters'],
    ['s3://a', 'characters'],
    ['bü', 'characters'],
    ['a*', 'characters'],
  ];
  for (const [start, problem] of starts) {
    test(`a name that begins with ${JSON.stringify(start.slice(0, 60))}: ${problem ?? 'there may be one'}`, () =>
      assert.equal(bucketNameStartProblem(start), problem));
  }

  test('a name may have 3 to 255 characters', () => {
    assert.equal(bucketNameProblem('abc'), undefined);
    assert.equal(bucketNameProblem('a'.repeat(255)), undefined);
  });
});
