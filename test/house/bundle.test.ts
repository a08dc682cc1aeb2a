// What ends up in dist/: extension.js is small and loads neither SDK nor practice account until they are needed.
import assert from 'node:assert/strict';
import { build, type Metafile } from 'esbuild';
import { extensionOptions } from '../../scripts/build.mjs';
import { noticesOf } from '../../scripts/notices.mjs';

const KB = 1024;

suite('the bundle', () => {
  let built: Metafile;
  let outputs: Metafile['outputs'];
  let files: Map<string, number>;

  suiteSetup(async function () {
    this.timeout(60_000);
    const { metafile } = await build({ ...extensionOptions, metafile: true, write: false });
    built = metafile;
    outputs = Object.fromEntries(
      Object.entries(metafile.outputs).map(([file, output]) => [file, withoutMarks(output)]),
    );
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

  /** What is loaded at first use is built as a copy of its own, which its name says. */
  function withoutMarks({ entryPoint, inputs, ...output }: Metafile['outputs'][string]): Metafile['outputs'][string] {
    const plain = (name: string) => name.replace(/\?late$/, '');
    return {
      ...output,
      ...(entryPoint !== undefined && { entryPoint: plain(entryPoint) }),
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [plain(name), input])),
    };
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

  test('activation loads one file, of at most 60 KB', () => {
    const loaded = loadedWith('dist/extension.js');
    assert.deepEqual([...loaded], ['dist/extension.js']);
    const bytes = size(loaded);
    assert.ok(bytes <= 60 * KB, `${(bytes / KB).toFixed(1)} KB`);
  });

  test('browsing and going through buckets loads no SDK', () => {
    for (const source of ['src/aws/s3/browse.ts', 'src/aws/s3/parallelListing.ts']) {
      const chunk = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source);
      assert.ok(chunk, source);
      assert.deepEqual(
        inputsOf(loadedWith(chunk)).filter((input) => input.includes('node_modules')),
        [],
      );
      const bytes = size(loadedWith(chunk));
      assert.ok(bytes <= 48 * KB, `${source}: ${(bytes / KB).toFixed(1)} KB`);
    }
  });

  test('the SDK for sts and s3 is at most 340 KB', () => {
    const withSdk = Object.keys(outputs).filter(
      (file) => !file.endsWith('.map') && inputsOf([file]).some((input) => input.includes('@aws-sdk/')),
    );
    assert.ok(withSdk.length > 0);
    const bytes = size(withSdk);
    assert.ok(bytes <= 340 * KB, `${(bytes / KB).toFixed(1)} KB in ${withSdk.join(', ')}`);
  });

  test('the licence of each package in it is told, with its text', () => {
    const [title, ...notices] = noticesOf(built).split(`\n\n${'-'.repeat(80)}\n\n`);
    assert.match(title ?? '', /^Rolecall contains code/);
    const packages = notices.map(
      (notice) => /^(\S+) \d\S* \((?:MIT|Apache-2\.0|BSD-3-Clause|0BSD|ISC)\)\n\n/.exec(notice)?.[1],
    );
    assert.ok(packages.includes('@aws-sdk/client-s3') && packages.includes('@aws-sdk/client-sts'), packages.join());
    assert.deepEqual(
      notices
        .filter((notice, index) => packages[index] === undefined || notice.length < 500)
        .map((each) => each.slice(0, 60)),
      [],
    );
  });

  test('each further source is a chunk of its own, small and without the SDK', () => {
    for (const name of ['process', 'webIdentity', 'sso', 'container', 'instance', 'login']) {
      const chunks = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === `src/aws/${name}Source.ts`);
      assert.equal(chunks.length, 1, name);
      const loaded = loadedWith(chunks[0] ?? '');
      assert.deepEqual(
        inputsOf(loaded).filter((input) => input.includes('node_modules')),
        [],
        name,
      );
      assert.ok(size(loaded) <= 12 * KB, `${name}: ${(size(loaded) / KB).toFixed(1)} KB`);
    }
  });
});
