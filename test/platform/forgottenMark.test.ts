import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ForgottenMark } from '../../src/platform/forgottenMark.ts';

suite('platform/forgottenMark', () => {
  let folder: string;
  let watching: { dispose(): void }[];
  setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-forgotten-'));
    watching = [];
  });
  teardown(() => {
    for (const each of watching) each.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A window, and how often it was told. */
  function window() {
    const mark = new ForgottenMark(path.join(folder, 'not made yet', 'forgotten'), 10);
    const seen = { times: 0, next: () => {} };
    watching.push(
      mark.watch(() => {
        seen.times += 1;
        seen.next();
      }),
    );
    const told = () =>
      new Promise<void>((resolve) => {
        seen.next = resolve;
      });
    return { mark, seen, told };
  }

  test('the others are told, each time, and who has set it is not', async () => {
    const [one, other, third] = [window(), window(), window()];
    for (const times of [1, 2]) {
      const all = Promise.all([other.told(), third.told()]);
      await one.mark.set();
      await all;
      assert.deepEqual([one.seen.times, other.seen.times, third.seen.times], [0, times, times]);
    }
    const told = one.told();
    await other.mark.set();
    await told;
    assert.deepEqual([one.seen.times, other.seen.times], [1, 2]);
  });

  test('one that is set twice between two looks is still its own', async () => {
    const [one, other] = [window(), window()];
    for (let times = 0; times < 20; times += 1) {
      const told = other.told();
      await Promise.all([one.mark.set(), one.mark.set()]);
      await told;
    }
    assert.equal(one.seen.times, 0);
  });

  test('what was set before a window was there is none of its business', async () => {
    const one = window();
    await one.mark.set();
    const later = window();
    const told = later.told();
    await one.mark.set();
    await told;
    assert.equal(later.seen.times, 1);
  });
});
