// Sets up, builds and packs the extension: out/rolecall.vsix.
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
console.log(`${packagePath}: ${(statSync(packagePath).size / 1024).toFixed(0)} KB`);
