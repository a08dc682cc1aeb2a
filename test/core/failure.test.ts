import assert from 'node:assert/strict';
import { failureError, failureOf } from '../../src/core/failure.ts';

suite('core/failure', () => {
  test('an error carries its failure and its cause, and says its code', () => {
    const cause = new Error('below');
    const error = failureError({ code: 'throttled' }, cause);
    assert.deepEqual(failureOf(error), { code: 'throttled' });
    assert.equal(error.message, 'throttled');
    assert.equal(error.cause, cause);
  });

  test('without a cause there is no cause', () => assert.ok(!('cause' in failureError({ code: 'throttled' }))));

  test('a failure is known by its tag, whatever carries it', () => {
    assert.deepEqual(failureOf({ failure: { code: 'practice-stopped' } }), { code: 'practice-stopped' });
  });

  const others: readonly unknown[] = [
    undefined,
    null,
    0,
    '',
    'failure',
    {},
    new Error('x'),
    { failure: null },
    { failure: 'x' },
    { failure: { code: 1 } },
    { code: 'throttled' },
  ];
  for (const [n, error] of others.entries()) {
    test(`no failure: row ${n}, ${String(error)}`, () => assert.equal(failureOf(error), undefined));
  }
});
