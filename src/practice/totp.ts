// Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30 s, six digits), as AWS's virtual MFA devices make them.
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of `seed` (base32) at `time` (milliseconds since the epoch). */
export function totpCode(seed: string, time: number): string {
  return codeOfStep(seed, Math.floor(time / STEP_MS));
}

/** Takes a code once: AWS accepts the neighbouring steps too, and none that is not later than the last one it took. */
export class MfaDevice {
  readonly serial: string;
  readonly seed: string;
  /** Undefined until a code was taken. */
  #lastStep: number | undefined;

  constructor(serial: string, seed: string, lastStep?: number) {
    this.serial = serial;
    this.seed = seed;
    this.#lastStep = lastStep;
  }

  get lastStep(): number | undefined {
    return this.#lastStep;
  }

  accept(code: string, time: number): boolean {
    const now = Math.floor(time / STEP_MS);
    const step = [now - 1, now, now + 1].find(
      (each) => each > (this.#lastStep ?? Number.NEGATIVE_INFINITY) && same(codeOfStep(this.seed, each), code),
    );
    if (step === undefined) return false;
    this.#lastStep = step;
    return true;
  }
}

function codeOfStep(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.max(0, step)));
  const digest = createHmac('sha1', decodeBase32(seed)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, (character) => BASE32.indexOf(character).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

const same = (expected: string, given: string) =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
