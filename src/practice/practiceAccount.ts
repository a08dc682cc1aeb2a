// The practice account: a stand-in for STS, S3 and IAM on 127.0.0.1 that holds the scenario. This file starts and stops
// it and says what a caller gets; who may do what is decided in core/policy, what AWS answers in sts* and s3*.

export interface PracticeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** What may be left out, to see that a test would notice. All are on by default. */
  readonly checks?: { readonly signature?: boolean; readonly policy?: boolean; readonly expiry?: boolean };
}

export interface PracticeAccount {
  /** http://127.0.0.1:<port> */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly bucket: string;
  /** The key of user AssumeRoleUser; new at every start. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Role name to role ARN. */
  readonly roles: Readonly<Record<string, string>>;
  readonly mfaSerial: string;
  /** Base32, as an authenticator app takes it. */
  readonly totpSeed: string;
  /** Adds or replaces an object without a request. */
  put(bucket: string, key: string, body: string | Uint8Array, lastModified?: number): void;
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>;
}

export async function startPracticeAccount(_options: PracticeOptions = {}): Promise<PracticeAccount> {
  throw new Error('being built');
}
