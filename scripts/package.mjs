// Sets up, builds and packs the extension: out/rolecall.vsix.
import './nodeVersion.mjs';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { noticesOf } from './notices.mjs';
import { setUp } from './setup.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));
await setUp();
const { buildExtension } = await import('./build.mjs');
const { metafile } = await buildExtension();
// Asked for in the options.
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf(/** @type {import('esbuild').Metafile} */ (metafile)));
const { createVSIX } = await import('@vscode/vsce');
const packagePath = 'out/rolecall.vsix';
mkdirSync('out', { recursive: true });
// Everything is in the bundle.
await createVSIX({ packagePath, dependencies: false });
const kilobytes = statSync(packagePath).size / 1024;
console.log(`${packagePath}: ${kilobytes.toFixed(0)} KB`);
if (kilobytes > 400) {
  console.error('That is more than the 400 KB that the package may have.');
  process.exitCode = 1;
}
