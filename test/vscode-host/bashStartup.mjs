// What bash reads at its start in the scratch HOME of a VS Code that is started here: a short prompt, the PATH of this
// process, and the endpoint for an AWS CLI that is too old to find it by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const prompt = '$';

/** What a shell is told where the AWS CLI does not know AWS_ENDPOINT_URL. */
export const endpointForOldCli = 'aws() { command aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"; }';

/**
 * The AWS CLI knows AWS_ENDPOINT_URL from 1.29 and 2.13 on.
 *
 * @param {string} printed by `aws --version`
 * @returns {boolean} true too for what is no version of the AWS CLI
 */
export function knowsEndpointVariable(printed) {
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)\./m.exec(printed) ?? [];
  if (major === undefined) return true;
  return Number(major) > 2 || Number(minor) >= (major === '1' ? 29 : 13);
}

/**
 * Programs of a version manager, which the login shell that VS Code takes the environment of does not find in a scratch
 * HOME, are on PATH again in its terminals.
 *
 * @param {string} home
 * @param {readonly string[]} [more] further lines
 */
export function writeBashStartup(home, more = []) {
  mkdirSync(home, { recursive: true });
  const searched = (process.env.PATH ?? '').replaceAll("'", "'\\''");
  const lines = [`PS1='${prompt} '`, `export PATH='${searched}'`, ...more];
  writeFileSync(path.join(home, '.bashrc'), `${lines.join('\n')}\n`, { flag: 'a' });
}
