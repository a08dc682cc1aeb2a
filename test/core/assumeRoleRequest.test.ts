import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assumeRoleFieldsOf, type WrongType, wrongTypeIn } from '../../src/core/assumeRoleFields.ts';
import {
  type AssumeRoleProblem,
  type AssumeRoleRequest,
  assumeRoleProblem,
  isDurationSeconds,
  isExternalId,
  isMfaCode,
  type SessionNameProblem,
  sessionNameProblem,
} from '../../src/core/assumeRoleRequest.ts';
import { sessionNameFrom } from '../../src/core/sessionName.ts';

suite('core/assumeRoleRequest', () => {
  const names: readonly [name: string, problem: SessionNameProblem | undefined][] = [
    ['', 'too-short'],
    ['a', 'too-short'],
    ['ab', undefined],
    ['Az09_+=,.@-', undefined],
    ['a'.repeat(64), undefined],
    ['a'.repeat(65), 'too-long'],
    ['my session', 'spaces'],
    [' ab', 'spaces'],
    ['ab\n', 'spaces'],
    ['a\u00a0b', 'spaces'],
    ['a\u3000b', 'spaces'],
    ['a/b', 'bad-characters'],
    ['a:b', 'bad-characters'],
    ['é', 'bad-characters'],
    ['名前', 'bad-characters'],
    ['🙂🙂', 'bad-characters'],
    ['ab\u200b', 'bad-characters'],
    ['ab\0', 'bad-characters'],
  ];
  for (const [name, problem] of names) {
    test(`session name ${JSON.stringify(name)}, ${name.length} characters: ${problem ?? 'good'}`, () => {
      assert.equal(sessionNameProblem(name), problem);
    });
  }

  const externalIds: readonly [text: string, good: boolean][] = [
    ['', false],
    ['a', false],
    ['a1', true],
    ['urn:team/42_+=,.@-', true],
    ['a'.repeat(1224), true],
    ['a'.repeat(1225), false],
    ['with space', false],
    ['line\n', false],
  ];
  for (const [text, good] of externalIds) {
    test(`external id of ${text.length} characters: ${text.slice(0, 20).trim()}: ${good}`, () => {
      assert.equal(isExternalId(text), good);
    });
  }

  const durations: readonly [seconds: number, good: boolean][] = [
    [899, false],
    [900, true],
    [3600, true],
    [43_200, true],
    [43_201, false],
    [900.5, false],
    [-900, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ];
  for (const [seconds, good] of durations) {
    test(`duration ${seconds}: ${good}`, () => assert.equal(isDurationSeconds(seconds), good));
  }

  const request: AssumeRoleRequest = { roleArn: 'arn:aws:iam::111122223333:role/R', roleSessionName: 'me' };
  const outOfRange = (
    field: Exclude<AssumeRoleProblem['field'], 'roleArn' | 'roleSessionName'>,
  ): AssumeRoleProblem => ({
    field,
    problem: 'out-of-range',
  });
  const requests: readonly [
    title: string,
    change: Partial<AssumeRoleRequest>,
    problem: AssumeRoleProblem | undefined,
  ][] = [
    ['good', {}, undefined],
    ['good with all', { externalId: 'a1', durationSeconds: 900 }, undefined],
    ['role name', { roleArn: 'R' }, { field: 'roleArn', problem: 'name-only' }],
    ['session name', { roleSessionName: 'x' }, { field: 'roleSessionName', problem: 'too-short' }],
    ['empty external id', { externalId: '' }, { field: 'externalId', problem: 'out-of-range' }],
    ['duration', { durationSeconds: 60 }, { field: 'durationSeconds', problem: 'out-of-range' }],
    ['MFA device', { mfaSerial: 'arn:aws:iam::012345678901:mfa/phone' }, undefined],
    ['MFA device of 8 characters', { mfaSerial: '12345678' }, { field: 'mfaSerial', problem: 'out-of-range' }],
    ['session policy', { policy: '{"Version":"2012-10-17","Statement":[]}' }, undefined],
    ['session policy of 2,048 characters', { policy: `{}${' '.repeat(2046)}` }, undefined],
    ['session policy of 2,049 characters', { policy: `{}${' '.repeat(2047)}` }, outOfRange('policy')],
    ['session policy that is no JSON', { policy: '{' }, outOfRange('policy')],
    ['session policy that is a list', { policy: '[]' }, outOfRange('policy')],
    ['managed policy', { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }, undefined],
    ['the ARN of a role as a policy', { policyArns: ['arn:aws:iam::012345678901:role/R'] }, outOfRange('policyArns')],
    ['11 policies', { policyArns: Array(11).fill('arn:aws:iam::aws:policy/P') }, outOfRange('policyArns')],
    ['tags', { tags: { 'Cost Center': '部門/1', empty: '' }, transitiveTagKeys: ['empty'] }, undefined],
    ['a tag without a key', { tags: { '': 'x' } }, outOfRange('tags')],
    ['a tag with a comma', { tags: { a: 'x,y' } }, outOfRange('tags')],
    ['a tag key of 129 characters', { tags: { ['k'.repeat(129)]: '' } }, outOfRange('tags')],
    ['a tag value of 257 characters', { tags: { k: 'v'.repeat(257) } }, outOfRange('tags')],
    ['tags that differ in case alone', { tags: { Team: 'a', team: 'b' } }, outOfRange('tags')],
    ['51 tags', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ''])) }, outOfRange('tags')],
    ['a tag to hand on that is not there', { transitiveTagKeys: ['team'] }, outOfRange('transitiveTagKeys')],
    ['source identity', { sourceIdentity: 'alice@example.com' }, undefined],
    ['source identity with a space', { sourceIdentity: 'alice example' }, outOfRange('sourceIdentity')],
    [
      'the first of several',
      { roleSessionName: '', externalId: '', durationSeconds: 0 },
      { field: 'roleSessionName', problem: 'too-short' },
    ],
  ];
  for (const [title, change, problem] of requests) {
    test(`request: ${title}`, () => assert.deepEqual(assumeRoleProblem({ ...request, ...change }), problem));
  }

  for (const [code, good] of [
    ['123456', true],
    ['000000', true],
    ['12345', false],
    ['1234567', false],
    ['12345a', false],
    ['１２３４５６', false],
    ['123 456', false],
  ] as const) {
    test(`MFA code ${code}: ${good}`, () => assert.equal(isMfaCode(code), good));
  }

  const templates: readonly [template: string, user: string, host: string, name: string][] = [
    ['${user}@${host}', 'alice', 'laptop', 'alice@laptop'],
    ['${user}-${user}', 'a', 'b', 'a-a'],
    ['fixed', 'a', 'b', 'fixed'],
    ['${nobody}', 'a', 'b', '-nobody-'],
    ['${user}', 'Alice Example', 'b', 'Alice-Example'],
    ['${user}', 'DOMAIN\\alice', 'b', 'DOMAIN-alice'],
    ['${user}', '山田', 'b', '-'],
    ['${user}', '$&${host}', 'b', '-host-'],
    ['${user}', 'a'.repeat(80), 'b', 'a'.repeat(64)],
    ['', 'a', 'b', ''],
  ];
  for (const [template, user, host, name] of templates) {
    test(`template ${template} for ${user.slice(0, 20)}`, () => {
      assert.equal(sessionNameFrom(template, { user, host }), name);
    });
  }

  test('whatever user and host are called, a filled template is good or too short', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, (template, user, host) => {
        const problem = sessionNameProblem(sessionNameFrom(`${template}\${user}@\${host}`, { user, host }));
        assert.ok(problem === undefined || problem === 'too-short', problem);
      }),
    );
  });
});

