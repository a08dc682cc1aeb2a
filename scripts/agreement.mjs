// `npm run test:agreement`: who clients in a terminal really are, against what Rolecall shows; without network.
// usage: node scripts/agreement.mjs [--record]
import './nodeVersion.mjs';
import path from 'node:path';
import { offline } from '../test/vscode-host/offline.mjs';
import { endWithNpm, run } from './process.mjs';
import { setUp } from './setup.mjs';

process.chdir(path.resolve(import.meta.dirname, '..'));
endWithNpm();
// Clients that cannot be had are skipped, and said.
for (const sentence of await setUp({ cli: true })) {
  console.log(sentence);
}
const { buildTests } = await import('./build.mjs');
await buildTests();
const [program, args] = offline(process.execPath, [
  'out/test/test/agreement/agreement.main.js',
  ...process.argv.slice(2),
]);
process.exitCode = await run(program, args);
