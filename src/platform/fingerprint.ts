// Names of entries and of files are not encrypted: made out of a text, they give nothing of it away.
import { createHash } from 'node:crypto';

/** 64 hex digits. Also the name of a token of the credential endpoint. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** 32 hex digits: enough to tell entries apart. */
export function shortFingerprint(text: string): string {
  return fingerprint(text).slice(0, 32);
}
