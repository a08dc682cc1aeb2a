import assert from 'node:assert/strict';
import { failureOf } from '../../../src/core/failure.ts';
import { roleRequests, rolesOnTheWay } from '../../../src/features/roles/roleRequest.ts';

const roleArn = (name: string) => `arn:aws:iam::012345678901:role/${name}`;

suite('features/roles/roleRequest: the roles on the way', () => {
  test('none, where none are given', () => assert.deepEqual(rolesOnTheWay({}), []));

  for (const [title, via] of [
    ['a text', roleArn('First')],
    ['one role', { roleArn: roleArn('First') }],
    ['nothing in the list', [null]],
    ['a text in the list', [roleArn('First')]],
    ['a role without an ARN', [{ roleSessionName: 'MySession' }]],
    ['an ARN that is a number', [{ roleArn: 5 }]],
    ['a role with a source of its own', [{ roleArn: roleArn('First'), sourceProfile: 'other' }]],
    ['a role with a way of its own', [{ roleArn: roleArn('First'), via: [] }]],
  ] as const) {
    test(`${title}: refused`, () =>
      assert.throws(
        () => rolesOnTheWay({ via }),
        (error) => failureOf(error)?.code === 'input-invalid',
      ));
  }

  test('each is asked for as it was given, and else by the defaults for its place', () => {
    const roles = [{ roleArn: roleArn('First'), durationSeconds: 900 }, { roleArn: roleArn('Second') }];
    const via = [{ roleArn: roleArn('Zeroth'), roleSessionName: 'Other' }];
    assert.deepEqual(
      roleRequests([...rolesOnTheWay({ via }), ...roles], 'MySession', (hops) => hops.length * 1000),
      [
        { roleArn: roleArn('Zeroth'), roleSessionName: 'Other', durationSeconds: 1000 },
        { roleArn: roleArn('First'), roleSessionName: 'MySession', durationSeconds: 900 },
        { roleArn: roleArn('Second'), roleSessionName: 'MySession', durationSeconds: 3000 },
      ],
    );
  });

  test('one that AWS would refuse is refused here', () =>
    assert.throws(
      () => roleRequests([{ roleArn: 'arn:aws:iam::1:role/x' }], 'MySession', () => undefined),
      (error) => failureOf(error)?.code === 'input-invalid',
    ));
});
