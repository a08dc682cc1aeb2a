// A signature is good for some minutes around its time. What was refused for that is sent once more: the refusal's own
// Date header has set the clock right.
import { saysTimeIsOff } from './failures.ts';
import type { ServerClock } from './serverClock.ts';

/** By less than this no signature is refused. */
const toleratedMs = 4 * 60_000;

/**
 * The SDK does so only while the machine's clock is wrong, and not where it was set right and the offset is wrong that was
 * learned before. A refusal comes before anything else is looked at, so that a code is still unused then.
 */
export async function inRightTime<T>(clock: ServerClock | undefined, send: () => Promise<T>): Promise<T> {
  const before = clock?.offsetMs() ?? 0;
  try {
    return await send();
  } catch (error) {
    const wasOff = Math.abs((clock?.offsetMs() ?? 0) - before) > toleratedMs;
    if (!isForTime(error as Refusal, wasOff)) throw error;
    return send();
  }
}

interface Refusal {
  readonly name?: string;
  readonly message?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** An answer to HEAD has no words, and says by its status alone that it is a refusal. */
function isForTime({ name, message, Code, $metadata }: Refusal, wasOff: boolean): boolean {
  return saysTimeIsOff(name, message) || (wasOff && Code === undefined && $metadata?.httpStatusCode === 403);
}
