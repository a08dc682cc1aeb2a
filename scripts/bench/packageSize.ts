// The size of what a person downloads.
import { statSync } from 'node:fs';
import { run } from '../process.mjs';
import type { Figure } from './figure.ts';

const file = 'out/rolecall.vsix';

export async function packageSize(): Promise<readonly Figure[]> {
  // The very file that `npm run package` makes.
  if ((await run(process.execPath, ['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] })) !== 0) {
    throw new Error('npm run package failed');
  }
  const samples = [statSync(file).size / 1024];
  return [{ name: 'size of the VSIX', unit: 'KB', samples, against: {}, aim: { kind: 'at most', limit: 400 } }];
}
