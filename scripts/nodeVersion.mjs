// Imported before all else by what a person starts: an older Node.js would fail further on, without saying why.

/**
 * What this project and its tools need; the same stands in package.json and in the README.
 *
 * @param {string} version as `20.19.0`
 */
export function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
}

if (!nodeIsNewEnough(process.versions.node)) {
  console.error(`Rolecall is built with Node.js 20.19, 22.12 or newer. This is ${process.versions.node}.`);
  process.exit(1);
}
