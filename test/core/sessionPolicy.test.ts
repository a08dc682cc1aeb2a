import assert from 'node:assert/strict';
import { assumeRoleProblem } from '../../src/core/assumeRoleRequest.ts';
import { readPolicy } from '../../src/core/policy/document.ts';
import { onlyBucketPolicy, readOnlyPolicyArn } from '../../src/core/sessionPolicy.ts';

const role = { roleArn: 'arn:aws:iam::012345678901:role/Reader', roleSessionName: 'MySession' };

suite('core/sessionPolicy', () => {
  for (const [partition, arn] of [
    ['aws', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['aws-cn', 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess'],
    ['aws-us-gov', 'arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess'],
  ] as const) {
    test(`read only in ${partition}`, () => {
      assert.equal(readOnlyPolicyArn(partition), arn);
      assert.equal(assumeRoleProblem({ ...role, policyArns: [arn] }), undefined);
    });
  }

  test('only one bucket: its names and its contents', () => {
    const policy = onlyBucketPolicy('aws', 'test-bucket-012345678901');
    assert.deepEqual(JSON.parse(policy), {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::test-bucket-012345678901' },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::test-bucket-012345678901/*' },
      ],
    });
    assert.equal(assumeRoleProblem({ ...role, policy }), undefined);
    assert.ok('policy' in readPolicy('session', policy));
  });

  test('only one bucket, in another partition', () => {
    assert.match(onlyBucketPolicy('aws-cn', 'b-1'), /"arn:aws-cn:s3:::b-1\/\*"/);
  });
});
