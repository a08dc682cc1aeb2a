import assert from 'node:assert/strict';
import { type Guard, type GuardMatch, guardFor, guardSubject } from '../../src/core/guard.ts';

const admin: GuardMatch = { account: '111122223333', role: 'Admin', profile: 'prod-admin' };

suite('core/guard', () => {
  const rows: readonly [title: string, rules: readonly unknown[], subject: GuardMatch, guard: Guard][] = [
    ['no rules', [], admin, {}],
    ['the account', [{ match: { account: '111122223333' }, label: 'PROD' }], admin, { label: 'PROD' }],
    ['another account', [{ match: { account: '012345678901' }, label: 'PROD' }], admin, {}],
    ['all that are given', [{ match: { account: '111122223333', role: 'Reader' }, label: 'x' }], admin, {}],
    ['a pattern', [{ match: { profile: 'prod-*' }, background: 'error' }], admin, { background: 'error' }],
    ['stars in the middle', [{ match: { role: '*d*i*' }, confirm: true }], admin, { confirm: true }],
    ['one character each', [{ match: { role: 'Adm??' }, confirm: true }], admin, { confirm: true }],
    ['one character too many', [{ match: { role: 'Admin?' }, confirm: true }], admin, {}],
    ['a pattern is no regular expression', [{ match: { role: 'A.min' }, confirm: true }], admin, {}],
    ['letters count as they are', [{ match: { role: 'admin' }, confirm: true }], admin, {}],
    ['what the subject lacks does not match', [{ match: { role: '*' }, label: 'x' }], { account: '111122223333' }, {}],
    [
      'the first rule counts, the others add',
      [
        { match: { role: 'Admin' }, label: 'ADMIN', durationSeconds: 900 },
        { match: { account: '*' }, label: 'all', leaveAfterMinutes: 10, icon: 'flame', color: 'charts.red' },
      ],
      admin,
      { label: 'ADMIN', durationSeconds: 900, leaveAfterMinutes: 10, icon: 'flame', color: 'charts.red' },
    ],
    [
      'what is of the wrong type is left out',
      [
        {
          match: { role: 'Admin', account: 7 },
          label: 1,
          icon: 'a) $(b',
          background: 'red',
          color: null,
          durationSeconds: '900',
          confirm: 'yes',
          leaveAfterMinutes: -1,
        },
      ],
      admin,
      {},
    ],
  ];
  for (const [title, rules, subject, guard] of rows) {
    test(title, () => assert.deepEqual(guardFor(rules, subject), guard));
  }

  for (const rule of [null, 7, 'x', [], {}, { match: null }, { match: {} }, { match: [] }, { match: { other: '*' } }]) {
    test(`a rule that matches nothing: ${JSON.stringify(rule)}`, () => {
      const labelled = typeof rule === 'object' && rule !== null ? { ...rule, label: 'x' } : rule;
      assert.deepEqual(guardFor([labelled], admin), {});
    });
  }

  test('a long pattern takes no long time', () => {
    const rule = { match: { role: `${'*a'.repeat(100)}b` }, label: 'x' };
    assert.deepEqual(guardFor([rule], { role: 'a'.repeat(5_000) }), {});
  });
});

suite('core/guard: whom rules are held against', () => {
  const hop = { roleArn: 'arn:aws:iam::111122223333:role/team/Admin', roleSessionName: 'MySession' };
  const base = { kind: 'profile', profile: 'base' } as const;
  const identity = { userId: 'AIDAEXAMPLE', account: '012345678901', arn: 'arn:aws:iam::012345678901:user/Ann' };
  const rows: readonly [title: string, Parameters<typeof guardSubject>, GuardMatch][] = [
    [
      'the role of the last hop, and the profile that was chosen',
      [{ source: base, hops: [{ ...hop, roleArn: 'arn:aws:iam::012345678901:role/Mid' }, hop] }, 'prod', undefined],
      { account: '111122223333', role: 'Admin', profile: 'prod' },
    ],
    [
      'the profile of the source where none was chosen',
      [{ source: base, hops: [hop] }, undefined, undefined],
      { account: '111122223333', role: 'Admin', profile: 'base' },
    ],
    [
      'a source by its account',
      [{ source: { kind: 'environment' }, hops: [] }, undefined, identity],
      { account: '012345678901' },
    ],
    [
      'a source that is a role already',
      [
        { source: { kind: 'profile', profile: 'sso' }, hops: [] },
        undefined,
        { ...identity, arn: 'arn:aws:sts::012345678901:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/me' },
      ],
      { account: '012345678901', role: 'AWSReservedSSO_Admin_0123456789abcdef', profile: 'sso' },
    ],
    ['a source that is not known yet', [{ source: { kind: 'automatic' }, hops: [] }, undefined, undefined], {}],
  ];
  for (const [title, subject, expected] of rows) {
    test(title, () => assert.deepEqual(guardSubject(...subject), expected));
  }
});
