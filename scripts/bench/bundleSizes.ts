// The sizes of what is loaded: at start-up, and for the first requests to AWS.
import { statSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import type { Figure } from './figure.ts';

type Sts = typeof import('../../src/aws/sts.ts');
type Browse = typeof import('../../src/aws/s3/browse.ts');

export async function bundleSizes(): Promise<readonly Figure[]> {
  // In a chunk of its own, since that file builds when it is the program.
  const { extensionOptions } = await import('../build.mjs');
  const { metafile } = await build({ ...extensionOptions, metafile: true, write: false });
  const atStart = loadedWith(metafile, 'dist/extension.js');
  const forRequests = [...(await loadedByRequests(metafile))].filter((file) => !atStart.has(file));
  return [
    {
      name: 'size of what activation loads: dist/extension.js',
      unit: 'KB',
      samples: [sizeOf(atStart)],
      against: {},
      aim: { kind: 'at most', limit: 60 },
    },
    {
      name: `size of what the first GetCallerIdentity and ListObjectsV2 load: ${forRequests.length} chunks`,
      unit: 'KB',
      samples: [sizeOf(forRequests)],
      against: {},
      aim: { kind: 'at most', limit: 340 },
    },
  ];
}

/** The file and all that its import statements lead to. */
function loadedWith(metafile: Metafile, file: string, loaded = new Set<string>()): Set<string> {
  const output = metafile.outputs[file];
  if (!output || loaded.has(file)) return loaded;
  loaded.add(file);
  for (const { path: imported, kind } of output.imports) {
    if (kind === 'import-statement') loadedWith(metafile, imported, loaded);
  }
  return loaded;
}

/**
 * Makes both requests with the built chunks, and asks the engine which files of dist/ it has read: what the SDK imports
 * while a request runs is among them, and what it could import but does not is not.
 */
async function loadedByRequests(metafile: Metafile): Promise<Set<string>> {
  const account = await startPracticeAccount();
  const loaded = new Set<string>();
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    const file = url.startsWith('file:') ? path.relative('.', fileURLToPath(url)) : '';
    if (file.startsWith('dist/')) loaded.add(file);
  });
  await session.post('Debugger.enable');
  try {
    const sts: Sts = await import(chunkOf(metafile, 'src/aws/sts.ts'));
    const browse: Browse = await import(chunkOf(metafile, 'src/aws/s3/browse.ts'));
    const { accessKeyId, secretAccessKey, region, endpoint, bucket } = account;
    const access = { credentials: { accessKeyId, secretAccessKey }, region, endpoint };
    await sts.getCallerIdentity(access);
    const role = { roleArn: account.roles.S3ListBucketOnly ?? '', roleSessionName: 'bench' };
    const { credentials } = await sts.assumeRole(access, role);
    await browse.listFolder({ ...access, credentials }, { bucket, prefix: '' });
  } finally {
    session.disconnect();
    await account.close();
  }
  return loaded;
}

function chunkOf(metafile: Metafile, source: string): string {
  const [file] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
  if (file === undefined) throw new Error(`${source} is no chunk of its own`);
  return pathToFileURL(file).href;
}

function sizeOf(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
}
