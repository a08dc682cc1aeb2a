// A server that stands in for S3 in a process of its own, so that its cost is not that of the clients, and can be told.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface BenchServer {
  readonly endpoint: string;
  /** Milliseconds of the processor that it has used. */
  readonly cpu: () => Promise<number>;
  readonly stop: () => void;
}

export const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'bench',
  sessionToken: 'token'.repeat(100),
};
export const region = 'us-east-1';

/** @param program Of scripts/bench; it prints its port, and answers GET /cpu. */
export async function startBenchServer(program: string, args: readonly string[]): Promise<BenchServer> {
  const file = path.resolve('out/test/scripts/bench', program);
  const child: ChildProcess = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no output to read the port from');
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    cpu: async () => Number(await (await fetch(`${endpoint}/cpu`)).text()),
    stop: () => child.kill(),
  };
}