suite('core/assumeRoleRequest: values of any type', () => {
  const rows: readonly [value: Readonly<Record<string, unknown>>, wrong: WrongType | undefined][] = [
    [{}, undefined],
    [{ roleArn: 'x', durationSeconds: 900, policyArns: ['a'], tags: { a: 'b' } }, undefined],
    [{ roleArn: 5 }, { field: 'roleArn', type: 'text' }],
    [{ durationSeconds: '3600' }, { field: 'durationSeconds', type: 'number' }],
    [{ policy: {} }, { field: 'policy', type: 'text' }],
    [{ policyArns: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, { field: 'policyArns', type: 'texts' }],
    [{ policyArns: [5] }, { field: 'policyArns', type: 'texts' }],
    [{ tags: ['a=b'] }, { field: 'tags', type: 'texts-by-name' }],
    [{ tags: { a: 1 } }, { field: 'tags', type: 'texts-by-name' }],
    [{ tags: null }, { field: 'tags', type: 'texts-by-name' }],
    [{ transitiveTagKeys: { a: 'b' } }, { field: 'transitiveTagKeys', type: 'texts' }],
    [{ somethingElse: 5 }, undefined],
  ];
  for (const [value, wrong] of rows) {
    test(JSON.stringify(value), () => assert.deepEqual(wrongTypeIn(value), wrong));
  }

  test('only parameters are taken', () => {
    const value = { roleArn: 'x', name: 'y', sourceProfile: 'z', tags: { a: 'b' }, policy: undefined };
    assert.deepEqual(assumeRoleFieldsOf(value), { roleArn: 'x', tags: { a: 'b' } });
  });
});
