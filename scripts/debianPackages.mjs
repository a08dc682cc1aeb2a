// Installs Debian packages where the user may, and says which are missing where not.
// Runs before anything is installed: node builtins only.
import { findProgram, onStderr, output, run } from './process.mjs';

/** @param {string} name */
export function debianPackageIsInstalled(name) {
  return output('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name])?.startsWith('ii') ?? false;
}

/**
 * @param {string[]} names
 * @param {string} purpose the subject of the sentence that says what is missing
 * @param {boolean} [isRoot]
 * @returns {Promise<string[]>} a sentence where only somebody else may install them
 */
export async function installDebianPackages(names, purpose, isRoot = process.getuid?.() === 0) {
  if (names.length === 0) {
    return [];
  }
  const maySudo = !isRoot && output('sudo', ['-n', 'true']) !== undefined;
  if (!findProgram('apt-get') || !(isRoot || maySudo)) {
    return [`${purpose} needs Debian packages that only root may install: sudo apt-get install ${names.join(' ')}`];
  }
  console.error(`set-up: installing Debian packages: ${names.join(' ')}`);
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
    const [program = '', ...args] = [...(maySudo ? ['sudo', '-n'] : []), ...apt, ...step];
    if ((await run(program, args, { stdio: onStderr })) !== 0) {
      throw new Error(`apt-get ${step[0]} failed.`);
    }
  }
  return [];
}
