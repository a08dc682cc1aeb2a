// What ends up in dist/: extension.js is small and loads neither SDK nor practice account until they are needed.
import assert from 'node:assert/strict';
import { build, type Metafile } from 'esbuild';
import { extensionOptions } from '../../scripts/build.mjs';

const KB = 1024;

suite('the bundle', () => {
  let outputs: Metafile['outputs'];
  let files: Map<string, number>;

  suiteSetup(async function () {
    this.timeout(60_000);
    const { metafile } = await build({ ...extensionOptions, metafile: true, write: false });
    outputs = metafile.outputs;
    files = new Map(Object.entries(outputs).map(([file, { bytes }]) => [file, bytes]));
  });

  /** The file and all that is loaded with it. */
  function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
    if (!loaded.has(file) && outputs[file] !== undefined) {
      loaded.add(file);
      for (const { path, kind } of outputs[file].imports) {
        if (kind === 'import-statement') {
          loadedWith(path, loaded);
        }
      }
    }
    return loaded;
  }

  function inputsOf(loaded: Iterable<string>): string[] {
    return [...loaded].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
  }

  function size(loaded: Iterable<string>): number {
    return [...loaded].reduce((sum, file) => sum + (files.get(file) ?? 0), 0);
  }

  test('what activation loads holds no SDK, no AWS, no practice account', () => {
    const inputs = inputsOf(loadedWith('dist/extension.js'));
    assert.ok(inputs.includes('src/extension.ts'));
    assert.deepEqual(
      inputs.filter((input) => /node_modules|^src\/(aws|practice|endpoint)\//.test(input)),
      [],
    );
  });

  test('what activation loads is at most 60 KB', () => {
    const bytes = size(loadedWith('dist/extension.js'));
    assert.ok(bytes <= 60 * KB, `${(bytes / KB).toFixed(1)} KB`);
  });

  test('the SDK for sts and s3 is at most 340 KB', () => {
    const withSdk = Object.keys(outputs).filter(
      (file) => !file.endsWith('.map') && inputsOf([file]).some((input) => input.includes('@aws-sdk/')),
    );
    assert.ok(withSdk.length > 0);
    const bytes = size(withSdk);
    assert.ok(bytes <= 340 * KB, `${(bytes / KB).toFixed(1)} KB in ${withSdk.join(', ')}`);
  });
});
