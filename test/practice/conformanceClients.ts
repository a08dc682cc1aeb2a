// The clients of the conformance table: the AWS CLI, one process a call, and boto3, one process for all.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { PracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { AwsCli } from '../support/awsClis.ts';
import type { Server } from './conformanceSenders.ts';
import type { Outcome, Said } from './conformanceTable.ts';
import type { Keys } from './rawRequest.ts';

export interface Sending {
  readonly endpoint: string;
  readonly region: string;
  /** undefined: not signed at all. */
  readonly keys: Keys | undefined;
}

/** A HOME of their own, no AWS_* of the person's, and no way out to instance metadata. */
export class ScratchHome {
  readonly #home = mkdtempSync(path.join(tmpdir(), 'rolecall-conformance-'));

  /** A file that holds `hello`. */
  readonly file = path.join(this.#home, 'hello.txt');

  constructor() {
    writeFileSync(this.file, 'hello');
    mkdirSync(path.join(this.#home, '.aws'));
    // As version 1 prints times by default.
    writeFileSync(path.join(this.#home, '.aws/config'), '[default]\ncli_timestamp_format = wire\n');
  }

  environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !/^aws_|_proxy$/i.test(name));
    return {
      ...Object.fromEntries(inherited),
      HOME: this.#home,
      TZ: 'Asia/Tokyo',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      AWS_MAX_ATTEMPTS: '1',
      NO_PROXY: '127.0.0.1',
      PYTHONWARNINGS: 'ignore',
    };
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** `given` are the arguments after `aws`; `${file}` among them is a file that holds `hello`. */
export function runCli(home: ScratchHome, cli: AwsCli, sending: Sending, given: readonly string[]): Promise<Outcome> {
  const { endpoint, region, keys } = sending;
  const env = {
    ...home.environment(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: region,
    ...(keys ? { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey } : {}),
    ...(keys?.sessionToken ? { AWS_SESSION_TOKEN: keys.sessionToken } : {}),
  };
  const args = [
    ...(cli.knowsEndpointVariable ? [] : ['--endpoint-url', endpoint]),
    ...given.map((each) => each.replace('${file}', home.file)),
    ...(keys ? [] : ['--no-sign-request']),
  ];
  return new Promise((resolve) => {
    execFile(cli.program, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) resolve({ error: readCliError(stderr) });
      else if (/^[[{]/.test(stdout)) resolve({ answer: JSON.parse(stdout) });
      else resolve({ text: stdout });
    });
  });
}

function readCliError(stderr: string): Said {
  const said =
    /An error occurred \((\w+)\) when calling the (\w+) operation(?: \(reached max retries: 0\))?: (.*)$/s.exec(stderr);
  // Only the line break that the CLI adds: AWS's own spaces count.
  if (said) return { code: said[1] ?? '', operation: said[2] ?? '', message: (said[3] ?? '').replace(/\n+$/, '') };
  return { code: 'none', operation: 'none', message: stderr.trim() };
}

export interface Boto3Call extends Sending {
  readonly service: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly unchecked?: boolean;
  readonly checksums?: boolean;
  readonly clock?: number;
}

/** One python process; calls are carried out one after the other. */
export class Boto3 {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #next = 0;

  constructor(home: ScratchHome) {
    this.#process = spawn('python3', ['-u', path.resolve('test/practice/boto3Driver.py')], {
      env: home.environment(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream });
    this.#lines.on('line', (line) => {
      const { id, ...outcome } = JSON.parse(line) as Outcome & { id: number };
      this.#waiting.get(id)?.(outcome);
      this.#waiting.delete(id);
    });
    this.#process.on('exit', () => {
      const message = 'the boto3 process ended';
      for (const tell of this.#waiting.values()) tell({ error: { code: 'none', operation: 'none', message } });
      this.#waiting.clear();
    });
  }

  call(call: Boto3Call): Promise<Outcome> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.stdin?.write(`${JSON.stringify({ id, ...call, keys: call.keys ?? null })}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.stdin?.end();
      await ended;
    }
    this.#lines.close();
  }
}

/** What the practice account gives too, told by the script that fills moto. */
export type Moto = Server & Pick<PracticeAccount, 'bucket' | 'close'>;

export async function startMoto(home: ScratchHome): Promise<Moto> {
  const moto = spawn('python3', [path.resolve('test/practice/motoServer.py')], {
    env: home.environment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => moto.once('exit', () => resolve()));
  const lines = createInterface({ input: moto.stdout as NodeJS.ReadableStream });
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    ended.then(() => Promise.reject(new Error('moto ended before it was ready'))),
  ]);
  return {
    ...JSON.parse(first),
    async close() {
      moto.kill();
      await ended;
      lines.close();
    },
  };
}
