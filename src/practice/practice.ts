// What every request of one practice account shares. Lives as long as the account.
import type { BucketStore } from './bucketStore.ts';
import type { Directory } from './directory.ts';
import type { IdentityProvider } from './identityProvider.ts';
import type { Keyring } from './keyring.ts';
import type { MfaDevice } from './totp.ts';

export interface Practice {
  readonly directory: Directory;
  readonly keyring: Keyring;
  readonly mfa: MfaDevice;
  readonly provider: IdentityProvider;
  readonly store: BucketStore;
  readonly now: () => number;
  readonly limits: Limits;
  readonly checks: { readonly signature: boolean; readonly policy: boolean; readonly expiry: boolean };
}

export interface Limits {
  /** Of one request: an object, or a part of one. */
  readonly uploadBytes: number;
  /** Of every part but the last. */
  readonly minPartBytes: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes can come in pieces. */
  readonly body?: string | readonly Uint8Array[];
}
