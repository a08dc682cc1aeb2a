// The conformance table against the practice account and against moto, with the real AWS CLI and boto3 as clients; and
// against practice accounts that leave out a check, where the rows that name it, and no others, must fail.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type AwsCli, awsCli } from '../support/awsClis.ts';
import { needs } from '../support/needs.ts';
import { Boto3, type Moto, runCli, ScratchHome, type Sending } from './conformanceClients.ts';
import type { Senders, Server } from './conformanceSenders.ts';
import { type Practice, startFilledMoto, startPractice } from './conformanceServers.ts';
import { assertOutcome, type Outcome, type Row, readTables, senderOf, valueAt } from './conformanceTable.ts';

const tables = readTables();
const rows = tables.flatMap((table) => table.rows);

interface Clients {
  readonly home: ScratchHome;
  readonly cli: AwsCli;
  /** For the rows of boto3. */
  readonly boto3?: Boto3;
}

/** What a server is asked with. `fill` puts codes and tokens in the place of what stands for them in a row. */
interface Asking {
  readonly server: Server;
  readonly senders: Senders;
  fill(text: string): string;
  addBucket(name: string, versioning: 'Enabled' | undefined): Promise<void> | void;
}

/** Runs a row with its own client. */
async function run(row: Row, { server, senders, fill }: Asking, clients: Clients): Promise<Outcome> {
  const sending: Sending = {
    endpoint: server.endpoint,
    region: row.region ?? server.region,
    keys: await senders.keys(senderOf(row)),
  };
  if (row.cli) return runCli(clients.home, clients.cli, sending, row.cli.map(fill));
  assert.ok(row.boto3 && clients.boto3, `${row.name} names no client`);
  const [service, method, parameters] = row.boto3;
  const filled = JSON.parse(fill(JSON.stringify(parameters)));
  return clients.boto3.call({
    ...sending,
    service,
    method,
    parameters: filled,
    ...(row.unchecked ? { unchecked: true } : {}),
    ...(row.checksums ? { checksums: true } : {}),
    ...(row.clock ? { clock: row.clock } : {}),
  });
}

/**
 * Rows that only read: boto3's one after the other, the CLI's two at a time. Then those that write, in order.
 *
 * @param isChosen leaves out rows
 */
async function runAll(isChosen: (row: Row) => boolean, asking: Asking, clients: Clients) {
  const outcomes = new Map<string, Outcome>();
  const reading = tables.filter(({ buckets }) => !buckets).flatMap((table) => table.rows.filter(isChosen));
  const queues = [reading.filter((row) => row.boto3), reading.filter((row) => row.cli)];
  const work = async (queue: Row[]) => {
    for (let row = queue.shift(); row; row = queue.shift()) outcomes.set(row.name, await run(row, asking, clients));
  };
  await Promise.all([work(queues[0] ?? []), work(queues[1] ?? []), work(queues[1] ?? [])]);
  for (const table of tables.filter(({ buckets }) => buckets)) {
    for (const [name, { versioning }] of Object.entries(table.buckets ?? {})) await asking.addBucket(name, versioning);
    const kept = new Map<string, string>();
    kept.set('5MiB', 'x'.repeat(5 * 1024 * 1024));
    const fill = (text: string) => asking.fill(text.replace(/\$\{(\w+)\}/g, (all, name) => kept.get(name) ?? all));
    for (const row of table.rows.filter(isChosen)) {
      const outcome = await run(row, { ...asking, fill }, clients);
      outcomes.set(row.name, outcome);
      for (const [name, place] of Object.entries(row.keep ?? {})) kept.set(name, valueAt(outcome.answer, place));
    }
  }
  return outcomes;
}

function present(major: 1 | 2): AwsCli {
  const cli = awsCli(major);
  assert.ok(cli);
  return cli;
}

suite('conformance', function () {
  this.timeout(600_000);
  const home = new ScratchHome();
  const defects: unknown[] = [];
  let clients: Clients & { readonly boto3: Boto3 };

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
      if (row.unconfirmed !== undefined) assert.ok(row.unconfirmed.length > 10, `${row.name}: what is not confirmed`);
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
    // No client sends these: server.test.ts, signature.test.ts, payload.test.ts and, of IAM, aws/iam.test.ts do by hand. The CLI and boto3 follow a redirect.
    const byHand = [
      'EntityTooLarge',
      'IncompleteBody',
      'IncompleteSignature',
      'InvalidChunkSizeError',
      'InvalidURI',
      'MalformedInput',
      'MalformedQueryString',
      'MalformedTrailerError',
      'MaxMessageLengthExceeded',
      'MissingAction',
      'MissingContentLength',
      'NoSuchEntity',
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
      clients = { home, cli: present(1), boto3: new Boto3(home) };
    });

    suite('practice account', () => {
      let practice: Practice;
      let outcomes: ReadonlyMap<string, Outcome>;
      suiteSetup(async () => {
        practice = await startPractice(tables, {}, defects);
        outcomes = await runAll(() => true, practice, clients);
      });
      suiteTeardown(() => practice?.server.close());
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
        moto = filled.server;
        outcomes = await runAll((row) => !(row.moto && 'absent' in row.moto), filled, clients);
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
        const practice = await startPractice(tables, { [check]: false }, defects);
        try {
          const chosen = rows.filter((row) => row.boto3);
          const outcomes = await runAll((row) => row.boto3 !== undefined, practice, clients);
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
          await practice.server.close();
        }
      });
    }
  });

  suite('with the AWS CLI v2', () => {
    needs('aws-cli-2');
    const reading = tables.filter(({ buckets }) => !buckets).flatMap((table) => table.rows.filter(({ cli }) => cli));
    // Debian's old one prints no answer of HeadBucket, and knows no prefix of ListBuckets.
    const needsNewer = (row: Row) => ['head bucket: whoever may, CLI', 'buckets: whoever may, CLI'].includes(row.name);
    let practice: Practice;
    let outcomes: ReadonlyMap<string, Outcome>;
    suiteSetup(async () => {
      practice = await startPractice(tables, {}, defects);
      outcomes = await runAll((row) => reading.includes(row), practice, { home, cli: present(2) });
    });
    suiteTeardown(() => practice?.server.close());
    const compare = (row: Row) => test(row.name, () => assertOutcome(outcomes.get(row.name) ?? {}, row.expect));
    for (const row of reading.filter((each) => !needsNewer(each))) compare(row);
    suite('of 2.13 or newer', () => {
      needs('newer-aws-cli-2');
      for (const row of reading.filter(needsNewer)) compare(row);
    });
  });
});
