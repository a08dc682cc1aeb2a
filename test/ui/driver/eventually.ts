// Waiting: by condition, never by time.
import { setTimeout as delay } from 'node:timers/promises';

/** Generous: the machine may be busy. A condition that holds is seen within a fraction of a second. */
export const deadlineMs = 120_000;
const pauseMs = 50;

/**
 * Reads until the value is accepted, and gives it.
 *
 * @param what the subject of the sentence that says what was waited for in vain
 * @throws with the last value read, or with the reading's own error
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  accept: (value: T) => boolean,
  withinMs = deadlineMs,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let last: string;
    try {
      const value = await read();
      if (accept(value)) {
        return value;
      }
      last = typeof value === 'string' ? value : JSON.stringify(value);
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${withinMs / 1000} s. Last seen:\n${last}`);
    }
    await delay(pauseMs);
  }
}

/** A text that contains the expected one, or matches it. */
export function matches(text: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
}
