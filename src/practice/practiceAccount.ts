// The practice account: a stand-in for STS, S3 and IAM on 127.0.0.1 that holds the scenario. This file starts and stops
// it and says what a caller gets; who may do what is decided in core/policy, what AWS answers in sts* and s3*.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { BucketStore } from './bucketStore.ts';
import { Directory } from './directory.ts';
import { account, bucket, region } from './scenario.ts';
import { createPracticeServer } from './server.ts';

export interface PracticeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** What may be left out, to see that a test would notice. All are on by default. */
  readonly checks?: { readonly signature?: boolean; readonly policy?: boolean; readonly expiry?: boolean };
  /** Told of defects in the practice account itself; clients get an internal error. */
  readonly onDefect?: (error: unknown) => void;
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
  /** Adds or replaces an object without a request. `lastModified` in milliseconds since the epoch; absent: now. */
  put(bucket: string, key: string, body: string | Uint8Array, lastModified?: number): void;
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>;
}

/** @throws the system's error where the port cannot be had (EADDRINUSE). */
export async function startPracticeAccount(options: PracticeOptions = {}): Promise<PracticeAccount> {
  const now = options.now ?? Date.now;
  const directory = new Directory();
  const store = new BucketStore();
  const checks = { signature: true, policy: true, expiry: true, ...options.checks };
  const server = createPracticeServer({ directory, store, now, checks }, options.onDefect ?? (() => {}));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    account,
    bucket,
    accessKeyId: directory.sourceKey.accessKeyId,
    secretAccessKey: directory.sourceKey.secretAccessKey,
    roles: Object.fromEntries([...directory.roles.values()].map((role) => [role.name, role.arn])),
    mfaSerial: directory.mfa.serial,
    totpSeed: directory.mfa.seed,
    put(name, key, body, lastModified = now()) {
      const target = store.get(name);
      if (!target) throw new Error(`no bucket ${name}`);
      // A lone surrogate has no UTF-8.
      if (key === '' || /\p{Surrogate}/u.test(key) || Buffer.byteLength(key) > 1024)
        throw new Error('no key that S3 takes');
      target.put(key, Buffer.from(body), lastModified);
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
