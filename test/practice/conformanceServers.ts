// The servers of the conformance table, filled and ready: a practice account, with or without its checks, and moto.
import assert from 'node:assert/strict';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { type Boto3, type Moto, type ScratchHome, startMoto } from './conformanceClients.ts';
import { Senders } from './conformanceSenders.ts';
import { senderOf, type Table } from './conformanceTable.ts';
import { fillIdTokens } from './idTokens.ts';
import { form, type Keys, keysIn, sendSigned } from './rawRequest.ts';

export interface Practice {
  readonly server: PracticeAccount;
  readonly senders: Senders;
  /** Puts codes and tokens of now in the place of what stands for them in a row. */
  fill(text: string): string;
  addBucket(name: string, versioning: 'Enabled' | undefined): void;
}

export async function startPractice(
  tables: readonly Table[],
  checks: Record<string, boolean>,
  defects: unknown[],
): Promise<Practice> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const account = await startPracticeAccount({ now, checks, onDefect: (error) => defects.push(error) });
  for (const { objects = {} } of tables) {
    for (const [bucket, contents] of Object.entries(objects)) {
      for (const [key, body] of Object.entries(contents)) account.put(bucket, key, body);
    }
  }
  const senders = new Senders(account, async (action, parameters, keys, seconds) => {
    offset = -seconds * 1000;
    try {
      const body = form({ Action: action, ...Object.fromEntries(flat('', parameters)) });
      const answer = await sendSigned(account, { service: 'sts', body, keys, time: now() });
      if (answer.status !== 200) throw new Error(answer.body);
      return keysIn(answer.body);
    } finally {
      offset = 0;
    }
  });
  // Sessions of the past first, one by one: while the clock is set back no other request may come.
  for (const row of tables.flatMap((table) => table.rows)) if (senderOf(row).age) await senders.keys(senderOf(row));
  const fill = (text: string) => {
    const withCode = text.includes('${totp}') ? text.replaceAll('${totp}', totpCode(account.totpSeed, now())) : text;
    return fillIdTokens(withCode, account, Math.floor(now() / 1000));
  };
  const addBucket = (name: string, versioning: 'Enabled' | undefined) =>
    account.addBucket(name, versioning ? { versioning } : {});
  return { server: account, senders, fill, addBucket };
}

/** Parameters in the form of the query protocol: `Tags.member.1.Key`. */
function flat(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => flat(`${name}.member.${index + 1}`, each));
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, each]) => flat(name === '' ? key : `${name}.${key}`, each));
}

export interface FilledMoto {
  readonly server: Moto;
  readonly senders: Senders;
  fill(text: string): string;
  addBucket(name: string, versioning: 'Enabled' | undefined): Promise<void>;
}

export async function startFilledMoto(tables: readonly Table[], home: ScratchHome, boto3: Boto3): Promise<FilledMoto> {
  const moto = await startMoto(home);
  const { endpoint, region } = moto;
  const senders = new Senders(moto, async (action, parameters, keys) => {
    const method = action === 'AssumeRole' ? 'assume_role' : 'get_session_token';
    const { answer, error } = await boto3.call({
      endpoint,
      region,
      keys,
      service: 'sts',
      method,
      parameters,
    });
    if (error) throw new Error(error.message);
    const { Credentials: made } = answer as { Credentials: Record<string, string> };
    return {
      accessKeyId: made.AccessKeyId ?? '',
      secretAccessKey: made.SecretAccessKey ?? '',
      sessionToken: made.SessionToken,
    };
  });
  const keys = await senders.keys({ role: 'S3Full' });
  await fillMoto(tables, moto, keys, boto3);
  const ask = async (method: string, parameters: Readonly<Record<string, unknown>>) => {
    const { error } = await boto3.call({ endpoint, region, keys, service: 's3', method, parameters });
    assert.equal(error, undefined);
  };
  return {
    server: moto,
    senders,
    fill: (text) => text.replaceAll('${totp}', '000000'),
    async addBucket(Bucket, Status) {
      await ask('create_bucket', { Bucket, CreateBucketConfiguration: { LocationConstraint: region } });
      if (Status) await ask('put_bucket_versioning', { Bucket, VersioningConfiguration: { Status } });
    },
  };
}

/** The objects of the rows, and the scenario's again: start.py uploads them with checksums, which are listed then. */
async function fillMoto(tables: readonly Table[], moto: Moto, keys: Keys | undefined, boto3: Boto3): Promise<void> {
  const scenario = { [moto.bucket]: { 'test/note.txt': 'n'.repeat(10), 'test.txt': 'x'.repeat(1002) } };
  const sending = { endpoint: moto.endpoint, region: moto.region, keys, service: 's3', method: 'put_object' };
  for (const objects of [scenario, ...tables.map((table) => table.objects ?? {})]) {
    for (const [Bucket, contents] of Object.entries(objects)) {
      for (const [Key, Body] of Object.entries(contents)) {
        const { error } = await boto3.call({ ...sending, parameters: { Bucket, Key, Body } });
        // moto's router takes no line breaks.
        if (!Key.includes('\n')) assert.equal(error, undefined);
      }
    }
  }
}
