import assert from 'node:assert/strict';
import { AutoLeave } from '../../src/session/autoLeave.ts';

const minute = 60_000;

/** What happens at which minute, and whether it is time to leave right after. */
type Row = readonly [title: string, limit: number | undefined, steps: readonly (readonly [number, string, boolean])[]];

suite('session/autoLeave', () => {
  const rows: readonly Row[] = [
    ['no guard asks for it', undefined, [[9999, '', false]]],
    [
      'after the time, and not before',
      10,
      [
        [9, '', false],
        [10, '', true],
      ],
    ],
    [
      'a use starts anew',
      10,
      [
        [9, 'use', false],
        [18, '', false],
        [19, '', true],
      ],
    ],
    [
      'one that is left is not measured, and starts anew when it is there again',
      10,
      [
        [9, 'B', false],
        [10, '', false],
        [11, 'A', false],
        [20, '', false],
        [21, '', true],
      ],
    ],
    [
      'the same identity with new keys does not',
      10,
      [
        [9, 'A', false],
        [10, '', true],
      ],
    ],
    [
      'leaving that failed is tried again, once a minute',
      10,
      [
        [10, '', true],
        [10.5, '', false],
        [11, '', true],
        [11.5, '', false],
      ],
    ],
    [
      'a use after leaving that failed',
      10,
      [
        [10, '', true],
        [10.5, 'use', false],
        [20, '', false],
        [20.5, '', true],
      ],
    ],
    ['a sleep counts', 10, [[600, '', true]]],
  ];
  for (const [title, limit, steps] of rows) {
    test(title, () => {
      let now = 0;
      const leave = new AutoLeave(() => now);
      leave.are(['A']);
      const seen = steps.map(([at, act]) => {
        now = at * minute;
        if (act === 'use') leave.used();
        else if (act !== '') leave.are([act]);
        return leave.due('A', limit);
      });
      assert.deepEqual(
        seen,
        steps.map(([, , due]) => due),
      );
    });
  }

  test('each role for itself: the use of one keeps no other, and somebody at the window keeps all', () => {
    let now = 0;
    const leave = new AutoLeave(() => now);
    const due = () => ['A', 'B', 'C'].filter((name) => leave.due(name, 10));
    leave.are(['A', 'B']);
    now = 9 * minute;
    leave.used('A');
    leave.used('C');
    now = 10 * minute;
    assert.deepEqual(due(), ['B']);
    leave.used();
    now = 19 * minute;
    assert.deepEqual(due(), []);
    now = 20 * minute;
    assert.deepEqual(due(), ['A', 'B']);
  });
});
