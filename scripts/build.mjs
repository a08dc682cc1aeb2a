// Builds dist/ (what ships) and out/test/ (what the tests run) with esbuild.
// usage: node scripts/build.mjs [--watch]
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/**
 * A module that start-up shares with a chunk would become a file of its own, and each file more makes start-up slower.
 * So what is imported at first use has copies of its own of what it shares with start-up. No module of both holds state:
 * aws, whose clients live in its modules, is never loaded at start-up, and so is there once.
 *
 * @type {esbuild.Plugin}
 */
const ownCopiesOfLateCode = {
  name: 'own-copies-of-late-code',
  setup(build) {
    const source = path.join(root, 'src') + path.sep;
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ path: wanted, kind, resolveDir, pluginData }) => {
      const file = path.join(resolveDir, wanted);
      const isLate = pluginData?.isLate || kind === 'dynamic-import';
      return isLate && file.startsWith(source) ? { path: file, suffix: '?late' } : undefined;
    });
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file, suffix }) => ({
      contents: await readFile(file, 'utf8'),
      loader: 'ts',
      pluginData: { isLate: suffix === '?late' },
    }));
  },
};

/**
 * The SDK's clients import their package.json for their version alone.
 *
 * @type {esbuild.Plugin}
 */
const shortManifests = {
  name: 'short-manifests',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

// VS Code loads ESM extensions since 1.100, and esbuild splits ESM only: the SDK and the practice account
// become chunks of their own, which dist/extension.js loads at first use.
/** @type {esbuild.BuildOptions} */
export const extensionOptions = {
  absWorkingDir: root,
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  external: ['vscode'],
  // The ES builds of the SDK's packages tree-shake; their CommonJS builds do not.
  mainFields: ['module', 'main'],
  // Credentials are always passed in, so the SDK's own chain of providers is dead weight (a third of the chunk).
  alias: { '@aws-sdk/credential-provider-node': './src/aws/noCredentialProvider.ts' },
  plugins: [ownCopiesOfLateCode, shortManifests],
  logLevel: 'warning',
};

/**
 * In a bundle `import.meta.dirname` is the bundle's folder; tests and scripts mean their source's.
 *
 * @type {esbuild.Plugin}
 */
const sourceFolders = {
  name: 'source-folders',
  setup(build) {
    build.onLoad({ filter: /[\\/](test|scripts)[\\/].*\.(ts|mjs)$/ }, async ({ path: file }) => {
      const contents = await readFile(file, 'utf8');
      const folder = JSON.stringify(path.dirname(file));
      return {
        contents: contents.replaceAll('import.meta.dirname', () => folder),
        loader: file.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};

/**
 * Test files are globbed: a new one needs no list.
 *
 * @type {esbuild.BuildOptions}
 */
export const testOptions = {
  absWorkingDir: root,
  entryPoints: ['test/**/*.test.ts', 'test/**/*.main.ts', 'test/integration/index.ts', 'scripts/**/*.main.ts'],
  outdir: 'out/test',
  outbase: '.',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  packages: 'external',
  external: ['vscode'],
  plugins: [sourceFolders],
  logLevel: 'warning',
};

export function buildExtension() {
  return buildAnew(extensionOptions);
}

export function buildTests() {
  return buildAnew(testOptions);
}

/**
 * What is as it was stays untouched, since a window may be running it; what is built no more is removed.
 *
 * @param {esbuild.BuildOptions} options
 */
async function buildAnew(options) {
  const result = await esbuild.build({ ...options, write: false });
  const folder = path.join(root, options.outdir ?? '');
  const built = new Map(result.outputFiles.map((file) => [file.path, file.contents]));
  const present = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of present.filter((each) => !each.isDirectory())) {
    const file = path.join(entry.parentPath, entry.name);
    const contents = built.get(file);
    if (contents === undefined) await rm(file);
    else if (Buffer.compare(await readFile(file), contents) === 0) built.delete(file);
  }
  for (const [file, contents] of built) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  return result;
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all([extensionOptions, testOptions].map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
  } else {
    await Promise.all([buildExtension(), buildTests()]);
  }
}
