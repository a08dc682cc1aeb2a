import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AssumeRoleProblem,
  type AssumeRoleRequest,
  assumeRoleProblem,
  isDurationSeconds,
  isExternalId,
  type SessionNameProblem,
  sessionNameFrom,
  sessionNameProblem,
} from '../../src/core/assumeRoleRequest.ts';

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

  const request: AssumeRoleRequest = { roleArn: 'arn:aws:iam::123456789012:role/R', roleSessionName: 'me' };
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
    [
      'the first of several',
      { roleSessionName: '', externalId: '', durationSeconds: 0 },
      { field: 'roleSessionName', problem: 'too-short' },
    ],
  ];
  for (const [title, change, problem] of requests) {
    test(`request: ${title}`, () => assert.deepEqual(assumeRoleProblem({ ...request, ...change }), problem));
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
