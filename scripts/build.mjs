// Builds dist/ (what ships) and out/test/ (what the tests run) with esbuild.
// usage: node scripts/build.mjs [--watch]
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

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

export async function buildExtension() {
  await rm(path.join(root, 'dist'), { recursive: true, force: true });
  return esbuild.build(extensionOptions);
}

export async function buildTests() {
  await rm(path.join(root, 'out/test'), { recursive: true, force: true });
  return esbuild.build(testOptions);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all([extensionOptions, testOptions].map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
  } else {
    await Promise.all([buildExtension(), buildTests()]);
  }
}
