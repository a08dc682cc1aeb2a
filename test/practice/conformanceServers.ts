// The servers of the conformance table, filled and ready: a practice account, with or without its checks, and moto.
import assert from 'node:assert/strict';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { type Boto3, type Moto, type ScratchHome, startMoto } from './conformanceClients.ts';
import { Senders } from './conformanceSenders.ts';
import { senderOf, type Table } from './conformanceTable.ts';
import { form, type Keys, keysIn, sendSigned } from './rawRequest.ts';

export interface Practice {
  readonly account: PracticeAccount;
  readonly senders: Senders;
  totp(): string;
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
      const body = form({ Action: action, ...parameters });
      const answer = await sendSigned(account, { service: 'sts', body, keys, time: now() });
      if (answer.status !== 200) throw new Error(answer.body);
      return keysIn(answer.body);
    } finally {
      offset = 0;
    }
  });
  // Sessions of the past first, one by one: while the clock is set back no other request may come.
  for (const row of tables.flatMap((table) => table.rows)) if (senderOf(row).age) await senders.keys(senderOf(row));
  return { account, senders, totp: () => totpCode(account.totpSeed, now()) };
}

export interface FilledMoto {
  readonly moto: Moto;
  readonly senders: Senders;
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
  await fillMoto(tables, moto, await senders.keys({ role: 'S3Full' }), boto3);
  return { moto, senders };
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
