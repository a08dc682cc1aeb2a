// Finds built test files: they are globbed, never listed.
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Tests that take more than seconds: they run in `npm test` and `npm run test:unit`, not in `npm run check`. */
const slow = /(?:^|[./\\])(?:conformance|slow)\.test\.js$/;

/**
 * @param folders below out/test/test
 * @param pattern a part of the name, to run a few
 */
export function testFiles(folders: readonly string[], options: { withSlow: boolean; pattern?: string }): string[] {
  const built = path.resolve(import.meta.dirname, '../../out/test/test');
  return folders
    .flatMap((folder) => listFolder(path.join(built, folder)))
    .filter((file) => file.endsWith('.test.js') && (options.withSlow || !slow.test(file)))
    .filter((file) => options.pattern === undefined || file.includes(options.pattern))
    .sort();
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}
