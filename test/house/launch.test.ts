// What F5 runs: the paths of launch.json and its task lead somewhere.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson, readText, root, sourceFiles } from './project.ts';

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly outFiles: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly preLaunchTask: string;
  }[];
}

interface Tasks {
  readonly tasks: readonly { readonly label: string; readonly type: string; readonly script: string }[];
}

suite('launch.json', () => {
  const { configurations } = readJson('.vscode/launch.json') as Launch;

  for (const { name, args, outFiles, env = {}, preLaunchTask } of configurations) {
    suite(name, () => {
      test('names folders and files that are there, or that are built from one', () => {
        const named = args.flatMap((arg) => /\$\{workspaceFolder\}\/(.+)$/.exec(arg)?.[1] ?? []);
        const isThere = (file: string) => {
          // Made when it is run.
          if (file.startsWith('out/extension-tests/')) return true;
          const source = file.replace(/^out\/test\/(.+)\.js$/, '$1.ts');
          return existsSync(path.join(root, source));
        };
        assert.deepEqual(
          named.filter((file) => !isThere(file)),
          [],
        );
      });

      test('looks for built files where they are built', () => {
        const { main } = readJson('package.json') as { readonly main: string };
        const folders = outFiles.map((glob) => glob.replace('${workspaceFolder}/', '').replace('/**/*.js', ''));
        assert.ok(folders.includes(path.posix.dirname(path.posix.normalize(main))));
        assert.deepEqual(
          folders.filter((folder) => !readText('scripts/build.mjs').includes(`'${folder}'`)),
          [],
        );
      });

      test('builds first, by a script that is there', () => {
        const { tasks } = readJson('.vscode/tasks.json') as Tasks;
        const task = tasks.find(({ label }) => label === preLaunchTask);
        const { scripts } = readJson('package.json') as { readonly scripts: Readonly<Record<string, string>> };
        assert.equal(task?.type, 'npm');
        assert.ok((task?.script ?? '') in scripts);
      });

      test('sets variables that are read', () => {
        const own = Object.keys(env).filter((variable) => variable.startsWith('ROLECALL_'));
        const source = sourceFiles().map(readText).join('\n');
        assert.deepEqual(
          own.filter((variable) => !source.includes(variable)),
          [],
        );
      });
    });
  }
});
