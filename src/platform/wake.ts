// Notices that the machine has slept: a beat that comes much too late.

const beatMs = 30_000;
/** A busy extension host delays a beat by seconds, not by this much. */
const sleptMs = 60_000;

/** Calls `woke` after a sleep. Lives until disposed; asks nothing of anybody itself. */
export function onWake(woke: () => void): { dispose(): void } {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const late = now - last - beatMs;
    last = now;
    if (late > sleptMs) woke();
  }, beatMs);
  return { dispose: () => clearInterval(timer) };
}
