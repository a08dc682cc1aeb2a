// The measure of the truth about terminals: for all that a shell can inherit, in both modes, who each client really is
// against what Rolecall shows. Who it really is was recorded from real clients; those that are here are asked again.
// Linux only: elsewhere the system does not tell Rolecall what a shell was started with.
// usage: agreement.main.js [--record] [--counts <file>]
// --record writes the recording anew, for the clients that are here; the file of counts is that of any run of tests.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { RoleSession } from '../../src/core/roleSession.ts';
import { startCredentialEndpoint } from '../../src/endpoint/credentialEndpoint.ts';
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { assume } from '../practice/rawRequest.ts';
import type { Counts } from '../support/mochaRun.ts';
import { type ClientName, clientNames, family, findClients, whoIs } from './clients.ts';
import { filesIn, type Ground, type Mode, modes, states, terminalIn } from './terminals.ts';

// Before what looks at terminals, which is the product's own.
register(pathToFileURL(path.resolve(import.meta.dirname, '../support/vscodeResolver.mjs')));
const { shownIn } = await import('./shown.ts');

interface Recording {
  /** How it was made. */
  readonly how: string;
  readonly clients: Readonly<Record<string, string>>;
  /** By client, mode and state. */
  readonly rows: Readonly<Record<string, Who>>;
}

/** Who a client is. */
type Who = 'role' | 'user' | 'nobody';
type Verdict = 'agree' | 'warned' | 'silent' | 'false warning';

const file = path.resolve(import.meta.dirname, '../fixtures/agreement/recorded.json');
const { values } = parseArgs({ options: { record: { type: 'boolean', default: false }, counts: { type: 'string' } } });
const { record: isRecording, counts: countsFile } = values;
const recorded: Recording = JSON.parse(readFileSync(file, 'utf8'));
const roleArn = 'arn:aws:sts::012345678901:assumed-role/S3ListBucketOnly/MySession';
const userArn = 'arn:aws:iam::012345678901:user/AssumeRoleUser';

function whoHas(arn: string | undefined): Who {
  if (arn === undefined) return 'nobody';
  if (arn !== roleArn && arn !== userArn) throw new Error(`an identity from elsewhere: ${arn}`);
  return arn === roleArn ? 'role' : 'user';
}

/** A warning that names somebody else than the client then is tells nobody who it is. */
function verdictOf(shown: string, really: Who): Verdict {
  if (shown !== really) return really === 'role' ? 'false warning' : 'silent';
  return really === 'role' ? 'agree' : 'warned';
}

const account = await startPracticeAccount();
const { sessionToken = '', ...keys } = await assume(account, 'S3ListBucketOnly');
const role = { ...keys, sessionToken, expiration: Date.now() + 60 * 60_000 };
const started = await startCredentialEndpoint({
  grantFor: () => ({ kind: 'granted', credentials: role }),
  now: Date.now,
  onDefect: console.error,
});
if (started.kind !== 'started') throw new Error('the endpoint did not start');
const { endpoint } = started;
const ground: Ground = { account, endpoint, role };
const session: RoleSession = {
  chain: {
    source: { kind: 'practice' },
    hops: [{ roleArn: 'arn:aws:iam::012345678901:role/S3ListBucketOnly', roleSessionName: 'MySession' }],
  },
  identity: { userId: 'AROAEXAMPLE:MySession', account: '012345678901', arn: roleArn },
  region: account.region,
  endpoints: { sts: account.endpoint, s3: account.endpoint },
  expiration: role.expiration,
};
const clients = findClients(account.endpoint);
for (const name of clientNames) {
  const found = clients.get(name);
  console.log(
    found ? `${name}: ${found.version}, asked again` : `${name}: skipped here (missing), recorded answers only`,
  );
}

const rows: Record<string, Who> = { ...recorded.rows };
const counts: Record<Verdict, number> = { agree: 0, warned: 0, silent: 0, 'false warning': 0 };
let changed = 0;
let asked = 0;
let missing = 0;
console.log(`\n${line('client', 'mode', 'inherited', 'really', 'now', 'shown', 'verdict')}`);
try {
  for (const mode of modes) for (const state of states) await measure(mode, state);
} finally {
  await Promise.all([account.close(), endpoint.close()]);
}
if (isRecording) {
  const versions = Object.fromEntries([...clients].map(([name, { version }]) => [name, version]));
  const recording: Recording = { ...recorded, clients: { ...recorded.clients, ...versions }, rows };
  writeFileSync(file, `${JSON.stringify(recording, undefined, 2)}\n`);
}
const wanted = clientNames.length * modes.length * states.length;
const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
console.log(`\n${asked} answers asked for now, of which ${changed} differ from the recorded ones`);
if (missing > 0) console.log(`${missing} of ${wanted} rows are not in the recording`);
console.log(
  `${total} rows, ${counts.agree} agree, ${counts.warned} warned, ${counts.silent} silent, ${counts['false warning']} false warnings`,
);
const failed = counts.silent + counts['false warning'] + (isRecording ? 0 : changed);
process.exitCode = failed > 0 || total !== wanted ? 1 : 0;
if (countsFile !== undefined) {
  const title = 'what is shown of terminals and what clients get agree';
  const isRight = process.exitCode === 0;
  const absent = clientNames.filter((name) => !clients.has(name));
  const told: Counts = {
    passed: isRight ? 1 : 0,
    failed: isRight ? [] : [{ title, error: '' }],
    skipped: absent.map((name) => ({ title: `${name} is asked again`, reason: `no ${name} here` })),
  };
  writeFileSync(countsFile, JSON.stringify(told));
}

async function measure(mode: Mode, state: (typeof states)[number]): Promise<void> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'rolecall-agreement-'));
  try {
    const { env, put } = terminalIn(mode, state, home, ground);
    const answers = await Promise.all(clientNames.map((name) => answerOf(name, env)));
    const all = await shownIn(env, filesIn(home), {
      put,
      way: mode === 'environment' ? 'keys' : 'keyless',
      session,
      isGood: (id) => endpoint.exportState().tokens.some((each) => each.id === id),
    });
    for (const [index, name] of clientNames.entries()) {
      const key = [name, mode, ...state].join(' | ');
      const now = answers[index];
      if (isRecording && now) rows[key] = now;
      const really = rows[key];
      if (!really) {
        missing += 1;
        console.log(line(name, mode, state.join(', ') || 'nothing', 'missing', '', '', ''));
        continue;
      }
      const shown = shownName(all[family[name]]);
      const verdict = verdictOf(shown, really);
      counts[verdict] += 1;
      if (now) asked += 1;
      if (now && now !== really) changed += 1;
      console.log(line(name, mode, state.join(', ') || 'nothing', really, now ?? '', shown, verdict));
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** As the recording names them; what is neither stays as it is. */
function shownName(who: string | undefined): string {
  if (who === undefined) return 'nobody';
  return who === roleArn ? 'role' : who === account.accessKeyId ? 'user' : who;
}

async function answerOf(name: ClientName, env: NodeJS.ProcessEnv): Promise<Who | undefined> {
  const client = clients.get(name);
  return client && whoHas(await whoIs(client, env));
}

function line(...cells: readonly string[]): string {
  const widths = [11, 12, 43, 7, 7, 7, 0];
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ');
}
