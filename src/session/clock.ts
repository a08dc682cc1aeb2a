// AWS's time, as well as this machine can tell: learned from answers, carried on by the machine's own clocks.
// Sessions end by AWS's clock; this machine's may be wrong, may be set, and may stand still while the machine sleeps.
// One for all endpoints: a stand-in for AWS on this machine has this machine's time, so where that is wrong, the answers of
// the two contradict each other. The one that answered last is believed then, which is the one that is in use; a session
// of the other one is renewed too early at worst, or refused once and asked for again.

/** Milliseconds, both. */
export interface MachineClocks {
  /** Since the epoch; a person or a time server may set it at any moment. */
  readonly wall: () => number;
  /** From any origin; never set, but it may stand still during sleep. */
  readonly steady: () => number;
}

/** A `Date` header is cut to whole seconds. */
const headerMs = 1_000;
/** An answer takes a while, so that small differences say nothing. */
const toleranceMs = 2_000;
/** The two clocks of a machine that neither slept nor was set differ by less. */
const apartMs = 5_000;

export class ServerClock {
  readonly #clocks: MachineClocks;
  #server: number;
  #learned = false;
  #wall: number;
  #steady: number;

  constructor(clocks: MachineClocks) {
    this.#clocks = clocks;
    this.#wall = clocks.wall();
    this.#steady = clocks.steady();
    this.#server = this.#wall;
  }

  /**
   * Milliseconds since the epoch. Where the clocks disagree, the later time: a session that counts as ended too early
   * costs a call, one that is used after its end costs a refusal.
   */
  now(): number {
    const { wall, steady } = this.#passed();
    return this.#server + Math.max(wall, steady, 0);
  }

  /** The machine slept or its clock was set since AWS's time was last learned. */
  get doubtful(): boolean {
    const { wall, steady } = this.#passed();
    return Math.abs(wall - steady) > apartMs;
  }

  /** `now` is AWS's time, and not only this machine's. */
  get isKnown(): boolean {
    return this.#learned && !this.doubtful;
  }

  /**
   * @param dateMs the `Date` header of an answer that has just come
   * @param isOwn the server is on this machine, whose time it tells: AWS's is no better known by it
   */
  learn(dateMs: number, isOwn = false): void {
    const now = this.now();
    const latest = dateMs + headerMs;
    const agrees = !this.doubtful && now >= dateMs - toleranceMs && now <= latest + toleranceMs;
    this.#server = agrees ? now : latest;
    this.#learned = !isOwn || (agrees && this.#learned);
    this.#wall = this.#clocks.wall();
    this.#steady = this.#clocks.steady();
  }

  #passed(): { readonly wall: number; readonly steady: number } {
    return { wall: this.#clocks.wall() - this.#wall, steady: this.#clocks.steady() - this.#steady };
  }
}
