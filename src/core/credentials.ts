// Keys that sign requests, and the one form in which a key may be printed.

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only session keys (ASIA…) have one. */
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for keys that do not end. */
  readonly expiration?: number;
}

/** AKIA…WXYZ: tells keys apart and gives none away. The only form in which an access key id is logged or shown. */
export function printedKey(accessKeyId: string): string {
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
