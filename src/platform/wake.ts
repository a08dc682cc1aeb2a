// The beat of a window: once a second, and it tells when the machine has slept or its clock was set.

const beatMs = 1_000;
/** The wall's clock and the steady one part when the machine sleeps on systems whose steady clock stands still then. */
const apartMs = 2_000;
/** On the others a beat comes late; a busy extension host delays one by seconds, not by this much. */
const lateMs = 60_000;

export interface Beat {
  /** Since the beat before, the machine slept or its clock was set. */
  readonly woke: boolean;
}

/** What the two clocks of the machine say, in milliseconds. */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/** Calls `listener` about once a second until disposed. */
export function onBeat(listener: (beat: Beat) => void): { dispose(): void } {
  let before = thisMoment();
  const timer = setInterval(() => {
    const now = thisMoment();
    const woke = wokeBetween(before, now);
    before = now;
    listener({ woke });
  }, beatMs);
  return { dispose: () => clearInterval(timer) };
}

/** Whether the machine slept or its clock was set between two beats. */
export function wokeBetween(before: Moment, now: Moment): boolean {
  const wallPassed = now.wall - before.wall;
  const steadyPassed = now.steady - before.steady;
  return Math.abs(wallPassed - steadyPassed) > apartMs || steadyPassed - beatMs > lateMs;
}

function thisMoment(): Moment {
  return { wall: Date.now(), steady: performance.now() };
}
