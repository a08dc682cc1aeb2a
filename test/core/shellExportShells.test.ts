// Quoting, proven by the real shells: what they hand on to a program is what was to be set.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { type VariableFormat, valueProblem } from '../../src/core/shellExport/quoting.ts';
import { variablesText } from '../../src/core/shellExport/variables.ts';
import { needs, type shells } from '../support/needs.ts';

interface Row {
  readonly shell: (typeof shells)[number];
  readonly format: VariableFormat;
  /** How it is told to read a file, and to take what comes in as if a person typed it. */
  readonly script: readonly string[];
  readonly typed: readonly string[];
}

const rows: readonly Row[] = [
  { shell: 'bash', format: 'posix', script: ['--norc'], typed: ['--norc', '-i'] },
  { shell: 'dash', format: 'posix', script: [], typed: ['-i'] },
  { shell: 'zsh', format: 'posix', script: ['-f'], typed: ['-f', '-i', '+Z'] },
  { shell: 'fish', format: 'fish', script: ['--no-config'], typed: ['--no-config'] },
  { shell: 'tcsh', format: 'csh', script: ['-f'], typed: ['-f', '-i'] },
];

const hostile = [
  '',
  ' ',
  'plain',
  'two words',
  '  spaces at both ends  ',
  "'",
  "''",
  "it's",
  "'quoted'",
  '"',
  '"double"',
  '\\',
  'ends with \\',
  '\\\\',
  "\\'",
  "'\\''",
  '\\n',
  '$HOME',
  '${HOME}',
  '$(echo no)',
  '`echo no`',
  '$$',
  '!',
  '!!',
  'a!b',
  '\\!',
  '!\\',
  "!'",
  '!"',
  '%PATH%',
  '^',
  'a^b^c',
  '&& false',
  '; false',
  '| cat',
  '> file',
  '* ? [a] {b,c} ~',
  '~root',
  '#comment',
  'a #comment',
  '-n',
  '--help',
  '=',
  'a=b',
  'one\ntwo',
  '\n',
  'ends with a line break\n',
  '\\\n',
  '!\n!',
  'a\n^b^c',
  'a\n!!',
  "'\n'",
  '日本語',
  'é',
  '\u2018typographic\u2019',
  '👩‍💻',
  '\u2028',
  'x'.repeat(8_000),
];

suite('core/shellExport in real shells', () => {
  needs('posix', 'shells');
  let folder: string;

  suiteSetup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-shells-'));
  });
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  /** What a program sees that the shell starts after the script that sets `values`. */
  function seen(row: Row, values: readonly string[], how: 'script' | 'typed', locale = 'C.UTF-8'): string[] {
    const variables = Object.fromEntries(values.map((value, index) => [`VALUE_${index}`, value]));
    const input = `${variablesText(row.format, { INHERITED: undefined, NEVER_SET: undefined, ...variables })}/usr/bin/env -0\nexit\n`;
    const file = path.join(folder, 'script');
    writeFileSync(file, input);
    // From a file: fish reads no socket, which is what node would make of a text.
    const stdin = openSync(file, 'r');
    const printed = execFileSync(row.shell, how === 'script' ? [...row.script, file] : row.typed, {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LC_ALL: locale,
        TERM: 'dumb',
        INHERITED: 'inherited',
        VALUE_0: 'old',
      },
      stdio: [stdin, 'pipe', 'pipe'],
      timeout: 60_000,
    });
    closeSync(stdin);
    assert.doesNotMatch(printed, /(?:^|\0|\n)INHERITED=/, 'what is unset is gone');
    return values.map((_, index) => {
      const found = new RegExp(`(?:^|\\0|\\n|\\W)VALUE_${index}=([^\\0]*)\\0`).exec(printed);
      return found?.[1] ?? 'not set';
    });
  }

  for (const row of rows) {
    for (const how of ['script', 'typed'] as const) {
      test(`${row.shell}, ${how}: hostile values`, () => {
        assert.deepEqual(seen(row, hostile, how), hostile);
      });
    }

    test(`${row.shell}: hostile values in a locale of single bytes`, () => {
      assert.deepEqual(seen(row, hostile, 'script', 'C'), hostile);
    });

    test(`${row.shell}: generated values`, () => {
      const special = fc.constantFrom(
        ...'\'"\\!$`%^&|;<>(){}[]*?~#=-+ \n\u2019é日'.split(''),
        '\\\n',
        "'\\''",
        '${',
        '$(',
      );
      const value = fc
        .array(fc.oneof({ weight: 3, arbitrary: special }, fc.string({ unit: 'binary', maxLength: 3 })))
        .map((parts) => parts.join(''))
        .filter((text) => valueProblem(row.format, text) === undefined);
      fc.assert(
        fc.property(
          fc.array(value, { minLength: 20, maxLength: 40 }),
          fc.constantFrom('script', 'typed'),
          (values, how) => assert.deepEqual(seen(row, values, how), values),
        ),
        { numRuns: 15 },
      );
    });
  }
});
