// An S3 client or two on a practice account of their own, for the suite that asks for them.
import assert from 'node:assert/strict';
import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  type PracticeAccount,
  type PracticeOptions,
  startPracticeAccount,
} from '../../src/practice/practiceAccount.ts';
import { assume, type Keys } from './rawRequest.ts';

/** Lives as long as the mocha suite in which it is made. */
export class PracticeS3 {
  readonly #clients: S3Client[] = [];
  readonly #defects: unknown[] = [];
  #started: { readonly account: PracticeAccount; readonly listOnly: S3Client; readonly full: S3Client } | undefined;

  constructor(options: PracticeOptions = {}) {
    suiteSetup(async () => {
      const account = await startPracticeAccount({ ...options, onDefect: (error) => this.#defects.push(error) });
      this.#started = {
        account,
        listOnly: this.#client(account, await assume(account, 'S3ListBucketOnly')),
        full: this.#client(account, await assume(account, 'S3Full')),
      };
    });
    suiteTeardown(async () => {
      for (const client of this.#clients) client.destroy();
      await this.account.close();
      assert.deepEqual(this.#defects, []);
    });
  }

  get account(): PracticeAccount {
    return this.#ready.account;
  }

  /** As role S3ListBucketOnly. */
  get listOnly(): S3Client {
    return this.#ready.listOnly;
  }

  /** As role S3Full. */
  get full(): S3Client {
    return this.#ready.full;
  }

  get #ready() {
    assert.ok(this.#started, 'suiteSetup has run');
    return this.#started;
  }

  client(keys: Keys, more: object = {}): S3Client {
    return this.#client(this.account, keys, more);
  }

  #client(account: PracticeAccount, keys: Keys, more: object = {}): S3Client {
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const client = new S3Client({
      endpoint: account.endpoint,
      region: account.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
      maxAttempts: 1,
      ...more,
    });
    this.#clients.push(client);
    return client;
  }

  list(more: Partial<ListObjectsV2CommandInput> = {}, client = this.listOnly): Promise<ListObjectsV2CommandOutput> {
    return client.send(new ListObjectsV2Command({ Bucket: this.account.bucket, ...more }));
  }
}

interface ServiceError extends Error {
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

/** The error with which `promise` must fail. */
export async function refused(
  promise: Promise<unknown>,
  name: string,
  message: string,
  status?: number,
): Promise<ServiceError> {
  const caught = await promise.then(
    () => assert.fail('nothing was refused'),
    (error: ServiceError) => error,
  );
  assert.deepEqual([caught.Code ?? caught.name, caught.message], [name, message]);
  if (status !== undefined) assert.equal(caught.$metadata?.httpStatusCode, status);
  return caught;
}

/** AWS's sentence for a session of `role` whose own policies do not allow. */
export function denied(role: string, action: string, resource?: string): string {
  const what = resource === undefined ? action : `${action} on resource: "${resource}"`;
  return `User: arn:aws:sts::012345678901:assumed-role/${role}/MySession is not authorized to perform: ${what} because no identity-based policy allows the ${action} action`;
}
