// The practice account: a stand-in for STS, S3 and IAM on 127.0.0.1 that holds the scenario. This file starts and stops
// it and says what a caller gets; who may do what is decided in core/policy, what AWS answers in sts* and s3*.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Bucket } from './bucket.ts';
import { GeneratedBucket, type GeneratedObjects } from './generatedBucket.ts';
import { plainContent } from './objectContent.ts';
import { openPractice, practiceState } from './openPractice.ts';
import type { Limits } from './practice.ts';
import type { PracticeState } from './practiceState.ts';
import { account, bucket, region } from './scenario.ts';
import { createPracticeServer } from './server.ts';

export type { PracticeState };

export interface PracticeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /**
   * What an earlier account's `state()` gave: the account is that one again, its sessions are good until they end.
   * Anything else is left aside, and the account is a new one.
   */
  readonly state?: unknown;
  /** Called whenever new keys were issued, so that the state can be saved again. */
  readonly onIssued?: () => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** What may be left out, to see that a test would notice. All are on by default. */
  readonly checks?: { readonly signature?: boolean; readonly policy?: boolean; readonly expiry?: boolean };
  /** By default 128 MiB and AWS's 5 MiB: all that is uploaded is held in memory. */
  readonly limits?: Partial<Limits>;
  /** Told of defects in the practice account itself; clients get an internal error. */
  readonly onDefect?: (error: unknown) => void;
}

export interface PracticeAccount {
  /** http://127.0.0.1:<port> */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly bucket: string;
  /** The key of user AssumeRoleUser; new at every start without a state. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Role name to role ARN. */
  readonly roles: Readonly<Record<string, string>>;
  readonly mfaSerial: string;
  /** Base32, as an authenticator app takes it. */
  readonly totpSeed: string;
  /** Adds or replaces an object without a request. `lastModified` in milliseconds since the epoch; absent: now. */
  put(bucket: string, key: string, body: string | Uint8Array, lastModified?: number): void;
  /** Adds an empty bucket, in the home region unless another is given, or one that had versioning from the start. */
  addBucket(name: string, more?: { readonly region?: string; readonly versioning?: 'Enabled' | 'Suspended' }): void;
  /** Adds a bucket whose objects are computed when they are asked for; it can only be read. */
  addGeneratedBucket(name: string, objects: GeneratedObjects): void;
  /**
   * A token of the identity provider that the role WebIdentityReader trusts, good for an hour. `claims` go before the
   * usual ones (iss, aud, sub, iat, exp).
   */
  webIdentityToken(claims?: Readonly<Record<string, unknown>>): string;
  /** What to start with to be this account again; it holds secrets. What buckets hold is not part of it. */
  state(): PracticeState;
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>;
}

const MIB = 1024 * 1024;

/** @throws the system's error where the port cannot be had (EADDRINUSE). */
export async function startPracticeAccount(options: PracticeOptions = {}): Promise<PracticeAccount> {
  const now = options.now ?? Date.now;
  const checks = { signature: true, policy: true, expiry: true, ...options.checks };
  const limits = { uploadBytes: 128 * MIB, minPartBytes: 5 * MIB, ...options.limits };
  const practice = openPractice(options.state, { now, checks, limits, onIssued: options.onIssued ?? (() => {}) });
  const { keyring, directory, mfa, provider, store } = practice;
  const server = createPracticeServer(practice, options.onDefect ?? (() => {}));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    account,
    bucket,
    accessKeyId: keyring.source.accessKeyId,
    secretAccessKey: keyring.source.secretAccessKey,
    roles: Object.fromEntries([...directory.roles.values()].map((role) => [role.name, role.arn])),
    mfaSerial: mfa.serial,
    totpSeed: mfa.seed,
    put(name, key, body, lastModified = now()) {
      const target = store.get(name);
      if (!(target instanceof Bucket)) throw new Error(`no bucket ${name} to put into`);
      // A lone surrogate has no UTF-8.
      if (key === '' || /\p{Surrogate}/u.test(key) || Buffer.byteLength(key) > 1024)
        throw new Error('no key that S3 takes');
      target.put(key, plainContent(Buffer.from(body)), lastModified);
    },
    addBucket(name, more = {}) {
      const added = new Bucket(name, more.region ?? region, now());
      if (more.versioning) added.versioning = more.versioning;
      store.add(added);
    },
    addGeneratedBucket: (name, objects) => store.add(new GeneratedBucket(name, region, now(), objects)),
    webIdentityToken: (claims = {}) => provider.token(claims, now()),
    state: () => practiceState(practice),
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
