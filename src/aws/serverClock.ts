// What time it is for AWS: learned from the Date header of its answers, and used to sign. A local clock that is off by
// more than a few minutes would make every signature worthless.
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ServerClock {
  /** This machine's time, in milliseconds. */
  readonly now: () => number;
  /** How far AWS's clock is ahead of this machine's, in milliseconds, as far as is known. */
  readonly offsetMs: () => number;
  /**
   * Told after each answer: the server's time (whole seconds, as the header has it), this machine's at that moment, and
   * the endpoint where it is not AWS's own.
   */
  readonly onServerTime: (serverMs: number, localMs: number, endpoint: string | undefined) => void;
}

/** An answer that took longer says too little about when it was given. */
const longestRoundTripMs = 2_000;

/** The handler, with `clock` told of each answer of the endpoint. */
export function observedHandler(
  handler: NodeHttpHandler,
  clock: ServerClock,
  endpoint: string | undefined,
): NodeHttpHandler {
  return new ObservedHandler(handler, clock, endpoint);
}

class ObservedHandler extends NodeHttpHandler {
  readonly #handler: NodeHttpHandler;
  readonly #clock: ServerClock;
  readonly #endpoint: string | undefined;

  constructor(handler: NodeHttpHandler, clock: ServerClock, endpoint: string | undefined) {
    super();
    this.#handler = handler;
    this.#clock = clock;
    this.#endpoint = endpoint;
  }

  override async handle(...request: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const sent = this.#clock.now();
    const result = await this.#handler.handle(...request);
    const received = this.#clock.now();
    const serverMs = Date.parse(result.response.headers.date ?? '');
    if (!Number.isNaN(serverMs) && received >= sent && received - sent <= longestRoundTripMs) {
      this.#clock.onServerTime(serverMs, (sent + received) / 2, this.#endpoint);
    }
    return result;
  }
}
