// Which folder may import what: one forbidden import a row and kind is planted beside the real rules, and is refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
    file: 'src/aws/s3/planted.ts',
    allowed: ['./listing.ts', '../failures.ts', '../../core/arn.ts', 'node:http'],
    forbidden: ['vscode', '../../session/keeper.ts', '../../platform/settings.ts', '../../manifest.ts'],
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
    forbidden: [
      '@aws-sdk/client-sts',
      '../aws/sts.ts',
      '../session/keeper.ts',
      '../features/roles/rolesTree.ts',
      '../wiring/parts.ts',
    ],
  },
  {
    file: 'src/features/roles/planted.ts',
    allowed: ['./rolesTree.ts', '../../core/arn.ts', '../../session/keeper.ts', '../../platform/settings.ts', 'vscode'],
    forbidden: [
      'node:fs',
      '../../aws/sts.ts',
      '../buckets/bucketTree.ts',
      '../../features/buckets/bucketTree.ts',
      '../../wiring/parts.ts',
    ],
  },
  { file: 'src/manifest.ts', allowed: ['./core/arn.ts'], forbidden: ['vscode', './platform/settings.ts'] },
  {
    file: 'src/wiring/planted.ts',
    allowed: [
      './parts.ts',
      '../aws/sts.ts',
      '../features/roles/rolesTree.ts',
      '../practice/server.ts',
      'vscode',
      'node:os',
    ],
    forbidden: [],
  },
  { file: 'src/extension.ts', allowed: ['./aws/sts.ts', './practice/server.ts', 'vscode', 'node:os'], forbidden: [] },
];

/** One line each, so that a line tells which was refused. */
const kinds = {
  static: (specifier: string, name: string) => `import * as ${name} from '${specifier}';`,
  'type-only': (specifier: string, name: string) => `import type * as ${name} from '${specifier}';`,
  dynamic: (specifier: string, name: string) => `const ${name} = () => import('${specifier}');`,
  'exported again': (specifier: string, name: string) => `export * as ${name} from '${specifier}';`,
};

interface Planted {
  readonly what: string;
  readonly source: string;
  /** `file:line` */
  readonly where: string;
  readonly isAllowed: boolean;
}

suite('imports between the folders of src', () => {
  const planted = rows.flatMap(plant);
  let refused: ReadonlySet<string>;

  suiteSetup(function () {
    this.timeout(60_000);
    refused = refusedByLinter(planted);
  });

  test('each forbidden import is refused', () => {
    const forbidden = planted.filter(({ isAllowed }) => !isAllowed);
    assert.ok(forbidden.length > 100);
    assert.deepEqual(
      forbidden.filter(({ where }) => !refused.has(where)).map(({ what }) => what),
      [],
    );
  });

  test('each allowed import is accepted', () => {
    assert.deepEqual(
      planted.filter(({ isAllowed, where }) => isAllowed && refused.has(where)).map(({ what }) => what),
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

function plant(row: Row): Planted[] {
  const specifiers = [
    ...row.forbidden.map((specifier) => ({ specifier, isAllowed: false })),
    ...row.allowed.map((specifier) => ({ specifier, isAllowed: true })),
  ];
  return specifiers
    .flatMap(({ specifier, isAllowed }) =>
      Object.entries(kinds).map(([kind, line]) => ({ kind, line, specifier, isAllowed })),
    )
    .map(({ kind, line, specifier, isAllowed }, index) => ({
      what: `${row.file}, ${kind}: ${specifier}`,
      source: line(specifier, `name${index}`),
      where: `${row.file}:${index + 1}`,
      isAllowed,
    }));
}

/** Runs the project's own rules over the planted lines, in a folder of their own. */
function refusedByLinter(planted: readonly Planted[]): Set<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rolecall-imports-'));
  try {
    const { vcs: _, ...rules } = readJson('biome.json') as Record<string, unknown>;
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(rules));
    for (const { where, source } of planted) {
      const file = path.join(folder, where.split(':')[0] ?? '');
      mkdirSync(path.dirname(file), { recursive: true });
      appendFileSync(file, `${source}\n`);
    }
    const printed = printedByLinter(folder);
    return new Set(
      [...printed.matchAll(/file=([^,]+),line=(\d+)/g)].map(([, file = '', line]) => {
        const relative = path.relative(realpathSync(folder), file).replaceAll(path.sep, '/');
        return `${relative}:${line}`;
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printedByLinter(folder: string): string {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = ['lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.'];
  try {
    return execFileSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    // It fails where it refuses, with what it refuses.
    return (error as { stdout: string }).stdout;
  }
}
