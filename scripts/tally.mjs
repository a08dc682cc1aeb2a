// What a run of tests has counted, how it ends, and its last line. A test that was skipped is neither passed nor failed,
// and a run in which nothing ran has failed.

/** @typedef {import('../test/support/mochaRun.ts').Counts} Counts */

/** Lives as long as one run. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  /** @type {{ title: string, error: string }[]} */
  failures = [];

  /**
   * A check that is no test.
   *
   * @param {string} title
   * @param {boolean} succeeded
   */
  check(title, succeeded) {
    if (succeeded) this.#passed += 1;
    else this.#fail({ title, error: '' });
  }

  /** @param {Counts} counts */
  add({ passed, failed, skipped }) {
    this.#passed += passed;
    this.#skipped += skipped.length;
    for (const failure of failed) this.#fail(failure);
  }

  skip() {
    this.#skipped += 1;
  }

  get ranNothing() {
    return this.#passed + this.#failed === 0;
  }

  get exitCode() {
    return this.#failed > 0 || this.ranNothing ? 1 : 0;
  }

  get lastLine() {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }

  /** @param {{ title: string, error: string }} failure */
  #fail(failure) {
    this.#failed += 1;
    this.failures.push(failure);
  }
}
