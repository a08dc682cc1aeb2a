import assert from 'node:assert/strict';
import { ServerClock } from '../../src/session/clock.ts';

const start = Date.parse('2025-03-26T13:30:50.400Z');
const second = 1_000;
const hour = 3_600_000;

suite('session/clock', () => {
  let wall: number;
  let steady: number;
  let clock: ServerClock;
  const pass = (milliseconds: number) => {
    wall += milliseconds;
    steady += milliseconds;
  };
  const sleep = (milliseconds: number) => {
    wall += milliseconds;
  };

  setup(() => {
    wall = start;
    steady = 17;
    clock = new ServerClock({ wall: () => wall, steady: () => steady });
  });

  test('before anything is learned it is the machine’s', () => {
    pass(5 * second);
    assert.equal(clock.now(), start + 5 * second);
    assert.equal(clock.doubtful, false);
  });

  for (const offset of [-2 * hour, -10 * second, 10 * second, 2 * hour]) {
    test(`a machine that is ${-offset / second} s off is corrected`, () => {
      clock.learn(start + offset - ((start + offset) % second));
      assert.ok(Math.abs(clock.now() - (start + offset)) <= second);
      pass(hour);
      assert.ok(Math.abs(clock.now() - (start + offset + hour)) <= second);
    });
  }

  test('a date within the tolerance changes nothing', () => {
    for (const offset of [-2, -1, 0, 1, 2]) {
      clock.learn(Math.floor(start / second) * second + offset * second);
      assert.equal(clock.now(), start);
    }
  });

  test('asleep the steady clock stands still: time goes on, and is doubtful until it is learned', () => {
    sleep(72 * hour);
    assert.equal(clock.now(), start + 72 * hour);
    assert.equal(clock.doubtful, true);
    clock.learn(Math.floor((start + 72 * hour) / second) * second);
    assert.equal(clock.doubtful, false);
  });

  test('it is AWS’s time once it was learned, and as long as the clocks agree', () => {
    assert.equal(clock.isKnown, false);
    clock.learn(Math.floor(start / second) * second);
    assert.equal(clock.isKnown, true);
    sleep(hour);
    assert.equal(clock.isKnown, false);
    clock.learn(Math.floor((start + hour) / second) * second);
    assert.equal(clock.isKnown, true);
  });

  test('what a server of this machine tells is no time of AWS', () => {
    const date = (at: number) => Math.floor(at / second) * second;
    clock.learn(date(start), true);
    assert.equal(clock.isKnown, false);
    clock.learn(date(start - 2 * hour));
    assert.equal(clock.isKnown, true);
    // The two contradict each other: the one that is in use is followed, and nothing is known of the other.
    clock.learn(date(start), true);
    assert.ok(Math.abs(clock.now() - start) <= second);
    assert.equal(clock.isKnown, false);
    clock.learn(date(start));
    clock.learn(date(start), true);
    assert.equal(clock.isKnown, true);
  });

  test('set back by two hours: time does not go back', () => {
    wall -= 2 * hour;
    pass(second);
    assert.equal(clock.now(), start + second);
    assert.equal(clock.doubtful, true);
  });

  test('set forward by two hours: the later time until it is learned', () => {
    wall += 2 * hour;
    assert.equal(clock.now(), start + 2 * hour);
    clock.learn(Math.floor(start / second) * second);
    assert.ok(Math.abs(clock.now() - start) <= second);
  });
});
