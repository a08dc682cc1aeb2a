// What `npm run bench` says of its samples: others read out/bench.json.
import assert from 'node:assert/strict';
import type { Figure } from '../../scripts/bench/figure.ts';
import { benchJson, tableOf } from '../../scripts/bench/report.ts';

const start: Figure = {
  name: 'start',
  unit: 'ms',
  samples: [30, 10, 12],
  against: { nothing: [8, 9, 8, 9] },
  aim: { kind: 'times', against: 'nothing', limit: 1.5 },
};

suite('the report of the benchmark', () => {
  test('out/bench.json has each figure by its name: median, unit, and what it is against with the ratio', () => {
    const size: Figure = {
      name: 'size',
      unit: 'KB',
      samples: [59.996],
      against: {},
      aim: { kind: 'at most', limit: 60 },
    };
    assert.deepEqual(JSON.parse(benchJson([start, size])), {
      start: {
        median: 12,
        min: 10,
        max: 30,
        count: 3,
        unit: 'ms',
        against: { nothing: { median: 8.5, min: 8, max: 9, count: 4, ratio: 1.41 } },
        aim: 'at most 1.5 times nothing',
        met: true,
      },
      size: { median: 60, min: 60, max: 60, count: 1, unit: 'KB', against: {}, aim: 'at most 60 KB', met: true },
    });
  });

  test('the table shows the spread, and an aim that is missed', () => {
    assert.equal(
      tableOf({ ...start, samples: [13, 12.8, 100] }),
      [
        'start (ms)',
        '            median    min     max  samples  ratio',
        '  measured   13.00  12.80  100.00        3',
        '  nothing     8.50   8.00    9.00        4   1.53',
        '  aim: at most 1.5 times nothing: MISSED',
      ].join('\n'),
    );
  });

  for (const { samples, met } of [
    { samples: [13.5], met: true },
    { samples: [13.6], met: false },
  ]) {
    test(`${samples} is ${met ? '' : 'not '}at most 5 more than 8.5`, () => {
      const figure: Figure = { ...start, samples, unit: 'MB', aim: { kind: 'more', against: 'nothing', limit: 5 } };
      const { start: told } = JSON.parse(benchJson([figure]));
      assert.deepEqual([told.aim, told.met], ['at most 5 MB more than nothing', met]);
    });
  }

  test('a figure without aim has none', () => {
    const { aim: _, ...figure } = start;
    assert.deepEqual(Object.keys(JSON.parse(benchJson([figure])).start), [
      'median',
      'min',
      'max',
      'count',
      'unit',
      'against',
    ]);
    assert.doesNotMatch(tableOf(figure), /aim/);
  });

  test('what was not measured is no figure', () => {
    assert.throws(() => tableOf({ ...start, samples: [] }), /start: not measured/);
    assert.throws(() => benchJson([{ ...start, against: { nothing: [Number.NaN] } }]), /against nothing: not measured/);
    assert.throws(() => benchJson([{ ...start, against: {} }]), /against nothing, which was not measured/);
  });
});
