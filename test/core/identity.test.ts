import assert from 'node:assert/strict';
import { type Identity, type Principal, principalKey, principalOf } from '../../src/core/identity.ts';

const identity = (arn: string): Identity => ({ userId: 'AIDAEXAMPLE', account: '111122223333', arn });

suite('core/identity', () => {
  const rows: readonly [arn: string, principal: Principal, key?: string][] = [
    ['arn:aws:iam::111122223333:root', { kind: 'root', name: 'root' }],
    ['arn:aws:iam::111122223333:user/AssumeRoleUser', { kind: 'user', name: 'AssumeRoleUser' }],
    ['arn:aws:iam::111122223333:user/division/team/Alice', { kind: 'user', name: 'Alice' }],
    [
      'arn:aws:sts::111122223333:assumed-role/S3Access/MySession',
      { kind: 'role-session', name: 'S3Access', sessionName: 'MySession' },
      'arn:aws:sts::111122223333:assumed-role/S3Access',
    ],
    [
      'arn:aws-cn:sts::111122223333:assumed-role/R/alice@example.com',
      { kind: 'role-session', name: 'R', sessionName: 'alice@example.com' },
      'arn:aws-cn:sts::111122223333:assumed-role/R',
    ],
    ['arn:aws:sts::111122223333:assumed-role/R', { kind: 'role-session', name: 'R', sessionName: '' }],
    ['arn:aws:sts::111122223333:federated-user/Bob', { kind: 'federated-user', name: 'Bob' }],
    ['arn:aws:iam::111122223333:role/R', { kind: 'other', name: 'role/R' }],
    ['arn:aws:sts::111122223333:self', { kind: 'other', name: 'self' }],
    ['no ARN', { kind: 'other', name: 'no ARN' }],
    ['', { kind: 'other', name: '' }],
  ];
  for (const [arn, principal, key = arn] of rows) {
    test(`${principal.kind}: ${JSON.stringify(arn)}`, () => {
      assert.deepEqual(principalOf(identity(arn)), principal);
      assert.equal(principalKey(identity(arn)), key);
    });
  }

  test('two sessions of a role are the same principal, two roles are not', () => {
    const key = (resource: string) => principalKey(identity(`arn:aws:sts::111122223333:assumed-role/${resource}`));
    assert.equal(key('R/one'), key('R/another'));
    assert.notEqual(key('R/one'), key('S/one'));
  });
});
