import assert from 'node:assert/strict';
import { parseArn, parseRoleArn, partitions, type RoleArnProblem } from '../../src/core/arn.ts';

const account = '111122223333';

suite('core/arn', () => {
  test('an ARN has six parts, and the resource keeps its colons', () => {
    assert.deepEqual(parseArn(`arn:aws:logs:us-east-1:${account}:log-group:a:b`), {
      partition: 'aws',
      service: 'logs',
      region: 'us-east-1',
      account,
      resource: 'log-group:a:b',
    });
  });

  for (const text of [
    '',
    'arn',
    'arn:aws',
    'arn:aws:iam::111122223333',
    'arn:aws:iam::111122223333:',
    'arn::iam::1:x',
  ]) {
    test(`no ARN: ${JSON.stringify(text)}`, () => assert.equal(parseArn(text), undefined));
  }

  const roles: readonly [input: string, name: string, path: string][] = [
    [`arn:aws:iam::${account}:role/S3Access`, 'S3Access', '/'],
    [`  arn:aws:iam::${account}:role/S3Access\n`, 'S3Access', '/'],
    [`arn:aws:iam::${account}:role/team/data/Reader`, 'Reader', '/team/data/'],
    [
      `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123`,
      'AWSReservedSSO_Admin_0123',
      '/aws-reserved/sso.amazonaws.com/',
    ],
    [`arn:aws:iam::${account}:role/a:b/Name_+=,.@-1`, 'Name_+=,.@-1', '/a:b/'],
  ];
  for (const [input, name, path] of roles) {
    test(`role ARN: ${JSON.stringify(input)}`, () => {
      assert.deepEqual(parseRoleArn(input), { arn: input.trim(), partition: 'aws', account, name, path });
    });
  }

  for (const partition of partitions) {
    test(`partition ${partition}`, () => {
      const role = parseRoleArn(`arn:${partition}:iam::${account}:role/R`);
      assert.equal('problem' in role ? role.problem : role.partition, partition);
    });
  }

  const problems: readonly [input: string, problem: RoleArnProblem][] = [
    ['', 'empty'],
    [' \t\n', 'empty'],
    ['S3Access', 'name-only'],
    ['arn', 'name-only'],
    ['team/S3Access', 'bad-characters'],
    ['ロール', 'bad-characters'],
    [`ARN:AWS:IAM::${account}:role/R`, 'bad-characters'],
    ['https://example.com/role', 'bad-characters'],
    ['arn:', 'incomplete'],
    ['arn:aws:iam::', 'incomplete'],
    [`arn:aws:iam::${account}`, 'incomplete'],
    [`arn:aws:iam::${account}:`, 'incomplete'],
    [`arn:aws:iam::${account}:role`, 'incomplete'],
    [`arn:aws:iam::${account}:role/`, 'incomplete'],
    [`arn:aws:iam::${account}:role/team/`, 'incomplete'],
    [`arn:aws:iam::${account}:user/AssumeRoleUser`, 'not-a-role'],
    [`arn:aws:iam::${account}:policy/P`, 'not-a-role'],
    [`arn:aws:iam::${account}:roles/P`, 'not-a-role'],
    [`arn:aws:iam::${account}:root`, 'not-a-role'],
    ['arn:aws:s3:::my-bucket', 'not-a-role'],
    [`arn:aws:sts::${account}:role/R`, 'not-a-role'],
    [`arn:aws:sts::${account}:assumed-role/S3Access/MySession`, 'assumed-role'],
    [`arn:awsx:iam::${account}:role/R`, 'unknown-partition'],
    [`arn:AWS:iam::${account}:role/R`, 'unknown-partition'],
    [`arn:awsx:sts::${account}:assumed-role/R/s`, 'unknown-partition'],
    ['arn:aws:iam::12345678901:role/R', 'account-not-12-digits'],
    ['arn:aws:iam::1234567890123:role/R', 'account-not-12-digits'],
    ['arn:aws:iam::1234-5678-9012:role/R', 'account-not-12-digits'],
    ['arn:aws:iam::１２３４５６７８９０１２:role/R', 'account-not-12-digits'],
    ['arn:aws:iam:::role/R', 'account-not-12-digits'],
    [`arn:aws:iam:us-east-1:${account}:role/R`, 'account-not-12-digits'],
    [`arn:aws:iam::${account}:role/My Role`, 'bad-characters'],
    [`arn:aws:iam::${account}:role/R*`, 'bad-characters'],
    [`arn:aws:iam::${account}:role/R\nS`, 'bad-characters'],
    [`arn:aws:iam::${account}:role/my team/R`, 'bad-characters'],
    [`arn:aws:iam::${account}:role/R\u202e`, 'bad-characters'],
    [`arn:aws:iam::${account}:role/${'a'.repeat(2048)}`, 'too-long'],
  ];
  for (const [input, problem] of problems) {
    const shown = input.length > 100 ? `${input.slice(0, 40)}… (${input.length})` : JSON.stringify(input);
    test(`${problem}: ${shown}`, () => assert.deepEqual(parseRoleArn(input), { problem }));
  }

  test('2048 characters are not too long', () => {
    const start = `arn:aws:iam::${account}:role/`;
    assert.ok('arn' in parseRoleArn(start + 'a'.repeat(2048 - start.length)));
    assert.deepEqual(parseRoleArn(start + 'a'.repeat(2049 - start.length)), { problem: 'too-long' });
  });
});
