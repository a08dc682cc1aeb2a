// What every request of one practice account shares. Lives as long as the account.
import type { BucketStore } from './bucketStore.ts';
import type { Directory } from './directory.ts';

export interface PracticeState {
  readonly directory: Directory;
  readonly store: BucketStore;
  readonly now: () => number;
  readonly checks: { readonly signature: boolean; readonly policy: boolean; readonly expiry: boolean };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}
