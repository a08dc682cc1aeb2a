// Which of the listed buckets a workspace wants: what is taken, what is refused with a sentence, and what is remembered.
import assert from 'node:assert/strict';
import { failureOf } from '../../../src/core/failure.ts';
import { filterText, RememberedFilter } from '../../../src/features/buckets/bucketFilter.ts';
import { FakeMemento } from '../../fakes/memento.ts';

suite('features/buckets/bucketFilter', () => {
  let memento: FakeMemento;
  let filter: RememberedFilter;
  setup(() => {
    memento = new FakeMemento();
    filter = new RememberedFilter(memento);
  });

  test('all are wanted, until something is said', () => {
    assert.deepEqual([filter.value, filterText(filter.value)], [{}, '']);
  });

  const wanted: readonly [given: object, value: object, text: string][] = [
    [{ prefix: 'log-' }, { prefix: 'log-' }, 'only log-*'],
    [{ region: 'eu-west-1' }, { region: 'eu-west-1' }, 'only eu-west-1'],
    [{ prefix: 'log-', region: 'eu-west-1' }, { prefix: 'log-', region: 'eu-west-1' }, 'only log-*, eu-west-1'],
  ];
  for (const [given, value, text] of wanted) {
    test(`${text}: remembered, and all again with empty texts`, async () => {
      assert.equal(await filter.ask(given), true);
      const again = new RememberedFilter(memento).value;
      assert.deepEqual([again, filterText(again)], [value, text]);
      await filter.ask({ prefix: '', region: '' });
      assert.deepEqual([filter.value, memento.values.size], [{}, 0]);
    });
  }

  const refused: readonly [given: object, problem: string][] = [
    [{ prefix: 'my bucket' }, 'A bucket name has lower-case letters, digits, dots and hyphens.'],
    [{ prefix: 'a'.repeat(256) }, 'A bucket name has 3 to 63 characters.'],
    [{ region: 'nowhere' }, 'That is no AWS region. One looks like us-east-1.'],
    [{ prefix: 'log-', region: 'evil.example/' }, 'That is no AWS region. One looks like us-east-1.'],
    [{ region: 5 }, 'That is no AWS region. One looks like us-east-1.'],
  ];
  for (const [given, problem] of refused) {
    test(`${JSON.stringify(given).slice(0, 60)}: refused, and what was wanted stays`, async () => {
      await filter.ask({ prefix: 'kept' });
      const failure = await filter.ask(given).then(() => undefined, failureOf);
      assert.deepEqual(failure && 'problem' in failure && failure.problem, problem);
      assert.deepEqual(filter.value, { prefix: 'kept' });
    });
  }

  test('what was remembered and cannot be used is left out', () => {
    memento.values.set('rolecall.bucketFilter', '{"prefix":"log-","region":"evil.example/","other":1}');
    assert.deepEqual(filter.value, { prefix: 'log-' });
  });

  test('forgotten', async () => {
    await filter.ask({ prefix: 'log-' });
    await filter.forget();
    assert.deepEqual([filter.value, memento.values.size], [{}, 0]);
  });
});
