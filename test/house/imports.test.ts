// Which folder may import what: one forbidden import a row and kind is planted beside the real rules, and is refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readJson, readText, root, sourceFiles } from './project.ts';

interface Row {
  /** A file of the folder. */
  readonly file: string;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const rows: readonly Row[] = [
  {
    file: 'src/core/planted.ts',
    allowed: ['./arn.ts', './policy/decision.ts'],
    forbidden: [
      'vscode',
      'node:fs',
      'node:fs/promises',
      '@aws-sdk/client-sts',
      '../aws/sts.ts',
      '../session/keeper.ts',
    ],
  },
  {
    file: 'src/core/policy/planted.ts',
    allowed: ['./decision.ts', '../arn.ts'],
    forbidden: ['vscode', 'node:fs', '../../platform/settings.ts', '../../manifest.ts'],
  },
  {
    file: 'src/aws/planted.ts',
    allowed: ['./access.ts', '../core/arn.ts', '@aws-sdk/client-s3', '@smithy/node-http-handler', 'node:fs/promises'],
    forbidden: ['vscode', '../session/keeper.ts', '../platform/settings.ts', '../features/roles/rolesTree.ts'],
  },
  {
    file: 'src/session/planted.ts',
    allowed: ['./keeper.ts', '../core/arn.ts'],
    forbidden: [
      'vscode',
      'node:crypto',
      '@aws-sdk/client-sts',
      '../aws/sts.ts',
      '../platform/log.ts',
      './../aws/s3.ts',
    ],
  },
  {
    file: 'src/practice/planted.ts',
    allowed: ['./server.ts', '../core/policy/decision.ts', 'node:http', '@smithy/signature-v4'],
    forbidden: ['vscode', '@aws-sdk/client-sts', '../aws/sts.ts', '../session/keeper.ts', '../manifest.ts'],
  },
  {
    file: 'src/endpoint/planted.ts',
    allowed: ['./server.ts', '../core/credentials.ts', 'node:http'],
    forbidden: ['vscode', '@aws-sdk/client-sts', '../practice/server.ts', '../aws/sts.ts'],
  },
  {
    file: 'src/platform/planted.ts',
    allowed: ['./settings.ts', '../core/failure.ts', '../manifest.ts', 'vscode', 'node:os'],
    forbidden: ['@aws-sdk/client-sts', '../aws/sts.ts', '../session/keeper.ts', '../features/roles/rolesTree.ts'],
  },
  {
    file: 'src/features/roles/planted.ts',
    allowed: ['./rolesTree.ts', '../../core/arn.ts', '../../session/keeper.ts', '../../platform/settings.ts', 'vscode'],
    forbidden: ['node:fs', '../../aws/sts.ts', '../buckets/bucketTree.ts', '../../features/buckets/bucketTree.ts'],
  },
  { file: 'src/manifest.ts', allowed: ['./core/arn.ts'], forbidden: ['vscode', './platform/settings.ts'] },
  { file: 'src/extension.ts', allowed: ['./aws/sts.ts', './practice/server.ts', 'vscode', 'node:os'], forbidden: [] },
];

const kinds = {
  static: (specifier: string) => `import * as planted from '${specifier}';\nexport const value = planted;\n`,
  'type-only': (specifier: string) =>
    `import type * as planted from '${specifier}';\nexport type Value = typeof planted;\n`,
  dynamic: (specifier: string) => `export const value = () => import('${specifier}');\n`,
  'exported again': (specifier: string) => `export * as planted from '${specifier}';\n`,
};

interface Planted {
  readonly file: string;
  readonly what: string;
}

suite('imports between the folders of src', () => {
  let refused: ReadonlySet<string>;
  const forbidden: Planted[] = [];
  const allowed: Planted[] = [];
  let folder: string;

  suiteSetup(function () {
    this.timeout(60_000);
    folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-imports-'));
    const { vcs: _, ...rules } = readJson('biome.json') as Record<string, unknown>;
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(rules));
    for (const row of rows) {
      plant(row, row.forbidden, forbidden);
      plant(row, row.allowed, allowed);
    }
    refused = filesRefusedBy(folder);
  });

  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  /** One file an import: in a folder of the project's name, since the rules go by it. */
  function plant(row: Row, specifiers: readonly string[], planted: Planted[]): void {
    for (const specifier of specifiers) {
      for (const [kind, source] of Object.entries(kinds)) {
        const project = `planted${forbidden.length + allowed.length}`;
        const file = path.join(folder, project, row.file);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, source(specifier));
        planted.push({ file: `${project}/${row.file}`, what: `${row.file}, ${kind}: ${specifier}` });
      }
    }
  }

  test('each forbidden import is refused', () => {
    assert.deepEqual(
      forbidden.filter(({ file }) => !refused.has(file)).map(({ what }) => what),
      [],
    );
    assert.ok(forbidden.length > 100);
  });

  test('each allowed import is accepted', () => {
    assert.deepEqual(
      allowed.filter(({ file }) => refused.has(file)).map(({ what }) => what),
      [],
    );
  });

  test('every folder of src has a row', () => {
    const folders = new Set(sourceFiles().map((file) => file.split('/')[1]));
    const inRows = new Set(rows.map(({ file }) => file.split('/')[1]));
    assert.deepEqual(
      [...folders].filter((name) => !inRows.has(name)),
      [],
    );
  });

  // The linter does not look into a type that is named by `import('…')`.
  test('no folder names a type of another by import(…)', () => {
    const named = sourceFiles()
      .filter((file) => file !== 'src/extension.ts')
      .filter((file) => /(?:[:<|&=]|typeof)\s*import\(/.test(readText(file)));
    assert.deepEqual(named, []);
  });
});

function filesRefusedBy(folder: string): Set<string> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.'];
  let printed: string;
  try {
    printed = execFileSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    printed = (error as { stdout: string }).stdout;
  }
  return new Set([...printed.matchAll(/file=([^,]+),/g)].map((match) => match[1]?.replaceAll('\\', '/') ?? ''));
}
