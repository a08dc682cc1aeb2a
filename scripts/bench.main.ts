// `npm run bench`: measures side by side in one run, prints a table for each figure, and writes out/bench.json
// (out/bench.<name>.json for one). An aim that is missed is told and no error; a figure that could not be measured is one,
// after the others were.
// usage: bench.main.js [--only <name>] [--scale <part of the amounts that are transferred, 1 if not given>]
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './bench/figure.ts';
import { measures } from './bench/figures.ts';
import { benchJson, tableOf } from './bench/report.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, scale: { type: 'string', default: '1' } } });
const chosen = Object.entries(measures).filter(([name]) => values.only === undefined || values.only === name);
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) {
  console.error(`--scale ${values.scale} is no part of 1`);
  process.exit(2);
}
if (chosen.length === 0) {
  console.error(`no figure ${values.only}; there are: ${Object.keys(measures).join(', ')}`);
  process.exit(2);
}

// Node 20's notice of the SDK is no figure.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const load = () => os.loadavg()[0]?.toFixed(1);
console.log(`${os.cpus().length} × ${os.cpus()[0]?.model}, Node ${process.version}; load at the start ${load()}`);
const figures: Figure[] = [];
for (const [name, measure] of chosen) {
  try {
    for (const figure of await measure(scale)) {
      console.log(`\n${tableOf(figure)}`);
      figures.push(figure);
    }
  } catch (error) {
    console.error(`\n${name}: could not be measured`, error);
    process.exitCode = 1;
  }
}
console.log(`\nload at the end ${load()}`);
mkdirSync('out', { recursive: true });
// What was measured at another time is not mixed with this.
const file = values.only === undefined ? 'out/bench.json' : `out/bench.${values.only}.json`;
writeFileSync(file, benchJson(figures));
console.log(file);
