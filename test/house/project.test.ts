// What the repository must not hold, and house rules that no tool checks.
import assert from 'node:assert/strict';
import { readText, sourceFiles, trackedFiles } from './project.ts';

/** Where the project is being made is nobody's business; a link to an issue dates. */
const unwanted: Readonly<Record<string, RegExp>> = {
  'a path of one machine': /(?<![\w.-])\/(?:work|root)\/[\w.]/,
  'a registry host': /registry\.(?:npmjs|yarnpkg)\.|npmmirror|artifactory|nexus\./i,
  'an issue number': /\b(?:issue|pull request|PR)s? #?\d+\b/i,
  'a session': /\b(?:this|previous|earlier|last) session (?:of mine|built|wrote|made|left)\b/i,
};

const binary = /\.(?:png|ico|gif|woff2?|vsix)$/;
const self = 'test/house/project.test.ts';

suite('the repository', () => {
  test('holds nothing of where it was made', () => {
    const found = (trackedFiles() ?? [])
      .filter((file) => !binary.test(file) && file !== self)
      .flatMap((file) => {
        const text = readTextIfThere(file);
        return Object.entries(unwanted).flatMap(([what, pattern]) => {
          const match = pattern.exec(text);
          return match === null ? [] : [`${file}: ${what}: ${match[0]}`];
        });
      });
    assert.deepEqual(found, []);
  });

  test('the product has no state in its modules', () => {
    assert.deepEqual(
      sourceFiles().filter((file) => /^(?:export )?(?:let|var) /m.test(readText(file))),
      [],
    );
  });

  test('one file of the product starts programs, with its limits', () => {
    const starts = /['"](?:node:)?(?:child_process|cluster|worker_threads)['"]|\b(?:Process|Shell)Execution\(/;
    assert.deepEqual(
      sourceFiles().filter((file) => starts.test(readText(file))),
      ['src/aws/program.ts'],
    );
  });

  test('every file of the product says first what lives in it', () => {
    assert.deepEqual(
      sourceFiles().filter((file) => !/^\/[/*]/.test(readText(file))),
      [],
    );
  });

  test('no file is named for nothing in particular', () => {
    const vague = /(?:^|\/)(?:utils?|helpers?|common|misc|manager)(?:\.|\/)/i;
    assert.deepEqual(
      (trackedFiles() ?? []).filter((file) => vague.test(file)),
      [],
    );
  });
});

/** A file that git lists may have been deleted since. */
function readTextIfThere(file: string): string {
  try {
    return readText(file);
  } catch {
    return '';
  }
}
