// What a person types, and which keys it finds.
import assert from 'node:assert/strict';
import { keyTest } from '../../src/core/keySearch.ts';
import { processorMs } from '../support/processorMs.ts';

const keys = [
  'a.csv',
  'b/a.csv',
  'b/c/report-1.json',
  'b/c/Report-22.json',
  'b/c/',
  'reports/2025/x',
  '',
  '/',
  'b*?',
  '日本.csv',
];

suite('core/keySearch', () => {
  const rows: readonly (readonly [pattern: string, found: readonly string[]])[] = [
    ['report', ['b/c/report-1.json', 'b/c/Report-22.json', 'reports/2025/x']],
    ['Report', ['b/c/Report-22.json']],
    ['*.csv', ['a.csv', 'b/a.csv', '日本.csv']],
    ['?.csv', ['a.csv', 'b/a.csv']],
    ['report-?.json', ['b/c/report-1.json']],
    ['b/*.csv', ['b/a.csv']],
    ['**/a.csv', ['a.csv', 'b/a.csv']],
    ['b/**/*-*', ['b/c/report-1.json', 'b/c/Report-22.json']],
    ['b/**', ['b/a.csv', 'b/c/report-1.json', 'b/c/Report-22.json', 'b/c/']],
    ['*/', ['b/c/', '/'].filter((key) => key === '/')],
    ['c/', ['b/c/report-1.json', 'b/c/Report-22.json', 'b/c/']],
    ['??.csv', ['日本.csv']],
    ['.', ['a.csv', 'b/a.csv', 'b/c/report-1.json', 'b/c/Report-22.json', '日本.csv']],
    ['\\*', []],
  ];
  for (const [pattern, found] of rows) {
    test(pattern, () => assert.deepEqual(keys.filter(keyTest(pattern)), found));
  }

  test('no pattern takes for ever', () => {
    const search = () => assert.equal(keyTest(`${'*a'.repeat(100)}b`)('a'.repeat(1024)), false);
    assert.ok(processorMs(search) < 5_000);
  });
});
