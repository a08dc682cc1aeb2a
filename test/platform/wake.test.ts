import assert from 'node:assert/strict';
import { type Beat, onBeat, wokeBetween } from '../../src/platform/wake.ts';

const second = 1_000;
const hour = 3_600 * second;

suite('platform/wake', () => {
  for (const [title, wall, steady, woke] of [
    ['a beat', second, second, false],
    ['a beat of a busy host', 10 * second, 10 * second, false],
    ['a second’s sleep, which is none', 2 * second, second, false],
    ['a clock that a time server moves a little', 1.5 * second, second, false],
    ['sleep where the steady clock stands still', hour, second, true],
    ['sleep where it goes on', hour, hour, true],
    ['three seconds of sleep', 4 * second, second, true],
    ['the clock is set forward', 2 * hour + second, second, true],
    ['the clock is set back', second - 2 * hour, second, true],
    ['just late enough', 61 * second + 1, 61 * second + 1, true],
    ['not late enough', 61 * second, 61 * second, false],
  ] as const) {
    test(`${title}: ${woke ? 'woke' : 'nothing'}`, () =>
      assert.equal(wokeBetween({ wall: 5, steady: 7 }, { wall: 5 + wall, steady: 7 + steady }), woke));
  }

  test('it beats until it is disposed', async () => {
    const beats: Beat[] = [];
    await new Promise<void>((resolve) => {
      const beating = onBeat((beat) => {
        beats.push(beat);
        if (beats.length < 2) return;
        beating.dispose();
        resolve();
      });
    });
    assert.deepEqual(beats, [{ woke: false }, { woke: false }]);
  });
});
