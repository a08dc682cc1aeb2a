// Sets up, builds and packs the extension: out/rolecall.vsix.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setUp } from './setup.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));
await setUp();
const { buildExtension } = await import('./build.mjs');
await buildExtension();
const { createVSIX } = await import('@vscode/vsce');
const packagePath = 'out/rolecall.vsix';
mkdirSync('out', { recursive: true });
// Everything is in the bundle.
await createVSIX({ packagePath, dependencies: false });
console.log(`${packagePath}: ${(statSync(packagePath).size / 1024).toFixed(0)} KB`);
