// One large object in parts and thousands of small ones, down and up: ours against the aws CLI and rclone, from and to the
// same server and the same disk (in memory, where the machine has one).
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { objectStore } from '../../src/aws/s3/objectStore.ts';
import { LocalNames } from '../../src/core/localName.ts';
import type { Owner } from '../../src/core/objectStore.ts';
import { Download, type DownloadItem } from '../../src/features/transfers/download.ts';
import { Upload, type UploadItem } from '../../src/features/transfers/upload.ts';
import { LocalFolder } from '../../src/platform/localFolder.ts';
import { localSources, openSource } from '../../src/platform/localSources.ts';
import { type BenchServer, credentials, region, startBenchServer } from './benchServer.ts';
import type { Figure } from './figure.ts';
import { installed, runProgram } from './programs.ts';

const largeBytes = 1024 ** 3;
const smallCount = 10_000;
const smallBytes = 4 * 1024;
const rounds = 3;

const owner: Owner = { session: 'bench', name: 'bench' };
const never = new AbortController().signal;

interface Job {
  readonly what: string;
  readonly ours: (folder: string) => Promise<void>;
  /** Command lines by name. */
  readonly theirs: (folder: string) => Readonly<Record<string, readonly string[]>>;
  /** Files that are in the folder afterwards, where it is a download. */
  readonly arrives?: number;
}

export async function transfers(scale: number): Promise<readonly Figure[]> {
  const large = Math.round(largeBytes * scale);
  const count = Math.round(smallCount * scale);
  const server = await startBenchServer('transferServer.main.js', [large, count, smallBytes].map(String));
  const scratch = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'rolecall-transfers-'));
  try {
    const figures: Figure[] = [];
    for (const job of jobs(server.endpoint, scratch, large, count))
      figures.push(...(await measured(server, job, scratch)));
    return figures;
  } finally {
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function measured(server: BenchServer, job: Job, scratch: string): Promise<readonly Figure[]> {
  const folder = path.join(scratch, 'down');
  const theirs = installed(job.theirs(folder));
  const clients: Readonly<Record<string, () => Promise<void>>> = {
    ours: () => job.ours(folder),
    ...Object.fromEntries(
      Object.entries(theirs).map(([name, line]) => [name, async () => void (await runProgram(line))]),
    ),
  };
  const samples = new Map<string, number[]>(Object.keys(clients).map((name) => [name, []]));
  const serverShare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, transfer] of Object.entries(clients)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const cpu = await server.cpu();
      const start = performance.now();
      await transfer();
      const ms = performance.now() - start;
      samples.get(name)?.push(ms);
      if (name === 'ours') serverShare.push((100 * ((await server.cpu()) - cpu)) / ms);
      const arrived = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      if (job.arrives !== undefined && arrived.length !== job.arrives)
        throw new Error(`${name}: ${arrived.length} files`);
    }
  }
  const { ours = [], ...others } = Object.fromEntries(samples);
  const aims: Readonly<Record<string, number>> = { 'aws CLI': 1 / 2, rclone: 1 };
  return [
    ...Object.entries(others).map(
      ([what, against]): Figure => ({
        name: `${job.what}, against ${what}`,
        unit: 'ms',
        samples: ours,
        against: { [what]: against },
        aim: { kind: 'times', against: what, limit: aims[what] ?? 1 },
      }),
    ),
    ...(Object.keys(others).length === 0 ? [{ name: job.what, unit: 'ms', samples: ours, against: {} }] : []),
    {
      name: `${job.what}: the server's own share of the time`,
      unit: '%',
      samples: serverShare,
      against: {},
      aim: { kind: 'at most', limit: 20 },
    },
  ];
}

function jobs(endpoint: string, scratch: string, large: number, count: number): readonly Job[] {
  const store = objectStore((ask) => ask({ credentials, region, endpoint }));
  const largeFile = path.join(scratch, 'large');
  const smallFolder = path.join(scratch, 'small');
  writeFileSync(largeFile, Buffer.alloc(large));
  for (let at = 0; at < count; at++) {
    const folder = path.join(smallFolder, `folder-${at % 100}`);
    if (at < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `file-${at}.bin`), Buffer.alloc(smallBytes));
  }

  const download = async (items: readonly DownloadItem[]) => {
    const failed = await new Download({ store, owner, pause: async () => {} }, items).run(never, () => {});
    if (failed.length > 0) throw failed[0]?.error;
  };
  const send = async (file: string) => {
    const items: UploadItem[] = [];
    for await (const source of localSources([file])) {
      const place = { bucket: 'written', key: source.segments.join('/') };
      items.push({ place, size: source.size, open: () => openSource(source) });
    }
    await new Upload({ store, owner }, items, { overwrite: true }).run(never, () => {});
  };
  const aws = (...args: readonly string[]) => [
    'aws',
    's3',
    'cp',
    '--only-show-errors',
    ...args,
    '--endpoint-url',
    endpoint,
  ];
  const remote = (place: string) => `:s3,env_auth,no_check_bucket,provider=Other,endpoint="${endpoint}":${place}`;
  const rclone = (...args: readonly string[]) => [
    'rclone',
    ...args,
    '--s3-chunk-size',
    '8M',
    '--s3-upload-cutoff',
    '8M',
  ];
  const mebibytes = `${Math.round(large / 1024 ** 2).toLocaleString('en')} MiB in parts of 8 MiB`;
  const files = `${count.toLocaleString('en')} files of 4 KiB`;
  return [
    {
      what: `downloading ${mebibytes}`,
      arrives: 1,
      ours: async (folder) => {
        const into = new LocalFolder(folder);
        await download([{ bucket: 'large', key: 'object', size: large, begin: () => into.begin(['object']) }]);
        const { size } = statSync(path.join(folder, 'object'));
        if (size !== large) throw new Error(`${size} bytes arrived`);
      },
      theirs: (folder) => ({
        'aws CLI': aws('s3://large/object', path.join(folder, 'object')),
        rclone: rclone('copyto', remote('large/object'), path.join(folder, 'object')),
      }),
    },
    {
      what: `uploading ${mebibytes}`,
      ours: () => send(largeFile),
      theirs: () => ({
        'aws CLI': aws(largeFile, 's3://written/by-aws'),
        rclone: rclone('copyto', '--ignore-times', largeFile, remote('written/by-rclone')),
      }),
    },
    {
      what: `downloading ${files}`,
      arrives: count,
      ours: async (folder) => {
        const into = new LocalFolder(folder);
        const names = new LocalNames();
        const items: DownloadItem[] = [];
        for await (const page of store.list({ bucket: 'small', prefix: '' })) {
          for (const entry of page) {
            if (entry.kind === 'folder') continue;
            const segments = names.fileOf(entry.key);
            items.push({ bucket: 'small', key: entry.key, size: entry.size, begin: () => into.begin(segments) });
          }
        }
        await download(items);
      },
      theirs: (folder) => ({
        'aws CLI': aws('--recursive', 's3://small/', folder),
        rclone: rclone('copy', '--fast-list', remote('small'), folder),
      }),
    },
    {
      what: `uploading ${files}`,
      ours: () => send(smallFolder),
      theirs: () => ({
        'aws CLI': aws('--recursive', smallFolder, 's3://written/aws/'),
        rclone: rclone('copy', '--fast-list', '--ignore-times', smallFolder, remote('written/rclone')),
      }),
    },
  ];
}
