// How figures are told: a table for people, and out/bench.json for programs.
import { type Figure, type Spread, summaryOf } from './figure.ts';

/** By name. Each has at least `median`, `unit` and `against`; of what it is compared with, `median` and `ratio`. */
export function benchJson(figures: readonly Figure[]): string {
  const summaries = Object.fromEntries(figures.map((figure) => [figure.name, summaryOf(figure)]));
  return `${JSON.stringify(summaries, undefined, 2)}\n`;
}

export function tableOf(figure: Figure): string {
  const summary = summaryOf(figure);
  const rows = [
    ['', 'median', 'min', 'max', 'samples', 'ratio'],
    ['measured', ...cells(summary), ''],
    ...Object.entries(summary.against).map(([what, other]) => [what, ...cells(other), other.ratio.toFixed(2)]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const aim = summary.aim === undefined ? [] : [`aim: ${summary.aim}: ${summary.met ? 'met' : 'MISSED'}`];
  return [
    `${figure.name} (${figure.unit})`,
    ...lines.map((line) => `  ${line}`),
    ...aim.map((line) => `  ${line}`),
  ].join('\n');
}

function cells({ median, min, max, count }: Spread): string[] {
  return [...[median, min, max].map((value) => value.toFixed(2)), String(count)];
}
