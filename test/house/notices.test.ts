// Notifications make links of names that come from outside, so one file alone shows them.
import assert from 'node:assert/strict';
import { readText, sourceFiles } from './project.ts';

suite('notifications', () => {
  test('are shown by platform/notices alone', () => {
    const shows = /window\s*\.show(?:Information|Warning|Error)Message/;
    assert.deepEqual(
      sourceFiles().filter((file) => shows.test(readText(file))),
      ['src/platform/notices.ts'],
    );
  });
});
