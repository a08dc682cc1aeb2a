// core knows no machine: what Node, a browser or VS Code put beside the language is unknown there. By planted lines, under
// the project's own tsconfig files.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './project.ts';

const foreign = [
  'process.pid',
  "Buffer.from('')",
  '__dirname',
  'setTimeout',
  'performance.now()',
  'crypto.subtle',
  "fetch('')",
  "console.log('')",
  'window',
  'suite',
];
const own = ['Date', 'new Map<string, number>()', 'Math.max(1)', "'a'.at(0)"];

suite('types of core', () => {
  test('a line that needs a machine does not compile there, and others do', function () {
    this.timeout(60_000);
    const lines = [...foreign, ...own];
    const refused = linesRefused(lines.map((line, index) => `export const it${index} = ${line};`));
    assert.deepEqual(
      lines.filter((_line, index) => refused.has(index + 1)),
      foreign,
    );
  });
});

/** Their numbers, from 1. */
function linesRefused(lines: readonly string[]): ReadonlySet<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-core-'));
  try {
    mkdirSync(path.join(folder, 'src/core'), { recursive: true });
    for (const file of ['tsconfig.json', 'src/core/tsconfig.json']) {
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    writeFileSync(path.join(folder, 'src/core/planted.ts'), lines.join('\n'));
    const printed = printedByCompiler(folder);
    return new Set([...printed.matchAll(/planted\.ts\((\d+),/g)].map(([, line]) => Number(line)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printedByCompiler(folder: string): string {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [compiler, '--pretty', 'false', '-p', 'src/core'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    // It fails where it refuses, with what it refuses.
    return (error as { stdout: string }).stdout;
  }
}
