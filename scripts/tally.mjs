// What a run of tests has counted, how it ends, and its last line. A test that was skipped is neither passed nor failed,
// and a run in which nothing ran has failed.

/** @typedef {import('../test/support/mochaRun.ts').Counts} Counts */

/** Of those that drive a whole VS Code from outside. */
const mostFilesAgain = 2;

/** Lives as long as one run. */
export class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #again = 0;
  /** What failed, and passed when its file was run once more. @type {{ title: string, error: string }[]} */
  unsteady = [];
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

  /**
   * A file that was run once more because tests of it had failed: the second run counts, and what it passed is told.
   *
   * @param {Counts} first
   * @param {Counts} second
   */
  addAgain(first, second) {
    if (second.failed.length === 0) this.unsteady.push(...first.failed);
    this.#again += 1;
    this.add(second);
    // One such file may be bad luck. Where it is more, it is the tests, or what they test.
    if (this.#again === mostFilesAgain + 1)
      this.check(`more than ${mostFilesAgain} files had to be run once more`, false);
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
