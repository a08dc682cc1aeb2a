// The conformance table against the practice account and against moto, with the real AWS CLI and boto3 as clients; and
// against practice accounts that leave out a check, where the rows that name it, and no others, must fail.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { needs } from '../support/needs.ts';
import { Boto3, type Moto, runCli, ScratchHome, type Sending } from './conformanceClients.ts';
import type { Senders, Server } from './conformanceSenders.ts';
import { type Practice, startFilledMoto, startPractice } from './conformanceServers.ts';
import { assertOutcome, type Outcome, type Row, readTables, senderOf } from './conformanceTable.ts';

const tables = readTables();
const rows = tables.flatMap((table) => table.rows);

interface Clients {
  readonly home: ScratchHome;
  readonly boto3: Boto3;
}

/** Runs a row with its own client. `totp` is what stands for an MFA code in it. */
async function run(row: Row, server: Server, senders: Senders, clients: Clients, totp: string): Promise<Outcome> {
  const sending: Sending = {
    endpoint: server.endpoint,
    region: row.region ?? server.region,
    keys: await senders.keys(senderOf(row)),
  };
  if (row.cli)
    return runCli(
      clients.home,
      sending,
      row.cli.map((text) => text.replace('${totp}', totp)),
    );
  assert.ok(row.boto3, `${row.name} names no client`);
  const [service, method, parameters] = row.boto3;
  const filled = JSON.parse(JSON.stringify(parameters).replace('${totp}', totp));
  return clients.boto3.call({
    ...sending,
    service,
    method,
    parameters: filled,
    ...(row.unchecked ? { unchecked: true } : {}),
    ...(row.clock ? { clock: row.clock } : {}),
  });
}

/** All rows, boto3's one after the other, the CLI's two at a time. */
async function runAll(
  chosen: readonly Row[],
  runOne: (row: Row) => Promise<Outcome>,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const queues = [chosen.filter((row) => row.boto3), chosen.filter((row) => row.cli)];
  const work = async (queue: Row[]) => {
    for (let row = queue.shift(); row; row = queue.shift()) outcomes.set(row.name, await runOne(row));
  };
  await Promise.all([work(queues[0] ?? []), work(queues[1] ?? []), work(queues[1] ?? [])]);
  return outcomes;
}

suite('conformance', function () {
  this.timeout(240_000);
  const home = new ScratchHome();
  const defects: unknown[] = [];
  let clients: Clients;

  suiteTeardown(async () => {
    await clients?.boto3.close();
    home.remove();
    assert.deepEqual(defects, []);
  });

  test('the table: names, clients, reasons, coverage', () => {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, 'names are unique');
    for (const row of rows) {
      assert.ok((row.cli === undefined) !== (row.boto3 === undefined), `${row.name}: one client`);
      if (row.moto) assert.ok(row.moto.reason.length > 10, `${row.name}: why moto is wrong`);
      if (row.failsWithout) assert.ok(row.boto3, `${row.name}: only boto3's rows run without checks`);
    }
    for (const table of tables) assert.ok(table.rows.length >= 3, `${table.file}: three rows an operation`);
  });

  test('every error code of the practice account has a row', () => {
    const folder = path.resolve('src/practice');
    const source = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    const codes = source.flatMap((text) => [...text.matchAll(/refuse\(\s*\d+,\s*'(\w+)'/g)].map(([, code]) => code));
    assert.ok(codes.length > 20);
    const covered = new Set(rows.map((row) => row.expect.error?.code));
    // No client sends these: server.test.ts and signature.test.ts do by hand. The CLI and boto3 follow a redirect.
    const byHand = [
      'IncompleteSignature',
      'InvalidRequest',
      'InvalidURI',
      'MalformedInput',
      'MalformedQueryString',
      'MethodNotAllowed',
      'MissingAction',
      'PermanentRedirect',
      'RequestEntityTooLarge',
      'XAmzContentSHA256Mismatch',
    ];
    const without = [...new Set(codes)].filter((code) => !covered.has(code)).sort();
    assert.deepEqual(without, byHand);
  });

  suite('with real clients', () => {
    needs('aws-cli-1', 'botocore');
    suiteSetup(() => {
      clients = { home, boto3: new Boto3(home) };
    });

    suite('practice account', () => {
      let practice: Practice;
      let outcomes: ReadonlyMap<string, Outcome>;
      suiteSetup(async () => {
        practice = await startPractice(tables, {}, defects);
        const { account, senders, totp } = practice;
        outcomes = await runAll(rows, (row) => run(row, account, senders, clients, totp()));
      });
      suiteTeardown(() => practice?.account.close());
      for (const row of rows) {
        test(row.name, () => assertOutcome(outcomes.get(row.name) ?? {}, row.expect));
      }
    });

    suite('moto', () => {
      needs('moto');
      let moto: Moto;
      let outcomes: ReadonlyMap<string, Outcome>;
      suiteSetup(async () => {
        const filled = await startFilledMoto(tables, home, clients.boto3);
        moto = filled.moto;
        const askable = rows.filter((row) => !(row.moto && 'absent' in row.moto));
        outcomes = await runAll(askable, (row) => run(row, moto, filled.senders, clients, '000000'));
      });
      suiteTeardown(() => moto?.close());
      for (const row of rows) {
        const { moto: deviation } = row;
        if (!deviation) {
          test(row.name, () => assertOutcome(outcomes.get(row.name) ?? {}, row.expect));
        } else if ('absent' in deviation) {
          test(`${row.name} (${deviation.reason})`, () => assert.equal(moto.roles[deviation.absent], undefined));
        } else {
          test(`${row.name} (moto is wrong: ${deviation.reason})`, () => {
            const outcome = outcomes.get(row.name) ?? {};
            assertOutcome(outcome, deviation.expect);
            // A deviation that is gone must be struck from the table.
            assert.throws(() => assertOutcome(outcome, row.expect), 'moto is right by now');
          });
        }
      }
    });

    for (const check of ['signature', 'policy', 'expiry'] as const) {
      test(`without the ${check} check the rows that name it fail, and no others`, async () => {
        const { account, senders, totp } = await startPractice(tables, { [check]: false }, defects);
        try {
          const chosen = rows.filter((row) => row.boto3);
          const outcomes = await runAll(chosen, (row) => run(row, account, senders, clients, totp()));
          const failed = chosen.filter((row) => {
            try {
              assertOutcome(outcomes.get(row.name) ?? {}, row.expect);
              return false;
            } catch {
              return true;
            }
          });
          const named = chosen.filter((row) => row.failsWithout === check).map(({ name }) => name);
          assert.ok(named.length > 0);
          assert.deepEqual(
            failed.map(({ name }) => name),
            named,
          );
        } finally {
          await account.close();
        }
      });
    }
  });
});
