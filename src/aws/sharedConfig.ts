// AWS's two files: where they are, their text, and that they changed. What they mean is core's.
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { readIni } from '../core/awsIni.ts';
import type { ConfigFile, ConfigFiles } from '../core/profile.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the AWS CLI looks. A leading `~` in the variables is the home folder, as it is for the CLI. */
export function sharedConfigPaths(env: Variables, home = homedir()): Readonly<Record<ConfigFile, string>> {
  const place = (variable: string | undefined, name: string) =>
    variable ? variable.replace(/^~(?=$|[/\\])/, home) : path.join(home, '.aws', name);
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/**
 * Reads both files. One that does not exist, or cannot be read, counts as absent. Bytes that are not UTF-8 become
 * replacement characters: the other profiles of the file stay usable.
 */
export async function readSharedConfig(env: Variables): Promise<ConfigFiles> {
  const paths = sharedConfigPaths(env);
  const [config, credentials] = await Promise.all([textOf(paths.config), textOf(paths.credentials)]);
  return {
    config: config === undefined ? null : readIni(config),
    credentials: credentials === undefined ? null : readIni(credentials),
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Calls `changed` after either file was written, made or removed. Lives until disposed; silent where a folder is missing. */
export function watchSharedConfig(env: Variables, changed: () => void): { dispose(): void } {
  const { config, credentials } = sharedConfigPaths(env);
  const names = new Set([path.basename(config), path.basename(credentials)]);
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set([path.dirname(config), path.dirname(credentials)])].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && !names.has(name)) return;
        clearTimeout(timer);
        // An editor writes in several steps.
        timer = setTimeout(changed, 300);
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
