import { onBeat } from '../../src/platform/wake.ts';

/** Waits for so many beats, counted as the extension counts them, beside it. */
export function beats(count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    const beating = onBeat(() => {
      left -= 1;
      if (left > 0) return;
      beating.dispose();
      resolve();
    });
  });
}
