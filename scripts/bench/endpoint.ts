// What a client in a keyless terminal waits for: the credential endpoint against a bare answer of `node:http`, one request
// a connection as the clients send them, in turn.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure } from './figure.ts';

const rounds = 20;
const requestsARound = 300;
const bareAnswer = 'a bare answer of node:http';

interface Servers {
  readonly ours: string;
  readonly bare: string;
  readonly token: string;
}

export async function endpoint(): Promise<readonly Figure[]> {
  const program = path.resolve('out/test/scripts/bench/endpointServer.main.js');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return await measured(JSON.parse(line));
  } finally {
    child.kill();
  }
}

async function measured({ ours, bare, token }: Servers): Promise<readonly Figure[]> {
  const medians: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const slowest: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let round = 0; round <= rounds; round++) {
    const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    for (let n = 0; n < requestsARound; n++) {
      times.ours.push(await timeOf(ours, token));
      times.bare.push(await timeOf(bare, token));
    }
    // The first round warms up.
    if (round === 0) continue;
    for (const which of ['ours', 'bare'] as const) {
      medians[which].push(percentile(times[which], 0.5));
      slowest[which].push(percentile(times[which], 0.99));
    }
  }
  const aim = { kind: 'times', against: bareAnswer, limit: 2 } as const;
  return [
    {
      name: 'credential endpoint, a request',
      unit: 'ms',
      samples: medians.ours,
      against: { [bareAnswer]: medians.bare },
    },
    {
      name: `credential endpoint, p99 of ${requestsARound} requests`,
      unit: 'ms',
      samples: slowest.ours,
      against: { [bareAnswer]: slowest.bare },
      aim,
    },
  ];
}

/** Milliseconds from the request to the end of its answer. */
async function timeOf(url: string, token: string): Promise<number> {
  const start = performance.now();
  const [response] = await once(get(url, { agent: false, headers: { authorization: token } }), 'response');
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  return performance.now() - start;
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
}
