// Sets up, builds and runs one of the project's own programs, without network: demo, practice, bench.
// usage: node scripts/run.mjs <name> [argument]…
import './nodeVersion.mjs';
import path from 'node:path';
import { hostIsWanted } from '../test/vscode-host/host.mjs';
import { offline } from '../test/vscode-host/offline.mjs';
import { endWithNpm, run } from './process.mjs';
import { setUp } from './setup.mjs';

const [name = '', ...args] = process.argv.slice(2);
process.chdir(path.resolve(import.meta.dirname, '..'));
endWithNpm();

// The practice account is a server for others on this machine, so it stays in their network.
const isServer = name === 'practice';
if (!isServer && !hostIsWanted) {
  console.error(
    `\`npm run ${name}\` drives a VS Code that runs on Linux (x64) only. On this machine, use \`npm start\`.`,
  );
  process.exit(1);
}
const missing = await setUp(isServer ? {} : { host: true, cli: true });
for (const sentence of missing) {
  console.error(sentence);
}
if (missing.length > 0) {
  process.exit(1);
}
const { buildExtension, buildTests } = await import('./build.mjs');
await (isServer ? buildTests() : Promise.all([buildExtension(), buildTests()]));
const file = path.join('out/test/scripts', `${name}.main.js`);
const [program, programArgs] = isServer
  ? /** @type {const} */ ([process.execPath, [file, ...args]])
  : offline(process.execPath, [file, ...args]);
process.exitCode = await run(program, programArgs);
