// The conformance table against the practice account and against moto, with the real AWS CLI and boto3 as clients; and
// against practice accounts that leave out a check, where the rows that name it, and no others, must fail.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { Boto3, missingClients, runCli, ScratchHome, type Sending } from './conformanceClients.ts';
import { assertOutcome, type Outcome, type Row, readTables, type Sender, senderOf } from './conformanceTable.ts';
import { form, type Keys, keysIn, sendSigned } from './rawRequest.ts';

const tables = readTables();
const rows = tables.flatMap((table) => table.rows);

/** What both servers give: enough to be asked for roles. */
type Server = Pick<PracticeAccount, 'endpoint' | 'region' | 'account' | 'accessKeyId' | 'secretAccessKey' | 'roles'>;

/** Asks a server for a session: `seconds` ago, where it can set its clock back. */
type Acquire = (
  action: 'AssumeRole' | 'GetSessionToken',
  parameters: Readonly<Record<string, string>>,
  keys: Keys,
  seconds: number,
) => Promise<Keys>;

/** Makes the keys that rows are sent with, each once. */
class Senders {
  readonly #server: Server;
  readonly #acquire: Acquire;
  readonly #made = new Map<string, Promise<Keys>>();

  constructor(server: Server, acquire: Acquire) {
    this.#server = server;
    this.#acquire = acquire;
  }

  async keys(sender: Sender): Promise<Keys | undefined> {
    const keys = await this.#session(sender);
    switch (sender.change) {
      case undefined:
        return keys;
      case 'anonymous':
        return undefined;
      case 'unknown-key':
        return { ...keys, accessKeyId: `${keys.accessKeyId.slice(0, 4)}${'X'.repeat(16)}` };
      case 'wrong-secret':
        return { ...keys, secretAccessKey: [...keys.secretAccessKey].reverse().join('') };
      case 'token-cut':
        return { ...keys, sessionToken: keys.sessionToken?.slice(0, -4) };
      case 'token-gone':
        return { ...keys, sessionToken: undefined };
      default:
        return { ...keys, sessionToken: (await this.#session({ role: 'FirstHop' })).sessionToken };
    }
  }

  #session(sender: Sender): Promise<Keys> {
    const id = JSON.stringify({ ...sender, change: undefined });
    const made = this.#made.get(id) ?? this.#make(sender);
    this.#made.set(id, made);
    return made;
  }

  async #make({ role, by, parameters = {}, age = 0 }: Sender): Promise<Keys> {
    const { accessKeyId, secretAccessKey, roles } = this.#server;
    if (role === undefined) return { accessKeyId, secretAccessKey };
    const keys = by ? await this.#session(by) : { accessKeyId, secretAccessKey };
    if (role === 'GetSessionToken') return this.#acquire('GetSessionToken', parameters, keys, age);
    const given = { RoleArn: roles[role] ?? role, RoleSessionName: 'MySession', ...parameters };
    return this.#acquire('AssumeRole', given, keys, age);
  }
}

/** Runs a row; the clock of the practice account can be set back, moto's cannot. */
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

/** The objects of the rows, and the scenario's again: start.py uploads them with checksums, which are listed then. */
interface Clients {
  readonly home: ScratchHome;
  readonly boto3: Boto3;
}

interface Practice {
  readonly account: PracticeAccount;
  readonly senders: Senders;
  totp(): string;
}

async function startPractice(checks: Record<string, boolean>, defects: unknown[]): Promise<Practice> {
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
  for (const row of rows) if (senderOf(row).age) await senders.keys(senderOf(row));
  return { account, senders, totp: () => totpCode(account.totpSeed, now()) };
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
  const missing = missingClients();
  const home = new ScratchHome();
  const defects: unknown[] = [];
  let clients: Clients;

  suiteSetup(() => {
    if (missing === undefined) clients = { home, boto3: new Boto3(home) };
  });
  suiteTeardown(async () => {
    await clients?.boto3.close();
    home.remove();
    assert.deepEqual(defects, []);
  });

  test('the table: names, clients, reasons, coverage', () => {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, 'names are unique');
    for (const row of rows) {
      assert.ok((row.cli === undefined) !== (row.boto3 === undefined), `${row.name}: one client`);
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

  if (missing !== undefined) {
    test(`rows (skipped: ${missing})`, function () {
      this.skip();
    });
    return;
  }

  suite('practice account', () => {
    let practice: Practice;
    let outcomes: ReadonlyMap<string, Outcome>;
    suiteSetup(async () => {
      practice = await startPractice({}, defects);
      const { account, senders, totp } = practice;
      outcomes = await runAll(rows, (row) => run(row, account, senders, clients, totp()));
    });
    suiteTeardown(() => practice?.account.close());
    for (const row of rows) {
      test(row.name, () => assertOutcome(outcomes.get(row.name) ?? {}, row.expect));
    }
  });

  for (const check of ['signature', 'policy', 'expiry'] as const) {
    test(`without the ${check} check the rows that name it fail, and no others`, async () => {
      const { account, senders, totp } = await startPractice({ [check]: false }, defects);
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
