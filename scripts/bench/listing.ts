// Listing 200,000 keys from a server of its own process: ours against the bare drain of the same pages, the SDK, the CLI.
import http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { listPages } from '../../src/aws/s3/listing.ts';
import { listInParallel } from '../../src/aws/s3/parallelListing.ts';
import { type BenchServer, credentials, region, startBenchServer } from './benchServer.ts';
import type { Figure } from './figure.ts';
import { type KeySet, keyCount } from './listingKeys.ts';
import { installed, runProgram } from './programs.ts';

const rounds = 5;

/** Shapes whose keys the streams know nothing of. */
const unknown: readonly KeySet[] = ['flat', 'skewed', 'dates'];
const slowAnswerMs = 30;
const streams = 8;

/** s3cmd takes more than nine minutes for them. */
const patienceMs = 60_000;

const rawDrain = 'raw drain through node:http, neither signed nor parsed';
const sdk = 'SDK paginator';

export async function listing(): Promise<readonly Figure[]> {
  const server = await startBenchServer('listingServer.main.js', ['mixed', ...unknown]);
  try {
    return [...(await oneStream(server)), ...(await manyStreams(server))];
  } finally {
    server.stop();
  }
}

async function oneStream({ endpoint, cpu: serverCpu }: BenchServer): Promise<readonly Figure[]> {
  const access = { credentials, region, endpoint };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const clients: Record<string, () => Promise<number>> = {
    ours: async () => {
      let count = 0;
      for await (const page of listPages(access, { bucket: 'mixed-0', prefix: '' })) count += page.length;
      return count;
    },
    [rawDrain]: () => drain(endpoint, 'mixed-0'),
    [sdk]: async () => {
      let count = 0;
      for await (const page of paginateListObjectsV2({ client }, { Bucket: 'mixed-0' })) {
        count += page.Contents?.length ?? 0;
      }
      return count;
    },
  };
  const samples = new Map<string, number[]>(Object.keys(clients).map((name) => [name, []]));
  const serverShare: number[] = [];
  const longestTask: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const [name, list] of Object.entries(clients)) {
      const cpu = await serverCpu();
      const tasks = monitorEventLoopDelay({ resolution: 1 });
      tasks.enable();
      const start = performance.now();
      const count = await list();
      const ms = performance.now() - start;
      tasks.disable();
      if (count !== keyCount) throw new Error(`${name} listed ${count} keys`);
      // The first round warms up.
      if (round === 0) continue;
      samples.get(name)?.push(ms);
      if (name !== 'ours') continue;
      serverShare.push((100 * ((await serverCpu()) - cpu)) / ms);
      longestTask.push(tasks.max / 1e6);
    }
  }
  for (const [name, line] of Object.entries(installed(programs(endpoint)))) {
    const ms = await timed(line);
    if (ms === undefined) console.log(`${name}: given up after ${patienceMs / 1000} s, which it is compared with`);
    samples.set(name, [ms ?? patienceMs]);
  }
  const { ours = [], ...against } = Object.fromEntries(samples);
  const name = `listing ${keyCount.toLocaleString('en')} keys, one stream`;
  const aims: Readonly<Record<string, number>> = {
    [rawDrain]: 1 / 0.6,
    [sdk]: 1 / 4,
    'aws CLI': 1 / 15,
    s3cmd: 1 / 15,
    rclone: 1 / 4,
  };
  return [
    ...Object.entries(against).map(
      ([what, others]): Figure => ({
        name: `${name}, against ${what}`,
        unit: 'ms',
        samples: ours,
        against: { [what]: others },
        aim: { kind: 'times', against: what, limit: Math.round((aims[what] ?? 1) * 1000) / 1000 },
      }),
    ),
    {
      name: `${name}: the server's own share of the time`,
      unit: '%',
      samples: serverShare,
      against: {},
      aim: { kind: 'at most', limit: 20 },
    },
    {
      name: `${name}: the longest that nothing else could run`,
      unit: 'ms',
      samples: longestTask,
      against: {},
      aim: { kind: 'at most', limit: 100 },
    },
  ];
}

async function manyStreams({ endpoint }: BenchServer): Promise<readonly Figure[]> {
  const access = { credentials, region, endpoint };
  const figures: Figure[] = [];
  for (const set of unknown) {
    const place = { bucket: `${set}-${slowAnswerMs}`, prefix: '' };
    const samples: { readonly one: number[]; readonly many: number[] } = { one: [], many: [] };
    for (let round = 0; round < 3; round++) {
      samples.one.push(await timeOf(listPages(access, place)));
      samples.many.push(await timeOf(listInParallel(access, place, streams)));
    }
    figures.push({
      name: `listing ${keyCount.toLocaleString('en')} keys (${set}), ${streams} streams, each answer ${slowAnswerMs} ms late`,
      unit: 'ms',
      samples: samples.many,
      against: { 'one stream': samples.one },
      aim: { kind: 'times', against: 'one stream', limit: 0.2 },
    });
  }
  return figures;
}

async function timeOf(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  const start = performance.now();
  let count = 0;
  for await (const page of pages) count += page.length;
  if (count !== keyCount) throw new Error(`${count} keys were listed`);
  return performance.now() - start;
}

/** Pages one after the other on one connection; the server's tokens are known, so nothing has to be read. */
async function drain(endpoint: string, bucket: string): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let at = 0; at < keyCount; at += 1000) {
    await new Promise<void>((resolve, reject) => {
      const token = at === 0 ? '' : `&continuation-token=k${at}`;
      http
        .get(`${endpoint}/${bucket}?list-type=2&encoding-type=url&prefix=${token}`, { agent }, (answer) => {
          answer
            .on('data', () => {})
            .on('end', resolve)
            .on('error', reject);
        })
        .on('error', reject);
    });
  }
  agent.destroy();
  return keyCount;
}

function programs(endpoint: string): Readonly<Record<string, readonly string[]>> {
  return {
    'aws CLI': ['aws', 's3', 'ls', '--recursive', 's3://mixed-0', '--endpoint-url', endpoint],
    s3cmd: [
      's3cmd',
      'ls',
      '--recursive',
      's3://mixed-0',
      '--no-ssl',
      `--host=${endpoint.slice(7)}`,
      `--host-bucket=${endpoint.slice(7)}`,
    ],
    rclone: [
      'rclone',
      'lsf',
      '-R',
      '--fast-list',
      '--files-only',
      '--s3-list-version=2',
      `:s3,env_auth,provider=Other,endpoint="${endpoint}":mixed-0`,
    ],
  };
}

/** Undefined where it took too long. */
async function timed(line: readonly string[]): Promise<number | undefined> {
  const start = performance.now();
  const lines = await runProgram(line, patienceMs);
  if (lines === undefined) return undefined;
  if (lines !== keyCount) throw new Error(`${line[0]} listed ${lines} keys`);
  return performance.now() - start;
}
