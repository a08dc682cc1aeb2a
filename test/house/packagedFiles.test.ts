// The package holds what the extension needs, and nothing of the project beside it.
import assert from 'node:assert/strict';
import { packagedFiles } from '../support/packagedFiles.ts';

const permitted =
  /^(package\.json|package\.nls(\.ja)?\.json|(README(\.ja)?|CHANGELOG)\.md|LICENSE|l10n\/[\w.]+\.json|media\/(icon\.png|rolecall\.svg|walkthrough\/\w+\.svg)|dist\/(extension\.js|THIRD-PARTY-NOTICES\.txt|chunks\/[\w.-]+\.js))$/;

suite('the files of the package', function () {
  this.timeout(60_000);
  let files: readonly string[];
  suiteSetup(async () => {
    files = await packagedFiles();
  });

  test('no sources, tests, maps, settings or pictures of the README', () =>
    assert.deepEqual(
      files.filter((file) => !permitted.test(file)),
      [],
    ));

  test('both languages, the bundle, and what the marketplace shows', () => {
    const wanted = [
      'package.json',
      'package.nls.json',
      'package.nls.ja.json',
      'l10n/bundle.l10n.ja.json',
      'README.md',
      'README.ja.md',
      'CHANGELOG.md',
      'LICENSE',
      'media/icon.png',
      'dist/extension.js',
    ];
    assert.deepEqual(
      wanted.filter((file) => !files.includes(file)),
      [],
    );
  });
});
