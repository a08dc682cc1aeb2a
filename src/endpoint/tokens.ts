// The tokens that are good, by their digests: from here nobody can learn a token, and comparing takes no telling time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is kept of a token. */
export interface TokenRecord {
  /** The token's SHA-256 in hex: names it, and opens nothing. */
  readonly id: string;
  /** Whose credentials it is for, in the words of whoever had it issued. */
  readonly binding: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

export interface IssuedToken {
  /** The value of AWS_CONTAINER_AUTHORIZATION_TOKEN. */
  readonly token: string;
  readonly record: TokenRecord;
}

const lifetimeMs = 24 * 60 * 60_000;
/** A clock may be corrected by a little; set back by more, it would let tokens live longer than a day. */
const clockToleranceMs = 5 * 60_000;

export class Tokens {
  readonly #now: () => number;
  #records: readonly TokenRecord[];

  constructor(now: () => number, records: readonly TokenRecord[] = []) {
    this.#now = now;
    this.#records = records;
  }

  issue(binding: string): IssuedToken {
    const token = randomBytes(32).toString('base64url');
    const record = { id: digestOf(token).toString('hex'), binding, issuedAt: this.#now() };
    this.#records = [...this.good(), record];
    return { token, record };
  }

  find(token: string): TokenRecord | undefined {
    const digest = digestOf(token);
    // All are compared, so that the time does not tell which one it was.
    return this.good().filter(({ id }) => timingSafeEqual(Buffer.from(id, 'hex'), digest))[0];
  }

  revoke(id: string): void {
    this.#records = this.#records.filter((record) => record.id !== id);
  }

  revokeAll(): void {
    this.#records = [];
  }

  /** Those that have not ended. */
  good(): readonly TokenRecord[] {
    const now = this.#now();
    return this.#records.filter(({ issuedAt }) => {
      const age = now - issuedAt;
      return age < lifetimeMs && age >= -clockToleranceMs;
    });
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
