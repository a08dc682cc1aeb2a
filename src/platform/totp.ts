// The codes of an MFA device from its seed, as RFC 6238 has them with AWS's parameters: SHA-1, 30 seconds, 6 digits.
import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes of a seed as AWS shows it: base32, in any case, with or without spaces and padding. Undefined where it is none. */
export function totpKey(seed: string): Uint8Array | undefined {
  const text = seed.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (text === '' || !/^[A-Z2-7]+$/.test(text)) return undefined;
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.slice(0, bits.length - (bits.length % 8)).match(/.{8}/g) ?? [];
  // RFC 4226 asks for 128 bits; AWS's seeds have 320. Anything much shorter is a typing error.
  return bytes.length >= 10 ? Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2)) : undefined;
}

/** The seed that was typed or pasted, by itself or within the otpauth address of a QR code. Undefined where there is none. */
export function seedIn(text: string): string | undefined {
  const seed = /^otpauth:/i.test(text) ? (/[?&]secret=([^&#%]+)/i.exec(text)?.[1] ?? '') : text;
  return totpKey(seed) && seed;
}

/** @param at milliseconds since the epoch. Empty where the seed is none. */
export function totpCode(seed: string, at: number): string {
  const key = totpKey(seed);
  if (!key) return '';
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
